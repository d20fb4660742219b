"""Pairs at the desk: what a person has to look at, other pairs, and the groups that caused a change."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from litestar import get, post

from app.accounts.rules import Actor
from app.adoption.rules import OUTCOME_LABELS
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import may_edit
from app.drafts.versions import Unit
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.forms import Form
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.revisions import pairing, queries
from app.revisions.forms import CauseForm, ConfirmForm, FoldForm, PairForm
from app.revisions.queries import Comparison
from app.revisions.routes.pieces import Asked, Page, address
from app.revisions.rules import RevisionState, Show, TextNotConfirmed
from app.revisions.showing import look, shown_rows

LOOKED_AT = 20
"""So many doubtful rows stand on a page: each has the names of all clauses in it."""


@get("/consultations/{consultation_id:uuid}/revision/pairs", name="revisions.pairs")
async def pairs(request: Asked, database: Database, viewer: Actor, consultation_id: UUID, row: str = "") -> Page:
    """Doubtful rows first, then all in reading order; `row` opens one of them."""
    return await pairs_page(request, database, viewer, consultation_id, row)


Verb = Callable[..., Awaitable[object]]


async def _act(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, kind: type[Form], verb: Verb, done: str
) -> Page:
    """Carry out one decision and go back to where it was taken."""
    sent = await request.form()
    opened = str(sent.get("row", ""))
    try:
        form = await forms.read(request, kind)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await verb(tx, consultation, form)
    except FormInvalid as invalid:
        return await pairs_page(request, database, viewer, consultation_id, opened, invalid)
    flash(request, done)
    return see_other(address(consultation_id, f"/pairs?row={opened}#row" if opened else "/pairs"))


@post("/consultations/{consultation_id:uuid}/revision/pairs/confirm", name="revisions.confirm_pairs")
async def confirm(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    async def verb(tx: Any, consultation: Any, form: ConfirmForm) -> None:
        await pairing.confirm_pairs(tx, consultation, form.links, actor=viewer, now=now)

    return await _act(request, database, viewer, consultation_id, ConfirmForm, verb, _("Confirmed."))


@post("/consultations/{consultation_id:uuid}/revision/pairs", name="revisions.pair_clause")
async def pair(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    verb = partial(pairing.pair_clause, actor=viewer, now=now)
    return await _act(request, database, viewer, consultation_id, PairForm, verb, _("Paired anew."))


@post("/consultations/{consultation_id:uuid}/revision/pairs/fold", name="revisions.fold_clause")
async def fold(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    verb = partial(pairing.fold_clause, actor=viewer, now=now)
    return await _act(request, database, viewer, consultation_id, FoldForm, verb, _("Paired anew."))


@post("/consultations/{consultation_id:uuid}/revision/causes", name="revisions.add_cause")
async def add(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    verb = partial(pairing.add_cause, actor=viewer, now=now)
    done = _("The group stands beside the change.")
    return await _act(request, database, viewer, consultation_id, CauseForm, verb, done)


@post("/consultations/{consultation_id:uuid}/revision/causes/remove", name="revisions.remove_cause")
async def remove(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    verb = partial(pairing.remove_cause, actor=viewer, now=now)
    done = _("The group no longer stands beside the change.")
    return await _act(request, database, viewer, consultation_id, CauseForm, verb, done)


async def pairs_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    opened: str,
    invalid: FormInvalid | None = None,
) -> Page:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=invalid is not None)
        revision = await queries.find_revision(db, consultation_id)
        if revision is None:
            raise TextNotConfirmed
        comparison = await queries.load_comparison(db, consultation, revision)
        rows = [comparison.show(row) | _work(comparison, row) for row in comparison.rows]
        causes = await queries.list_causes(db, consultation_id, [one for row in rows for one in row["all_causes"]])
    shown = shown_rows(rows, causes, Show.ALL)
    for one in shown:
        one["groups"] = [causes[position] for position in one["all_causes"] if position in causes]
    doubtful = [one for one in shown if one["links"]]
    rights = {"agency_id": consultation.agency_id, "division_id": consultation.division_id}
    return render(
        request,
        "revisions/pairs.html",
        invalid=invalid,
        c={"id": str(consultation_id), "title": consultation.title},
        rows=[one for one in shown if not one["is_heading"]],
        doubtful=doubtful[:LOOKED_AT],
        more=max(0, len(doubtful) - LOOKED_AT),
        opened=next((one for one in shown if one["id"] == opened), None),
        before=_choices(comparison.before),
        after=_choices(comparison.after),
        is_open=revision.state == RevisionState.DRAFTING and may_edit(viewer, **rights),
        outcome_labels=OUTCOME_LABELS,
        **look(),
    )


def _work(comparison: Comparison, row: Any) -> dict[str, Any]:
    """What the desk needs beside what the public sees."""
    links = comparison.links_of(row)
    return {
        "links": [str(link.id) for link in links if link.needs_look],
        "is_unkept": comparison.is_unkept(row),
        "score": max((link.score for link in links), default=0),
        "all_causes": comparison.causes_of(row),
    }


def _choices(units: list[Unit]) -> list[dict[str, str]]:
    return [
        {"value": unit.ref, "text": f"{unit.name}　{unit.heading or unit.text[:16]}"}
        for unit in units
        if not unit.is_heading
    ]


handlers = [pairs, confirm, pair, fold, add, remove]
