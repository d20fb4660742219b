"""Requests that an office brings along from its own register (补录): entered as they stand there, in one go."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.history.services import record
from app.receipts.rules import ReceiptKind
from app.receipts.services import issue_receipt
from app.requests.intake import list_requests, lock_count, register_request
from app.requests.models import InformationRequest
from app.requests.rules import NewApplication, RequestState
from app.requests.services import recompute_due
from app.requests.storing import store_application
from app.workdays.rules import Calendar


@dataclass(frozen=True)
class Past:
    """What the other register says of a request."""

    submitted_at: datetime
    received_on: date | None = None
    register_no: str = ""
    division_id: UUID | None = None
    title: str = ""
    replied_at: datetime | None = None
    reply_kind: str = ""


async def enter_past_request(
    db: AsyncSession, new: NewApplication, past: Past, *, token: str, calendar: Calendar, actor: Actor, now: datetime
) -> InformationRequest | None:
    """Enter a request with its register number, days and reply (补录申请). None where the token was entered before.

    One entry of the record says that it was brought in; the moves between are not made up.
    """
    issued = await issue_receipt(
        db,
        agency_id=new.agency_id,
        kind=ReceiptKind.REQUEST,
        token=token,
        contact_email=None,
        locale="zh-CN",
        now=now,
    )
    if not issued.is_new:
        return None
    application = await store_application(db, new, receipt_id=issued.receipt_id, actor=actor, now=now)
    application.submitted_at = past.submitted_at
    application.received_on = past.received_on
    request = (await list_requests(db, application.id))[0]
    request.received_on, request.division_id = past.received_on, past.division_id
    request.title = past.title or request.title
    await _place(db, request, past, calendar, actor, now)
    record(
        db,
        "request:import_request",
        f"request:{request.id}",
        agency_id=request.agency_id,
        actor=actor,
        now=now,
        number=request.register_no or "",
        to=request.state,
    )
    return request


async def _place(
    db: AsyncSession, request: InformationRequest, past: Past, calendar: Calendar, actor: Actor, now: datetime
) -> None:
    """Where the other register leaves it: not yet received, received, in the division, or answered."""
    if past.received_on is None:
        return
    request.state = (RequestState.IN_PROCESS if past.division_id else RequestState.RECEIVED).value
    if past.register_no:
        request.register_no = past.register_no
        await _note_number(db, request.agency_id, past.register_no)
    await recompute_due(db, request.id, calendar=calendar)
    if not request.register_no:
        await register_request(db, request, actor=actor, now=now)
    if past.replied_at is not None:
        request.state = RequestState.REPLIED.value
        request.replied_at = request.closed_at = past.replied_at
        request.reply_kind = past.reply_kind or None
    await db.flush()


async def _note_number(db: AsyncSession, agency_id: UUID, number: str) -> None:
    """A number of our own shape that was brought along is never given again."""
    year, _hyphen, n = number.partition("-")
    if not (len(year) == 4 and year.isdecimal() and n.isdecimal() and len(n) <= 6):
        return
    count = await lock_count(db, agency_id, int(year))
    count.last = max(count.last, int(n))


async def find_numbers(db: AsyncSession, agency_id: UUID, numbers: set[str]) -> set[str]:
    """Those of the register numbers that are taken."""
    query = select(InformationRequest.register_no).where(
        InformationRequest.agency_id == agency_id, InformationRequest.register_no.in_(numbers)
    )
    return {number for number in await db.scalars(query) if number}
