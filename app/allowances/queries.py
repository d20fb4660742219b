"""Reading allowances."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.allowances.models import SpentChallenge
from app.allowances.rules import CALM, MOST_DOUBLINGS, ticks

ENOUGH = CALM * 2**MOST_DOUBLINGS
"""More is not asked for: beyond it the effort stays the same."""


async def count_solved(db: AsyncSession, *, now: datetime) -> int:
    """Solutions that were used in the last minute."""
    since = ticks(now - timedelta(minutes=1))
    some = select(SpentChallenge.spent_at).where(SpentChallenge.spent_at > since).limit(ENOUGH).subquery()
    return await db.scalar(select(func.count()).select_from(some)) or 0
