"""What the pages of a comparison share."""

from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect

from app.drafts.versions import Kind
from app.drafts.wording import after_of, before_of
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext
from app.revisions.rules import KIND_CHIPS, KIND_LABELS, SHOW_LABELS, SHOWN_CAUSES, Show, belongs

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect


def address(consultation_id: UUID, more: str = "") -> str:
    return f"/staff/consultations/{consultation_id}/revision{more}"


async def with_typed(request: Asked, invalid: FormInvalid) -> FormInvalid:
    """A refusal of the text itself knows no form: give it what was typed."""
    if not invalid.typed:
        typed = (await request.form()).get("text")
        invalid.typed |= {"text": typed} if isinstance(typed, str) and typed else {}
    return invalid


def shown_rows(rows: list[dict[str, Any]], causes: dict[int, dict[str, Any]], show: Show) -> list[dict[str, Any]]:
    """Rows as the page of a comparison draws them: two columns, the causes with their words.

    Headings of chapters stand between clauses; with a choice, only where they differ themselves.
    """
    found = []
    for row in rows:
        wanted = Show.DIFFERENT if row["is_heading"] and show is not Show.ALL else show
        if not belongs(wanted, row["kind"], is_moved=row["is_moved"]):
            continue
        shown = [causes[position] for position in row["causes"] if position in causes]
        names = {side: "、".join(one["name"] for one in row[side]) for side in ("before", "after")}
        found.append(
            row
            | {
                "id": row["after"][0]["ref"] if row["after"] else f"draft-{row['before'][0]['ref']}",
                "names": names,
                "title": (row["after"] or row["before"])[0]["heading"],
                "is_renumbered": bool(names["before"] and names["after"]) and names["before"] != names["after"],
                "old": {"heading": before_of(row["heading"]), "text": before_of(row["text"])},
                "new": {"heading": after_of(row["heading"]), "text": after_of(row["text"])},
                "groups": shown,
                "more_groups": max(0, row["cause_count"] - SHOWN_CAUSES),
            }
        )
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
