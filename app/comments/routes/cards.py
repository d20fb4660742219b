"""What the public pages of comments show: cards, and the refusal that says when to try again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response

from app.comments.queries import OpenFor
from app.consultations.rules import METHOD_LABELS, State
from app.lib.errors import TryAgain
from app.lib.pages import render
from app.lib.web import say_when, sentence_of


def card(consultation: OpenFor, now: datetime) -> dict[str, Any]:
    late = consultation.is_late(now)
    return {
        "id": str(consultation.id),
        "title": consultation.title,
        "is_late": late,
        "takes_comments": consultation.state in (State.OPEN, State.CLOSED, State.ANALYSING),
        "takes_support": consultation.state == State.OPEN and not late,
        "closes_on": consultation.closes_on,
        "is_past": consultation.is_past,
    }


def cards(found: list[dict[str, Any]], labels: dict[str, str], mine: set[UUID]) -> list[dict[str, Any]]:
    return [
        one
        | {
            "id": str(one["id"]),
            "clause_label": labels.get(one["clause_ref"], ""),
            "method_label": METHOD_LABELS[one["method"]],
            "is_mine": one["id"] in mine,
        }
        for one in found
    ]


def later_page(request: Request[Any, Any, Any], later: TryAgain) -> Response[Any]:
    """The refusal in the place of what htmx asked for; a whole page for everybody else."""
    sentence = sentence_of(request, later)
    return say_when(
        request, render(request, "comments/later.html", block="later", status_code=429, sentence=sentence), later
    )
