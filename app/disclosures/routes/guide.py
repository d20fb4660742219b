"""The guide to disclosure: for everybody, and where the staff publish it anew."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.disclosures import queries, showing
from app.disclosures.guide import list_guide_versions, list_guides, may_publish_guide, publish_guide
from app.disclosures.guide_forms import OFFICE, TEXTS, GuideForm
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import Forbidden, FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Asked = Request[Any, Any, Any]


@get("/guide", name="disclosures.guide")
async def guide(request: Asked, database: Database, version: int = 0) -> Response[bytes]:
    """The newest guide of every agency; with `version` an earlier one of the only agency that has a guide."""
    async with database.read() as db:
        guides = await list_guides(db)
        cube = await queries.get_cube(db)
        versions = await list_guide_versions(db, guides[0]["agency_id"]) if len(guides) == 1 else []
    wanted = [one for one in versions if one["number"] == version] if version else guides
    if version and not wanted:
        raise NotFound
    return render(
        request,
        "disclosures/guide.html",
        guides=[_shown(one) for one in wanted],
        versions=[_shown(one) for one in versions],
        is_newest=not version or version == guides[0]["number"],
        columns=showing.columns(cube, has_guide=bool(guides)),
        texts=TEXTS,
        office=OFFICE,
    )


@get("/guide", name="disclosures.edit_guide")
async def edit_guide(request: Asked, database: Database, viewer: Actor) -> Response[bytes]:
    return await _edit_page(request, database, viewer)


@post("/guide", name="disclosures.publish_guide")
async def publish(request: Asked, database: Database, now: datetime, viewer: Actor) -> Response[bytes] | Redirect:
    try:
        form = await forms.read(request, GuideForm)
        async with database.write() as tx:
            await publish_guide(tx, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _edit_page(request, database, viewer, invalid)
    flash(request, _("The guide is published."))
    return see_other("/staff/guide")


async def _edit_page(
    request: Asked, database: Database, viewer: Actor, invalid: FormInvalid | None = None
) -> Response[bytes]:
    if not may_publish_guide(viewer) or viewer.agency_id is None:
        raise Forbidden
    async with database.read() as db:
        versions = await list_guide_versions(db, viewer.agency_id)
    empty = dict.fromkeys([*TEXTS, *OFFICE], "")
    values = empty | (dict(versions[0]["content"]) if versions else {}) | (dict(invalid.typed) if invalid else {})
    return render(
        request,
        "disclosures/edit_guide.html",
        invalid=invalid,
        values=values,
        texts=TEXTS,
        office=OFFICE,
        versions=[_shown(one) for one in versions],
    )


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("content", "number", "published_at", "name", "name_en")}


public_handlers = [guide]
staff_handlers = [edit_guide, publish]
