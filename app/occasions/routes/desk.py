"""Occasions at the desk: the list, the form, one occasion with its record, postponing and cancelling."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import METHOD_LABELS, Method
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid, Refused
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.occasions import queries, services
from app.occasions.forms import CancellationForm, OccasionForm, PostponementForm
from app.occasions.models import Occasion
from app.occasions.routes.pieces import as_c, category_fields, show_occasion, typed_values
from app.occasions.rules import METHODS, OccasionState

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
PLAIN = "/consultations/{consultation_id:uuid}/occasions"
ONE = "/consultations/{consultation_id:uuid}/occasions/{occasion_id:uuid}"


@get(PLAIN, name="occasions.desk")
async def index(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    """Everything that took place or is planned, and what can be entered."""
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        found = await queries.list_for_staff(db, consultation_id)
    return render(request, "occasions/desk.html", c=as_c(consultation, viewer), occasions=found)


@get(f"{PLAIN}/new", name="occasions.new")
async def new(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    return _form_page(request, viewer, consultation, None)


@post(PLAIN, name="occasions.enter_occasion")
async def enter_occasion(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, OccasionForm)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.enter_occasion(tx, consultation, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        async with database.read() as db:
            consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        return _form_page(request, viewer, consultation, None, await typed_values(request, invalid))
    flash(request, _("Entered. The public sees it on the page of the consultation."))
    return see_other(f"/staff/consultations/{consultation_id}/occasions")


@get(ONE, name="occasions.show")
async def show(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, occasion_id: UUID
) -> Answer:
    """Where it stands, the next step, and the record of changes."""
    return await show_occasion(request, database, viewer, consultation_id, occasion_id, now=now)


@get(f"{ONE}/edit", name="occasions.edit")
async def edit(request: Asked, database: Database, viewer: Actor, consultation_id: UUID, occasion_id: UUID) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        occasion = await queries.get_plain_occasion(db, consultation_id, occasion_id)
    return _form_page(request, viewer, consultation, occasion)


@post(f"{ONE}/edit", name="occasions.change_occasion")
async def change_occasion(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, occasion_id: UUID
) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        stored = await queries.get_plain_occasion(db, consultation_id, occasion_id)
    try:
        form = await forms.read(request, OccasionForm)
        async with database.write() as tx:
            locked = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            occasion = await queries.get_plain_occasion(tx, consultation_id, occasion_id)
            await services.change_occasion(tx, locked, occasion, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return _form_page(request, viewer, consultation, stored, await typed_values(request, invalid))
    flash(request, _("Saved."))
    return see_other(f"/staff/consultations/{consultation_id}/occasions/{occasion_id}")


@post(f"{ONE}/postpone", name="occasions.postpone_occasion")
async def postpone_occasion(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, occasion_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, PostponementForm)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            occasion = await queries.get_occasion(tx, consultation_id, occasion_id)
            await services.postpone_occasion(tx, consultation, occasion, form, actor=viewer, now=now)
    except (FormInvalid, Refused) as refused:
        return await show_occasion(request, database, viewer, consultation_id, occasion_id, refused, now=now)
    flash(request, _("The day was moved, and the public sees why."))
    return see_other(f"/staff/consultations/{consultation_id}/occasions/{occasion_id}")


@post(f"{ONE}/cancel", name="occasions.cancel_occasion")
async def cancel_occasion(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, occasion_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, CancellationForm)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            occasion = await queries.get_occasion(tx, consultation_id, occasion_id)
            await services.cancel_occasion(tx, consultation, occasion, form, actor=viewer, now=now)
    except (FormInvalid, Refused) as refused:
        return await show_occasion(request, database, viewer, consultation_id, occasion_id, refused, now=now)
    flash(request, _("Cancelled. The entry stays, with the reason."))
    return see_other(f"/staff/consultations/{consultation_id}/occasions/{occasion_id}")


def _form_page(
    request: Asked,
    viewer: Actor,
    consultation: Consultation,
    occasion: Occasion | None,
    invalid: FormInvalid | None = None,
) -> Answer:
    """The form: empty, as it is stored, or as it was typed."""
    methods = [one for one in METHODS if one is not Method.HEARING or consultation.is_past]
    return render(
        request,
        "occasions/edit.html",
        invalid=invalid,
        c=as_c(consultation, viewer),
        occasion_id=str(occasion.id) if occasion else "",
        was_held=bool(occasion and occasion.state == OccasionState.HELD),
        values=_values(occasion, invalid),
        fields=category_fields(invalid.typed if invalid else None, occasion.participants if occasion else {}),
        method_choices=[{"value": one.value, "text": gettext(METHOD_LABELS[one])} for one in methods],
    )


def _values(occasion: Occasion | None, invalid: FormInvalid | None) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "method": "", "held_on": "", "starts_at": "", "place": "", "organiser": "", "summary": "", "note": "",
        "is_held": True,
    }  # fmt: skip
    if invalid:
        return (
            empty
            | {name: value for name, value in invalid.typed.items() if name in empty}
            | {"is_held": invalid.typed.get("is_held", "") not in ("", "0")}
        )
    if occasion is None:
        return empty
    stored = {name: getattr(occasion, name) for name in empty if name != "is_held"}
    return stored | {"held_on": stored["held_on"].isoformat(), "is_held": occasion.state == OccasionState.HELD}


handlers = [index, new, enter_occasion, show, edit, change_occasion, postpone_occasion, cancel_occasion]
