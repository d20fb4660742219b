"""The register of requests (依申请公开台账) as a download: without personal data for all, in full with a reason."""

import asyncio
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from app.accounts.rules import Actor
from app.casework.exporting import write_register
from app.casework.forms import FullRegisterForm
from app.casework.register import list_register
from app.casework.rules import check_sees_requests
from app.casework.services import export_register
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.downloads import attachment
from app.lib.errors import Forbidden, FormInvalid, NotFound
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import render
from app.requests.queries import readable_by
from app.requests.rules import EDITS_ALL

Asked = Request[Any, Any, Any]
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@get("/requests/register", name="casework.register")
async def register(request: Asked, now: datetime, viewer: Actor) -> Response[Any]:
    check_sees_requests(viewer)
    return _page(request, now, viewer)


def _page(request: Asked, now: datetime, viewer: Actor, invalid: FormInvalid | None = None) -> Response[Any]:
    this_year = local_date(now).year
    return render(
        request,
        "casework/register.html",
        invalid=invalid,
        years=range(this_year, this_year - 5, -1),
        may_have_full=viewer.has(*EDITS_ALL),
    )


@get("/requests/register/{name:str}", name="casework.register_file")
async def register_file(database: Database, viewer: Actor, name: str, year: str = "") -> Response[bytes]:
    """``register.csv`` or ``register.xlsx``, of one year or of all: no name, no number, no description."""
    check_sees_requests(viewer)
    stem, _dot, kind = name.partition(".")
    if stem != "register" or kind not in TYPES or viewer.agency_id is None:
        raise NotFound
    async with database.read() as db:
        rows = await list_register(db, viewer.agency_id, year=_year(year), readable=readable_by(viewer))
    return await _answer(rows, kind, is_full=False)


@post("/requests/register", name="casework.export_register")
async def full_register(request: Asked, database: Database, now: datetime, viewer: Actor) -> Response[Any]:
    """Everything, for the openness office only, with a reason that stands in the record."""
    if viewer.agency_id is None or not viewer.has(*EDITS_ALL):
        raise Forbidden
    try:
        form = await forms.read(request, FullRegisterForm)
        async with database.write() as tx:
            await export_register(tx, viewer.agency_id, reason=form.reason, actor=viewer, now=now)
            rows = await list_register(tx, viewer.agency_id, year=_year(form.year), is_full=True)
    except FormInvalid as invalid:
        return _page(request, now, viewer, invalid)
    return await _answer(rows, form.kind, is_full=True)


async def _answer(rows: list[dict[str, Any]], kind: str, *, is_full: bool) -> Response[bytes]:
    content = await asyncio.to_thread(write_register, rows, kind, is_full=is_full)
    name = f"{gettext(_('Register of requests'))}.{kind}"
    headers = {"content-disposition": attachment(name), "cache-control": "no-store"}
    return Response(content, media_type=TYPES[kind], headers=headers, status_code=200)


def _year(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else None
