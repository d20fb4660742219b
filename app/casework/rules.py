"""The month of due dates (期限日历), and the ways to look at the board. Pure."""

import calendar as months
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.accounts.rules import SEES_NO_CITIZENS, Actor
from app.lib.errors import Forbidden
from app.lib.i18n import gettext_noop as _
from app.requests.lamps import Lamp, last_soon_day
from app.workdays.rules import Calendar, is_workday

MOST_COUNTED = 999
"""Beyond it the board says "999+": to count 50,000 rows would cost more than the page itself."""


class View(StrEnum):
    """What the board shows. Each has its count."""

    RUNNING = "running"
    OVERDUE = "overdue"
    SOON = "soon"
    WAITING = "waiting"
    REVIEW = "review"
    UNCONFIRMED = "unconfirmed"
    UNASSIGNED = "unassigned"
    PROVISIONAL = "provisional"
    DONE = "done"


OF_THE_OFFICE = (View.UNCONFIRMED, View.UNASSIGNED)
"""What no division has yet."""

VIEW_LABELS = {
    View.RUNNING: _("All that run"),
    View.OVERDUE: _("Overdue"),
    View.SOON: _("Due soon"),
    View.WAITING: _("Waiting for others"),
    View.REVIEW: _("In review"),
    View.UNCONFIRMED: _("Receipt to be confirmed"),
    View.UNASSIGNED: _("To be assigned"),
    View.PROVISIONAL: _("Provisional due date"),
    View.DONE: _("Closed"),
}


@dataclass(frozen=True)
class CalendarDay:
    """One day of the month: whether it counts, and how many requests are due on it."""

    day: date
    is_in_month: bool
    is_workday: bool
    is_today: bool
    running: int = 0
    waiting: int = 0
    lamp: Lamp | None = None


def month_of(
    year: int, month: int, running: dict[date, int], waiting: dict[date, int], *, today: date, calendar: Calendar
) -> list[list[CalendarDay]]:
    """The weeks of a month from Monday to Sunday with what is due on each day (期限日历)."""
    last = last_soon_day(today, calendar)

    def one(day: date) -> CalendarDay:
        n = running.get(day, 0)
        lamp = (
            None if not n
            else Lamp.OVERDUE if day < today
            else Lamp.TODAY if day == today
            else Lamp.SOON if day <= last
            else Lamp.RUNNING
        )  # fmt: skip
        is_in = day.month == month
        return CalendarDay(day, is_in, is_workday(calendar, day), day == today, n, waiting.get(day, 0), lamp)

    return [[one(day) for day in week] for week in months.Calendar().monthdatescalendar(year, month)]


def month_before(year: int, month: int) -> tuple[int, int]:
    return (year - 1, 12) if month == 1 else (year, month - 1)


def month_after(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def check_sees_requests(viewer: Actor) -> None:
    """Raises Forbidden for who sees no citizen's data."""
    if not viewer.roles - SEES_NO_CITIZENS:
        raise Forbidden
