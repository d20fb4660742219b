"""Rows of the board as the page shows them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.lib.clock import local_date
from app.lib.personal_data import mask, scan
from app.requests.lamp_words import tell
from app.requests.lamps import Case, read_clock
from app.requests.rules import CHANNEL_LABELS, STATE_LABELS, RequestChannel, RequestState
from app.workdays.rules import Calendar

EXCERPT = 48


def shown_row(row: Mapping[str, Any], *, today: date, calendar: Calendar) -> dict[str, Any]:
    """A row with its lamp, the words of the lamp, and a title: the office's own, or the beginning of what was asked."""
    state, channel = RequestState(row["state"]), RequestChannel(row["channel"])
    came = row["arrived_on"] or local_date(row["submitted_at"])
    case = Case(state, channel, came, row["due_on"], row["due_is_provisional"], row["replied_at"], row["closed_at"])
    reading = read_clock(case, today=today, calendar=calendar)
    return {
        "id": row["id"],
        "title": row["title"] or excerpt(row["description"]),
        "number": row["register_no"] or row["receipt_number"],
        "is_registered": row["register_no"] is not None,
        "state": state.value,
        "state_label": STATE_LABELS[state],
        "channel_label": CHANNEL_LABELS[channel],
        "kind": row["kind"],
        "division": row["division"],
        "shape": reading.shape,
        "lamp": reading.lamp.value,
        "told": [role.value for role in reading.told],
        "words": tell(case, reading),
        "came": came,
        "due_on": row["due_on"],
        "is_extended": row["is_extended"],
    }


def excerpt(text: str) -> str:
    """The beginning of a description, numbers and addresses in it masked."""
    line = " ".join(text.split())
    line = mask(line, scan(line))
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
