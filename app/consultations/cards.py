"""Cards of consultations in lists: the same card is drawn once, however many people look at it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.consultations.rules import STATE_LABELS, days_left
from app.lib.i18n import gettext
from app.lib.pages import Pages


def cards(pages: Pages, found: Sequence[dict[str, Any]], now: datetime) -> list[str]:
    """HTML of the rows of `queries.list_public`."""
    return [
        pages.piece(
            "consultations/_card.html",
            **row,
            state_label=gettext(STATE_LABELS[row["state"]]),
            days_left=days_left(row["closes_on"], now=now),
        )
        for row in found
    ]
