"""Tables of the calendar: the years whose notice was published, and the days that the notices name."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Table


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
