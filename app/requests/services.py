"""The verbs of requests that every room needs: hand in, move the clock, change the state, withdraw."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.clocks.law import law_on
from app.clocks.rules import ClockEvent, ClockKind, ReplyClock, compute
from app.files.services import Kept, add_file
from app.history.services import record
from app.lib.errors import NotFound
from app.lib.i18n import gettext, in_locale
from app.notices.services import post_mail
from app.receipts.rules import ReceiptKind
from app.receipts.services import Issued, issue_receipt
from app.requests.models import Application, ClockEventRow, InformationRequest
from app.requests.queries import list_clock_events
from app.requests.rules import (
    CLOSED_STATES,
    AlreadyReplied,
    NewApplication,
    RequestState,
    check_move,
)
from app.requests.storing import store_application
from app.workdays.queries import load_calendar
from app.workdays.rules import Calendar


async def submit_application(
    db: AsyncSession,
    new: NewApplication,
    *,
    files: Sequence[tuple[str, Kept]] = (),
    token: str,
    contact_email: str,
    locale: str,
    actor: Actor,
    now: datetime,
) -> Issued:
    """Hand in an application (提交申请): one receipt, one request a matter. It is handed in, not yet received.

    The same token stores nothing the second time and gives the same receipt. `files` are in the store already, with
    what their owner calls them: that stands encrypted, the record knows them as 附件1, 附件2.
    """
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
        names = {}
        for n, (name, kept) in enumerate(files, start=1):
            plain = f"附件{n}.{kept.kind}"
            file = await add_file(db, kept, name=plain, agency_id=new.agency_id, actor=actor, now=now)
            names[file.id] = name
        new = replace(new, file_names={**new.file_names, **names})
        await store_application(db, new, receipt_id=issued.receipt_id, actor=actor, now=now)
        await _acknowledge(db, new.agency_id, issued, contact_email, locale, now)
    return issued


async def _acknowledge(
    db: AsyncSession, agency_id: UUID, issued: Issued, address: str, locale: str, now: datetime
) -> None:
    """Tell the applicant by mail that it is there: number, no code, nothing of what was typed."""
    if not address:
        return
    with in_locale(locale):
        subject = gettext("Your application for information is handed in: {number}", number=issued.number)
        body = gettext(
            "Your application for information is handed in. Its receipt is {number}; the code was shown to you on the "
            "page.\n\nThe office confirms the day of receipt with you; the period for the reply runs from the day "
            "after. With number and code you see on our site what becomes of it, day by day.\n\nIf you handed in "
            "nothing, somebody mistyped an address: please ignore this mail.\n",
            number=issued.number,
        )
    key = f"request_submitted:{issued.receipt_id}"
    await post_mail(db, agency_id=agency_id, key=key, to=address, subject=subject, body=body, now=now)


async def add_clock_event(
    db: AsyncSession,
    request: InformationRequest,
    event: ClockEvent,
    *,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> ClockEventRow:
    """Add what moves the clock (登记期限事件) and compute the due date anew."""
    row = ClockEventRow(
        request_id=request.id,
        kind=event.kind.value,
        start_on=event.start,
        served_on=event.served,
        end_on=event.end,
        workdays=event.workdays,
        reason=reason,
        actor_id=actor.id,
        recorded_at=now,
    )
    db.add(row)
    await db.flush()
    note(
        db,
        "add_clock_event",
        request,
        actor,
        now,
        kind=event.kind.value,
        start=event.start.isoformat(),
        end=event.end.isoformat() if event.end else None,
        workdays=event.workdays,
    )
    await recompute_due(db, request.id)
    return row


async def close_clock_event(
    db: AsyncSession,
    request: InformationRequest,
    kind: ClockKind,
    *,
    end: date,
    served: date | None = None,
    event_id: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> ClockEventRow:
    """Give the latest open event of this kind its end (期限事件办结), and compute anew. NotFound where none is open."""
    rows = [row for row in await list_clock_events(db, [request.id]) if row.kind == kind.value and row.end_on is None]
    if event_id is not None:
        rows = [row for row in rows if row.id == event_id]
    if not rows:
        raise NotFound
    row = rows[-1]
    row.end_on = end
    row.served_on = served or row.served_on
    await db.flush()
    note(db, "close_clock_event", request, actor, now, kind=kind.value, end=end.isoformat())
    await recompute_due(db, request.id)
    return row


async def serve_clock_event(
    db: AsyncSession, request: InformationRequest, event_id: UUID, served: date, *, actor: Actor, now: datetime
) -> None:
    """Note when the letter of an open event arrived (登记送达日期): the other side's period runs from then."""
    row = await db.get_one(ClockEventRow, event_id)
    row.served_on = served
    if row.kind in (ClockKind.CORRECTION, ClockKind.FEE):
        row.start_on = served
    await db.flush()
    note(db, "serve_clock_event", request, actor, now, kind=row.kind, served=served.isoformat())
    await recompute_due(db, request.id)


async def recompute_due(db: AsyncSession, request_id: UUID, *, calendar: Calendar | None = None) -> ReplyClock | None:
    """Derive the due date from the day of receipt and the events: the only place that writes it. None before receipt.

    Also for jobs: after the notice of a year arrived, every running request is computed anew. Who computes many passes
    the calendar, so that it is read once.
    """
    request = await db.get(InformationRequest, request_id)
    if request is None:
        raise NotFound
    if request.received_on is None:
        request.due_on, request.due_is_provisional, request.is_extended = None, False, False
        return None
    events = to_events(await list_clock_events(db, [request_id]))
    calendar = calendar or await load_calendar(db)
    clock = compute(calendar, request.received_on, events, law=law_on(request.received_on))
    request.due_on = clock.due
    request.due_is_provisional = clock.is_provisional
    request.calendar_version = calendar.version
    request.is_extended = any(event.kind is ClockKind.EXTENSION for event in events)
    await db.flush()
    return clock


def to_events(rows: Sequence[ClockEventRow]) -> list[ClockEvent]:
    """The rows as the clock reads them."""
    return [
        ClockEvent(ClockKind(row.kind), row.start_on, row.end_on, row.workdays, served=row.served_on) for row in rows
    ]


async def change_state(
    db: AsyncSession, request: InformationRequest, to: RequestState, *, actor: Actor, now: datetime
) -> None:
    """Move a request to another state (变更办理状态). Raises WrongMove where `rules.MOVES` does not have it."""
    check_move(request.state, to)
    was, request.state = request.state, to.value
    request.closed_at = now if to in CLOSED_STATES else None
    await db.flush()
    note(db, "change_state", request, actor, now, was=was, to=to.value)


async def withdraw_request(db: AsyncSession, request: InformationRequest, *, actor: Actor, now: datetime) -> None:
    """Withdraw a request (撤回申请). Raises AlreadyReplied once it is closed."""
    if RequestState(request.state) in CLOSED_STATES:
        raise AlreadyReplied
    await change_state(db, request, RequestState.WITHDRAWN, actor=actor, now=now)
    request.reply_kind = "withdrawn"
    note(db, "withdraw_request", request, actor, now)


async def suggest_disclosure(
    db: AsyncSession, application: Application, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Suggest that the information be published for everybody (建议主动公开), 条例 art. 44."""
    application.suggests_disclosure = True
    application.suggestion_reason = reason
    application.suggested_at = now
    await db.flush()
    record(
        db,
        "request:suggest_disclosure",
        f"application:{application.id}",
        agency_id=application.agency_id,
        actor=actor,
        now=now,
    )


def note(
    db: AsyncSession, verb: str, request: InformationRequest, actor: Actor, now: datetime, **details: object
) -> None:
    """Write a verb into the request's history; nothing of the applicant's goes into `details`."""
    record(
        db,
        f"request:{verb}",
        f"request:{request.id}",
        agency_id=request.agency_id,
        actor=actor,
        now=now,
        **details,
    )
