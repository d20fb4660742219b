"""Tables of the calendar: the years whose notice was published, and the days that the notices name."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table


class CalendarYear(Table):
    """A year whose notice was published. A year without a row is provisional."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(200))
    imported_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class CalendarDay(Table):
    """A day that a notice names: off, or a working day made up at a weekend (调休). All others go by the weekday."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("calendar_year.year"), index=True)
    is_workday: Mapped[bool]
    note: Mapped[str] = mapped_column(String(100), default="")


class CalendarChange(Noun):
    """A notice that was imported or corrected (工作日历变更): added, never changed."""

    __tablename__ = "calendar_change"

    version: Mapped[int] = mapped_column(unique=True)
    """1, 2, 3…: due dates remember the version that they were computed with."""
    year: Mapped[int] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(String(200))
    is_correction: Mapped[bool]
    """Whether the year was published before."""
    days: Mapped[list[Any]] = mapped_column(JSON)
    """Each changed day: [day, worked before, note before, worked after, note after]; null goes by the weekday."""
    actor_id: Mapped[UUID | None]
    """A person; the table of people lies a floor above."""
    actor_name: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
