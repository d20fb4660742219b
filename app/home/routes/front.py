"""The front page, the choices of the visitor, the pages about the site, and the sign of life."""

import asyncio
from datetime import datetime
from typing import Annotated, Any

from litestar import MediaType, Request, Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect
from sqlalchemy import text

from app.accounts.rules import local_path
from app.allowances.gate import Gate
from app.consultations import queries as consultations
from app.consultations.cards import cards
from app.consultations.rules import State
from app.disclosures.queries import list_entries
from app.disclosures.showing import card
from app.home.example import worked_example
from app.lib import forms, migrations
from app.lib.db import Database
from app.lib.errors import NotFound
from app.lib.forms import Form, Meta
from app.lib.i18n import LOCALES, current_locale
from app.lib.pages import render, see_other

YEAR = 365 * 86400
SHOWN = 5


@get("/", name="home.front")
async def front(request: Request[Any, Any, Any], database: Database, now: datetime) -> Response[bytes]:
    """What is open now, what was answered lately, and how to look up a receipt."""
    async with database.read() as db:
        open_now = await consultations.list_public(db, [State.OPEN], limit=SHOWN)
        studied = await consultations.list_public(db, [State.CLOSED, State.ANALYSING], limit=SHOWN)
        reported = await consultations.list_public(db, [State.REPORT_PUBLISHED, State.ARCHIVED], limit=SHOWN)
        disclosed = await list_entries(db, limit=SHOWN)
    pages = request.app.state.pages
    return render(
        request,
        "home/front.html",
        open_now=cards(pages, open_now, now),
        studied=cards(pages, studied, now),
        reported=cards(pages, reported, now),
        disclosed=[card(row) for row in disclosed[:SHOWN]],
    )


class PreferencesForm(Form):
    """Language, size of the text, colours: kept in cookies, nothing is stored about the visitor."""

    lang: str = ""
    size: str = ""
    theme: str = ""
    next: Annotated[str, Meta(max_length=2000)] = "/"


CHOICES = {"lang": LOCALES, "size": ("normal", "large"), "theme": ("light", "auto")}


@post("/preferences", name="home.choose_preferences")
async def choose_preferences(request: Request[Any, Any, Any]) -> Redirect:
    form = await forms.read(request, PreferencesForm)
    secure = request.app.state.settings.is_secure
    cookies = [
        Cookie(key=name, value=value, max_age=YEAR, path="/", samesite="lax", secure=secure)
        for name, allowed in CHOICES.items()
        if (value := getattr(form, name)) in allowed
    ]
    return see_other(local_path(form.next, "/"), cookies=cookies)


ABOUT = ("comments", "privacy", "accessibility")


@get("/about/{page:str}", name="home.about")
async def about(request: Request[Any, Any, Any], gate: Gate, page: str) -> Response[bytes]:
    if page not in ABOUT:
        raise NotFound
    more = {"example": worked_example(current_locale()), "limits": gate.policy} if page == "comments" else {}
    return render(request, f"home/about_{page}.html", **more)


@get("/health", name="home.health", media_type=MediaType.TEXT)
async def health(request: Request[Any, Any, Any], database: Database) -> Response[str]:
    """200 when the site can do its work: the database answers and has the schema that this code expects."""
    async with database.read() as db:
        await db.execute(text("SELECT 1"))
    url = request.app.state.settings.database_url
    at = await asyncio.to_thread(migrations.current, url)
    if at != migrations.newest():
        return Response(f"schema {at}, expected {migrations.newest()}", status_code=503, media_type=MediaType.TEXT)
    return Response("ok", media_type=MediaType.TEXT)


public = Router(path="/", route_handlers=[front, choose_preferences, about, health])
