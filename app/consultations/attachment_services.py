"""What belongs to the notice besides the draft (附件): added while it is drafted, supplemented while it is open."""

import asyncio
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations.attachment_queries import list_attachments
from app.consultations.forms import AttachmentForm
from app.consultations.models import Attachment, Consultation
from app.consultations.rules import AttachedAlready, OriginalNotPublic, State, check_state
from app.drafts.docx import check_settled
from app.drafts.models import DraftOriginal
from app.drafts.readers import LARGEST_UPLOAD
from app.drafts.services import keep_original
from app.files.models import StoredFile
from app.files.rules import TooManyFiles, ending_of
from app.files.services import remove_file, store_file
from app.files.store import FileStore
from app.history.services import record
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _


async def add_attachment(
    db: AsyncSession,
    store: FileStore,
    consultation: Consultation,
    form: AttachmentForm,
    *,
    name: str,
    data: bytes,
    most: int,
    actor: Actor,
    now: datetime,
) -> Attachment:
    """Attach a file (添加附件). While comments are open it is a supplement (补充公开) and must say why it comes now."""
    check_state(consultation.state, [State.DRAFTING, State.OPEN])
    is_supplement = consultation.state == State.OPEN
    if is_supplement and not form.note:
        raise FormInvalid.of("note", _("Please say why it comes now. The public will read this."))
    if ending_of(name) == "docx":
        await asyncio.to_thread(check_settled, data, name)
    there = await list_attachments(db, consultation.id)
    if len(there) >= most:
        raise TooManyFiles(most=most)
    file = await store_file(db, store, name, data, agency_id=consultation.agency_id, actor=actor, now=now)
    if any(one["digest"] == file.digest for one in there):
        raise AttachedAlready
    note = form.note if is_supplement else ""
    return await _attach(db, consultation, file, form.title, note, actor=actor, now=now)


async def attach_original(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> Attachment:
    """Give the file that the draft was read from to the public (公开草案原件)."""
    check_state(consultation.state, [State.DRAFTING])
    original = await db.get(DraftOriginal, consultation.draft_id) if consultation.draft_id else None
    if original is None or not original.is_clean:
        raise OriginalNotPublic
    file = await db.get_one(StoredFile, original.file_id)
    if any(one["digest"] == file.digest for one in await list_attachments(db, consultation.id)):
        raise AttachedAlready
    return await _attach(db, consultation, file, "", "", actor=actor, now=now)


async def remove_attachment(
    db: AsyncSession, consultation: Consultation, attachment: Attachment, *, actor: Actor, now: datetime
) -> None:
    """Take an attachment back (移除附件) while the notice is drafted. What was published stays."""
    check_state(consultation.state, [State.DRAFTING])
    file = await db.get_one(StoredFile, attachment.file_id)
    _record(db, "remove_attachment", consultation, file, actor, now)
    await db.delete(attachment)
    await db.flush()
    is_original = select(DraftOriginal.draft_id).where(DraftOriginal.file_id == file.id)
    if (await db.execute(is_original)).first() is None:
        await remove_file(db, file, actor=actor, now=now)


async def renew_original(
    db: AsyncSession,
    store: FileStore,
    consultation: Consultation,
    *,
    name: str = "",
    data: bytes = b"",
    is_clean: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep the file of the draft that was just imported (保存草案原件); the last one's is no attachment any more."""
    stale = (
        select(Attachment)
        .join(DraftOriginal, DraftOriginal.file_id == Attachment.file_id)
        .where(Attachment.consultation_id == consultation.id, DraftOriginal.draft_id != consultation.draft_id)
    )
    for attachment in (await db.execute(stale)).scalars():
        await remove_attachment(db, consultation, attachment, actor=actor, now=now)
    if data and consultation.draft_id is not None:
        file = await store_file(
            db, store, name, data, largest=LARGEST_UPLOAD, agency_id=consultation.agency_id, actor=actor, now=now
        )
        await keep_original(db, consultation.draft_id, file.id, is_clean=is_clean)


async def _attach(
    db: AsyncSession,
    consultation: Consultation,
    file: StoredFile,
    title: str,
    note: str,
    *,
    actor: Actor,
    now: datetime,
) -> Attachment:
    attachment = Attachment(
        consultation_id=consultation.id,
        file_id=file.id,
        title=title or file.name.rpartition(".")[0] or file.name,
        note=note,
        is_supplement=consultation.state == State.OPEN,
        added_at=now,
    )
    db.add(attachment)
    await db.flush()
    _record(db, "add_attachment", consultation, file, actor, now, note=note)
    return attachment


def _record(
    db: AsyncSession,
    verb: str,
    consultation: Consultation,
    file: StoredFile,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> None:
    if consultation.state == State.DRAFTING:  # who approves must have seen what is published
        consultation.submitted_by_id = consultation.submitted_at = None
    record(
        db,
        f"consultation:{verb}",
        f"consultation:{consultation.id}",
        agency_id=consultation.agency_id,
        actor=actor,
        now=now,
        file=file.name,
        digest=file.digest,
        **({"note": note} if note else {}),
    )
