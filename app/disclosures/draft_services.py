"""From the draft of a version to its publication, by two people."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.disclosures.contents import pack, unpack
from app.disclosures.findings import find_places
from app.disclosures.forms import EntryForm
from app.disclosures.models import Disclosure, DisclosureClearance, DisclosureFile, DisclosureVersion
from app.disclosures.publishing import attach, check_publishable, make_version, put_out, show
from app.disclosures.recording import record
from app.disclosures.rules import (
    EntryState,
    NotDrafting,
    NotPublic,
    NotSubmitted,
    OwnClearance,
    OwnSubmission,
    VersionPending,
    VersionState,
    check_content,
    check_says_nothing_personal,
    may_edit,
)
from app.disclosures.scanning import Scanned, list_stored, places_of
from app.disclosures.services import begin_entry
from app.disclosures.staff_queries import find_open_version
from app.drafts.docx import check_settled
from app.files.models import StoredFile
from app.files.rules import TooManyFiles, ending_of
from app.files.services import remove_file, store_file
from app.files.store import FileStore
from app.lib.clock import local_date
from app.lib.errors import Forbidden, FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _

MOST_FILES = 20
NOTHING: Scanned = {}


async def draft_entry(db: AsyncSession, form: EntryForm, *, actor: Actor, now: datetime) -> Disclosure:
    """Begin an entry (拟制目录条目) in the person's own division."""
    if actor.agency_id is None or not may_edit(actor, agency_id=actor.agency_id, division_id=actor.division_id):
        raise Forbidden
    content = form.content()
    check_content(content, today=local_date(now))
    entry = await begin_entry(
        db,
        content,
        agency_id=actor.agency_id,
        division_id=actor.division_id,
        source=form.source,
        actor=actor,
        now=now,
    )
    db.add(make_version(entry, content, 1, actor=actor, now=now))
    record(db, "draft_entry", entry, actor=actor, now=now)
    return entry


async def edit_version(
    db: AsyncSession, entry: Disclosure, version: DisclosureVersion, form: EntryForm, *, actor: Actor, now: datetime
) -> None:
    """Change what a version says (修改), while it is drafted."""
    _check_drafting(version)
    content = form.content()
    check_content(content, today=local_date(now))
    check_says_nothing_personal("change_note", form.change_note)
    version.content, version.body, version.change_note = pack(content), content.body, form.change_note
    if entry.state == EntryState.DRAFTING:
        show(entry, content)
        entry.source = form.source.value
    record(db, "edit_version", entry, actor=actor, now=now, version=version.number)


async def amend_entry(db: AsyncSession, entry: Disclosure, *, actor: Actor, now: datetime) -> DisclosureVersion:
    """Begin the next version (修订) of a published entry: a copy of the one that counts, with its files."""
    if entry.state != EntryState.PUBLISHED:
        raise NotPublic
    if await find_open_version(db, entry.id) is not None:
        raise VersionPending
    query = select(DisclosureVersion).where(
        DisclosureVersion.disclosure_id == entry.id, DisclosureVersion.number == entry.version
    )
    last = (await db.execute(query)).scalar_one()
    content = unpack(last.content, last.body)
    version = make_version(entry, content, last.number + 1, actor=actor, now=now)
    db.add(version)
    await db.flush()
    files = select(DisclosureFile.file_id).where(DisclosureFile.version_id == last.id).order_by(DisclosureFile.position)
    await attach(db, version.id, (await db.scalars(files)).all())
    record(db, "amend_entry", entry, actor=actor, now=now, version=version.number)
    return version


async def discard_version(
    db: AsyncSession, entry: Disclosure, version: DisclosureVersion, *, actor: Actor, now: datetime
) -> None:
    """Give a draft up (放弃草稿). An entry that never was public goes with its only version: it has no number yet."""
    _check_drafting(version)
    record(db, "discard_version", entry, actor=actor, now=now, version=version.number)
    files = await _own_files(db, version)
    for table in (DisclosureFile, DisclosureClearance):
        await db.execute(delete(table).where(table.version_id == version.id))
    await db.delete(version)
    await db.flush()
    if entry.index_no is None:
        await db.delete(entry)
        await db.flush()
    for file in files:
        await remove_file(db, file, actor=actor, now=now)


async def add_file(
    db: AsyncSession,
    store: FileStore,
    entry: Disclosure,
    version: DisclosureVersion,
    *,
    name: str,
    data: bytes,
    actor: Actor,
    now: datetime,
) -> None:
    """Attach a file (添加附件) to a version that is being drafted."""
    _check_drafting(version)
    if ending_of(name) == "docx":
        await asyncio.to_thread(check_settled, data, name)
    mine = DisclosureFile.version_id == version.id
    n, last = (await db.execute(select(func.count(), func.max(DisclosureFile.position)).where(mine))).one()
    if n >= MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    file = await store_file(db, store, name, data, agency_id=entry.agency_id, actor=actor, now=now)
    await attach(db, version.id, [file.id], first=(last or 0) + 1)
    record(db, "add_file", entry, actor=actor, now=now, file=file.name, digest=file.digest)


async def take_file(
    db: AsyncSession, entry: Disclosure, version: DisclosureVersion, file_id: UUID, *, actor: Actor, now: datetime
) -> None:
    """Take a file out of a version (移除附件); it goes for good when no other version has it."""
    _check_drafting(version)
    link = await db.get(DisclosureFile, (version.id, file_id))
    if link is None:
        raise NotFound
    own = [file for file in await _own_files(db, version) if file.id == file_id]
    await db.delete(link)
    await db.flush()
    for file in own:
        await remove_file(db, file, actor=actor, now=now)
    record(db, "take_file", entry, actor=actor, now=now, file_id=str(file_id))


async def clear_finding(
    db: AsyncSession,
    entry: Disclosure,
    version: DisclosureVersion,
    mark: str,
    reason: str,
    *,
    scanned: Scanned = NOTHING,
    actor: Actor,
    now: datetime,
) -> None:
    """Let a place stand that looks like personal data (核对个人信息), with a reason: an office's number is nobody's."""
    _check_drafting(version)
    in_files = places_of(await list_stored(db, version.id), scanned)
    places = (*find_places(unpack(version.content, version.body)), *in_files)
    place = next((one for one in places if one.mark == mark), None)
    if place is None or actor.id is None:
        raise NotFound
    if await db.get(DisclosureClearance, (version.id, mark)) is None:
        db.add(
            DisclosureClearance(
                version_id=version.id, mark=mark, kind=place.kind, reason=reason, cleared_by_id=actor.id, cleared_at=now
            )
        )
        await db.flush()
        record(db, "clear_finding", entry, actor=actor, now=now, kind=place.kind, reason=reason)


async def submit_version(
    db: AsyncSession,
    entry: Disclosure,
    version: DisclosureVersion,
    is_checked: bool,
    *,
    scanned: Scanned = NOTHING,
    actor: Actor,
    now: datetime,
) -> None:
    """Hand a version in for approval (提请审核), once everything that looks personal is cleared (E_CONV_PII)."""
    _check_drafting(version)
    content = unpack(version.content, version.body)
    check_content(content, today=local_date(now))
    if version.number > 1 and not version.change_note:
        raise FormInvalid.of("change_note", _("Please say what is new in this version. The public will read this."))
    await check_publishable(db, version, content, scanned)
    files = select(DisclosureFile.file_id).where(DisclosureFile.version_id == version.id).limit(1)
    if not is_checked and (await db.execute(files)).first() is not None:
        raise FormInvalid.of("is_checked", _("Please look through every file, and say that nothing personal is in it."))
    version.state, version.returned_note = VersionState.SUBMITTED.value, ""
    version.submitted_by_id, version.submitted_at = actor.id, now
    record(db, "submit_version", entry, actor=actor, now=now, version=version.number)


async def return_version(
    db: AsyncSession, entry: Disclosure, version: DisclosureVersion, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Send a version back (退回修改), with what is to be changed."""
    if version.state != VersionState.SUBMITTED:
        raise NotSubmitted
    version.state, version.returned_note = VersionState.DRAFTING.value, reason
    version.submitted_by_id = version.submitted_at = None
    record(db, "return_version", entry, actor=actor, now=now, version=version.number, note=reason)


async def approve_version(
    db: AsyncSession,
    entry: Disclosure,
    version: DisclosureVersion,
    *,
    scanned: Scanned = NOTHING,
    actor: Actor,
    now: datetime,
) -> None:
    """Approve and publish (审核发布). Never by who wrote or submitted it, or cleared what looks personal in it."""
    if version.state != VersionState.SUBMITTED:
        raise NotSubmitted
    if actor.id in (version.submitted_by_id, version.created_by_id):
        raise OwnSubmission
    mine = select(DisclosureClearance.mark).where(DisclosureClearance.version_id == version.id)
    if await db.scalar(mine.where(DisclosureClearance.cleared_by_id == actor.id).limit(1)):
        raise OwnClearance
    content = unpack(version.content, version.body)
    check_content(content, today=local_date(now))
    await check_publishable(db, version, content, scanned)
    version.approved_by_id = actor.id
    await put_out(db, entry, version, content, actor=actor, now=now)


def _check_drafting(version: DisclosureVersion) -> None:
    if version.state != VersionState.DRAFTING:
        raise NotDrafting


async def _own_files(db: AsyncSession, version: DisclosureVersion) -> list[StoredFile]:
    """Files that no other version has."""
    elsewhere = select(DisclosureFile.file_id).where(DisclosureFile.version_id != version.id)
    query = (
        select(StoredFile)
        .join(DisclosureFile, DisclosureFile.file_id == StoredFile.id)
        .where(DisclosureFile.version_id == version.id, StoredFile.id.not_in(elsewhere))
    )
    return list(await db.scalars(query))
