"""What follows a letter (送达、答复、决定、逾期): service, answers, decisions, and what silence means."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.clocks.rules import ClockEvent, ClockKind
from app.letters.models import Letter
from app.letters.rules import LetterKind, ServiceMethod
from app.letters.services import record_service
from app.lib.clock import local_date
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.proceedings import wording
from app.proceedings.models import Proceeding
from app.proceedings.opening import CLOCKS, case_of, check_discreet, issue
from app.proceedings.queries import list_proceedings
from app.proceedings.rules import (
    Decision,
    NotNow,
    Outcome,
    ProceedingKind,
    ProceedingState,
    check_decision,
)
from app.requests.models import Application, InformationRequest
from app.requests.rules import CLOSED_STATES, RequestState
from app.requests.services import add_clock_event, change_state, close_clock_event, note, serve_clock_event
from app.workdays.queries import load_calendar
from app.workdays.rules import add_workdays

CONSULTED = (ProceedingKind.THIRD_PARTY, ProceedingKind.JOINT_MAKER)


def _check_day(field: str, day: date, first: date, now: datetime) -> None:
    if day > local_date(now):
        raise FormInvalid.of(field, _("This day has not come yet."))
    if day < first:
        raise FormInvalid.of(field, _("It cannot have arrived before the letter was issued."))


def _check_open(row: Proceeding) -> None:
    if row.state != ProceedingState.OPEN.value:
        raise NotNow


async def serve(
    db: AsyncSession,
    request: InformationRequest,
    row: Proceeding,
    served_on: date,
    method: ServiceMethod,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Note when and how the letter arrived (登记送达): the other side's period runs from the next day on."""
    _check_open(row)
    _check_day("served_on", served_on, row.opened_on, now)
    if row.letter_id:
        letter = await db.get_one(Letter, row.letter_id)
        await record_service(db, letter, method=method, served_on=served_on, actor=actor, now=now)
    row.served_on = served_on
    row.answer_by = add_workdays(await load_calendar(db), served_on, row.workdays).day
    if row.clock_event_id:
        await serve_clock_event(db, request, row.clock_event_id, served_on, actor=actor, now=now)
    await db.flush()
    note(db, "record_service", request, actor, now, kind=row.kind, served_on=served_on.isoformat())


async def receive_correction(
    db: AsyncSession,
    request: InformationRequest,
    row: Proceeding,
    text: str,
    *,
    received_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Take in the corrected request (收到补正): the period begins anew.

    Also after the end of its period, where there was a good reason (art. 30: 无正当理由).
    """
    lapsed = row.state == ProceedingState.LAPSED.value
    if row.kind != ProceedingKind.CORRECTION.value or not (lapsed or row.state == ProceedingState.OPEN.value):
        raise NotNow
    _check_day("received_on", received_on, row.opened_on, now)
    await change_state(db, request, RequestState.IN_PROCESS, actor=actor, now=now)
    request.reply_kind = None
    application = await db.get_one(Application, request.application_id)
    application.original_words = application.original_words or request.description
    request.description, request.text_id = f"{request.description}\n{text}".strip(), None
    row.answer, row.answered_on, row.state = text, received_on, ProceedingState.ANSWERED.value
    row.served_on = row.served_on or received_on
    await close_clock_event(
        db, request, ClockKind.CORRECTION, end=received_on, event_id=row.clock_event_id, actor=actor, now=now
    )
    note(db, "receive_correction", request, actor, now, received_on=received_on.isoformat(), late=lapsed)


async def record_opinion(
    db: AsyncSession,
    request: InformationRequest,
    row: Proceeding,
    outcome: Outcome,
    text: str,
    *,
    answered_on: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Record the opinion of a third party or a joint maker (登记意见): the period goes on the next day."""
    _check_open(row)
    if row.kind not in CONSULTED:
        raise NotNow
    _check_day("answered_on", answered_on, row.served_on or row.opened_on, now)
    if outcome is Outcome.OBJECTS_WITH_REASONS and not text.strip():
        raise FormInvalid.of("answer", _("Please write down the grounds of the objection."))
    row.answer, row.answered_on, row.outcome = text, answered_on, outcome.value
    row.state = ProceedingState.ANSWERED.value
    row.served_on = row.served_on or answered_on
    await _close_consultation(db, request, row, answered_on, actor=actor, now=now)
    note(db, "record_opinion", request, actor, now, kind=row.kind, outcome=outcome.value)


async def _close_consultation(
    db: AsyncSession, request: InformationRequest, row: Proceeding, end: date, *, actor: Actor, now: datetime
) -> None:
    kind = CLOCKS[ProceedingKind(row.kind)]
    await close_clock_event(
        db, request, kind, end=end, served=row.served_on, event_id=row.clock_event_id, actor=actor, now=now
    )
    waiting = [
        one for one in await list_proceedings(db, request.id)
        if one.kind in CONSULTED and one.state == ProceedingState.OPEN.value and one.id != row.id
    ]  # fmt: skip
    if not waiting:
        to = RequestState.IN_PROCESS
    elif any(one.kind == ProceedingKind.THIRD_PARTY.value for one in waiting):
        to = RequestState.THIRD_PARTY_CONSULTING
    else:
        to = RequestState.JOINT_CONSULTING
    if request.state != to and RequestState(request.state) not in CLOSED_STATES:
        await change_state(db, request, to, actor=actor, now=now)


async def decide_disclosure(
    db: AsyncSession,
    request: InformationRequest,
    row: Proceeding,
    decision: Decision,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Decide after a third party was heard or stayed silent (决定是否公开, art. 32).

    Against reasonable grounds only for the public interest: then the third party gets its notice at once, before
    anything is released. Raises GroundsOverlooked, NotNow, NamesApplicant.
    """
    done = (ProceedingState.ANSWERED.value, ProceedingState.SILENT.value)
    if row.kind != ProceedingKind.THIRD_PARTY.value or row.state not in done or row.decision is not None:
        raise NotNow
    check_decision(Outcome(row.outcome) if row.outcome else None, decision)
    if not reason.strip():
        raise FormInvalid.of("decision_reason", _("Please give the reason of the decision."))
    row.decision, row.decision_reason, row.approved_by_id = decision.value, reason, actor.id
    number = None
    if decision is Decision.OVERRIDE:
        await check_discreet(db, request, reason)
        content = wording.override_notice(await case_of(db, request, now=now), row.other_side, row.asked, reason)
        letter = await issue(db, request, LetterKind.THIRD_PARTY_NOTICE, content, actor=actor, now=now)
        number = letter.number
    await db.flush()
    note(db, "decide_disclosure", request, actor, now, decision=decision.value, number=number)


async def record_reasons(
    db: AsyncSession,
    request: InformationRequest,
    row: Proceeding,
    outcome: Outcome,
    text: str,
    *,
    delay: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Judge the applicant's reasons (审查理由, art. 35): good ones may put the reply off by so many working days."""
    _check_open(row)
    if row.kind != ProceedingKind.REASONS.value:
        raise NotNow
    if not 0 <= delay <= 120 or (delay and outcome is not Outcome.REASONABLE):
        raise FormInvalid.of(
            "delay", _("The reply may be put off by at most {most} working days, for good reasons."), most=120
        )
    row.answer, row.outcome, row.answered_on = text, outcome.value, local_date(now)
    row.state = ProceedingState.ANSWERED.value
    await change_state(db, request, RequestState.IN_PROCESS, actor=actor, now=now)
    if delay:
        event = ClockEvent(ClockKind.DELAY, local_date(now), workdays=delay)
        row.clock_event_id = (await add_clock_event(db, request, event, actor=actor, now=now)).id
    await db.flush()
    note(db, "record_reasons", request, actor, now, outcome=outcome.value, delay=delay)


async def record_payment(
    db: AsyncSession, request: InformationRequest, row: Proceeding, *, paid_on: date, actor: Actor, now: datetime
) -> None:
    """Record the payment (登记缴费): the period begins anew."""
    _check_open(row)
    if row.kind != ProceedingKind.FEE.value:
        raise NotNow
    _check_day("paid_on", paid_on, row.opened_on, now)
    row.answered_on, row.state = paid_on, ProceedingState.ANSWERED.value
    row.served_on = row.served_on or paid_on
    await close_clock_event(db, request, ClockKind.FEE, end=paid_on, event_id=row.clock_event_id, actor=actor, now=now)
    await change_state(db, request, RequestState.IN_PROCESS, actor=actor, now=now)
    note(db, "record_payment", request, actor, now, amount=row.fee_amount, paid_on=paid_on.isoformat())


async def close_overdue(
    db: AsyncSession, request: InformationRequest, row: Proceeding, *, actor: Actor, now: datetime
) -> None:
    """What silence means, once the period of the other side is over (逾期处理).

    A third party's: the agency must decide, nothing is disclosed by itself. A joint maker's: consent. An applicant's:
    given up, where he was to correct or to pay.
    """
    _check_open(row)
    if row.answer_by is None or row.answer_by >= local_date(now):
        raise NotNow
    kind = ProceedingKind(row.kind)
    if kind in CONSULTED:
        row.state = ProceedingState.SILENT.value
        if kind is ProceedingKind.JOINT_MAKER:
            row.outcome = Outcome.CONSENT_BY_SILENCE.value
        await _close_consultation(db, request, row, row.answer_by, actor=actor, now=now)
    else:
        row.state = ProceedingState.LAPSED.value
        to, reply_kind = {
            ProceedingKind.CORRECTION: (RequestState.ABANDONED_NOT_CORRECTED, "not_corrected"),
            ProceedingKind.FEE: (RequestState.ABANDONED_FEE, "fee_unpaid"),
            ProceedingKind.REASONS: (RequestState.IN_PROCESS, None),
        }[kind]
        await change_state(db, request, to, actor=actor, now=now)
        request.reply_kind = reply_kind
    await db.flush()
    note(db, "close_overdue", request, actor, now, kind=kind.value)
