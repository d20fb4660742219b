"""Reading mails that came in. On a case the right to the case counts; before that, whoever registers requests."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.accounts.rules import Actor, Role
from app.files.models import StoredFile
from app.lib.errors import Forbidden, NotFound
from app.lib.i18n import gettext
from app.mailbox.models import IncomingFile, IncomingMail
from app.mailbox.rules import MailState
from app.notices.models import Mail
from app.receipts.models import Receipt
from app.requests.models import Application, InformationRequest
from app.requests.queries import get_staff_request, readable_by
from app.requests.rules import REGISTERS, may_register

PAGE = 30


def sees_inbox(viewer: Actor) -> bool:
    """Whoever registers what comes in, and the auditor."""
    return viewer.has(*REGISTERS, Role.AUDITOR)


def visible_to(viewer: Actor) -> ColumnElement[bool]:
    """WHERE of the mails that a signed-in person may see."""
    readable = select(InformationRequest.id).where(*readable_by(viewer)).correlate(None)
    case = IncomingMail.request_id.in_(readable)
    loose = IncomingMail.request_id.is_(None) if sees_inbox(viewer) else false()
    return and_(IncomingMail.agency_id == viewer.agency_id, or_(case, loose))


async def list_mails(
    db: AsyncSession, viewer: Actor, *, state: MailState, page: int = 1, unread_only: bool = False
) -> list[dict[str, Any]]:
    """Mails in one state, the newest first; one more than a page."""
    query = (
        select(IncomingMail, InformationRequest.register_no, InformationRequest.title)
        .outerjoin(InformationRequest, InformationRequest.id == IncomingMail.request_id)
        .where(visible_to(viewer), IncomingMail.state == state.value)
        .order_by(IncomingMail.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    if unread_only:
        query = query.where(IncomingMail.read_at.is_(None))
    return [shown(mail) | {"case": no or title or ""} for mail, no, title in (await db.execute(query)).tuples()]


async def list_case_mails(db: AsyncSession, request_id: UUID) -> list[dict[str, Any]]:
    """The mails on a case with their files, the newest first."""
    query = select(IncomingMail).where(IncomingMail.request_id == request_id).order_by(IncomingMail.id.desc())
    mails = list(await db.scalars(query))
    files = await _files_of(db, [mail.id for mail in mails])
    return [shown(mail) | {"files": files.get(mail.id, [])} for mail in mails]


async def get_staff_mail(
    db: AsyncSession, mail_id: UUID, viewer: Actor, *, to_edit: bool = False, lock: bool = False
) -> IncomingMail:
    """The row, if the viewer may see it; NotFound otherwise. `to_edit` also asks for the right to act on it."""
    query = select(IncomingMail).where(IncomingMail.id == mail_id, visible_to(viewer))
    mail = (await db.scalars(query.with_for_update(of=IncomingMail) if lock else query)).one_or_none()
    if mail is None:
        raise NotFound
    if to_edit and mail.request_id:
        await get_staff_request(db, mail.request_id, viewer, to_edit=True)
    elif to_edit and not may_register(viewer, agency_id=mail.agency_id):
        raise Forbidden
    return mail


async def get_mail_file(db: AsyncSession, mail: IncomingMail, file_id: UUID) -> StoredFile:
    """A file of this mail. Raises NotFound."""
    query = (
        select(StoredFile)
        .join(IncomingFile, IncomingFile.file_id == StoredFile.id)
        .where(IncomingFile.mail_id == mail.id, StoredFile.id == file_id)
    )
    if (file := (await db.scalars(query)).one_or_none()) is None:
        raise NotFound
    return file


async def list_files(db: AsyncSession, mail_id: UUID) -> list[dict[str, Any]]:
    return (await _files_of(db, [mail_id])).get(mail_id, [])


async def count_mails(db: AsyncSession, viewer: Actor) -> dict[str, int]:
    """{waiting, unread}: mails without a case, and unread ones on cases, as far as the viewer sees them."""
    query = (
        select(IncomingMail.state, func.count())
        .where(
            visible_to(viewer),
            or_(
                IncomingMail.state == MailState.WAITING.value,
                and_(IncomingMail.state == MailState.ON_CASE.value, IncomingMail.read_at.is_(None)),
            ),
        )
        .group_by(IncomingMail.state)
    )
    counted = {state: number for state, number in (await db.execute(query)).tuples()}
    return {"waiting": counted.get(MailState.WAITING, 0), "unread": counted.get(MailState.ON_CASE, 0)}


async def find_by_receipt(db: AsyncSession, number: str) -> InformationRequest | None:
    """The request of a receipt: the first that is still open, else the first."""
    return await _first_request(db, Receipt.number == number)


async def find_by_register(db: AsyncSession, number: str, viewer: Actor) -> InformationRequest | None:
    """The request with this number of the register, if the viewer may see it."""
    query = select(InformationRequest).where(InformationRequest.register_no == number, *readable_by(viewer))
    return (await db.scalars(query)).one_or_none()


async def find_by_references(db: AsyncSession, message_ids: Sequence[str]) -> InformationRequest | None:
    """The request that one of our own mails was about."""
    query = select(Mail.dedupe_key, Mail.topic).where(Mail.message_id.in_(message_ids))
    ids = [
        found
        for row in (await db.execute(query)).tuples()
        for name in row
        for part in (name or "").split(":")
        if (found := _uuid(part))
    ]
    if not ids:
        return None
    return await _first_request(db, or_(InformationRequest.id.in_(ids), Receipt.id.in_(ids)))


async def get_own_agency(db: AsyncSession, code: str) -> UUID | None:
    """The body that the mailbox belongs to: by its code, else the first there is."""
    query = select(Agency.id).where(Agency.is_active).order_by(Agency.id).limit(1)
    return await db.scalar(query.where(Agency.code == code) if code else query)


def shown(mail: IncomingMail) -> dict[str, Any]:
    """A mail for pages."""
    names = ("sender", "subject", "text", "sent_at", "received_at", "read_at", "reason", "state", "found_by")
    case = {"request_id": str(mail.request_id) if mail.request_id else ""}
    faults = [gettext(one["text"], **one["params"]) for one in mail.faults]
    return {"id": str(mail.id), "faults": faults} | case | {name: getattr(mail, name) for name in names}


async def _first_request(db: AsyncSession, where: ColumnElement[bool]) -> InformationRequest | None:
    query = (
        select(InformationRequest)
        .join(Application, Application.id == InformationRequest.application_id)
        .join(Receipt, Receipt.id == Application.receipt_id)
        .where(where)
        .order_by(InformationRequest.closed_at.is_not(None), InformationRequest.position)
        .limit(1)
    )
    return (await db.scalars(query)).one_or_none()


async def _files_of(db: AsyncSession, mail_ids: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    query = (
        select(IncomingFile.mail_id, IncomingFile.file_id, IncomingFile.name, StoredFile.size)
        .join(StoredFile, StoredFile.id == IncomingFile.file_id)
        .where(IncomingFile.mail_id.in_(mail_ids))
        .order_by(StoredFile.id)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for mail_id, file_id, name, size in (await db.execute(query)).tuples():
        found.setdefault(mail_id, []).append({"id": str(file_id), "name": name, "size": size})
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
