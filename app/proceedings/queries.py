"""Reading procedural steps; whoever asks has the right to the request."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.applicants.models import Applicant
from app.lib.clock import SHANGHAI, local_date
from app.lib.errors import NotFound
from app.proceedings.fees import FeeBasis, fee_of_item, total_fee
from app.proceedings.models import Proceeding
from app.proceedings.rules import (
    ConsultationOpen,
    Decision,
    DecisionMissing,
    FeeHint,
    ProceedingKind,
    ProceedingState,
    Standing,
    Withheld,
)
from app.requests.models import Application, InformationRequest
from app.requests.queries import get_staff_request
from app.requests.rules import RequestState

_WITHOUT_EFFECT = (ProceedingState.REFUSED.value,)


async def list_proceedings(db: AsyncSession, request_id: UUID) -> list[Proceeding]:
    """The steps of a request, the first one first."""
    query = select(Proceeding).where(Proceeding.request_id == request_id).order_by(Proceeding.id)
    return list(await db.scalars(query))


async def get_proceeding(
    db: AsyncSession, request_id: UUID, proceeding_id: UUID, viewer: Actor
) -> tuple[InformationRequest, Proceeding]:
    """A step to work on, with its request locked. Raises NotFound, Forbidden."""
    request = await get_staff_request(db, request_id, viewer, to_edit=True, lock=True)
    found = await db.get(Proceeding, proceeding_id)
    if found is None or found.request_id != request.id:
        raise NotFound
    return request, found


async def standing_of(db: AsyncSession, request: InformationRequest) -> Standing:
    """What the checks of the law need."""
    query = select(Proceeding.kind).where(Proceeding.request_id == request.id, Proceeding.state.not_in(_WITHOUT_EFFECT))
    earlier = frozenset(ProceedingKind(kind) for kind in await db.scalars(query))
    return Standing(RequestState(request.state), request.received_on, request.due_on, earlier)


async def open_correction(db: AsyncSession, request_id: UUID) -> Proceeding | None:
    """The correction notice that waits for the applicant's answer."""
    query = select(Proceeding).where(
        Proceeding.request_id == request_id,
        Proceeding.kind == ProceedingKind.CORRECTION.value,
        Proceeding.state == ProceedingState.OPEN.value,
    )
    return await db.scalar(query)


async def list_for_applicant(db: AsyncSession, request_ids: Sequence[UUID]) -> dict[UUID, list[Proceeding]]:
    """What an applicant is asked himself, by request: corrections, reasons, fees. Nothing of third parties."""
    own = (ProceedingKind.CORRECTION.value, ProceedingKind.REASONS.value, ProceedingKind.FEE.value)
    query = select(Proceeding).where(Proceeding.request_id.in_(request_ids), Proceeding.kind.in_(own))
    found: dict[UUID, list[Proceeding]] = {}
    for one in await db.scalars(query.order_by(Proceeding.id)):
        found.setdefault(one.request_id, []).append(one)
    return found


async def fee_hint(db: AsyncSession, request: InformationRequest) -> FeeHint | None:
    """Which item of the month this is for its applicant, and what the tariff would ask. None: he cannot be told apart.

    Counted are requests by the month in which they were received (or came in), in their order.
    """
    application = await db.get_one(Application, request.application_id)
    applicant = await db.get_one(Applicant, application.applicant_id)
    if applicant.id_hash is None:
        return None
    day = request.received_on or local_date(application.submitted_at)
    first, after = _month(day)
    query = (
        select(func.count())
        .select_from(InformationRequest)
        .join(Application, Application.id == InformationRequest.application_id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .where(
            Applicant.agency_id == request.agency_id,
            Applicant.id_hash == applicant.id_hash,
            Application.submitted_at >= _start(first),
            Application.submitted_at < _start(after),
            InformationRequest.id <= request.id,
        )
    )
    nth = max(await db.scalar(query) or 0, 1)
    return FeeHint(nth, fee_of_item(nth), total_fee(FeeBasis.PER_ITEM, nth))


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (
        first.replace(year=first.year + 1, month=1) if first.month == 12 else first.replace(month=first.month + 1)
    )


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


async def check_release(db: AsyncSession, request_id: UUID, *, discloses: bool) -> None:
    """Whether a reply may go out as far as others were asked (条例 art. 32, 34).

    Raises ConsultationOpen while an opinion is awaited; where something is disclosed also DecisionMissing and Withheld.
    """
    asked = (ProceedingKind.THIRD_PARTY.value, ProceedingKind.JOINT_MAKER.value)
    for one in await list_proceedings(db, request_id):
        if one.kind not in asked:
            continue
        if one.state == ProceedingState.OPEN.value:
            raise ConsultationOpen
        if not discloses or one.kind != ProceedingKind.THIRD_PARTY.value:
            continue
        if one.decision is None:
            raise DecisionMissing
        if one.decision == Decision.WITHHOLD.value:
            raise Withheld
