"""Reading the calendar."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.workdays.models import CalendarDay, CalendarYear
from app.workdays.rules import Calendar


async def load_calendar(db: AsyncSession) -> Calendar:
    """The whole calendar: about forty rows a year."""
    days = (await db.execute(select(CalendarDay.day, CalendarDay.is_workday, CalendarDay.note))).tuples().all()
    years = await db.scalars(select(CalendarYear.year))
    return Calendar(
        named={day: is_workday for day, is_workday, _ in days},
        published=frozenset(years),
        notes={day: note for day, _, note in days if note},
    )
