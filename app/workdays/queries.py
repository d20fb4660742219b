"""Reading the calendar."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.workdays.models import CalendarDay, CalendarYear
from app.workdays.rules import Calendar


async def load_calendar(db: AsyncSession) -> Calendar:
    """The whole calendar: about forty rows a year."""
    named = (await db.execute(select(CalendarDay.day, CalendarDay.is_workday))).tuples()
    years = await db.scalars(select(CalendarYear.year))
    return Calendar(named=dict(named.all()), published=frozenset(years))
