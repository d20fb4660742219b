"""Filling the calendar."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.i18n import gettext_noop as _
from app.workdays.models import CalendarChange, CalendarDay, CalendarYear
from app.workdays.notices import BadNotice, Change, Day, Notice, compare
from app.workdays.packaged import packaged_days
from app.workdays.queries import calendar_version, days_of

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
    if fresh:  # what was computed without these years is computed anew
        db.add(_change(await calendar_version(db) + 1, fresh[-1], SOURCE, (), False, None, "", now))
        await db.flush()
    return len(fresh)


async def store_notice(
    db: AsyncSession, notice: Notice, *, source: str, actor_id: UUID | None, actor_name: str, now: datetime
) -> CalendarChange:
    """Put a year's notice in the place of what is known of that year, and give the calendar its next number.

    Due dates that were computed with an older number are computed anew by a job. Raises BadNotice where it says
    nothing new.
    """
    known = await db.get(CalendarYear, notice.year, with_for_update=True)
    before = await days_of(db, notice.year)
    changes = compare(before, notice.days)
    if known is not None and not changes:
        raise BadNotice(_("This is the calendar of {year} as it is known already: nothing changed."), year=notice.year)
    is_correction = known is not None
    if known is None:
        known = CalendarYear(year=notice.year, source=source, imported_at=now)
        db.add(known)
    known.source, known.imported_at = source, now
    await db.flush()
    await db.execute(delete(CalendarDay).where(CalendarDay.year == notice.year))
    db.add_all(
        CalendarDay(day=day, year=notice.year, is_workday=value.is_workday, note=value.note)
        for day, value in notice.days.items()
    )
    version = await calendar_version(db) + 1
    change = _change(version, notice.year, source, changes, is_correction, actor_id, actor_name, now)
    db.add(change)
    await db.flush()
    return change


def _change(
    version: int,
    year: int,
    source: str,
    changes: Sequence[Change],
    is_correction: bool,
    actor_id: UUID | None,
    actor_name: str,
    now: datetime,
) -> CalendarChange:
    return CalendarChange(
        version=version,
        year=year,
        source=source,
        is_correction=is_correction,
        days=[[one.day.isoformat(), *_plain(one.before), *_plain(one.after)] for one in changes],
        actor_id=actor_id,
        actor_name=actor_name,
        changed_at=now,
    )


def _plain(day: Day | None) -> tuple[bool | None, str]:
    return (day.is_workday, day.note) if day else (None, "")
