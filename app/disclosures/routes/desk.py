"""The desk of the catalogue: what is drafted and waits, what is published, and the form of a version."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor, Role
from app.disclosures import staff_queries as queries
from app.disclosures.draft_services import draft_entry, edit_version
from app.disclosures.forms import EntryForm
from app.disclosures.labels import VALIDITY_CHIPS, VALIDITY_LABELS, VERSION_LABELS
from app.disclosures.routes.pieces import BASE, STAFF, choices, page_of, typed_values
from app.disclosures.rules import VersionState, may_edit, publication_due
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import Forbidden, FormInvalid
from app.lib.pages import render, see_other
from app.workdays.lamps import lamp_until
from app.workdays.queries import load_calendar
from app.workdays.rules import Calendar

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect


@get("/disclosures", name="disclosures.desk")
async def index(request: Asked, database: Database, now: datetime, viewer: Actor, page: int = 1) -> Page:
    """Drafts with the day by which the law wants them public, then what is published."""
    page = max(1, page)
    async with database.read() as db:
        drafts = await queries.list_open(db, viewer)
        published = await queries.list_published(db, viewer, page=page)
        calendar = await load_calendar(db)
    return render(
        request,
        "disclosures/desk.html",
        drafts=[_draft(one, calendar, local_date(now), viewer) for one in drafts],
        published=[one | {"id": str(one["id"])} for one in published[: queries.PAGE]],
        page=page,
        has_next=len(published) > queries.PAGE,
        version_labels=VERSION_LABELS,
        validity_labels=VALIDITY_LABELS,
        validity_chips=VALIDITY_CHIPS,
        may_draft=_may_draft(viewer),
        may_guide=viewer.has(Role.OPENNESS_OFFICER, Role.OPENNESS_CHIEF),
    )


def _draft(one: dict[str, Any], calendar: Calendar, today: date, viewer: Actor) -> dict[str, Any]:
    """With the lamp of its 20 working days."""
    return one | {
        "id": str(one["id"]),
        **lamp_until(publication_due(calendar, one["made_on"]), today),
        "waits_for_me": one["state"] == VersionState.SUBMITTED and one["submitted_by_id"] != viewer.id,
    }


def _may_draft(viewer: Actor) -> bool:
    agency_id = viewer.agency_id
    return agency_id is not None and may_edit(viewer, agency_id=agency_id, division_id=viewer.division_id)


@get("/disclosures/new", name="disclosures.new")
async def new(request: Asked, viewer: Actor) -> Page:
    return _form_page(request, viewer)


@post("/disclosures", name="disclosures.draft_entry")
async def create(request: Asked, database: Database, now: datetime, viewer: Actor) -> Page:
    try:
        form = await forms.read(request, EntryForm)
        async with database.write() as tx:
            entry = await draft_entry(tx, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return _form_page(request, viewer, await typed_values(request, invalid))
    return see_other(f"{STAFF}/{entry.id}")


def _form_page(request: Asked, viewer: Actor, invalid: FormInvalid | None = None) -> Page:
    if not _may_draft(viewer):
        raise Forbidden
    values = {name: "" for name in EntryForm.__struct_fields__} | {"term": "长期公开", "source": "direct"}
    values |= {"issuer": request.app.state.settings.agency_name} | dict(invalid.typed if invalid else {})
    return render(
        request, "disclosures/edit.html", invalid=invalid, values=values, e=None, number=1, back=BASE, **choices()
    )


@get("/disclosures/{entry_id:uuid}", name="disclosures.staff_show")
async def show(request: Asked, database: Database, viewer: Actor, entry_id: UUID) -> Page:
    """An entry at the desk: what its versions say, what is found in the draft, what can be done."""
    return await page_of(request, database, viewer, entry_id)


@get("/disclosures/{entry_id:uuid}/edit", name="disclosures.edit")
async def edit(request: Asked, database: Database, viewer: Actor, entry_id: UUID) -> Page:
    return await _edit_page(request, database, viewer, entry_id)


@post("/disclosures/{entry_id:uuid}/edit", name="disclosures.edit_version")
async def save(request: Asked, database: Database, now: datetime, viewer: Actor, entry_id: UUID) -> Page:
    try:
        form = await forms.read(request, EntryForm)
        async with database.write() as tx:
            entry = await queries.get_staff_entry(tx, entry_id, viewer, to_edit=True, lock=True)
            version = await queries.get_open_version(tx, entry.id)
            await edit_version(tx, entry, version, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _edit_page(request, database, viewer, entry_id, await typed_values(request, invalid))
    return see_other(f"{STAFF}/{entry_id}")


async def _edit_page(
    request: Asked, database: Database, viewer: Actor, entry_id: UUID, invalid: FormInvalid | None = None
) -> Page:
    async with database.read() as db:
        entry = await queries.get_staff_entry(db, entry_id, viewer, to_edit=True)
        version = await queries.get_open_version(db, entry.id)
    words = "　".join(map(str, version.content.get("keywords", [])))  # type: ignore[call-overload]
    values = dict(version.content) | {
        "body": version.body,
        "keywords": words,
        "source": entry.source,
        "change_note": version.change_note,
    }
    return render(
        request,
        "disclosures/edit.html",
        invalid=invalid,
        values=values | dict(invalid.typed if invalid else {}),
        e={"id": str(entry.id), "title": entry.title},
        number=version.number,
        back=f"{STAFF}/{entry_id}",
        **choices(),
    )


handlers = [index, new, create, show, edit, save]
