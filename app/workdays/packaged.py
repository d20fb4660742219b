"""The calendar that comes with the program: the notices since 2004, without any database."""

from datetime import date
from functools import cache

from chinese_calendar import constants  # type: ignore[import-untyped]

from app.workdays.rules import Calendar


def packaged_days() -> dict[date, tuple[bool, str]]:
    """Every day that a notice names: whether it is worked, and the holiday's Chinese name."""
    off = {day: (False, _chinese(name)) for day, name in constants.holidays.items()}
    return off | {day: (True, _chinese(name)) for day, name in constants.workdays.items()}


@cache
def packaged_calendar() -> Calendar:
    days = packaged_days()
    return Calendar(
        named={day: is_workday for day, (is_workday, _) in days.items()},
        published=frozenset(day.year for day in days),
        notes={day: note for day, (_, note) in days.items() if note},
    )


def _chinese(name: str) -> str:
    return str(constants.Holiday(name).chinese) if name else ""
