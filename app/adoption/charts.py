"""The numbers of a report as the chart macros of templates/layout/charts.html want them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.adoption.occasions import show_reported
from app.adoption.rules import OUTCOME_LABELS, Outcome, official_form
from app.consultations.rules import METHOD_LABELS, Method
from app.lib.i18n import gettext

KINDS = {
    Outcome.ADOPTED: "ok",
    Outcome.PARTLY_ADOPTED: "mid",
    Outcome.NOT_ADOPTED: "no",
    Outcome.OUT_OF_SCOPE: "out",
}
MAX_DAYS = 92
"""Longer periods are shown by month: more columns than that cannot be read."""


def show_numbers(summary: Mapping[str, Any], *, path: str) -> dict[str, Any]:
    """Everything that pictures and tables of a report show. `path` is the page that lists groups by clause."""
    comments = {name: one["comments"] for name, one in summary["outcomes"].items()}
    adopted, partly, not_adopted, out_of_scope = official_form(comments)
    return show_counts(summary, link=f"{path}?clause={{}}#groups") | {
        "by_group": _parts(summary, "groups"),
        "by_comment": _parts(summary, "comments"),
        "official": {
            "adopted": adopted,
            "partly_adopted": partly,
            "not_adopted": not_adopted,
            "out_of_scope": out_of_scope,
        },
        "taken_up": sum(summary["outcomes"][name]["groups"] for name in (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED)),
        "turned_down": sum(summary["outcomes"][name]["groups"] for name in (Outcome.NOT_ADOPTED, Outcome.OUT_OF_SCOPE)),
    }


def show_counts(counts: Mapping[str, Any], *, link: str) -> dict[str, Any]:
    """What can be shown before there are outcomes. `link` leads to a clause, with ``{}`` for its ref."""
    return {
        "days": _days(counts["by_day"]),
        "clauses": [
            one | {"label": one["label"] or f"¶{place}", "href": link.format(one["ref"])}
            for place, one in enumerate(counts["by_clause"], start=1)
            if one["ref"]
        ],
        "whole_draft": next((one["n"] for one in counts["by_clause"] if not one["ref"]), 0),
        "occasions": [show_reported(one) for one in counts.get("occasions", [])],
        "methods": [{"label": gettext(METHOD_LABELS[Method(name)]), "n": n} for name, n in counts["by_method"].items()],
    }


def _parts(summary: Mapping[str, Any], what: str) -> list[dict[str, Any]]:
    return [
        {"kind": KINDS[outcome], "text": gettext(OUTCOME_LABELS[outcome]), "n": summary["outcomes"][outcome][what]}
        for outcome in Outcome
    ]


def _days(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One column a day from the first to the last comment, or a month where that would be too many."""
    if not rows:
        return []
    counts = {date.fromisoformat(row["day"]): row["n"] for row in rows}
    first, last = min(counts), max(counts)
    if (last - first).days > MAX_DAYS:
        months: Counter[str] = Counter()
        for day, n in counts.items():
            months[f"{day:%Y-%m}"] += n
        return [{"day": month, "n": n} for month, n in sorted(months.items())]
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [{"day": f"{day:%m-%d}", "n": counts.get(day, 0)} for day in span]
