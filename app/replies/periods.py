"""Until when an applicant may apply for reconsideration or sue (救济期限). Pure.

行政复议法 art. 20 (60 days), 行政诉讼法 art. 46 (six months), 民事诉讼法 art. 85 (a last day that is a rest day moves
to the next working day). Both run from the day on which the reply was served.
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from app.lib.i18n import gettext_noop as _
from app.replies.rules import Remedy, ReplyKind, remedies_for
from app.workdays.rules import Calendar, is_workday

RECONSIDERATION_DAYS = 60
COURT_MONTHS = 6

FIRST = _("For what is not disclosed: reconsideration first, and the court within 15 days after its decision")
RECONSIDERATION = _("Reconsideration")
COURT = _("Or the court directly")


@dataclass(frozen=True)
class Period:
    """One way that is open, and its last day; None while it is not known when the reply was served."""

    what: str
    until: date | None


def list_periods(kind: ReplyKind, served_on: date | None, calendar: Calendar) -> list[Period]:
    """The ways that are open against a reply of this kind, the shorter one first."""
    due = remedies_for(kind)
    days = served_on and to_workday(served_on + timedelta(days=RECONSIDERATION_DAYS), calendar)
    half_year = served_on and to_workday(add_months(served_on, COURT_MONTHS), calendar)
    periods = [Period(FIRST, days)] if Remedy.FIRST in due else []
    if Remedy.CHOICE in due:
        periods += [Period(RECONSIDERATION, days), Period(COURT, half_year)]
    return periods


def to_workday(day: date, calendar: Calendar) -> date:
    """The day itself, or the first working day after it."""
    while not is_workday(calendar, day):
        day += timedelta(days=1)
    return day


def add_months(day: date, many: int) -> date:
    """The same day so many months later, or the last one of a shorter month (民法典 art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + many, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
