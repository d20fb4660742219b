"""Time-outs of procedural steps, and due dates after a change of the calendar: found in rows, run by the worker."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import SYSTEM
from app.lib.clock import local_date
from app.lib.db import Database
from app.proceedings.answering import close_overdue
from app.proceedings.models import Proceeding
from app.proceedings.rules import ProceedingState
from app.requests.models import InformationRequest
from app.requests.rules import CLOSED_STATES
from app.requests.services import recompute_due
from app.workdays.queries import calendar_version, load_calendar

BATCH = 200


async def find_overdue(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Steps whose other side had its time and did not answer (sweep)."""
    query = (
        select(Proceeding.id)
        .where(Proceeding.state == ProceedingState.OPEN.value, Proceeding.answer_by < local_date(now))
        .order_by(Proceeding.id)
        .limit(BATCH)
    )
    return [(str(one),) for one in await db.scalars(query)]


async def close_overdue_proceeding(database: Database, proceeding_id: str, *, now: datetime) -> None:
    """Draw the consequence of one silence, under the lock of its request. Running it twice changes nothing."""
    async with database.write() as db:
        row = await db.get(Proceeding, UUID(proceeding_id))
        if row is None:
            return
        query = select(InformationRequest).where(InformationRequest.id == row.request_id).with_for_update()
        request = (await db.scalars(query)).one()
        await db.refresh(row)
        is_over = row.answer_by is not None and row.answer_by < local_date(now)
        if row.state != ProceedingState.OPEN.value or not is_over:
            return
        if request.state in CLOSED_STATES:  # withdrawn meanwhile: nobody is waited for
            row.state = ProceedingState.LAPSED.value
            return
        await close_overdue(db, request, row, actor=SYSTEM, now=now)


def _outdated(version: int):  # type: ignore[no-untyped-def]  # a long generic type that says nothing
    closed = [state.value for state in CLOSED_STATES]
    return (
        select(InformationRequest.id)
        .where(
            InformationRequest.closed_at.is_(None),
            InformationRequest.state.not_in(closed),
            InformationRequest.due_on.is_not(None),
            InformationRequest.calendar_version < version,
        )
        .order_by(InformationRequest.id)
        .limit(BATCH)
    )


async def find_outdated(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Whether running requests have a due date of an older calendar (sweep)."""
    return [()] if await db.scalar(_outdated(await calendar_version(db)).limit(1)) else []


async def recompute_running(database: Database, *, now: datetime) -> None:
    """Compute the due dates of running requests anew after a change of the calendar, in short transactions."""
    found = BATCH
    while found == BATCH:
        async with database.write() as db:
            calendar = await load_calendar(db)
            ids = list(await db.scalars(_outdated(calendar.version)))
            for request_id in ids:
                await recompute_due(db, request_id, calendar=calendar)
        found = len(ids)
