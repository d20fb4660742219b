"""The page of the letterhead. Letters themselves are shown where their subject is known (`home`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor, Role
from app.letters.forms import HeadForm
from app.letters.queries import get_head
from app.letters.rules import make_number
from app.letters.services import keep_letterhead
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import Forbidden, FormInvalid
from app.lib.guards import signed_in
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect


@get("/letterhead", name="letters.letterhead")
async def letterhead(request: Asked, database: Database, now: datetime, viewer: Actor) -> Page:
    return await _page(request, database, now, _agency_of(viewer))


@post("/letterhead", name="letters.keep_letterhead")
async def save_letterhead(request: Asked, database: Database, now: datetime, viewer: Actor) -> Page:
    agency_id = _agency_of(viewer)
    try:
        form = await forms.read(request, HeadForm)
        async with database.write() as tx:
            await keep_letterhead(
                tx,
                agency_id,
                name=form.name,
                prefix=form.prefix,
                reconsideration_organ=form.organ,
                court=form.court,
                contact=form.contact,
                complaints=form.complaints,
                actor=viewer,
                now=now,
            )
    except FormInvalid as invalid:
        return await _page(request, database, now, agency_id, await forms.keep_typed(request, invalid))
    flash(request, _("New letters are headed so; those already issued stay as they are."))
    return see_other("/staff/letterhead")


def _agency_of(viewer: Actor) -> UUID:
    if not viewer.has(Role.OPENNESS_CHIEF) or viewer.agency_id is None:
        raise Forbidden
    return viewer.agency_id


async def _page(
    request: Asked, database: Database, now: datetime, agency_id: UUID, invalid: FormInvalid | None = None
) -> Page:
    async with database.read() as db:
        head = await get_head(db, agency_id)
    names = ("name", "prefix", "organ", "court", "contact", "complaints")
    values = {name: getattr(head, name) for name in names} | (invalid.typed if invalid else {})
    example = make_number(head.prefix, local_date(now).year, 1, next(iter(head.codes.values())))
    return render(request, "letters/letterhead.html", invalid=invalid, values=values, example=example)


staff = Router(path="/staff", guards=[signed_in], route_handlers=[letterhead, save_letterhead])
