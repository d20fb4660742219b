"""The staff's side of what comes in (收件登记): enter, confirm the day of receipt, register, assign, split."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division
from app.accounts.rules import Actor
from app.lib.clock import local_date
from app.lib.db import InsertNew
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.receipts.rules import ReceiptKind
from app.receipts.services import Issued, issue_receipt
from app.requests.arrivals import AlreadyConfirmed, CannotSplit, NotConfirmed, NotRegistered, check_day, register_number
from app.requests.models import Application, InformationRequest, RegisterCount
from app.requests.queries import list_clock_events
from app.requests.rules import MAX_ITEMS, NOT_YET_RECEIVED, NewApplication, RequestState
from app.requests.services import change_state, note, recompute_due
from app.requests.storing import store_application


async def enter_application(
    db: AsyncSession, new: NewApplication, *, token: str, contact_email: str, locale: str, actor: Actor, now: datetime
) -> Issued:
    """Enter what came to the counter, by post, fax, e-mail, or was dictated (登记收到的申请).

    What lacks something is entered all the same: art. 30 has a correction notice for it. The same token stores nothing
    the second time.
    """
    if new.arrived_on is None:
        raise FormInvalid.of("arrived_on", _("Please choose the day on which it reached the office."))
    check_day("arrived_on", new.arrived_on, not_before=None, today=local_date(now))
    issued = await issue_receipt(
        db,
        agency_id=new.agency_id,
        kind=ReceiptKind.REQUEST,
        token=token,
        contact_email=contact_email or None,
        locale=locale,
        now=now,
    )
    if issued.is_new:
        application = await store_application(db, new, receipt_id=issued.receipt_id, actor=actor, now=now)
        if application.received_on is not None:
            for request in await list_requests(db, application.id):
                await recompute_due(db, request.id)
    return issued


async def list_requests(db: AsyncSession, application_id: UUID, *, lock: bool = False) -> list[InformationRequest]:
    """The requests of an application, in their order."""
    query = select(InformationRequest).where(InformationRequest.application_id == application_id)
    query = query.order_by(InformationRequest.position)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(await db.scalars(query))


async def confirm_receipt(
    db: AsyncSession, application_id: UUID, received_on: date, *, actor: Actor, now: datetime
) -> None:
    """Confirm the day of receipt with the applicant (确认收到申请之日, 条例 art. 31): from here the period runs.

    Raises AlreadyConfirmed, and FormInvalid for a day before it arrived or after today.
    """
    requests = await list_requests(db, application_id, lock=True)
    application = await db.get_one(Application, application_id)
    waiting = [one for one in requests if RequestState(one.state) in NOT_YET_RECEIVED]
    if application.received_on is not None or not waiting:
        raise AlreadyConfirmed
    sent_on = application.arrived_on or local_date(application.submitted_at)
    check_day("received_on", received_on, not_before=sent_on, today=local_date(now))
    application.received_on = received_on
    application.confirmed_by_id = actor.id
    application.confirmed_at = now
    for request in waiting:
        request.received_on = received_on
        await change_state(db, request, RequestState.RECEIVED, actor=actor, now=now)
        await recompute_due(db, request.id)
        note(db, "confirm_receipt", request, actor, now, received_on=received_on.isoformat())


async def register_request(
    db: AsyncSession, request: InformationRequest, *, title: str = "", actor: Actor, now: datetime
) -> str:
    """Give it its number in the register (登记), without gaps by agency and year of receipt. Answers the number.

    A second click gives no second number. Raises NotConfirmed.
    """
    if request.received_on is None:
        raise NotConfirmed
    if title.strip():
        request.title = title.strip()
    if request.register_no is None:
        request.register_no = await _next_number(db, request.agency_id, request.received_on.year)
        note(db, "register_request", request, actor, now, number=request.register_no)
    await db.flush()
    return request.register_no


async def _next_number(db: AsyncSession, agency_id: UUID, year: int) -> str:
    count = await lock_count(db, agency_id, year)
    count.last += 1
    await db.flush()
    return register_number(year, count.last)


async def lock_count(db: AsyncSession, agency_id: UUID, year: int) -> RegisterCount:
    """The numbers given so far, locked until the transaction ends: one that is rolled back leaves no gap."""
    query = select(RegisterCount).where(RegisterCount.agency_id == agency_id, RegisterCount.year == year)
    query = query.with_for_update().execution_options(populate_existing=True)
    count = await db.scalar(query)
    if count is None:  # the first of the year, perhaps of two at the same moment
        await db.execute(InsertNew(RegisterCount.__table__).values(agency_id=agency_id, year=year, last=0))
        count = (await db.scalars(query)).one()
    return count


async def assign_request(
    db: AsyncSession, request: InformationRequest, division_id: UUID, *, actor: Actor, now: datetime
) -> None:
    """Give it to the division that answers it (分办), also to another one later. Raises NotRegistered."""
    if request.register_no is None:
        raise NotRegistered
    division = await db.get(Division, division_id)
    if division is None or division.agency_id != request.agency_id:
        raise NotFound
    if request.division_id == division_id:
        return
    before, request.division_id = request.division_id, division_id
    await db.flush()
    note(db, "assign_request", request, actor, now, division=division.name, again=before is not None)
    if request.state == RequestState.RECEIVED:
        await change_state(db, request, RequestState.IN_PROCESS, actor=actor, now=now)


async def split_request(
    db: AsyncSession, request: InformationRequest, items: Sequence[str], *, actor: Actor, now: datetime
) -> list[InformationRequest]:
    """Make several requests of one that asks for several things (一事一申请): each has its clock, reply and fee count.

    The applicant's own words stay with the application. Raises CannotSplit once a clock was moved.
    """
    texts = [text.strip() for text in items if text.strip()]
    siblings = await list_requests(db, request.application_id, lock=True)
    if len(texts) < 2:
        raise FormInvalid.of("items", _("Please write at least two items, each on its own."))
    if len(siblings) + len(texts) - 1 > MAX_ITEMS:
        raise FormInvalid.of("items", _("One application has at most {max} items."), max=MAX_ITEMS)
    may_split = {*NOT_YET_RECEIVED, RequestState.RECEIVED, RequestState.IN_PROCESS}
    if request.state not in may_split or await list_clock_events(db, [request.id]):
        raise CannotSplit
    application = await db.get_one(Application, request.application_id)
    application.original_words = application.original_words or "\n\n".join(one.description for one in siblings)
    last = await db.scalar(
        select(func.max(InformationRequest.position)).where(InformationRequest.application_id == request.application_id)
    )
    request.description, request.text_id = texts[0], None
    added = [_split_off(request, text, (last or 0) + n, now) for n, text in enumerate(texts[1:], start=1)]
    db.add_all(added)
    await db.flush()
    for one in added:
        await recompute_due(db, one.id)
        note(db, "split_request", one, actor, now, parts=len(texts))
    note(db, "split_request", request, actor, now, parts=len(texts))
    return [request, *added]


def _split_off(request: InformationRequest, text: str, position: int, now: datetime) -> InformationRequest:
    """A new item: received with the others, registered and assigned on its own."""
    is_received = request.received_on is not None
    return InformationRequest(
        agency_id=request.agency_id,
        application_id=request.application_id,
        position=position,
        title=None,
        description=text,
        state=RequestState.RECEIVED.value if is_received else request.state,
        received_on=request.received_on,
        created_at=now,
    )
