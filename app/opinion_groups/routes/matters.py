"""Pages of matters: groups that perhaps say the same in other words, and any two texts compared."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.opinion_groups import cards, matter_queries, matters, queries
from app.opinion_groups.comparing import FACT_LABELS, compare
from app.opinion_groups.forms import PairForm, read_number, read_seen
from app.opinion_groups.matter_queries import Side
from app.opinion_groups.routes.pages import consultation_card
from app.similarity.explain import explain_matter
from app.similarity.matters import Told
from app.similarity.reasons import matter_lines

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
WEIGHED_BY = 400
"""The largest groups say which words are rare in a consultation."""


@get("/consultations/{consultation_id:uuid}/matters", name="opinion_groups.matters")
async def index(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, show: str = "", page: int = 1
) -> Answer:
    """Pairs of groups that are perhaps one matter, with the reasons; or close, but of another year or place."""
    is_close = show == "close"
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        counts = await matter_queries.count_matters(db, consultation_id)
        pairs = await matter_queries.list_matters(db, consultation_id, is_close=is_close, page=page)
        around = await matters.told_groups(db, consultation_id, limit=WEIGHED_BY) if pairs else []
        labels = await queries.clause_labels(db, consultation.draft_id)
    return render(
        request,
        "opinion_groups/matters.html",
        c=consultation_card(consultation, viewer),
        is_close=is_close,
        counts=counts,
        pairs=[_pair(pair, around, labels) for pair in pairs],
        page=max(1, page),
        pages=-(-counts["close" if is_close else "open"] // queries.PAGE) or 1,
    )


def _pair(pair: dict[str, Any], around: list[tuple[int, Told]], labels: cards.Labels) -> dict[str, Any]:
    one, other = pair["one"], pair["other"]
    told = [said for number, said in around if number not in (one["number"], other["number"])]
    told += [Told(two["comment_title"], two["text"]) for two in (one, other)]
    found = explain_matter(told, len(told) - 2, len(told) - 1)
    return {
        "one": cards.group_card(one, labels),
        "other": cards.group_card(other, labels),
        "answered": [two["number"] for two in (one, other) if two["outcome"]],
        "why": matter_lines(found, (told[-2].text, told[-1].text), FACT_LABELS),
    }


@post("/consultations/{consultation_id:uuid}/matters/{decision:str}", name="opinion_groups.decide_matter")
async def decide(
    request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID, decision: str
) -> Answer:
    """``same``, ``apart``, or ``again``: compare all groups anew."""
    if decision == "again":
        return await _again(request, database, viewer, consultation_id)
    form = await forms.read(request, PairForm)
    one, other, is_same = read_seen(form.one), read_seen(form.other), decision == "same"
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        await matters.decide_matter(tx, consultation, one, other, is_same=is_same, actor=viewer, now=now)
    flash(request, _("The two groups are one now.") if is_same else _("Noted: two different matters."))
    return see_other(f"/staff/consultations/{consultation_id}/matters")


async def _again(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    await forms.read(request, forms.Form)
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        await matters.ask_for_matters(tx, consultation, actor=viewer)
    flash(request, _("All groups are being compared; open this page again in a moment."))
    return see_other(f"/staff/consultations/{consultation_id}/matters")


@get("/consultations/{consultation_id:uuid}/compare", name="opinion_groups.compare")
async def compare_two(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, one: str = "", other: str = ""
) -> Answer:
    """Why two groups, or a comment and its group, are together or are not."""
    sides: list[Side] = []
    around: list[tuple[int, Told]] = []
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        invalid = await _find(db, consultation, {"one": one, "other": other}, sides)
        if len(sides) == 2:
            around = await matters.told_groups(db, consultation_id, limit=WEIGHED_BY)
    told = [said for number, said in around if number not in {side.number for side in sides}]
    told += [side.told for side in sides]
    return render(
        request,
        "opinion_groups/compare.html",
        invalid=invalid,
        c=consultation_card(consultation, viewer),
        sides=[
            {"number": side.number, "is_comment": side.is_comment, "title": side.told.title, "name": side.name}
            for side in sides
        ],
        asked={"one": one, "other": other},
        found=compare(told, len(told) - 2, len(told) - 1) if len(sides) == 2 else None,
    )


async def _find(
    db: AsyncSession, consultation: Consultation, asked: dict[str, str], sides: list[Side]
) -> FormInvalid | None:
    """Look both up; what cannot be found is said at its field."""
    for field, typed in asked.items():
        if not typed.strip():
            continue
        try:
            name = typed if len(typed) > 20 else str(read_number(typed))
            sides.append(await matter_queries.get_side(db, consultation.id, name))
        except (NotFound, FormInvalid):
            return FormInvalid.of(
                field,
                _(
                    "There is no group {number} here.",
                ),
                number=typed[:20],
            )
    return None


handlers = [index, decide, compare_two]
