"""Filling the calendar."""

from datetime import datetime

from chinese_calendar import constants  # type: ignore[import-untyped]
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.workdays.models import CalendarDay, CalendarYear

SOURCE = "chinesecalendar"


async def seed_calendar(db: AsyncSession, *, now: datetime) -> int:
    """Add the years that the package knows and this installation does not; answers how many.

    A year that is there already stays as it is: a notice that an office imported itself wins.
    """
    named = {day: False for day in constants.holidays} | {day: True for day in constants.workdays}
    known = set(await db.scalars(select(CalendarYear.year)))
    fresh = sorted({day.year for day in named} - known)
    db.add_all(CalendarYear(year=year, source=SOURCE, imported_at=now) for year in fresh)
    await db.flush()
    for day, is_workday in sorted(named.items()):
        if day.year not in known:
            note = constants.workdays.get(day) or constants.holidays.get(day, "")
            db.add(CalendarDay(day=day, year=day.year, is_workday=is_workday, note=_chinese(note)))
    await db.flush()
    return len(fresh)


def _chinese(name: str) -> str:
    return constants.Holiday(name).chinese if name else ""
