"""Pages of moderation: the comments to decide about, and what was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from litestar import Request, Response, get
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.comments.rules import FINDING_LABELS, HIDDEN_LABELS, VISIBILITY_LABELS, HiddenCategory, Visibility
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation, list_clauses
from app.consultations.rules import METHOD_LABELS, may_edit
from app.drafts.units import unit_label, unit_refs
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import render
from app.moderation import queries
from app.moderation.queries import Filter
from app.moderation.rules import BY_HAND, describe, read_kind

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect

TABS = {
    "held": _("Waiting for a check"),
    "hidden": _("Not shown"),
    "cleared": _("Checked, public"),
    "public": _("Public unchecked"),
    "late": _("Late"),
    "all": _("All comments"),
}
WHOLE = "-"
"""In an address: about the draft as a whole."""


@get("/consultations/{consultation_id:uuid}/flagged", name="moderation.flagged")
async def flagged(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Answer:
    """Comments that wait for a person, or any others. Personal data stays masked until somebody asks for it."""
    return await flagged_page(request, database, viewer, consultation_id, dict(request.query_params), now)


async def flagged_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    query: Mapping[str, str] | str,
    now: datetime,
    invalid: FormInvalid | None = None,
) -> Answer:
    """`query` is that of the address, or of the address that a form was sent from."""
    asked = _asked(dict(parse_qsl(query.partition("?")[2])) if isinstance(query, str) else query)
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        group = await queries.get_group(db, consultation_id, int(asked["group"])) if asked["group"] else None
        found, after, has_stopped = await queries.list_comments(db, consultation_id, _filter(asked, group))
        counts = await queries.count_comments(db, consultation_id)
        clauses = await list_clauses(db, consultation.draft_id) if consultation.draft_id else []
    labels = {unit: unit_label(clauses, unit) for unit in dict.fromkeys(unit_refs(clauses).values())}
    return render(
        request,
        "moderation/flagged.html",
        invalid=invalid,
        c=_card(consultation, viewer),
        comments=[_shown(one, labels) for one in found],
        tabs=[
            {
                "show": name,
                "label": label,
                "count": counts.get(name),
                "is_more": counts.get(name, 0) > queries.COUNTED_TO,
            }
            for name, label in TABS.items()
        ],
        counted_to=queries.COUNTED_TO,
        looked_at=queries.LOOKED_AT,
        asked=asked,
        group=group and {"number": group["number"], "title": group["title"], "size": group["size"]},
        kinds=[{"value": kind.value, "text": gettext(label)} for kind, label in FINDING_LABELS.items()],
        clauses=[{"value": WHOLE, "text": gettext("The draft as a whole")}]
        + [{"value": ref, "text": label} for ref, label in labels.items()],
        categories=[{"value": one.value, "text": gettext(label)} for one, label in HIDDEN_LABELS.items()],
        until=int(now.timestamp() * 1_000_000),
        next_before=str(after) if after else "",
        has_stopped=has_stopped,
    )


def _asked(query: Mapping[str, str]) -> dict[str, str]:
    """The filters of an address; what is no filter becomes none."""
    asked = {name: query.get(name, "").strip()[:200] for name in ("show", "kind", "clause", "words", "group", "before")}
    asked["group"] = asked["group"] if asked["group"].isdecimal() and len(asked["group"]) < 9 else ""
    if asked["show"] not in TABS:
        asked["show"] = "all" if asked["group"] else "held"
    asked["kind"] = asked["kind"] if read_kind(asked["kind"]) else ""
    asked["late"] = "1" if query.get("late") == "1" else ""
    return asked


def _filter(asked: Mapping[str, str], group: Mapping[str, Any] | None) -> Filter:
    try:
        before = UUID(asked["before"]) if asked["before"] else None
    except ValueError:
        before = None
    return Filter(
        visibility=asked["show"] if asked["show"] in list(Visibility) else "",
        is_late=asked["show"] == "late" or bool(asked["late"]),
        kind=read_kind(asked["kind"]),
        clause=None if not asked["clause"] else "" if asked["clause"] == WHOLE else asked["clause"],
        words=asked["words"],
        group_id=group["id"] if group else None,
        before=before,
    )


def _card(consultation: Consultation, viewer: Actor) -> dict[str, Any]:
    may = may_edit(viewer, agency_id=consultation.agency_id, division_id=consultation.division_id)
    return {"id": str(consultation.id), "title": consultation.title, "may_change": may}


def _shown(one: dict[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    category = one["hidden_category"]
    return one | {
        "id": str(one["id"]),
        "clause_label": labels.get(one["clause_ref"], one["clause_ref"]),
        "method_label": METHOD_LABELS[one["method"]],
        "visibility_label": VISIBILITY_LABELS[one["visibility"]],
        "category_label": HIDDEN_LABELS[HiddenCategory(category)] if category else "",
    }


@get("/consultations/{consultation_id:uuid}/moderation", name="moderation.acts")
async def acts(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, before: UUID | None = None
) -> Answer:
    """What was done, by whom and why; acts can be taken back here."""
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        found = await queries.list_acts(db, consultation_id, before=before)
    return render(
        request,
        "moderation/acts.html",
        c=_card(consultation, viewer),
        acts=[_line(one) for one in found[: queries.ACTS_PAGE]],
        is_first=before is None,
        next_before=str(found[queries.ACTS_PAGE - 1]["id"]) if len(found) > queries.ACTS_PAGE else "",
    )


def _line(act: dict[str, Any]) -> dict[str, Any]:
    is_undone = act["undone_by_id"] is not None
    return act | {
        "id": str(act["id"]),
        "who": act["actor_name"] if act["actor_id"] else gettext("The system"),
        "what": describe(act["verb"], act["n"]),
        "category_label": HIDDEN_LABELS[HiddenCategory(act["category"])] if act["category"] else "",
        "is_undone": is_undone,
        "may_undo": not is_undone and act["verb"] in BY_HAND,
    }


handlers = [flagged, acts]
