"""What is done with an entry at the desk: one POST an act, back to its page."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect, Stream
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.disclosures import draft_services as drafts
from app.disclosures import forms as entry_forms
from app.disclosures import queries, staff_queries
from app.disclosures import standing_services as standing
from app.disclosures.models import Disclosure
from app.disclosures.routes.pieces import STAFF, page_of, typed_values
from app.disclosures.scanning import Scanned, list_stored, scan_files
from app.files.downloads import as_download
from app.files.queries import get_file
from app.files.store import FileStore
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid, NotFound, Refused
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, see_other

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect
ENTRY = "/disclosures/{entry_id:uuid}"
Act = Callable[[AsyncSession, Disclosure], Awaitable[object]]


async def _carry_out(
    request: Asked, database: Database, viewer: Actor, entry_id: UUID, act: Act, *, approves: bool = False
) -> Page:
    """One act in a transaction of its own; a refusal is shown on the page of the entry, and nothing is stored."""
    await request.form()  # all of it is here before the lock is taken; a slow sender holds up nobody
    try:
        async with database.write() as tx:
            if approves:
                entry = await staff_queries.get_for_approval(tx, entry_id, viewer)
            else:
                entry = await staff_queries.get_staff_entry(tx, entry_id, viewer, to_edit=True, lock=True)
            await act(tx, entry)
    except FormInvalid as invalid:
        return await page_of(request, database, viewer, entry_id, await typed_values(request, invalid))
    except Refused as refused:
        return await page_of(request, database, viewer, entry_id, refused)
    return see_other(f"{STAFF}/{entry_id}")


async def _scan(database: Database, store: FileStore, viewer: Actor, entry_id: UUID) -> Scanned:
    """What looks personal in the files of the version on the page, before any lock is taken."""
    async with database.read() as db:
        entry = await staff_queries.get_staff_entry(db, entry_id, viewer)
        version = await staff_queries.find_shown_version(db, entry, viewer)
        stored = await list_stored(db, version.id)
    return await scan_files(store, stored)


@post(ENTRY + "/submit", name="disclosures.submit_version")
async def submit(
    request: Asked, database: Database, files: FileStore, now: datetime, viewer: Actor, entry_id: UUID
) -> Page:
    scanned = await _scan(database, files, viewer, entry_id)
    form = await forms.read(request, entry_forms.SubmitForm)

    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        version = await staff_queries.get_open_version(tx, entry.id)
        await drafts.submit_version(tx, entry, version, form.is_checked, scanned=scanned, actor=viewer, now=now)

    return await _carry_out(request, database, viewer, entry_id, act)


@post(ENTRY + "/approve", name="disclosures.approve_version")
async def approve(
    request: Asked, database: Database, files: FileStore, now: datetime, viewer: Actor, entry_id: UUID
) -> Page:
    scanned = await _scan(database, files, viewer, entry_id)

    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        version = await staff_queries.get_open_version(tx, entry.id)
        await drafts.approve_version(tx, entry, version, scanned=scanned, actor=viewer, now=now)
        flash(request, _("Published."))

    return await _carry_out(request, database, viewer, entry_id, act, approves=True)


@post(ENTRY + "/return", name="disclosures.return_version")
async def send_back(request: Asked, database: Database, now: datetime, viewer: Actor, entry_id: UUID) -> Page:
    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        form = await forms.read(request, entry_forms.ReturnForm)
        version = await staff_queries.get_open_version(tx, entry.id)
        await drafts.return_version(tx, entry, version, form.note, actor=viewer, now=now)

    return await _carry_out(request, database, viewer, entry_id, act, approves=True)


@post(ENTRY + "/clear", name="disclosures.clear_finding")
async def clear(
    request: Asked, database: Database, files: FileStore, now: datetime, viewer: Actor, entry_id: UUID
) -> Page:
    scanned = await _scan(database, files, viewer, entry_id)

    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        form = await forms.read(request, entry_forms.ClearForm)
        version = await staff_queries.get_open_version(tx, entry.id)
        await drafts.clear_finding(tx, entry, version, form.mark, form.reason, scanned=scanned, actor=viewer, now=now)

    return await _carry_out(request, database, viewer, entry_id, act)


@post(ENTRY + "/amend", name="disclosures.amend_entry")
async def amend(request: Asked, database: Database, now: datetime, viewer: Actor, entry_id: UUID) -> Page:
    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        await drafts.amend_entry(tx, entry, actor=viewer, now=now)

    answer = await _carry_out(request, database, viewer, entry_id, act)
    return see_other(f"{STAFF}/{entry_id}/edit") if isinstance(answer, Redirect) else answer


@post(ENTRY + "/discard", name="disclosures.discard_version")
async def discard(request: Asked, database: Database, now: datetime, viewer: Actor, entry_id: UUID) -> Page:
    kept = True

    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        nonlocal kept
        kept = entry.index_no is not None
        version = await staff_queries.get_open_version(tx, entry.id)
        await drafts.discard_version(tx, entry, version, actor=viewer, now=now)

    answer = await _carry_out(request, database, viewer, entry_id, act)
    return answer if kept or not isinstance(answer, Redirect) else see_other(STAFF)


@post(ENTRY + "/files", name="disclosures.add_file")
async def add_file(
    request: Asked, database: Database, files: FileStore, now: datetime, viewer: Actor, entry_id: UUID
) -> Page:
    upload = (await request.form()).get("file")
    name, data = (upload.filename, await upload.read()) if isinstance(upload, UploadFile) else ("", b"")

    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        if not name:
            raise FormInvalid.of("file", _("Please choose a file."))
        version = await staff_queries.get_open_version(tx, entry.id)
        await drafts.add_file(tx, files, entry, version, name=name, data=data, actor=viewer, now=now)

    return await _carry_out(request, database, viewer, entry_id, act)


@post(ENTRY + "/files/remove", name="disclosures.take_file")
async def take_file(request: Asked, database: Database, now: datetime, viewer: Actor, entry_id: UUID) -> Page:
    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        form = await forms.read(request, entry_forms.FileForm)
        version = await staff_queries.get_open_version(tx, entry.id)
        await drafts.take_file(tx, entry, version, form.file_id, actor=viewer, now=now)

    return await _carry_out(request, database, viewer, entry_id, act)


@get(ENTRY + "/files/{file_id:uuid}", name="disclosures.staff_file")
async def file(database: Database, files: FileStore, viewer: Actor, entry_id: UUID, file_id: UUID) -> Stream:
    """A file of the version that the page shows."""
    async with database.read() as db:
        entry = await staff_queries.get_staff_entry(db, entry_id, viewer)
        version = await staff_queries.find_shown_version(db, entry, viewer)
        if str(file_id) not in {str(one["id"]) for one in await queries.list_files(db, version.id)}:
            raise NotFound
        found = await get_file(db, file_id)
    return await as_download(files, found)


@post(ENTRY + "/validity", name="disclosures.change_validity")
async def validity(request: Asked, database: Database, now: datetime, viewer: Actor, entry_id: UUID) -> Page:
    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        form = await forms.read(request, entry_forms.ValidityForm)
        await standing.change_validity(tx, entry, form, actor=viewer, now=now)

    return await _carry_out(request, database, viewer, entry_id, act, approves=True)


@post(ENTRY + "/relations", name="disclosures.link_entries")
async def link(request: Asked, database: Database, now: datetime, viewer: Actor, entry_id: UUID) -> Page:
    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        form = await forms.read(request, entry_forms.RelationForm)
        await standing.link_entries(tx, entry, form, actor=viewer, now=now)

    return await _carry_out(request, database, viewer, entry_id, act)


@post(ENTRY + "/relations/remove", name="disclosures.unlink_entries")
async def unlink(request: Asked, database: Database, now: datetime, viewer: Actor, entry_id: UUID) -> Page:
    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        form = await forms.read(request, entry_forms.UnlinkForm)
        await standing.unlink_entries(tx, entry, form.earlier_id, actor=viewer, now=now)

    return await _carry_out(request, database, viewer, entry_id, act)


@post(ENTRY + "/withdraw", name="disclosures.withdraw_entry")
async def withdraw(request: Asked, database: Database, now: datetime, viewer: Actor, entry_id: UUID) -> Page:
    async def act(tx: AsyncSession, entry: Disclosure) -> None:
        form = await forms.read(request, entry_forms.WithdrawForm)
        await standing.withdraw_entry(tx, entry, form.reason, actor=viewer, now=now)

    return await _carry_out(request, database, viewer, entry_id, act, approves=True)


handlers = [
    submit, approve, send_back, clear, amend, discard, add_file, take_file, file, validity, link, unlink, withdraw,
]  # fmt: skip
