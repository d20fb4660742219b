"""What is done with mails that came in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import SYSTEM, Actor
from app.files.services import Kept, add_file
from app.history.services import record
from app.mailbox.models import IncomingFile, IncomingMail
from app.mailbox.queries import find_by_receipt, find_by_references, find_by_register, get_own_agency
from app.mailbox.reading import ReadMail
from app.mailbox.rules import AlreadyOnCase, Fault, Found, MailState, NoSuchCase, find_numbers
from app.receipts.rules import read_number
from app.requests.models import InformationRequest
from app.requests.queries import get_staff_request


async def receive_mail(
    db: AsyncSession, mail: ReadMail, files: Sequence[Kept], faults: Sequence[Fault], *, agency_code: str, now: datetime
) -> IncomingMail | None:
    """Take in a mail (收取来信): on its case where it names exactly one, else it waits. None if it is there already."""
    if await db.scalar(select(IncomingMail.id).where(IncomingMail.key == mail.key)):
        return None
    request, found_by = await _find_case(db, mail)
    agency_id = request.agency_id if request else await get_own_agency(db, agency_code)
    if agency_id is None:
        return None
    row = IncomingMail(
        agency_id=agency_id,
        request_id=request.id if request else None,
        key=mail.key,
        state=(MailState.ON_CASE if request else MailState.WAITING).value,
        found_by=found_by,
        sender=mail.sender,
        subject=mail.subject,
        text=mail.text,
        faults=list(faults),
        sent_at=mail.sent_at,
        received_at=now,
    )
    db.add(row)
    await db.flush()
    for number, kept in enumerate(files, start=1):
        plain = f"mail-{number}.{kept.kind}"  # names of files name people
        file = await add_file(db, kept, name=plain, agency_id=agency_id, actor=SYSTEM, now=now)
        db.add(IncomingFile(mail_id=row.id, file_id=file.id, name=kept.name))
    _record(db, "receive_mail", row, SYSTEM, now, files=len(files))
    return row


async def assign_mail(db: AsyncSession, mail: IncomingMail, number: str, *, actor: Actor, now: datetime) -> UUID:
    """Put a mail on the case with this number (归入办件). Raises AlreadyOnCase, NoSuchCase."""
    if mail.state == MailState.ON_CASE:
        raise AlreadyOnCase
    receipt = read_number(number)
    request = await find_by_receipt(db, receipt) if receipt else await find_by_register(db, number.strip(), actor)
    if request is None or request.agency_id != mail.agency_id:
        raise NoSuchCase
    await get_staff_request(db, request.id, actor)
    mail.state, mail.request_id, mail.found_by = MailState.ON_CASE.value, request.id, Found.PERSON.value
    mail.handled_by_id, mail.handled_at, mail.reason = actor.id, now, None
    _record(db, "assign_mail", mail, actor, now)
    return request.id


async def set_mail_aside(db: AsyncSession, mail: IncomingMail, reason: str, *, actor: Actor, now: datetime) -> None:
    """Say why a mail belongs to no case (不予归件). It is kept. Raises AlreadyOnCase."""
    if mail.state == MailState.ON_CASE:
        raise AlreadyOnCase
    mail.state, mail.reason = MailState.SET_ASIDE.value, reason
    mail.handled_by_id, mail.handled_at = actor.id, now
    _record(db, "set_mail_aside", mail, actor, now)


async def mark_mail_read(db: AsyncSession, mail: IncomingMail, *, actor: Actor, now: datetime) -> None:
    """Somebody who works on the case has read it (已阅)."""
    if mail.read_at is None:
        mail.read_at, mail.handled_by_id, mail.handled_at = now, actor.id, now
        _record(db, "mark_mail_read", mail, actor, now)


async def _find_case(db: AsyncSession, mail: ReadMail) -> tuple[InformationRequest | None, str]:
    """By what was answered, else by the number in subject or text; two different cases are none."""
    if mail.references and (request := await find_by_references(db, mail.references)):
        return request, Found.ANSWER.value
    for text in (mail.subject, mail.text):
        found = [request for number in find_numbers(text) if (request := await find_by_receipt(db, number))]
        if len({request.application_id for request in found}) == 1:
            return found[0], Found.NUMBER.value
        if found:
            break
    return None, ""


def _record(db: AsyncSession, verb: str, mail: IncomingMail, actor: Actor, now: datetime, **details: object) -> None:
    subject = f"request:{mail.request_id}" if mail.request_id else f"incoming_mail:{mail.id}"
    facts = {"mail": str(mail.id), "found_by": mail.found_by, **details}
    record(db, f"mailbox:{verb}", subject, agency_id=mail.agency_id, actor=actor, now=now, **facts)
