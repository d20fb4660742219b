"""Feeds and calendar files: the same for everybody, so they may be kept, and nobody gets a cookie with them."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get

from app.consultations.queries import get_public_consultation, list_public
from app.consultations.rules import State
from app.follows import atom, ics
from app.follows.notes import FEEDS, SOON, Place, closing_day, feed_of_many, feed_of_one
from app.follows.queries import list_happened, opening_of
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import NotFound
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
    return _answer(request, atom.write(found), found.updated, f"{atom.MEDIA_TYPE}; charset=utf-8")


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
    return _answer(request, atom.write(found), found.updated, f"{atom.MEDIA_TYPE}; charset=utf-8")


@get("/consultations/{consultation_id:uuid}/closing.ics", name="follows.closing_day", exclude_from_csrf=True)
async def closing_calendar(
    request: Asked, database: Database, consultation_id: UUID, lang: str = ""
) -> Response[bytes]:
    place = _place(request, lang)
    async with database.read() as db:
        c = await get_public_consultation(db, consultation_id)
        happened = (await list_happened(db, [consultation_id])).get(consultation_id, [])
    found = closing_day(c, happened, place.base_url)
    answer = _answer(request, ics.write(found), found.changed_at, ics.MEDIA_TYPE)
    answer.headers["content-disposition"] = 'attachment; filename="closing.ics"'
    return answer


def _first_end(c: dict[str, Any], happened: list[Any]) -> str:
    """The closing day as the opening announced it: an entry does not change when the period does."""
    return next((one.details["before"] for one in happened if "before" in one.details), c["closes_on"].isoformat())


def _place(request: Asked, lang: str) -> Place:
    """Speaks the language of the address, else what the program asks for, else the site's; no cookie is read."""
    settings = request.app.state.settings
    locale = lang if lang in LOCALES else _wanted(request.headers.get("accept-language", "")) or settings.default_locale
    set_locale(locale)
    site = request.app.state.pages.site()
    path = request.scope["path"]
    return Place(settings.base_url, str(site["name"]), path, lang if lang in LOCALES else "")


def _wanted(accepted: str) -> str:
    """The first of our languages in Accept-Language, by weight; empty where there is none."""
    weighed: list[tuple[float, str]] = []
    for part in accepted.split(",")[:20]:
        tag, _semicolon, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        language = tag.strip().lower().partition("-")[0]
        if weight > 0 and language in ("zh", "en"):
            weighed.append((weight, "zh-CN" if language == "zh" else "en"))
    return max(weighed, key=lambda one: one[0], default=(0.0, ""))[1]


def _answer(request: Asked, body: bytes, updated: datetime, media_type: str) -> Response[bytes]:
    """With what a reader needs to ask again cheaply (RFC 9110 8.8, 13.1)."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "etag": tag,
        "last-modified": format_datetime(updated.astimezone(UTC), usegmt=True),
        "cache-control": "public, max-age=300",
        "vary": "Accept-Language",
    }
    if _is_known(request, tag, updated):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _is_known(request: Asked, tag: str, updated: datetime) -> bool:
    """If-None-Match decides; If-Modified-Since only where there is none."""
    if known := request.headers.get("if-none-match"):
        return known.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in known.split(",")]
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (TypeError, ValueError):
        return False
    return since.tzinfo is not None and updated.replace(microsecond=0) <= since


handlers = [feed, feed_of_consultation, closing_calendar]
