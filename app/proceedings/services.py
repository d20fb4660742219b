"""Opening the steps (发出告知、征求意见、延期): each checks the law, issues its letter, moves clock and state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.clocks.rules import ClockEvent, ClockKind
from app.letters.rules import LetterContent, LetterKind, ServiceMethod
from app.lib.clock import local_date
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.proceedings import wording
from app.proceedings.answering import serve
from app.proceedings.fees import FeeBasis, fee_of_item, total_fee
from app.proceedings.models import Proceeding
from app.proceedings.opening import case_of, check_discreet, check_kind, issue, law_of, start, tell
from app.proceedings.queries import fee_hint, standing_of
from app.proceedings.rules import (
    Charged,
    ExtensionApproval,
    FeeDecision,
    NoFee,
    NotNow,
    ProceedingKind,
    ProceedingState,
    check_extension,
    may_approve,
)
from app.requests.models import InformationRequest
from app.requests.queries import get_application
from app.requests.rules import RequestChannel
from app.requests.services import add_clock_event, note

MOST_CORRECTION = 60


async def _reaches_at_once(db: AsyncSession, request: InformationRequest) -> bool:
    """Whether the applicant has the letter on the day itself: who applied on this site reads it there."""
    application, _applicant = await get_application(db, request.application_id)
    return application.channel == RequestChannel.ONLINE


@dataclass(frozen=True)
class _Asked:
    """What an applicant is asked for in writing, with days to answer."""

    kind: ProceedingKind
    letter: LetterKind
    words: Callable[..., LetterContent]
    verb: str


async def issue_correction(
    db: AsyncSession, request: InformationRequest, items: str, *, workdays: int, actor: Actor, now: datetime
) -> Proceeding:
    """Ask for a correction (补正告知). Raises CorrectionOnce, CorrectionLate, NotNow."""
    asked = _Asked(ProceedingKind.CORRECTION, LetterKind.CORRECTION, wording.correction, "issue_correction")
    return await _ask_applicant(db, request, asked, items, workdays, actor=actor, now=now)


async def _ask_applicant(
    db: AsyncSession,
    request: InformationRequest,
    asked: _Asked,
    what: str,
    workdays: int,
    *,
    actor: Actor,
    now: datetime,
) -> Proceeding:
    await check_kind(db, request, asked.kind, now=now)
    if not 1 <= workdays <= MOST_CORRECTION:
        raise FormInvalid.of("workdays", _("From {least} to {most} working days."), least=1, most=MOST_CORRECTION)
    content = asked.words(await case_of(db, request, now=now), what, workdays)
    letter = await issue(db, request, asked.letter, content, actor=actor, now=now)
    row = await start(
        db, request, asked.kind, letter, workdays=workdays, served_on=None, asked=what, actor=actor, now=now
    )
    note(db, asked.verb, request, actor, now, number=letter.number, workdays=workdays)
    await tell(db, request, letter, now=now)
    if await _reaches_at_once(db, request):
        await serve(db, request, row, local_date(now), ServiceMethod.ONLINE, actor=actor, now=now)
    return row


async def propose_extension(
    db: AsyncSession, request: InformationRequest, reason: str, *, workdays: int, actor: Actor, now: datetime
) -> Proceeding:
    """Propose an extension (拟延期): it has no effect before the head of the openness office consents."""
    standing, law = await standing_of(db, request), law_of(request, now)
    check_extension(standing, workdays, today=local_date(now), law=law)
    row = Proceeding(
        request_id=request.id,
        kind=ProceedingKind.EXTENSION.value,
        state=ProceedingState.PROPOSED.value,
        workdays=workdays,
        asked=reason,
        opened_on=local_date(now),
        opened_by_id=actor.id,
        created_at=now,
    )
    db.add(row)
    await db.flush()
    note(db, "propose_extension", request, actor, now, workdays=workdays)
    return row


async def approve_extension(
    db: AsyncSession, request: InformationRequest, row: Proceeding, *, actor: Actor, now: datetime
) -> Proceeding:
    """Consent to the extension and tell the applicant (同意延期). Raises ExtensionApproval, ExtensionLate."""
    if not may_approve(actor):
        raise ExtensionApproval
    if row.state != ProceedingState.PROPOSED.value:
        raise NotNow
    standing, law = await standing_of(db, request), law_of(request, now)
    others = frozenset(standing.earlier) - {ProceedingKind.EXTENSION}
    standing = type(standing)(standing.state, standing.received_on, standing.due_on, others)
    check_extension(standing, row.workdays, today=local_date(now), law=law)
    before = request.due_on
    event = ClockEvent(ClockKind.EXTENSION, local_date(now), workdays=row.workdays)
    row.clock_event_id = (await add_clock_event(db, request, event, actor=actor, now=now)).id
    assert request.due_on is not None  # check_extension has seen it
    content = wording.extension(await case_of(db, request, now=now), row.workdays, request.due_on, row.asked)
    letter = await issue(db, request, LetterKind.EXTENSION, content, actor=actor, now=now)
    row.letter_id, row.state, row.approved_by_id = letter.id, ProceedingState.GRANTED.value, actor.id
    row.answered_on = local_date(now)
    await db.flush()
    note(db, "approve_extension", request, actor, now, number=letter.number, workdays=row.workdays,
         was=before.isoformat() if before else None, due=request.due_on.isoformat())  # fmt: skip
    await tell(db, request, letter, now=now)
    return row


async def refuse_extension(
    db: AsyncSession, request: InformationRequest, row: Proceeding, *, actor: Actor, now: datetime
) -> None:
    """Do not consent (不同意延期): the period stays as it is, and another proposal may follow."""
    if not may_approve(actor):
        raise ExtensionApproval
    if row.state != ProceedingState.PROPOSED.value:
        raise NotNow
    row.state, row.approved_by_id, row.answered_on = ProceedingState.REFUSED.value, actor.id, local_date(now)
    await db.flush()
    note(db, "refuse_extension", request, actor, now, workdays=row.workdays)


async def consult_third_party(
    db: AsyncSession, request: InformationRequest, other_side: str, information: str, *, actor: Actor, now: datetime
) -> Proceeding:
    """Ask whom it may harm (征求第三方意见, art. 32). Two letters: his, and word to the applicant.

    The period of the reply stands still from the next day on. Raises NotNow, NamesApplicant.
    """
    kind = ProceedingKind.THIRD_PARTY
    return await _consult(db, request, kind, other_side=other_side, information=information, actor=actor, now=now)


async def consult_joint_maker(
    db: AsyncSession, request: InformationRequest, other_side: str, information: str, *, actor: Actor, now: datetime
) -> Proceeding:
    """Ask the body that made the information as well (征求共同制作机关意见, art. 34). As above."""
    kind = ProceedingKind.JOINT_MAKER
    return await _consult(db, request, kind, other_side=other_side, information=information, actor=actor, now=now)


async def _consult(
    db: AsyncSession,
    request: InformationRequest,
    kind: ProceedingKind,
    *,
    other_side: str,
    information: str,
    actor: Actor,
    now: datetime,
) -> Proceeding:
    await check_kind(db, request, kind, now=now)
    await check_discreet(db, request, other_side, information)
    is_joint = kind is ProceedingKind.JOINT_MAKER
    law, case = law_of(request, now), await case_of(db, request, now=now)
    make = wording.joint_maker if is_joint else wording.third_party
    letter_kind = LetterKind.JOINT_MAKER if is_joint else LetterKind.THIRD_PARTY
    content = make(case, other_side, information, law)
    letter = await issue(db, request, letter_kind, content, actor=actor, now=now)
    workdays = (law.joint_maker if is_joint else law.third_party).workdays
    row = await start(
        db, request, kind, letter, workdays=workdays, served_on=None, asked=information, other_side=other_side,
        actor=actor, now=now,
    )  # fmt: skip
    told = wording.applicant_notice(case, is_joint)
    notice = await issue(db, request, LetterKind.APPLICANT_NOTICE, told, actor=actor, now=now)
    if is_joint:
        note(db, "consult_joint_maker", request, actor, now, number=letter.number, workdays=workdays)
    else:
        note(db, "consult_third_party", request, actor, now, number=letter.number, workdays=workdays)
    await tell(db, request, notice, now=now)
    return row


async def ask_reasons(
    db: AsyncSession, request: InformationRequest, facts: str, *, workdays: int, actor: Actor, now: datetime
) -> Proceeding:
    """Ask for the reasons of many applications (说明理由告知, art. 35). Raises NotNow."""
    asked = _Asked(ProceedingKind.REASONS, LetterKind.REASONS, wording.reasons, "ask_reasons")
    return await _ask_applicant(db, request, asked, facts, workdays, actor=actor, now=now)


async def charge_fee(
    db: AsyncSession,
    request: InformationRequest,
    reason: str,
    *,
    basis: FeeBasis,
    pages: int | None,
    actor: Actor,
    now: datetime,
) -> Proceeding:
    """Decide on a fee and send the notice (收费通知, art. 42). Only by decision, never by itself.

    Per item: the item of this applicant in the calendar month. Per page: `pages`. Raises FeeDecision, NoFee, NotNow.
    """
    await check_kind(db, request, ProceedingKind.FEE, now=now)
    if not may_approve(actor):
        raise FeeDecision
    charged = await _charged(db, request, basis, pages)
    law = law_of(request, now)
    content = wording.fee(await case_of(db, request, now=now), charged, reason, law)
    letter = await issue(db, request, LetterKind.FEE, content, actor=actor, now=now)
    kind, workdays = ProceedingKind.FEE, law.payment.workdays
    row = await start(db, request, kind, letter, workdays=workdays, served_on=None, asked=reason, actor=actor, now=now)
    row.fee_basis, row.fee_count, row.fee_amount = basis.value, charged.count, charged.amount
    row.approved_by_id = actor.id
    await db.flush()
    note(db, "charge_fee", request, actor, now, number=letter.number, basis=basis.value, amount=charged.amount)
    await tell(db, request, letter, now=now)
    if await _reaches_at_once(db, request):
        await serve(db, request, row, local_date(now), ServiceMethod.ONLINE, actor=actor, now=now)
    return row


async def _charged(db: AsyncSession, request: InformationRequest, basis: FeeBasis, pages: int | None) -> Charged:
    if basis is FeeBasis.PER_PAGE:
        charged = Charged(basis, pages or 0, total_fee(basis, pages or 0))
    else:
        hint = await fee_hint(db, request)
        nth = hint.nth if hint else 1
        charged = Charged(basis, nth, fee_of_item(nth))
    if not charged.amount:
        raise NoFee
    return charged
