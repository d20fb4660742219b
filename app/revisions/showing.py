"""Rows of a comparison as pages draw them: two columns, names, and the groups beside a change. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.drafts.versions import Kind
from app.drafts.wording import after_of, before_of
from app.lib.i18n import gettext
from app.revisions.rules import KIND_CHIPS, KIND_LABELS, SHOW_LABELS, SHOWN_CAUSES, Show, belongs


def shown_row(row: Mapping[str, Any], causes: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    """One row; `causes` are groups of the report by position."""
    names = {side: "、".join(one["name"] for one in row[side]) for side in ("before", "after")}
    return {
        **row,
        "id": row["after"][0]["ref"] if row["after"] else f"draft-{row['before'][0]['ref']}",
        "names": names,
        "title": (row["after"] or row["before"])[0]["heading"],
        "is_renumbered": bool(names["before"] and names["after"]) and names["before"] != names["after"],
        "old": {"heading": before_of(row["heading"]), "text": before_of(row["text"])},
        "new": {"heading": after_of(row["heading"]), "text": after_of(row["text"])},
        "groups": [causes[position] for position in row["causes"] if position in causes],
        "more_groups": max(0, row["cause_count"] - SHOWN_CAUSES),
    }


def shown_rows(
    rows: Sequence[Mapping[str, Any]], causes: Mapping[int, dict[str, Any]], show: Show
) -> list[dict[str, Any]]:
    """Rows as the page of a comparison draws them: two columns, the causes with their words.

    Headings of chapters stand between clauses; with a choice, only where they differ themselves.
    """
    found = []
    for row in rows:
        wanted = Show.DIFFERENT if row["is_heading"] and show is not Show.ALL else show
        if not belongs(wanted, row["kind"], is_moved=row["is_moved"]):
            continue
        found.append(shown_row(row, causes))
    return found


def tabs_of(counts: dict[str, int], path: str, chosen: Show) -> list[dict[str, Any]]:
    """What can be shown, with numbers; what there is nothing of is left out."""
    return [
        {
            "href": f"{path}?show={show.value}" if show is not Show.ALL else path,
            "text": gettext(SHOW_LABELS[show]),
            "count": counts[show.value],
            "is_current": show is chosen,
        }
        for show in Show
        if counts[show.value] or show in (Show.ALL, chosen)
    ]


def look() -> dict[str, Any]:
    """Labels and forms of the kinds, for templates."""
    return {
        "kind_labels": {kind.value: KIND_LABELS[kind] for kind in Kind},
        "kind_chips": {kind.value: KIND_CHIPS[kind] for kind in Kind},
    }
