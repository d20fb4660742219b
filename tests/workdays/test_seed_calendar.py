"""The calendar of the package, as rows."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.workdays.models import CalendarDay, CalendarYear
from app.workdays.queries import load_calendar
from app.workdays.rules import is_workday, workdays_between
from app.workdays.services import seed_calendar
from tests.conftest import START
from tests.workdays.test_rules import CALENDAR, days


async def test_it_agrees_with_the_notice_on_every_day_of_2026(db: AsyncSession) -> None:
    assert await seed_calendar(db, now=START) >= 23
    calendar = await load_calendar(db)
    for day in days(("2026-01-01", "2026-12-31")):
        assert is_workday(calendar, day) == is_workday(CALENDAR, day), day
    assert workdays_between(calendar, date(2025, 12, 31), date(2026, 12, 31)) == 248


async def test_it_says_which_years_are_published(db: AsyncSession) -> None:
    await seed_calendar(db, now=START)
    published = (await load_calendar(db)).published
    assert {2004, 2025, 2026} <= published
    assert 2003 not in published


async def test_names_are_chinese(db: AsyncSession) -> None:
    await seed_calendar(db, now=START)
    assert await db.scalar(select(CalendarDay.note).where(CalendarDay.day == date(2026, 10, 1))) == "国庆节"


async def test_twice_adds_nothing(db: AsyncSession) -> None:
    await seed_calendar(db, now=START)
    before = await db.scalar(select(func.count()).select_from(CalendarDay))
    assert await seed_calendar(db, now=START) == 0
    assert await db.scalar(select(func.count()).select_from(CalendarDay)) == before


async def test_a_year_that_an_office_imported_itself_stays(db: AsyncSession) -> None:
    db.add(CalendarYear(year=2026, source="notice", imported_at=START))
    await db.flush()
    db.add(CalendarDay(day=date(2026, 3, 2), year=2026, is_workday=False, note="local"))
    await seed_calendar(db, now=START)
    calendar = await load_calendar(db)
    assert not is_workday(calendar, date(2026, 3, 2))
    assert is_workday(calendar, date(2026, 10, 1)), "the package's days of that year were not mixed in"
