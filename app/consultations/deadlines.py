"""Where the clock stands for the office: closing soon, report due soon, report late; in form and words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.consultations.rules import State
from app.lib.clock import local_date
from app.lib.i18n import gettext, ngettext
from app.lib.pages import show_date
from app.workdays.rules import Calendar, workdays_between

CLOSING_DAYS = 3
"""The last days of a period are shown amber."""
REPORT_WORKDAYS = 5
"""Working days before the report's target from which it is shown amber."""


@dataclass(frozen=True)
class Deadline:
    """What is due next: `colour` of the lamp (red, amb, grn) and the sentence that says the same."""

    colour: str
    text: str


def next_deadline(
    state: str, closes_on: date, report_due_on: date | None, *, today: date, calendar: Calendar
) -> Deadline | None:
    """The next day that matters to the office; None where nothing runs."""
    if state == State.OPEN and closes_on >= today:
        return _closing(closes_on, today)
    if state in (State.OPEN, State.CLOSED, State.ANALYSING) and report_due_on is not None:
        return _report(report_due_on, today, calendar)
    return None


def deadline_of(card: Mapping[str, Any], now: datetime, calendar: Calendar) -> Deadline | None:
    """The same for a card of `queries`."""
    return next_deadline(
        card["state"], card["closes_on"], card["report_due_on"], today=local_date(now), calendar=calendar
    )


def is_report_late(state: str, report_due_on: date | None, *, today: date) -> bool:
    """Whether people wait for the report longer than they were told."""
    return report_due_on is not None and today > report_due_on and state in (State.CLOSED, State.ANALYSING)


def _closing(closes_on: date, today: date) -> Deadline:
    days = (closes_on - today).days
    if days == 0:
        return Deadline("amb", gettext("Closes today at 24:00"))
    if days <= CLOSING_DAYS:
        return Deadline("amb", ngettext("Closes in {n} day", "Closes in {n} days", days))
    return Deadline("grn", gettext("Open until {day}", day=show_date(closes_on, "short")))


def _report(due: date, today: date, calendar: Calendar) -> Deadline:
    day = show_date(due, "short")
    if today > due:
        late = workdays_between(calendar, due, today)
        if late == 0:  # a weekend: late, but by no working day yet
            return Deadline("red", gettext("Report overdue since {day}", day=day))
        text = ngettext(
            "Report {n} working day late (due {day})", "Report {n} working days late (due {day})", late, day=day
        )
        return Deadline("red", text)
    left = workdays_between(calendar, today, due)
    if due == today:
        return Deadline("amb", gettext("Report due today"))
    if left <= REPORT_WORKDAYS:
        text = ngettext(
            "Report due in {n} working day ({day})", "Report due in {n} working days ({day})", left, day=day
        )
        return Deadline("amb", text)
    return Deadline("grn", gettext("Report expected by {day}", day=day))
