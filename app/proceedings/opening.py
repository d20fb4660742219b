"""What every step shares: its letter, its clock, its state, its record, and the word to the applicant."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.applicants.rules import ApplicantKind
from app.clocks.law import Law, law_on
from app.clocks.rules import ClockEvent, ClockKind
from app.letters.models import Letter
from app.letters.queries import get_head
from app.letters.rules import KIND_LABELS, LetterContent, LetterKind
from app.letters.services import issue_letter
from app.lib.clock import local_date
from app.lib.i18n import gettext, in_locale
from app.notices.services import post_mail
from app.proceedings.models import Proceeding
from app.proceedings.queries import standing_of
from app.proceedings.rules import ProceedingKind, ProceedingState, check_names, check_open
from app.proceedings.wording import Case
from app.receipts.models import Receipt
from app.requests.models import InformationRequest
from app.requests.queries import get_application
from app.requests.rules import RequestState
from app.requests.services import add_clock_event, change_state
from app.workdays.queries import load_calendar

CLOCKS = {
    ProceedingKind.CORRECTION: ClockKind.CORRECTION,
    ProceedingKind.EXTENSION: ClockKind.EXTENSION,
    ProceedingKind.THIRD_PARTY: ClockKind.THIRD_PARTY,
    ProceedingKind.JOINT_MAKER: ClockKind.JOINT,
    ProceedingKind.FEE: ClockKind.FEE,
}
WAITING = {
    ProceedingKind.CORRECTION: RequestState.CORRECTION_PENDING,
    ProceedingKind.THIRD_PARTY: RequestState.THIRD_PARTY_CONSULTING,
    ProceedingKind.JOINT_MAKER: RequestState.JOINT_CONSULTING,
    ProceedingKind.REASONS: RequestState.REASON_PENDING,
    ProceedingKind.FEE: RequestState.FEE_PENDING,
}


def law_of(request: InformationRequest, now: datetime) -> Law:
    """The periods that hold for a request."""
    return law_on(request.received_on or local_date(now))


async def check_kind(db: AsyncSession, request: InformationRequest, kind: ProceedingKind, *, now: datetime) -> None:
    """Raises the refusal of the law where this step is not open today."""
    standing, calendar = await standing_of(db, request), await load_calendar(db)
    check_open(kind, standing, today=local_date(now), calendar=calendar, law=law_of(request, now))


async def case_of(db: AsyncSession, request: InformationRequest, *, now: datetime) -> Case:
    """What the letters of a request say."""
    application, applicant = await get_application(db, request.application_id)
    head = await get_head(db, request.agency_id)
    number = request.register_no or await db.scalar(select(Receipt.number).where(Receipt.id == application.receipt_id))
    return Case(
        addressee=applicant.name or "申请人",
        you="您" if applicant.kind == ApplicantKind.NATURAL_PERSON else "你单位",
        received_on=request.received_on,
        request_no=number or "",
        quoted=request.description,
        contact=head.contact,
        today=local_date(now),
        organ=head.organ,
        court=head.court,
    )


async def check_discreet(db: AsyncSession, request: InformationRequest, *texts: str) -> None:
    """Raises NamesApplicant where a text for others tells who applied."""
    _application, applicant = await get_application(db, request.application_id)
    secrets = [applicant.name, applicant.id_number, applicant.contact_name, applicant.phone, applicant.email]
    for text in texts:
        check_names(text, [one for one in secrets if one])


async def issue(
    db: AsyncSession,
    request: InformationRequest,
    kind: LetterKind,
    content: LetterContent,
    *,
    actor: Actor,
    now: datetime,
) -> Letter:
    """A letter that belongs to the request."""
    subject = f"request:{request.id}"
    return await issue_letter(
        db, agency_id=request.agency_id, kind=kind, subject=subject, content=content, actor=actor, now=now
    )


async def tell(db: AsyncSession, request: InformationRequest, letter: Letter, *, now: datetime) -> bool:
    """Tell the applicant by mail that a letter waits for him. False where no address is known."""
    application, applicant = await get_application(db, request.application_id)
    receipt = await db.get_one(Receipt, application.receipt_id)
    address = receipt.contact_email or applicant.email
    if not address:
        return False
    with in_locale(receipt.locale):
        what = gettext(KIND_LABELS[LetterKind(letter.kind)])
        subject = gettext("A letter about your request {number}: {what}", number=receipt.number, what=what)
        body = gettext(
            "About your request for information (receipt {receipt}) a letter was issued: {what}, {letter}.\n\n"
            "Open your receipt on our site with its number and code: there you read the letter, and answer it where it "
            "asks something of you.\n",
            receipt=receipt.number,
            what=what,
            letter=letter.number,
        )
    key = f"proceeding_letter:{letter.id}"
    await post_mail(db, agency_id=request.agency_id, key=key, to=address, subject=subject, body=body, now=now)
    return True


async def start(
    db: AsyncSession,
    request: InformationRequest,
    kind: ProceedingKind,
    letter: Letter,
    *,
    workdays: int,
    served_on: date | None,
    asked: str,
    other_side: str = "",
    actor: Actor,
    now: datetime,
) -> Proceeding:
    """Store the step, start its clock and move the state."""
    today = local_date(now)
    event_id: UUID | None = None
    if kind in CLOCKS:
        event = ClockEvent(CLOCKS[kind], today, workdays=workdays, served=served_on)
        event_id = (await add_clock_event(db, request, event, actor=actor, now=now)).id
    row = Proceeding(
        request_id=request.id,
        kind=kind.value,
        state=ProceedingState.OPEN.value,
        workdays=workdays,
        other_side=other_side,
        asked=asked,
        opened_on=today,
        letter_id=letter.id,
        clock_event_id=event_id,
        opened_by_id=actor.id,
        created_at=now,
    )
    db.add(row)
    await db.flush()
    if kind in WAITING and request.state != WAITING[kind]:
        await change_state(db, request, WAITING[kind], actor=actor, now=now)
    return row
