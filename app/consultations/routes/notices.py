"""Pages of consultations for the staff: the list and the notice."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get, post

from app.accounts.queries import list_divisions
from app.accounts.rules import Actor, Role
from app.consultations import queries, services
from app.consultations.deadlines import deadline_of
from app.consultations.forms import ConsultationForm
from app.consultations.models import Consultation
from app.consultations.routes.pieces import BASE, Answer, with_typed
from app.consultations.rules import METHOD_LABELS, STATE_LABELS
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import Forbidden, FormInvalid
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.workdays.queries import load_calendar


@get("/consultations", name="consultations.desk")
async def index(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, page: int = 1
) -> Answer:
    async with database.read() as db:
        found = await queries.list_staff(db, viewer, page=max(1, page), limit=queries.PAGE + 1)
        calendar = await load_calendar(db)
    return render(
        request,
        "consultations/desk.html",
        cards=[one | {"deadline": deadline_of(one, now, calendar)} for one in found[: queries.PAGE]],
        page=max(1, page),
        has_next=len(found) > queries.PAGE,
        state_labels=STATE_LABELS,
        may_create=viewer.has(Role.DIVISION_CLERK, Role.OPENNESS_OFFICER),
    )


async def _notice_page(
    request: Request[Any, Any, Any],
    database: Database,
    viewer: Actor,
    consultation: Consultation | None,
    invalid: FormInvalid | None = None,
) -> Answer:
    """The form of the notice: empty, as it is stored, or as it was typed."""
    async with database.read() as db:
        divisions = await list_divisions(db, viewer.agency_id)
    return render(
        request,
        "consultations/edit.html",
        invalid=invalid,
        values=_values(consultation, invalid, viewer),
        consultation_id=consultation.id if consultation else None,
        divisions=[{"value": str(division["id"]), "text": division["name"]} for division in divisions],
        chooses_division=viewer.has(Role.OPENNESS_OFFICER) and consultation is None,
        method_choices=[{"value": method.value, "text": gettext(label)} for method, label in METHOD_LABELS.items()],
    )


def _values(consultation: Consultation | None, invalid: FormInvalid | None, viewer: Actor) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "title": "", "summary": "", "explanation": "", "basis": "", "methods": ["online_solicitation"], "opens_on": "",
        "closes_on": "", "shorten_reason": "", "contact": "", "moderation_policy": "after", "is_past": False,
        "division_id": str(viewer.division_id or ""),
    }  # fmt: skip
    if invalid:
        typed = dict(invalid.typed)
        methods = typed.get("methods", [])
        return (
            empty
            | typed
            | {"methods": [methods] if isinstance(methods, str) else methods}
            | {"is_past": bool(typed.get("is_past"))}
        )
    if consultation is None:
        return empty
    stored = {name: getattr(consultation, name) for name in empty}
    return stored | {"opens_on": stored["opens_on"].isoformat(), "closes_on": stored["closes_on"].isoformat()}


@get("/consultations/new", name="consultations.new")
async def new(request: Request[Any, Any, Any], database: Database, viewer: Actor) -> Answer:
    if not viewer.has(Role.DIVISION_CLERK, Role.OPENNESS_OFFICER):
        raise Forbidden
    return await _notice_page(request, database, viewer, None)


@post("/consultations", name="consultations.create_consultation")
async def create_consultation(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor
) -> Answer:
    try:
        form = await forms.read(request, ConsultationForm)
        async with database.write() as tx:
            consultation = await services.create_consultation(tx, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _notice_page(request, database, viewer, None, await with_typed(request, invalid))
    return see_other(f"{BASE}/{consultation.id}/draft")


@get("/consultations/{consultation_id:uuid}/edit", name="consultations.edit")
async def edit(request: Request[Any, Any, Any], database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    async with database.read() as db:
        consultation = await queries.get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    return await _notice_page(request, database, viewer, consultation)


@post("/consultations/{consultation_id:uuid}/edit", name="consultations.change_consultation")
async def change_consultation(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    async with database.read() as db:
        stored = await queries.get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    try:
        form = await forms.read(request, ConsultationForm)
        async with database.write() as tx:
            consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.change_consultation(tx, consultation, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _notice_page(request, database, viewer, stored, await with_typed(request, invalid))
    flash(request, _("Saved."))
    return see_other(f"{BASE}/{consultation_id}")


handlers = [index, new, create_consultation, edit, change_consultation]
