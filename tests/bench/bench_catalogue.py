"""Does the catalogue get slower with its entries? `python -m tests.bench.bench_catalogue [--big ENTRIES]`.

CPU milliseconds of one page in this process, without a socket, of a catalogue with many entries and of one with 1,000;
the entries are drawn so that few topics and kinds are frequent and most are rare. Best of five series.
"""

import asyncio
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Any
from uuid import UUID

from litestar import Litestar
from sqlalchemy import insert

from app.disclosures.models import Disclosure, DisclosureCell, DisclosureSerial, DisclosureVersion
from app.disclosures.rules import DisclosureSource, FiveOpenness, Genre, Validity
from app.disclosures.topics import TOPICS
from app.lib.db import Database
from tests.bench.keeping import kept
from tests.bench.site import Site, application, call, cpu_ms, opened, table

FEW = 1_000
FIRST, YEARS = datetime(2011, 1, 1, tzinfo=UTC), 15
BATCH = 5_000
WORDS = ["就业", "社会保险", "职称", "培训", "工资", "劳动关系", "养老", "失业", "工伤", "人才"]


def _weighted(r: random.Random, values: list[str]) -> Iterator[str]:
    weights = list(accumulate(1 / (n + 1) for n in range(len(values))))
    while True:
        yield from r.choices(values, cum_weights=weights, k=1000)


def entries(agency_id: UUID, count: int) -> Iterator[tuple[dict[str, Any], tuple[Any, ...]]]:
    """Rows of entries, oldest first, each with the cell it is counted in."""
    r = random.Random(1)
    topics, genres = _weighted(r, list(TOPICS)), _weighted(r, [one.value for one in Genre])
    fives = _weighted(r, [one.value for one in FiveOpenness])
    validities, sources = _weighted(r, [one.value for one in Validity]), [one.value for one in DisclosureSource]
    step = timedelta(days=365 * YEARS) / count
    serial, year = 0, 0
    for n in range(count):
        at = FIRST + step * n
        serial, year = (serial + 1, year) if at.year == year else (1, at.year)
        old = n < count * 0.9  # what is no longer in force is old: the newest pages hold none of it
        row = {
            "id": UUID(int=2**100 + n), "agency_id": agency_id, "state": "published",
            "index_no": f"MB2F300040/{year}-{serial:05}",
            "published_at": at, "changed_at": at, "version": 1, "title": f"关于{r.choice(WORDS)}第{n}号事项的通知",
            "doc_no": "", "issuer": "某局", "made_on": at.date(), "topic": next(topics), "genre": next(genres),
            "five_openness": next(fives), "abstract": "", "source": r.choices(sources, (90, 5, 4, 1))[0], "origin": "",
            "validity": next(validities) if old else "valid", "validity_reason": "", "created_at": at,
            "withdrawn_reason": "",
        }  # fmt: skip
        yield row, (year, *(row[name] for name in ("topic", "genre", "validity", "five_openness", "source")))


async def fill(database: Database, agency_id: UUID, count: int) -> int:
    """Answers how many cells there are."""
    cells: dict[tuple[Any, ...], dict[str, Any]] = {}
    names = ("year", "topic", "genre", "validity", "five_openness", "source")
    for row, key in entries(agency_id, count):
        cell = cells.setdefault(key, dict(zip(names, key, strict=True)) | {"id": len(cells) + 1, "n": 0})
        cell |= {"agency_id": agency_id, "n": cell["n"] + 1, "head_at": row["published_at"], "head_id": row["id"]}
    async with database.write() as db:
        everything = list(cells.values())
        for start in range(0, len(everything), BATCH):
            await db.execute(insert(DisclosureCell), everything[start : start + BATCH])
        serials = [{"agency_id": agency_id, "year": 2011 + n, "last": 0, "touched": 0} for n in range(YEARS)]
        await db.execute(insert(DisclosureSerial), serials)
    made = entries(agency_id, count)
    last: dict[str, Any] = {}
    while batch := [row | {"cell_id": cells[key]["id"]} for row, key in islice(made, BATCH)]:
        async with database.write() as db:
            await db.execute(insert(Disclosure), batch)
        last = batch[-1]
    content = {name: last[name] for name in ("title", "topic", "genre", "five_openness", "issuer")}
    content |= {"made_on": last["made_on"].isoformat(), "proactive_basis": "20-1"}
    async with database.write() as db:
        version = {"disclosure_id": last["id"], "number": 1, "state": "published", "content": content, "body": "正文。"}
        version |= {"change_note": "", "created_at": last["created_at"], "published_at": last["created_at"]}
        await db.execute(insert(DisclosureVersion), [version | {"returned_note": ""}])
    return len(cells)


PAGES = {
    "newest": "/catalogue",
    "half way down": "/catalogue?before=MB2F300040/2018-00010",
    "one filter": "/catalogue?topic=15",
    "a rare filter, only old ones": "/catalogue?validity=pending",
    "four filters": "/catalogue?topic=15-07&genre=letter&validity=valid&source=direct",
    "a filter, half way down": "/catalogue?validity=valid&before=MB2F300040/2018-00010",
    "feed of a topic": "/catalogue/feed.atom?topic=15-07",
}


async def measure(count: int) -> tuple[dict[str, float], int]:
    site, cells = await kept(f"catalogue-{count}", lambda site: _fill(site, count))
    found = {}
    async with application(site) as app:
        for name, path in PAGES.items():
            found[name] = await _page(app, path)
        async with opened(site) as database, database.read() as db:
            last = await db.scalar(
                Disclosure.__table__.select()
                .with_only_columns(Disclosure.index_no)
                .order_by(Disclosure.published_at.desc())
                .limit(1)
            )
        found["an entry"] = await _page(app, f"/catalogue/{last}")
    return found, cells


async def _fill(site: Site, count: int) -> int:
    async with opened(site) as database:
        return await fill(database, site.cast.agency.id, count)


async def _page(app: Litestar, path: str) -> float:
    return await cpu_ms(lambda: call(app, path))


async def main(big: int) -> None:
    (few, few_cells), (many, cells) = await measure(FEW), await measure(big)
    rows = [
        (f"{name}, {big:,} entries, CPU ms", f"{many[name]:.2f}", f"{few[name]:.2f} with {FEW:,}",
         f"{many[name] / few[name]:.2f} x")
        for name in few
    ]  # fmt: skip
    title = f"Pages of the catalogue ({cells:,} cells; {few_cells:,} with {FEW:,})"
    table(title, rows, f"python -m tests.bench.bench_catalogue --big {big}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]) if sys.argv[1:2] == ["--big"] else 1_000_000))
