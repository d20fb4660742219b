"""A hearing at the desk, step by step: its notice, participants, materials and record."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid, Refused
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.occasions import hearings, queries
from app.occasions.forms import HearingForm, MaterialsForm, ParticipantsForm, RecordForm
from app.occasions.models import Hearing, Occasion
from app.occasions.routes.pieces import as_c, category_fields, show_occasion, typed_values

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
ALL = "/consultations/{consultation_id:uuid}/hearings"
ONE = "/consultations/{consultation_id:uuid}/hearings/{hearing_id:uuid}"


@get(f"{ALL}/new", name="occasions.new_hearing")
async def new(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    return _form_page(request, viewer, consultation)


@post(ALL, name="occasions.prepare_hearing")
async def prepare_hearing(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, HearingForm)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            occasion = await hearings.prepare_hearing(tx, consultation, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        async with database.read() as db:
            consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        return _form_page(request, viewer, consultation, invalid=await typed_values(request, invalid))
    return see_other(f"/staff/consultations/{consultation_id}/occasions/{occasion.id}")


@get(f"{ONE}/edit", name="occasions.edit_hearing")
async def edit(request: Asked, database: Database, viewer: Actor, consultation_id: UUID, hearing_id: UUID) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        occasion = await queries.get_occasion(db, consultation_id, hearing_id)
        hearing = await queries.get_hearing(db, hearing_id)
    return _form_page(request, viewer, consultation, occasion, hearing)


@post(f"{ONE}/edit", name="occasions.change_hearing")
async def change_hearing(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, hearing_id: UUID
) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        stored = await queries.get_occasion(db, consultation_id, hearing_id)
        kept = await queries.get_hearing(db, hearing_id)
    try:
        form = await forms.read(request, HearingForm)
        async with database.write() as tx:
            locked = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            occasion = await queries.get_occasion(tx, consultation_id, hearing_id)
            hearing = await queries.get_hearing(tx, hearing_id)
            await hearings.change_hearing(tx, locked, occasion, hearing, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return _form_page(request, viewer, consultation, stored, kept, await typed_values(request, invalid))
    flash(request, _("Saved."))
    return see_other(f"/staff/consultations/{consultation_id}/occasions/{hearing_id}")


@post(f"{ONE}/announce", name="occasions.announce_hearing")
async def announce_hearing(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, hearing_id: UUID
) -> Answer:
    done = _("The notice of the hearing is public.")
    return await _step(request, database, viewer, consultation_id, hearing_id, hearings.announce_hearing, None, done,
                       now=now)  # fmt: skip


@post(f"{ONE}/participants", name="occasions.list_participants")
async def list_participants(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, hearing_id: UUID
) -> Answer:
    done = _("The list of participants is public.")
    return await _step(request, database, viewer, consultation_id, hearing_id, hearings.list_participants,
                       ParticipantsForm, done, now=now)  # fmt: skip


@post(f"{ONE}/materials", name="occasions.record_materials")
async def record_materials(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, hearing_id: UUID
) -> Answer:
    done = _("The materials are on record.")
    return await _step(request, database, viewer, consultation_id, hearing_id, hearings.record_materials,
                       MaterialsForm, done, now=now)  # fmt: skip


@post(f"{ONE}/hold", name="occasions.hold_hearing")
async def hold_hearing(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, hearing_id: UUID
) -> Answer:
    done = _("The hearing counts as held. Comments said there can be entered now.")
    return await _step(request, database, viewer, consultation_id, hearing_id, hearings.hold_hearing, RecordForm,
                       done, now=now)  # fmt: skip


async def _step(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    hearing_id: UUID,
    verb: Callable[..., Awaitable[None]],
    kind: Any,
    done: str,
    *,
    now: datetime,
) -> Answer:
    """One step: read its form, load and lock, act, say so; a refusal stands on the hearing's page."""
    try:
        form = [await forms.read(request, kind)] if kind else []
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            occasion = await queries.get_occasion(tx, consultation_id, hearing_id)
            hearing = await queries.get_hearing(tx, hearing_id)
            await verb(tx, consultation, occasion, hearing, *form, actor=viewer, now=now)
    except (FormInvalid, Refused) as refused:
        return await show_occasion(request, database, viewer, consultation_id, hearing_id, refused, now=now)
    flash(request, done)
    return see_other(f"/staff/consultations/{consultation_id}/occasions/{hearing_id}")


def _form_page(
    request: Asked,
    viewer: Actor,
    consultation: Consultation,
    occasion: Occasion | None = None,
    hearing: Hearing | None = None,
    invalid: FormInvalid | None = None,
) -> Answer:
    """The form of the notice: empty, as it is stored, or as it was typed."""
    values: dict[str, Any] = dict.fromkeys(
        ("held_on", "starts_at", "place", "organiser", "note", "selection_rule", "sign_up", "sign_up_until"), ""
    )
    if occasion and hearing:
        stored = {**occasion.to_dict(), **hearing.to_dict()}
        values = {name: str(stored[name]) for name in values}
    if invalid:
        values |= {name: value for name, value in invalid.typed.items() if name in values}
    is_rule = bool(invalid.typed.get("is_rule_making")) if invalid else bool(hearing and hearing.is_rule_making)
    return render(
        request,
        "occasions/hearing_edit.html",
        invalid=invalid,
        c=as_c(consultation, viewer),
        occasion_id=str(occasion.id) if occasion else "",
        values=values | {"is_rule_making": is_rule},
        fields=category_fields(invalid.typed if invalid else None, hearing.seats if hearing else {}),
    )


handlers = [
    new, prepare_hearing, edit, change_hearing, announce_hearing, list_participants, record_materials, hold_hearing,
]  # fmt: skip
