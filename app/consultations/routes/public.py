"""Pages of consultations for the public."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get

from app.consultations import queries
from app.consultations.attachment_queries import list_attachments
from app.consultations.cards import cards
from app.consultations.deadlines import is_report_late
from app.consultations.routes import attachments as attached
from app.consultations.routes import embed
from app.consultations.rules import METHOD_LABELS, STATE_LABELS, Method, State, days_left
from app.consultations.stages import stages
from app.drafts.units import annex_blocks, blocks, framed
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import render

LISTS = {
    "open": (State.OPEN,),
    "studied": (State.CLOSED, State.ANALYSING),
    "reported": (State.REPORT_PUBLISHED, State.ARCHIVED),
    "withdrawn": (State.WITHDRAWN,),
}
LIST_LABELS = {
    "open": _("Open now"),
    "studied": _("Being studied"),
    "reported": _("Answered"),
    "withdrawn": _("Withdrawn"),
}


@get("/consultations", name="consultations.index")
async def index(
    request: Request[Any, Any, Any], database: Database, now: datetime, show: str = "open", page: int = 1
) -> Response[bytes]:
    """What is open, what is being studied, what has been reported."""
    chosen = show if show in LISTS else "open"
    async with database.read() as db:
        found = await queries.list_public(db, LISTS[chosen], page=max(1, page), limit=queries.PAGE + 1)
        counts = await queries.count_public(db)
    lists = [
        {
            "href": f"/consultations?show={name}",
            "text": gettext(LIST_LABELS[name]),
            "count": sum(counts.get(state, 0) for state in states),
            "is_current": name == chosen,
        }
        for name, states in LISTS.items()
    ]
    return render(
        request,
        "consultations/index.html",
        cards=cards(request.app.state.pages, found[: queries.PAGE], now),
        lists=lists,
        show=chosen,
        label=gettext(LIST_LABELS[chosen]),
        page=max(1, page),
        has_next=len(found) > queries.PAGE,
    )


@get("/consultations/{consultation_id:uuid}", name="consultations.show")
async def show(
    request: Request[Any, Any, Any], database: Database, now: datetime, consultation_id: UUID
) -> Response[bytes]:
    """The draft with the number of comments at each clause."""
    async with database.read() as db:
        consultation = await queries.get_public_consultation(db, consultation_id)
        clauses = await queries.list_clauses(db, consultation["draft_id"])
        attachments = await list_attachments(db, consultation_id)
        counts = await queries.tally_by_clause(db, consultation_id)
        extensions = await queries.list_extensions(db, consultation_id)
    return render(
        request,
        "consultations/show.html",
        c=consultation
        | {
            "days": (consultation["closes_on"] - consultation["opens_on"]).days,
            "days_left": days_left(consultation["closes_on"], now=now),
        },
        preamble=framed(consultation["preamble"]),
        blocks=blocks(clauses, counts),
        annexes=annex_blocks(consultation["annexes"]),
        attachments=attachments,
        most=max(counts.values(), default=0),
        whole_count=counts.get("", 0),
        stages=stages(consultation, today=local_date(now)),
        is_report_late=is_report_late(consultation["state"], consultation["report_due_on"], today=local_date(now)),
        extensions=extensions,
        methods=[METHOD_LABELS[Method(method)] for method in consultation["methods"]],
        state_labels=STATE_LABELS,
    )


@get("/consultations/{consultation_id:uuid}/explanation", name="consultations.explanation")
async def explanation(request: Request[Any, Any, Any], database: Database, consultation_id: UUID) -> Response[bytes]:
    """Explanation and decision basis, published with the draft (条例 art. 15)."""
    async with database.read() as db:
        consultation = await queries.get_public_consultation(db, consultation_id)
        attachments = await list_attachments(db, consultation_id)
    return render(request, "consultations/explanation.html", c=consultation, attachments=attachments)


public = Router(path="/", route_handlers=[index, show, explanation, attached.download, *embed.handlers])
