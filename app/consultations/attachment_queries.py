"""Reading the attachments of a consultation: for the public, and for whoever may see it at the desk."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consultations.models import Attachment, Consultation
from app.consultations.rules import PUBLIC_STATES
from app.files.models import StoredFile
from app.lib.errors import NotFound


async def list_attachments(db: AsyncSession, consultation_id: UUID) -> list[dict[str, Any]]:
    """The attachments in the order in which they came; everything of them but their bytes.

    id, title, note, is_supplement, added_at, file_id, name, kind, size (bytes), digest (SHA-256). The bytes of one:
    `FileStore.chunks(digest, size=size)`, or `FileStore.read`, which compares them with the digest.
    """
    query = (
        select(
            Attachment.id,
            Attachment.title,
            Attachment.note,
            Attachment.is_supplement,
            Attachment.added_at,
            Attachment.file_id,
            StoredFile.name,
            StoredFile.kind,
            StoredFile.size,
            StoredFile.digest,
        )
        .join(StoredFile, StoredFile.id == Attachment.file_id)
        .where(Attachment.consultation_id == consultation_id)
        .order_by(Attachment.added_at, Attachment.id)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def get_public_file(db: AsyncSession, consultation_id: UUID, attachment_id: UUID) -> StoredFile:
    """The file of an attachment that anybody may have. NotFound before its consultation is published."""
    query = (
        select(StoredFile)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .join(Consultation, Consultation.id == Attachment.consultation_id)
        .where(
            Attachment.id == attachment_id,
            Consultation.id == consultation_id,
            Consultation.state.in_([state.value for state in PUBLIC_STATES]),
            Consultation.published_at.is_not(None),
        )
    )
    return _found((await db.execute(query)).scalar_one_or_none())


async def get_attachment(db: AsyncSession, consultation_id: UUID, attachment_id: UUID) -> Attachment:
    """One attachment of a consultation that the viewer may see, which the caller has asked for before."""
    query = select(Attachment).where(Attachment.id == attachment_id, Attachment.consultation_id == consultation_id)
    attachment = (await db.execute(query)).scalar_one_or_none()
    if attachment is None:
        raise NotFound
    return attachment


def _found(file: StoredFile | None) -> StoredFile:
    if file is None:
        raise NotFound
    return file
