"""Reading requests: for staff within their rights, and for the holder of a receipt."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.applicants.models import Applicant
from app.lib.errors import Forbidden, NotFound
from app.requests.models import Application, ClockEventRow, InformationRequest
from app.requests.rules import SEES_ALL, SEES_OWN_DIVISION, may_edit


def readable_by(viewer: Actor) -> list[ColumnElement[bool]]:
    """WHERE of the requests that a signed-in person may see."""
    ways: list[ColumnElement[bool]] = []
    if viewer.has(*SEES_ALL):
        ways.append(InformationRequest.agency_id == viewer.agency_id)
    elif viewer.has(*SEES_OWN_DIVISION) and viewer.division_id is not None:
        ways.append(
            and_(
                InformationRequest.agency_id == viewer.agency_id,
                InformationRequest.division_id == viewer.division_id,
            )
        )
    return [or_(*ways)] if ways else [false()]


async def get_staff_request(
    db: AsyncSession, request_id: UUID, viewer: Actor, *, to_edit: bool = False, lock: bool = False
) -> InformationRequest:
    """The row, if the viewer may see it; NotFound otherwise. `to_edit` also asks for the right to change it (403).

    `lock` keeps other changes of this request waiting until the transaction ends.
    """
    query = select(InformationRequest).where(InformationRequest.id == request_id, *readable_by(viewer))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    request = (await db.execute(query)).scalar_one_or_none()
    if request is None:
        raise NotFound
    if to_edit and not may_edit(viewer, agency_id=request.agency_id, division_id=request.division_id):
        raise Forbidden
    return request


async def get_application(db: AsyncSession, application_id: UUID) -> tuple[Application, Applicant]:
    """An application with its applicant; whoever asks has the right to one of its requests."""
    query = select(Application, Applicant).join(Applicant).where(Application.id == application_id)
    row = (await db.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


async def list_of_receipt(db: AsyncSession, receipt_id: UUID) -> list[InformationRequest]:
    """The requests of a receipt, in their order; none where it is a receipt for something else."""
    query = (
        select(InformationRequest)
        .join(Application, Application.id == InformationRequest.application_id)
        .where(Application.receipt_id == receipt_id)
        .order_by(InformationRequest.position)
    )
    return list(await db.scalars(query))


async def get_public_request(
    db: AsyncSession, receipt_id: UUID, position: int, *, lock: bool = False
) -> InformationRequest:
    """One request of an opened receipt. Raises NotFound."""
    query = (
        select(InformationRequest)
        .join(Application, Application.id == InformationRequest.application_id)
        .where(Application.receipt_id == receipt_id, InformationRequest.position == position)
    )
    if lock:
        query = query.with_for_update(of=InformationRequest).execution_options(populate_existing=True)
    request = await db.scalar(query)
    if request is None:
        raise NotFound
    return request


async def list_clock_events(db: AsyncSession, request_ids: Sequence[UUID]) -> list[ClockEventRow]:
    """What moved the clocks of these requests, in the order in which it was recorded."""
    query = select(ClockEventRow).where(ClockEventRow.request_id.in_(request_ids)).order_by(ClockEventRow.id)
    return list(await db.scalars(query))
