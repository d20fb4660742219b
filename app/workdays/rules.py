"""Working days (工作日): which day counts, and on which day a period of the law ends.

A day counts when it is a weekday that no notice makes a day off, or a weekend day that a notice makes a working
day (调休上班). For a year without a published notice the result is marked provisional.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.workdays.statutory import holiday_name

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """What the published notices say."""

    named: Mapping[date, bool]
    """Every day a notice names: True for a working day, False for a day off. Other days go by the weekday."""
    published: frozenset[int]
    """Years whose notice was published."""
    notes: Mapping[date, str] = field(default_factory=dict)
    """What the notices say about a day: the name of the holiday."""
    version: int = 0
    """Grows with every change of the calendar: a due date computed with an older one is computed anew."""


@dataclass(frozen=True)
class Due:
    """Last day of a period. Provisional when it reaches into a year whose notice is not published."""

    day: date
    is_provisional: bool


def is_workday(calendar: Calendar, day: date) -> bool:
    """Whether the day counts (工作日)."""
    if day in calendar.named:
        return calendar.named[day]
    if day.year not in calendar.published and holiday_name(day):
        return False
    return day.weekday() < 5


def day_note(calendar: Calendar, day: date) -> str:
    """What makes the day special: the holiday's name from the notice, or from the statute while there is none."""
    if day.year in calendar.published:
        return calendar.notes.get(day, "")
    return calendar.notes.get(day) or holiday_name(day)


def add_workdays(calendar: Calendar, start: date, n: int) -> Due:
    """The nth working day after `start`, which is not counted itself (民法典 art. 201). `n` is at least 1."""
    if n < 1:
        raise ValueError("A period has at least one working day.")
    day, is_provisional = start, False
    while n:
        day += ONE_DAY
        is_provisional |= day.year not in calendar.published
        n -= is_workday(calendar, day)
    return Due(day, is_provisional)


def workdays_between(calendar: Calendar, sent: date, returned: date) -> int:
    """Working days d with sent < d <= returned: those that a consultation takes out of a period (条例 art. 33(3))."""
    days = (sent + timedelta(days=i) for i in range(1, (returned - sent).days + 1))
    return sum(is_workday(calendar, day) for day in days)


def is_provisional(calendar: Calendar, first: date, last: date) -> bool:
    """Whether the span touches a year whose notice is not published."""
    return any(year not in calendar.published for year in range(first.year, last.year + 1))
