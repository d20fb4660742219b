"""What the desk's pages of occasions share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import may_edit
from app.history.queries import list_history
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid, Refused
from app.lib.i18n import gettext
from app.lib.pages import render
from app.occasions import queries
from app.occasions.hearing_rules import ORDER, materials_due
from app.occasions.models import Hearing
from app.occasions.rules import CATEGORY_LABELS, EDITABLE, Category

Asked = Request[Any, Any, Any]


async def show_occasion(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    occasion_id: UUID,
    refused: FormInvalid | Refused | None = None,
    *,
    now: datetime,
) -> Response[Any]:
    """One occasion at the desk; a refusal stands above it, with what was typed."""
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=refused is not None)
        occasion = await queries.get_occasion(db, consultation_id, occasion_id)
        hearing = await db.get(Hearing, occasion_id)
        history = await list_history(db, f"occasion:{occasion_id}", viewer=viewer)
        postponed = await queries.list_postponements(db, occasion_id)
    status, invalid = 200, None
    if refused is not None:
        status, invalid = refused.status, await typed_values(request, _as_form(refused))
    shown = queries.as_card(occasion) | (queries.as_hearing(hearing) if hearing else {})
    return render(
        request,
        "occasions/show.html" if hearing is None else "occasions/hearing_desk.html",
        invalid=invalid,
        status_code=status,
        c=as_c(consultation, viewer),
        one=shown | {"created_at": occasion.created_at},
        postponed=postponed,
        history=history,
        today=local_date(now),
        order=ORDER,
        materials_due=materials_due(occasion.held_on),
        rows=attendee_rows(hearing, invalid.typed if invalid else {}) if hearing else [],
        categories=[{"value": one.value, "text": gettext(label)} for one, label in CATEGORY_LABELS.items()],
        fields=category_fields(invalid.typed if invalid else None, occasion.participants),
    )


def _as_form(refused: FormInvalid | Refused) -> FormInvalid:
    if isinstance(refused, FormInvalid):
        return refused
    return FormInvalid([FieldError("", refused.message, refused.params)])


async def typed_values(request: Asked, invalid: FormInvalid) -> FormInvalid:
    """A refusal that came from a service knows no form: give it what was typed."""
    if not invalid.typed:
        sent = await request.form()
        for name in dict.fromkeys(sent.keys()):
            many = [one for one in sent.getall(name) if isinstance(one, str)]
            if many and name != "_csrf_token":
                invalid.typed[name] = many[0] if len(many) == 1 else many
    return invalid


def as_c(consultation: Consultation, viewer: Actor) -> dict[str, Any]:
    """The consultation as these pages name it, and whether the viewer may enter something."""
    rights = may_edit(viewer, agency_id=consultation.agency_id, division_id=consultation.division_id)
    return {
        "id": str(consultation.id),
        "title": consultation.title,
        "state": consultation.state,
        "is_past": consultation.is_past,
        "is_public": consultation.published_at is not None,
        "may_enter": rights and consultation.state in EDITABLE,
        "may_hear": rights and consultation.state in ("open", "closed", "analysing"),
    }


def category_fields(typed: Mapping[str, object] | None, stored: Mapping[str, int]) -> list[dict[str, Any]]:
    """The number fields, one a category."""
    return [
        {
            "name": f"n_{one.value}",
            "label": CATEGORY_LABELS[one],
            "value": typed.get(f"n_{one.value}", "") if typed is not None else stored.get(one.value, ""),
        }
        for one in Category
    ]


def attendee_rows(hearing: Hearing, typed: Mapping[str, object]) -> list[dict[str, Any]]:
    """The rows of the list of participants: as typed, as published, or one empty row a seat."""
    names = _many(typed.get("name"))
    if names:
        others = [_many(typed.get(field)) for field in ("category", "represents", "agrees")]
        columns = [[*values, *[""] * (len(names) - len(values))] for values in others]
        return [
            {"name": name, "category": category, "represents": represents, "agrees": agrees}
            for name, category, represents, agrees in zip(names, *columns, strict=False)
        ]
    if hearing.attendees:
        return [dict(one) | {"agrees": "yes"} for one in hearing.attendees]
    seats = [name for name, n in hearing.seats.items() for _n in range(n)]
    return [{"name": "", "category": name, "represents": "", "agrees": "no"} for name in seats]


def _many(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []
