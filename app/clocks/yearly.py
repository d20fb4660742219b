"""A year of the working-day calendar as a page shows it: twelve months of weeks. Pure."""

import calendar
from collections import Counter
from datetime import date
from typing import Any

from app.workdays.rules import Calendar, day_note, is_workday

_WEEKS = calendar.Calendar(firstweekday=0)


def kind_of(known: Calendar, day: date) -> str:
    """work, weekend, off or made_up."""
    if is_workday(known, day):
        return "made_up" if day.weekday() >= 5 else "work"
    return "off" if day_note(known, day) or day.weekday() < 5 else "weekend"


def months(known: Calendar, year: int) -> list[dict[str, Any]]:
    """Each month with its weeks from Monday; None where a week belongs to another month."""
    found = []
    for month in range(1, 13):
        weeks = [
            [_cell(known, day) if day.month == month else None for day in week]
            for week in _WEEKS.monthdatescalendar(year, month)
        ]
        workdays = sum(cell["kind"] in ("work", "made_up") for week in weeks for cell in week if cell)
        found.append({"month": month, "weeks": weeks, "workdays": workdays})
    return found


def _cell(known: Calendar, day: date) -> dict[str, Any]:
    return {"day": day, "kind": kind_of(known, day), "note": day_note(known, day)}


def holidays(known: Calendar, year: int) -> list[dict[str, Any]]:
    """The days off in a row with one name, and the days made up for them: the year as the notice words it."""
    spans: list[dict[str, Any]] = []
    for ordinal in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        note, kind = day_note(known, day), kind_of(known, day)
        if kind == "off":
            if (
                spans
                and spans[-1]["kind"] == "off"
                and spans[-1]["note"] == note
                and (day - spans[-1]["last"]).days == 1
            ):
                spans[-1]["last"] = day
            else:
                spans.append({"kind": "off", "note": note, "first": day, "last": day})
        elif kind == "made_up":
            spans.append({"kind": "made_up", "note": note, "first": day, "last": day})
    return [span | {"days": (span["last"] - span["first"]).days + 1} for span in spans]


def count_kinds(known: Calendar, year: int) -> Counter[str]:
    """How many days of each kind the year has."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return Counter(kind_of(known, date.fromordinal(n)) for n in range(first, last + 1))
