"""The draft at the desk: import, the question about tracked changes, the parsed tree, its correction."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.response import Stream
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations import queries, services
from app.consultations.attachment_services import renew_original
from app.consultations.forms import CorrectedDraftForm, KeptFileForm, PastedDraftForm
from app.consultations.models import Consultation
from app.consultations.routes.pieces import BASE, Answer, as_dict, with_typed
from app.consultations.rules import may_edit
from app.drafts import importing
from app.drafts.changes import HasTrackedChanges
from app.drafts.services import get_draft, get_original
from app.drafts.units import annex_blocks, blocks, framed
from app.files.downloads import as_download
from app.files.rules import FileLost
from app.files.store import FileStore
from app.lib import forms
from app.lib.crypto import sign, unsign
from app.lib.db import Database
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Asked = Request[Any, Any, Any]
KEPT = timedelta(hours=2)
"""How long the question about tracked changes may stay open; its file is kept a day (files/jobs.py)."""


class Upload(NamedTuple):
    """A file of a draft, and whether its tracked changes are accepted."""

    name: str
    data: bytes
    accept_changes: bool


async def _draft_page(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, invalid: FormInvalid | None = None
) -> Answer:
    """Import, the parsed tree with its warnings, and the tree as text to correct."""
    async with database.read() as db:
        consultation = await queries.get_staff_consultation(db, consultation_id, viewer)
        draft = await get_draft(db, consultation.draft_id) if consultation.draft_id else None
        original = await get_original(db, draft.id) if draft else None
        clauses = await queries.list_clauses(db, draft.id) if draft else []
    kept = None
    if draft:
        names = ("title", "style", "preamble", "signature", "annexes", "source_name", "warnings", "confirmed_at")
        kept = {name: getattr(draft, name) for name in names}
    return render(
        request,
        "consultations/draft.html",
        invalid=invalid,
        c=as_dict(consultation),
        draft=kept,
        preamble=framed(draft.preamble if draft else []),
        blocks=blocks(clauses, {}),
        annexes=annex_blocks(draft.annexes if draft else []),
        original=original[0] if original else None,
        clause_count=len(clauses),
        tree_text=importing.as_text(kept, clauses) if kept else "",
        may_edit=may_edit(viewer, agency_id=consultation.agency_id, division_id=consultation.division_id),
    )


@get("/consultations/{consultation_id:uuid}/draft", name="consultations.draft")
async def draft(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    return await _draft_page(request, database, viewer, consultation_id)


@post("/consultations/{consultation_id:uuid}/draft", name="consultations.import_draft")
async def import_draft(
    request: Asked, database: Database, files: FileStore, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    """Take a file, or pasted text where no file was chosen. Tracked changes are asked about first."""
    async with database.read() as db:
        await queries.get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    upload: Upload | None = None
    try:
        upload = await _find_upload(request, files, viewer, consultation_id, now)
        imported = await _read(request, upload)
        async with database.write() as tx:
            consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await _import(tx, files, consultation, imported, upload, viewer, now)
    except HasTrackedChanges as asked:
        assert upload is not None
        return await _ask_about_changes(request, database, files, viewer, consultation_id, upload, asked, now)
    except FormInvalid as invalid:
        return await _draft_page(request, database, viewer, consultation_id, await with_typed(request, invalid))
    return see_other(f"{BASE}/{consultation_id}/draft")


async def _import(
    tx: AsyncSession, files: FileStore, consultation: Consultation, imported: importing.ImportedDraft,
    upload: Upload | None, viewer: Actor, now: datetime,
) -> None:  # fmt: skip
    """The draft and, where it came as a file, its original."""
    source = {"source_name": imported.source_name, "source_digest": imported.source_digest}
    await services.import_draft(tx, consultation, imported.parsed, **source, actor=viewer, now=now)
    name, data = (upload.name, upload.data) if upload else ("", b"")
    await renew_original(
        tx, files, consultation, name=name, data=data, is_clean=imported.is_clean, actor=viewer, now=now
    )


async def _find_upload(
    request: Asked, files: FileStore, viewer: Actor, consultation_id: UUID, now: datetime
) -> Upload | None:
    """The file that was sent, or the one that waits for an answer; None where text was pasted."""
    upload = (await request.form()).get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        return Upload(upload.filename, await upload.read(), False)
    form = await forms.read(request, KeptFileForm)
    if not form.kept:
        return None
    gone = FormInvalid.of("file", _("The file is not here any more. Please choose it again."))
    signed = unsign(_purpose(viewer, consultation_id), form.kept, now=now.timestamp())
    if signed is None:
        raise gone
    name, digest, size = json.loads(signed)
    try:
        return Upload(name, await files.read(digest, size=size), True)
    except FileLost as lost:
        raise gone from lost


def _purpose(viewer: Actor, consultation_id: UUID) -> str:
    """What a kept file is signed for: this person's answer about this consultation."""
    return f"changes:{viewer.id}:{consultation_id}"


async def _read(request: Asked, upload: Upload | None) -> importing.ImportedDraft:
    if upload:
        return await asyncio.to_thread(
            importing.from_file, upload.data, upload.name, accept_changes=upload.accept_changes
        )
    pasted = await forms.read(request, PastedDraftForm)
    if not pasted.text:
        raise FormInvalid.of("file", _("Choose a file, or paste the text of the draft."))
    return await asyncio.to_thread(importing.from_text, pasted.text)


async def _ask_about_changes(
    request: Asked, database: Database, files: FileStore, viewer: Actor, consultation_id: UUID, upload: Upload,
    asked: HasTrackedChanges, now: datetime,
) -> Answer:  # fmt: skip
    """The bytes wait in the store, where no row names them: unanswered, they go by themselves."""
    digest = await files.put(upload.data)
    named = json.dumps([upload.name[-200:], digest, len(upload.data)])
    async with database.read() as db:
        consultation = await queries.get_staff_consultation(db, consultation_id, viewer)
    return render(
        request,
        "consultations/changes.html",
        c=as_dict(consultation),
        name=upload.name,
        changes=asked.changes,
        kept=sign(_purpose(viewer, consultation_id), named, expires_at=(now + KEPT).timestamp()),
    )


@post("/consultations/{consultation_id:uuid}/draft/text", name="consultations.correct_draft")
async def correct_draft(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, CorrectedDraftForm)
        parsed = await asyncio.to_thread(importing.from_corrected_text, form.text)
        async with database.write() as tx:
            consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.correct_draft(tx, consultation, parsed, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _draft_page(request, database, viewer, consultation_id, await with_typed(request, invalid))
    flash(request, _("The clauses were changed. Please confirm them."))
    return see_other(f"{BASE}/{consultation_id}/draft")


@get("/consultations/{consultation_id:uuid}/draft/original", name="consultations.draft_original")
async def original(database: Database, files: FileStore, viewer: Actor, consultation_id: UUID) -> Stream:
    """The file that the draft was read from, for who compares."""
    async with database.read() as db:
        consultation = await queries.get_staff_consultation(db, consultation_id, viewer)
        found = await get_original(db, consultation.draft_id) if consultation.draft_id else None
    if found is None:
        raise NotFound
    return await as_download(files, found[0])


handlers = [draft, import_draft, correct_draft, original]
