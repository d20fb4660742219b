"""The count for other people's pages (可嵌入的意见数): a small page that may be framed, a badge, how to use them."""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, get

from app.consultations import queries
from app.consultations.rules import STATE_LABELS, State, days_left
from app.lib import i18n, web
from app.lib.db import Database
from app.lib.pages import Pages, render

Asked = Request[Any, Any, Any]
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""Anybody may frame it: it holds no form, no script and nothing about the visitor."""
KEPT_SECONDS = 60
TITLE_LENGTH = 14


@get("/consultations/{consultation_id:uuid}/embed", name="consultations.embed")
async def embed(
    request: Asked, database: Database, now: datetime, consultation_id: UUID, lang: str = ""
) -> Response[bytes]:
    """The count as a page of its own, without cookies: the same for everybody."""
    return await _answer(request, database, now, consultation_id, "consultations/embed.html", MediaType.HTML, lang)


@get("/consultations/{consultation_id:uuid}/count.svg", name="consultations.count_svg")
async def badge(
    request: Asked, database: Database, now: datetime, consultation_id: UUID, lang: str = ""
) -> Response[bytes]:
    """The count as a picture."""
    return await _answer(request, database, now, consultation_id, "consultations/count.svg", "image/svg+xml", lang)


@get("/consultations/{consultation_id:uuid}/embedding", name="consultations.embedding")
async def embedding(request: Asked, database: Database, consultation_id: UUID) -> Response[bytes]:
    """What to copy into another page, and how it looks."""
    async with database.read() as db:
        c = await queries.get_public_consultation(db, consultation_id)
    page = render(request, "consultations/embedding.html", c={"id": str(c["id"]), "title": c["title"]})
    page.headers["content-security-policy"] = f"{web.POLICY}; frame-src 'self'"  # it shows the box itself
    return page


async def _answer(
    request: Asked, database: Database, now: datetime, consultation_id: UUID, template: str, media_type: str, lang: str
) -> Response[bytes]:
    async with database.read() as db:
        c = await queries.get_public_consultation(db, consultation_id)
    pages: Pages = request.app.state.pages
    with i18n.in_locale(lang if lang in i18n.LOCALES else pages.settings.default_locale):
        text = pages.text(template, **_shown(c, now))
    content = text.encode()
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": f"public, max-age={KEPT_SECONDS}", "content-security-policy": POLICY}
    if etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _shown(c: dict[str, Any], now: datetime) -> dict[str, Any]:
    title = c["title"]
    return {
        "locale": i18n.current_locale(),
        "id": str(c["id"]),
        "title": title,
        "short_title": title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…",
        "count": c["collected_count"],
        "state": STATE_LABELS[State(c["state"])],
        "is_open": c["state"] == State.OPEN,
        "closes_on": c["closes_on"],
        "days_left": days_left(c["closes_on"], now=now),
    }


handlers = [embed, badge, embedding]
