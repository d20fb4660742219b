"""The lamp of a plain period in working days: red when it is over, amber in its last days."""

from datetime import date
from typing import Any

from app.workdays.rules import Due

SOON = 5


def lamp_until(due: Due, today: date) -> dict[str, Any]:
    """What the lamp of a period shows: its colour, the last day, and the calendar days left or late."""
    left = (due.day - today).days
    return {
        "due": due.day,
        "is_provisional": due.is_provisional,
        "days": abs(left),
        "lamp": "red" if left < 0 else "amb" if left <= SOON else "grn",
    }
