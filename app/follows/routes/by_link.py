"""Where the links of the mails lead. Opening one changes nothing: programs that look for malware open them too."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from app.consultations.rules import STATE_LABELS
from app.follows import links, queries, services
from app.follows.forms import LanguageForm, StopForm
from app.follows.rules import LinkOver
from app.lib import forms
from app.lib.db import Database
from app.lib.i18n import current_locale
from app.lib.pages import render, see_other

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect


@get("/follows/confirm/{token:str}", name="follows.confirm")
async def confirm(request: Asked, database: Database, now: datetime, token: str) -> Answer:
    """What is to be confirmed, with the button; afterwards that it is."""
    async with database.read() as db:
        found = await queries.list_by_ids(db, links.read_confirm(token, now=now))
    if not found:
        raise LinkOver
    is_done = all(one["confirmed_at"] for one in found)
    return _unkept(render(request, "follows/confirm.html", follows=found, token=token, is_done=is_done))


@post("/follows/confirm/{token:str}", name="follows.confirm_follows")
async def confirm_follows(request: Asked, database: Database, now: datetime, token: str) -> Answer:
    ids = links.read_confirm(token, now=now)
    async with database.write() as tx:
        await services.confirm_follows(tx, ids, locale=current_locale(), now=now)
    return see_other(f"/follows/confirm/{token}")


@get("/follows/list/{token:str}", name="follows.list")
async def show_list(request: Asked, database: Database, now: datetime, token: str) -> Answer:
    """Everything that one follows, and the language of the mails."""
    follower_id = links.read_list(token, now=now)
    async with database.read() as db:
        locale = await queries.find_locale(db, follower_id)
        found = await queries.list_follows(db, follower_id)
    page = render(
        request, "follows/list.html", follows=found, token=token, chosen=locale or "", state_labels=STATE_LABELS
    )
    return _unkept(page)


@post("/follows/list/{token:str}/stop", name="follows.stop_some")
async def stop_some(request: Asked, database: Database, now: datetime, token: str) -> Answer:
    """One of the list, or all of it."""
    follower_id = links.read_list(token, now=now)
    form = await forms.read(request, StopForm)
    async with database.write() as tx:
        if form.follow is None:
            await services.stop_all(tx, follower_id)
        else:
            await services.stop_follow(tx, form.follow, follower_id=follower_id)
    return see_other(f"/follows/list/{token}")


@post("/follows/list/{token:str}/language", name="follows.choose_language")
async def choose_language(request: Asked, database: Database, now: datetime, token: str) -> Answer:
    follower_id = links.read_list(token, now=now)
    form = await forms.read(request, LanguageForm)
    async with database.write() as tx:
        await services.choose_language(tx, follower_id, form.locale)
    return see_other(f"/follows/list/{token}")


@get("/follows/stop/{token:str}", name="follows.stop")
async def stop(request: Asked, database: Database, now: datetime, token: str) -> Answer:
    """One button; and that it is done, where it is."""
    async with database.read() as db:
        found = await queries.list_by_ids(db, [links.read_stop(token, now=now)])
    return _unkept(render(request, "follows/stop.html", follows=found, token=token))


@post("/follows/stop/{token:str}", name="follows.stop_follow", status_code=200, exclude_from_csrf=True)
async def stop_follow(request: Asked, database: Database, now: datetime, token: str) -> Answer:
    """By the mail program's own button as well (RFC 8058): without cookies, from anywhere, answered in one go.

    The signed token is the permission; a forged request could do no more than what its holder was given it for.
    """
    follow_id: UUID = links.read_stop(token, now=now)
    async with database.write() as tx:
        await services.stop_follow(tx, follow_id)
    return _unkept(render(request, "follows/stop.html", follows=[], token=token))


def _unkept(page: Response[Any]) -> Response[Any]:
    page.headers["Cache-Control"] = "no-store"
    page.headers["X-Robots-Tag"] = "noindex"
    return page


handlers = [confirm, confirm_follows, show_list, stop_some, choose_language, stop, stop_follow]
