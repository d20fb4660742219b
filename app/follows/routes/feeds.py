"""Feeds and calendar files: the same for everybody, so they may be kept, and nobody gets a cookie with them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get

from app.consultations.queries import get_public_consultation, list_public
from app.consultations.rules import State
from app.follows import ics
from app.follows.notes import FEEDS, SOON, Place, closing_day, feed_of_many, feed_of_one
from app.follows.queries import list_happened, opening_of
from app.lib import atom
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import NotFound
from app.lib.feeds import answer_feed, wanted_locale
from app.lib.i18n import LOCALES, set_locale

Asked = Request[Any, Any, Any]
MOST = 200
STATES = {
    "open": (State.OPEN,),
    "closing": (State.OPEN,),
    "reported": (State.REPORT_PUBLISHED, State.ARCHIVED),
}


@get("/feeds/{name:str}", name="follows.feed", exclude_from_csrf=True)
async def feed(request: Asked, database: Database, now: datetime, name: str, lang: str = "") -> Response[bytes]:
    """open.atom, closing.atom, reported.atom."""
    name, _dot, kind = name.rpartition(".")
    if name not in FEEDS or kind != "atom":
        raise NotFound
    place = _place(request, lang)
    async with database.read() as db:
        cards = await list_public(db, STATES[name], limit=MOST)
        if name == "closing":
            cards = [c for c in cards if c["closes_on"] <= local_date(now) + SOON]
        happened = await list_happened(db, [c["id"] for c in cards])
    found = feed_of_many(name, cards, happened, place)
    return answer_feed(request, atom.write(found), found.updated, f"{atom.MEDIA_TYPE}; charset=utf-8")


@get("/consultations/{consultation_id:uuid}/feed.atom", name="follows.feed_of_one", exclude_from_csrf=True)
async def feed_of_consultation(
    request: Asked, database: Database, consultation_id: UUID, lang: str = ""
) -> Response[bytes]:
    place = _place(request, lang)
    async with database.read() as db:
        c = await get_public_consultation(db, consultation_id)
        happened = (await list_happened(db, [consultation_id])).get(consultation_id, [])
    opening = opening_of(c["published_at"], _first_end(c, happened), is_past=c["is_past"])
    found = feed_of_one(c, [opening, *happened], place)
    return answer_feed(request, atom.write(found), found.updated, f"{atom.MEDIA_TYPE}; charset=utf-8")


@get("/consultations/{consultation_id:uuid}/closing.ics", name="follows.closing_day", exclude_from_csrf=True)
async def closing_calendar(
    request: Asked, database: Database, consultation_id: UUID, lang: str = ""
) -> Response[bytes]:
    place = _place(request, lang)
    async with database.read() as db:
        c = await get_public_consultation(db, consultation_id)
        happened = (await list_happened(db, [consultation_id])).get(consultation_id, [])
    found = closing_day(c, happened, place.base_url)
    answer = answer_feed(request, ics.write(found), found.changed_at, ics.MEDIA_TYPE)
    answer.headers["content-disposition"] = 'attachment; filename="closing.ics"'
    return answer


def _first_end(c: dict[str, Any], happened: list[Any]) -> str:
    """The closing day as the opening announced it: an entry does not change when the period does."""
    return next((one.details["before"] for one in happened if "before" in one.details), c["closes_on"].isoformat())


def _place(request: Asked, lang: str) -> Place:
    """Speaks the language of the address, else what the program asks for, else the site's; no cookie is read."""
    set_locale(wanted_locale(request, lang))
    site = request.app.state.pages.site()
    path = request.scope["path"]
    return Place(request.app.state.settings.base_url, str(site["name"]), path, lang if lang in LOCALES else "")


handlers = [feed, feed_of_consultation, closing_calendar]
