"""Pages of decision matters, for the staff."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect

from app.accounts.queries import list_divisions
from app.accounts.rules import Actor, Role
from app.consultations.rules import STATE_LABELS as CONSULTATION_STATES
from app.consultations.rules import may_approve, may_edit
from app.decisions import queries, services
from app.decisions.forms import ConclusionForm, LinkForm, MatterForm
from app.decisions.rules import KIND_LABELS, STATE_LABELS, MatterState
from app.history.queries import list_history
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FieldError, Forbidden, FormInvalid, Refused
from app.lib.guards import signed_in
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect
BASE = "/staff/matters"


@get("/matters", name="decisions.index")
async def index(request: Asked, database: Database, viewer: Actor, page: int = 1) -> Page:
    page = max(1, page)
    async with database.read() as db:
        matters = await queries.list_matters(db, viewer, page=page)
    return render(
        request,
        "decisions/index.html",
        matters=[one | {"id": str(one["id"])} for one in matters[: queries.PAGE]],
        page=page,
        has_next=len(matters) > queries.PAGE,
        kind_labels=KIND_LABELS,
        state_labels=STATE_LABELS,
        may_create=viewer.has(Role.DIVISION_CLERK, Role.OPENNESS_OFFICER),
    )


@get("/matters/new", name="decisions.new")
async def new(request: Asked, database: Database, viewer: Actor) -> Page:
    return await _new_page(request, database, viewer)


@post("/matters", name="decisions.create_matter")
async def create_matter(request: Asked, database: Database, now: datetime, viewer: Actor) -> Page:
    try:
        form = await forms.read(request, MatterForm)
        async with database.write() as tx:
            matter = await services.create_matter(tx, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _new_page(request, database, viewer, invalid)
    return see_other(f"{BASE}/{matter.id}")


@get("/matters/{matter_id:uuid}", name="decisions.show")
async def show(request: Asked, database: Database, viewer: Actor, matter_id: UUID) -> Page:
    """The matter, its consultations, and whether it can be concluded."""
    return await _matter_page(request, database, viewer, matter_id)


@post("/matters/{matter_id:uuid}/consultations", name="decisions.link_consultation")
async def link_consultation(request: Asked, database: Database, now: datetime, viewer: Actor, matter_id: UUID) -> Page:
    try:
        form = await forms.read(request, LinkForm)
        async with database.write() as tx:
            matter = await queries.get_matter(tx, matter_id, viewer, to_edit=True, lock=True)
            await services.link_consultation(tx, matter, form.consultation_id, actor=viewer, now=now)
    except (FormInvalid, Refused) as refused:
        return await _matter_page(request, database, viewer, matter_id, refused)
    return see_other(f"{BASE}/{matter_id}")


@post("/matters/{matter_id:uuid}/consultations/{consultation_id:uuid}/unlink", name="decisions.unlink_consultation")
async def unlink_consultation(
    request: Asked, database: Database, now: datetime, viewer: Actor, matter_id: UUID, consultation_id: UUID
) -> Page:
    async with database.write() as tx:
        matter = await queries.get_matter(tx, matter_id, viewer, to_edit=True, lock=True)
        await services.unlink_consultation(tx, matter, consultation_id, actor=viewer, now=now)
    return see_other(f"{BASE}/{matter_id}")


@post("/matters/{matter_id:uuid}/conclude", name="decisions.conclude_matter")
async def conclude_matter(request: Asked, database: Database, now: datetime, viewer: Actor, matter_id: UUID) -> Page:
    try:
        form = await forms.read(request, ConclusionForm)
        async with database.write() as tx:
            matter = await queries.get_matter(tx, matter_id, viewer, lock=True)
            await services.conclude_matter(tx, matter, form.conclusion, actor=viewer, now=now)
    except (FormInvalid, Refused) as refused:
        return await _matter_page(request, database, viewer, matter_id, refused)
    flash(request, _("The matter is concluded."))
    return see_other(f"{BASE}/{matter_id}")


async def _new_page(request: Asked, database: Database, viewer: Actor, invalid: FormInvalid | None = None) -> Page:
    if not viewer.has(Role.DIVISION_CLERK, Role.OPENNESS_OFFICER):
        raise Forbidden
    async with database.read() as db:
        divisions = await list_divisions(db, viewer.agency_id)
    empty: dict[str, Any] = {"title": "", "kind": "", "division_id": str(viewer.division_id or "")}
    return render(
        request,
        "decisions/new.html",
        invalid=invalid,
        values=empty | (invalid.typed if invalid else {}),
        kinds=[{"value": kind.value, "text": gettext(label)} for kind, label in KIND_LABELS.items()],
        divisions=[{"value": str(one["id"]), "text": one["name"]} for one in divisions],
        chooses_division=viewer.has(Role.OPENNESS_OFFICER),
    )


async def _matter_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    matter_id: UUID,
    refused: FormInvalid | Refused | None = None,
) -> Page:
    """A refusal stands above the list of consultations, so that what is missing can be seen at once."""
    async with database.read() as db:
        matter = await queries.get_matter(db, matter_id, viewer)
        linked = await queries.list_linked(db, matter_id)
        linkable = await queries.list_linkable(db, viewer)
        history = await list_history(db, f"matter:{matter_id}", viewer=viewer)
    rights = {"agency_id": matter.agency_id, "division_id": matter.division_id}
    return render(
        request,
        "decisions/show.html",
        invalid=_as_invalid(refused),
        status_code=refused.status if refused else 200,
        matter={"id": str(matter.id)} | {name: getattr(matter, name) for name in _SHOWN},
        linked=[one | {"id": str(one["id"])} for one in linked],
        linkable=[{"value": str(one["id"]), "text": one["title"]} for one in linkable],
        history=history,
        is_open=matter.state == MatterState.OPEN,
        may_edit=may_edit(viewer, **rights),
        may_conclude=may_approve(viewer, **rights),
        kind_labels=KIND_LABELS,
        state_labels=STATE_LABELS,
        consultation_states=CONSULTATION_STATES,
    )


_SHOWN = ("title", "kind", "state", "created_at", "conclusion", "concluded_at")


def _as_invalid(refused: FormInvalid | Refused | None) -> FormInvalid | None:
    if refused is None or isinstance(refused, FormInvalid):
        return refused
    return FormInvalid([FieldError("", refused.message, refused.params)])


staff = Router(
    path="/staff",
    guards=[signed_in],
    route_handlers=[index, new, create_matter, show, link_consultation, unlink_consultation, conclude_matter],
)
