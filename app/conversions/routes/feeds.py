"""What became public because people asked, for programs: Atom, JSON, CSV."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

from litestar import Request, Response, get

from app.conversions import queries
from app.conversions.queries import Published
from app.conversions.showing import open_row
from app.lib import atom
from app.lib.db import Database
from app.lib.downloads import safe_cell
from app.lib.feeds import answer_feed, wanted_locale
from app.lib.i18n import gettext, ngettext, set_locale

Asked = Request[Any, Any, Any]
MOST = 10_000
_NEVER = datetime(2026, 1, 1, tzinfo=UTC)


async def _all(database: Database, size: int) -> list[Published]:
    async with database.read() as db:
        return await queries.list_published(db, size=size)


def _updated(found: list[Published]) -> datetime:
    return max((one.published_at for one in found), default=_NEVER)


@get("/converted.atom", name="conversions.feed", exclude_from_csrf=True)
async def feed(request: Asked, database: Database, lang: str = "") -> Response[bytes]:
    locale = wanted_locale(request, lang)
    set_locale(locale)
    base_url = request.app.state.settings.base_url.rstrip("/")
    found = await _all(database, queries.FEED)
    entries = [
        atom.Entry(
            subject=one.id,
            key="published",
            title=one.title,
            summary=ngettext(
                "Public now: {n} person had asked for it.", "Public now: {n} people had asked for it.", one.people
            ),
            href=base_url + one.path,
            updated=one.published_at,
            published=one.published_at,
            author=one.agency,
        )
        for one in found
    ]
    page = atom.Feed(
        title=gettext("Published because you asked"),
        self_href=f"{base_url}/converted.atom" + (f"?lang={lang}" if lang else ""),
        alternate_href=f"{base_url}/converted",
        lasting=f"{base_url}/converted.atom",
        author=request.app.state.settings.site_name,
        locale=locale,
        began=_NEVER,
        entries=entries,
    )
    return answer_feed(request, atom.write(page), page.updated, f"{atom.MEDIA_TYPE}; charset=utf-8")


@get("/converted.json", name="conversions.as_json", exclude_from_csrf=True)
async def as_json(request: Asked, database: Database) -> Response[bytes]:
    found = await _all(database, MOST)
    rows = [open_row(one, request.app.state.settings.base_url) for one in found]
    body = json.dumps({"converted": rows}, ensure_ascii=False, indent=1).encode()
    return answer_feed(request, body, _updated(found), "application/json; charset=utf-8")


@get("/converted.csv", name="conversions.as_csv", exclude_from_csrf=True)
async def as_csv(request: Asked, database: Database) -> Response[bytes]:
    found = await _all(database, MOST)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["id", "title", "agency", "people", "requests", "first_asked_on", "published_on", "triggers", "index_no", "url"]
    )
    for one in found:
        row = open_row(one, request.app.state.settings.base_url) | {"triggers": " ".join(one.triggers)}
        writer.writerow([safe_cell(value) for value in row.values()])
    return answer_feed(request, "\ufeff".encode() + out.getvalue().encode(), _updated(found), "text/csv; charset=utf-8")


handlers = [feed, as_json, as_csv]
