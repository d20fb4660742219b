"""What happens to consultations by the clock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consultations import services
from app.consultations.models import Consultation
from app.consultations.rules import State
from app.lib.clock import local_date
from app.lib.db import Database


async def turn_pages(database: Database, *, now: datetime) -> None:
    """Open and close what is due. Pages and forms go by the period itself; this makes the state follow."""
    async with database.write() as tx:
        await services.open_due(tx, now=now)
        await services.close_due(tx, now=now)


async def find_due(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """One call without arguments when anything is due (for the sweep)."""
    today = local_date(now)
    query = (
        select(Consultation.id)
        .where(
            or_(
                (Consultation.state == State.APPROVED.value) & (Consultation.opens_on <= today),
                (Consultation.state == State.OPEN.value) & (Consultation.closes_on < today),
            )
        )
        .limit(1)
    )
    return [()] if (await db.execute(query)).first() else []
