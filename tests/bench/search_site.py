"""A site with many public texts in its search, made once a run; how long that took and how large it is."""

import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, text

from app.lib.db import Database
from app.search import folding
from app.search.matters import matter_of
from app.search.models import SearchText
from tests.bench.keeping import kept
from tests.bench.publications import Publication, make_publications
from tests.bench.site import NOW, Site, opened

_BATCH = 5_000


@dataclass(frozen=True)
class Published:
    """The site and what it cost to make it searchable."""

    site: Site
    texts_seconds: float
    index_seconds: float
    megabytes: float


_made: dict[int, Published] = {}


async def published(count: int) -> Published:
    """A site with `count` public texts, all folded."""
    if count not in _made:
        site, (texts, index, size) = await kept(f"search-{count}", lambda site: _fill(site, count))
        _made[count] = Published(site, texts, index, size)
    return _made[count]


async def _fill(site: Site, count: int) -> tuple[float, float, float]:
    async with opened(site) as database:
        begun = time.process_time()
        await _put(database, site, count)
        middle = time.process_time()
        await folding.rebuild(database, now=NOW)
        ended = time.process_time()
        size = await _size(database, site)
    return middle - begun, ended - middle, size


async def _put(database: Database, site: Site, count: int) -> None:
    rows = []
    for one in make_publications(count):
        rows.append(_row(one, site))
        if len(rows) == _BATCH or one.number == count - 1:
            async with database.write() as tx:
                await tx.execute(insert(SearchText), rows)
            rows = []


def _row(one: Publication, site: Site) -> dict[str, object]:
    return {
        "kind": "disclosure",
        "ref": str(one.number),
        "agency_id": site.cast.agency.id,
        "dated_on": one.dated_on,
        "path": f"/catalogue/bench/{one.number}",
        "doc_no": one.doc_no,
        "validity": "valid",
        "title": one.title,
        "facts": matter_of(one.title, one.doc_no).stored(),
        "body": one.body,
    }


async def _size(database: Database, site: Site) -> float:
    """Megabytes of the database."""
    if site.is_sqlite:
        return sum(file.stat().st_size for file in Path(site.folder).glob("daylight.db*")) / 1e6  # noqa: ASYNC240
    async with database.write() as tx:
        await tx.execute(text("ANALYZE search_text, search_posting"))
        return float((await tx.execute(text("SELECT pg_database_size(current_database())"))).scalar_one()) / 1e6
