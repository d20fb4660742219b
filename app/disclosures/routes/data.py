"""The catalogue for programs: feeds, and open data by year."""

import json
from datetime import UTC, date, datetime
from typing import Any

from litestar import Request, Response, get
from litestar.response import Stream

from app.disclosures import open_data, queries
from app.disclosures.facets import Filters
from app.disclosures.index_numbers import path_of
from app.disclosures.topics import TOPICS
from app.lib import atom
from app.lib.clock import day_start
from app.lib.db import Database
from app.lib.downloads import attachment
from app.lib.errors import NotFound
from app.lib.feeds import answer_feed, wanted_locale
from app.lib.i18n import gettext, set_locale
from app.lib.i18n import gettext_noop as _
from app.lib.pages import render

Asked = Request[Any, Any, Any]
MOST = 50
OPEN = {"access-control-allow-origin": "*", "cache-control": "public, max-age=300"}
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@get("/catalogue/feed.atom", name="disclosures.feed", exclude_from_csrf=True)
async def feed(request: Asked, database: Database, topic: str = "", lang: str = "") -> Response[bytes]:
    """What was published lately: all of it, or of one topic."""
    if topic and topic not in TOPICS:
        raise NotFound
    set_locale(wanted_locale(request, lang))
    async with database.read() as db:
        cube = await queries.get_cube(db) if topic else None
        rows = await queries.list_entries(db, cube, Filters(topic=topic), limit=MOST)
    found = _feed(request, rows[:MOST], topic)
    return answer_feed(request, atom.write(found), found.updated, f"{atom.MEDIA_TYPE}; charset=utf-8")


def _feed(request: Asked, rows: list[dict[str, Any]], topic: str) -> atom.Feed:
    base, site = request.app.state.settings.base_url, str(request.app.state.pages.site()["name"])
    where = f"?topic={topic}" if topic else ""
    words = gettext(TOPICS[topic]) if topic else gettext(_("Public information"))
    return atom.Feed(
        title=f"{words} - {site}",
        self_href=f"{base}/catalogue/feed.atom{where}",
        alternate_href=f"{base}/catalogue{where}",
        lasting=f"{base}/catalogue/feed.atom{where}",
        author=site,
        locale="zh-CN",
        began=datetime(2026, 1, 1, tzinfo=UTC),
        entries=[
            atom.Entry(
                subject=row["id"],
                key="disclosure",
                title=row["title"],
                summary=row["abstract"] or row["doc_no"] or row["title"],
                href=base + path_of(row["index_no"]),
                updated=row["changed_at"],
                published=row["published_at"],
                author=row["issuer"],
            )
            for row in rows
        ],
    )


@get("/catalogue/data", name="disclosures.data")
async def data(request: Asked, database: Database) -> Response[bytes]:
    """The files there are, and what stands in them."""
    async with database.read() as db:
        years = (await queries.get_cube(db)).years()
    listed = [{"year": year, "n": n} for year, n in sorted(years.items(), reverse=True)]
    return render(request, "disclosures/data.html", years=listed, columns=open_data.COLUMNS)


@get("/catalogue/data/{name:str}", name="disclosures.data_file", exclude_from_csrf=True)
async def data_file(request: Asked, database: Database, name: str) -> Response[Any] | Stream:
    """2026.csv, 2026.json, schema.json."""
    base = request.app.state.settings.base_url
    if name == "schema.json":
        content = json.dumps(open_data.schema(base), ensure_ascii=False, indent=1).encode()
        return Response(content, media_type="application/schema+json", headers=OPEN)
    year, _dot, kind = name.partition(".")
    if kind not in TYPES or not (year.isascii() and year.isdigit() and len(year) == 4 and 1949 <= int(year) < 9999):
        raise NotFound
    first, end = day_start(date(int(year), 1, 1)), day_start(date(int(year) + 1, 1, 1))
    chunks = open_data.entries_between(database, first, end)
    write = open_data.write_csv if kind == "csv" else open_data.write_json
    headers = OPEN | {"content-disposition": attachment(f"catalogue-{name}")}
    headers["link"] = f'<{open_data.SCHEMA}>; rel="describedby"'
    return Stream(write(chunks, base), media_type=TYPES[kind], headers=headers)


handlers = [feed, data, data_file]
