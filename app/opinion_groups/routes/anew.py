"""The page where everything is grouped anew: start it, look at what it found, accept it or drop it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import GROUPING_STATES, may_edit
from app.lib import forms
from app.lib.db import Database
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.opinion_groups.forms import AnewForm
from app.opinion_groups.placing import space_of
from app.opinion_groups.regroup_cards import change_cards, counts
from app.opinion_groups.regroup_plans import plan_changes
from app.opinion_groups.regroup_queries import list_samples
from app.opinion_groups.regroup_rules import Verdict, stamp
from app.opinion_groups.regrouping import accept_regrouping, end_regrouping, start_regrouping
from app.similarity.generation_models import Generation
from app.similarity.generations import OPEN, count_accepted, latest_generation

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
PAGE = 15


@get("/consultations/{consultation_id:uuid}/groups/anew", name="opinion_groups.anew")
async def anew(request: Asked, database: Database, viewer: Actor, consultation_id: UUID, page: int = 1) -> Answer:
    """What grouping everything anew would change, the largest change first."""
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        found = await latest_generation(db, space_of(consultation_id))
        plans = await plan_changes(db, consultation_id, found) if found and found.state == OPEN else []
        shown = [one for one in plans if one.verdict is not Verdict.UNSEEN]
        part = shown[(max(1, page) - 1) * PAGE : max(1, page) * PAGE]
        samples = await list_samples(db, part)
        accepted = await count_accepted(db, found.id) if found else 0
    return render(
        request,
        "opinion_groups/anew.html",
        c=_consultation(consultation, viewer),
        run=_run(found, accepted) if found else None,
        changes=change_cards(part, samples),
        counts=counts(plans),
        seen=stamp(plans),
        page=max(1, page),
        pages=-(-len(shown) // PAGE) or 1,
    )


@post("/consultations/{consultation_id:uuid}/groups/anew/start", name="opinion_groups.start_regrouping")
async def start(request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID) -> Answer:
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        await start_regrouping(tx, consultation, actor=viewer, now=now)
    flash(request, _("It has begun. The groups stay as they are until you accept something."))
    return see_other(_page(consultation_id))


@post("/consultations/{consultation_id:uuid}/groups/anew/accept", name="opinion_groups.accept_regrouping")
async def accept(request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID) -> Answer:
    form = await forms.read(request, AnewForm)
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        n = await accept_regrouping(tx, consultation, form.changes(), seen=form.seen, actor=viewer, now=now)
    flash(request, _("Accepted: {n}. Each can be taken back in the log of changes."), n=n)
    return see_other(_page(consultation_id))


@post("/consultations/{consultation_id:uuid}/groups/anew/end", name="opinion_groups.end_regrouping")
async def end(request: Asked, database: Database, viewer: Actor, now: datetime, consultation_id: UUID) -> Answer:
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        await end_regrouping(tx, consultation, actor=viewer, now=now)
    flash(request, _("It is ended. What was not accepted stays as it is."))
    return see_other(_page(consultation_id))


def _page(consultation_id: UUID) -> str:
    return f"/staff/consultations/{consultation_id}/groups/anew"


def _run(found: Generation, accepted: int) -> dict[str, Any]:
    return {
        "state": found.state,
        "texts": found.texts,
        "done": found.done,
        "kept": found.kept,
        "share": 100.0 * found.kept / found.texts if found.texts else 100.0,
        "accepted": accepted,
        "started_at": found.started_at,
        "started_by": found.started_by,
        "closed_at": found.closed_at,
        "closed_by": found.closed_by,
    }


def _consultation(consultation: Consultation, viewer: Actor) -> dict[str, Any]:
    may = may_edit(viewer, agency_id=consultation.agency_id, division_id=consultation.division_id)
    return {
        "id": str(consultation.id),
        "title": consultation.title,
        "may_change": may and consultation.state in GROUPING_STATES,
    }


handlers = [anew, start, accept, end]
