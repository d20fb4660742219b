"""Filling the calendar."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.workdays.models import CalendarDay, CalendarYear
from app.workdays.packaged import packaged_days

SOURCE = "chinesecalendar"


async def seed_calendar(db: AsyncSession, *, now: datetime) -> int:
    """Add the years that the package knows and this installation does not; answers how many.

    A year that is there already stays as it is: a notice that an office imported itself wins.
    """
    named = packaged_days()
    known = set(await db.scalars(select(CalendarYear.year)))
    fresh = sorted({day.year for day in named} - known)
    db.add_all(CalendarYear(year=year, source=SOURCE, imported_at=now) for year in fresh)
    await db.flush()
    for day, (is_workday, note) in sorted(named.items()):
        if day.year not in known:
            db.add(CalendarDay(day=day, year=day.year, is_workday=is_workday, note=note))
    await db.flush()
    return len(fresh)
