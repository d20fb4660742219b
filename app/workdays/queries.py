"""Reading the calendar."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.workdays.models import CalendarChange, CalendarDay, CalendarYear
from app.workdays.notices import Day
from app.workdays.rules import Calendar


async def load_calendar(db: AsyncSession) -> Calendar:
    """The whole calendar: about forty rows a year."""
    days = (await db.execute(select(CalendarDay.day, CalendarDay.is_workday, CalendarDay.note))).tuples().all()
    newest = select(func.max(CalendarChange.version)).scalar_subquery()
    years = (await db.execute(select(CalendarYear.year, newest))).tuples().all()
    return Calendar(
        named={day: is_workday for day, is_workday, _ in days},
        published=frozenset(year for year, _ in years),
        notes={day: note for day, _, note in days if note},
        version=max((version or 0 for _, version in years), default=0),
    )


async def calendar_version(db: AsyncSession) -> int:
    """The number of the newest change; 0 before the first."""
    return await db.scalar(select(func.max(CalendarChange.version))) or 0


async def list_years(db: AsyncSession) -> list[CalendarYear]:
    """The years whose notice is published, newest first."""
    return list(await db.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())))


async def days_of(db: AsyncSession, year: int) -> dict[date, Day]:
    """What the notice of a year names."""
    query = select(CalendarDay.day, CalendarDay.is_workday, CalendarDay.note).where(CalendarDay.year == year)
    return {day: Day(is_workday, note) for day, is_workday, note in (await db.execute(query)).tuples()}


async def list_changes(db: AsyncSession, *, limit: int = 20) -> list[dict[str, Any]]:
    """The latest changes of the calendar, newest first."""
    columns = (
        CalendarChange.version,
        CalendarChange.year,
        CalendarChange.source,
        CalendarChange.is_correction,
        CalendarChange.days,
        CalendarChange.actor_name,
        CalendarChange.changed_at,
    )
    query = select(*columns).order_by(CalendarChange.version.desc()).limit(limit)
    return [dict(row) for row in (await db.execute(query)).mappings()]
