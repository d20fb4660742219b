"""Find similar from SQL alone and from memory, and what a text takes on disk: `python -m tests.bench.bench_sql_similar
[TEXTS] [--bare]`.

With `BENCH_DATABASE=postgres` the same there. Texts are added as the site adds them, a batch a transaction; with
`--bare` they are put where the generator says, which takes a fraction of the time and fills the same tables.
"""

import asyncio
import os
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import psycopg
from sqlalchemy import select

from app.lib.db import Database, open_database
from app.lib.migrations import upgrade
from app.similarity import memory
from app.similarity.engine import MAX_EXEMPLARS, Assigned, Found, Placer, similar, sketch_keys
from app.similarity.index import Exemplar
from app.similarity.models import SimilarSpace
from app.similarity.normalise import key_hash, make_key
from app.similarity.ready import get_ready
from app.similarity.services import add_texts, lock_space
from app.similarity.sql_index import read_index
from app.similarity.storing import store_placed
from tests.bench.campaigns import Said, make_campaigns
from tests.bench.site import NOW, _new_database, percentile, table
from tests.conftest import make_settings

BATCH = 500
ASKED = 1_000
TABLES = ("similar_text", "cluster", "sketch", "similar_clause", "cluster_event", "gram_weights", "sketch_set")


async def main(count: int, *, is_bare: bool = False) -> None:
    folder, url = _new_database()
    upgrade(url)
    settings = make_settings(folder, url)
    said = make_campaigns(count, 1)
    texts = [one.words for one in said]
    database = open_database(settings)
    begun, wall = time.process_time(), time.perf_counter()
    await (_fill_bare(database, said) if is_bare else _fill(database, texts))
    cpu, wall = time.process_time() - begun, time.perf_counter() - wall
    rows = [
        ("texts added, stored and committed", f"{count / cpu:,.0f} a second of CPU", f"{count / wall:,.0f} wall", "")
    ]
    r = random.Random(3)
    typed = [text[: max(6, int(len(text) * r.choice((0.3, 0.5, 0.7, 1))))] for text in r.choices(texts, k=ASKED)]
    rows += await _asked(database, typed)
    await database.close()
    rows += _sizes(url, count)
    load = os.getloadavg()[0]
    how = " --bare" if is_bare else ""
    table(
        f"Find similar, {count:,} texts, load {load:.1f}", rows, f"python -m tests.bench.bench_sql_similar {count}{how}"
    )


async def _fill(database: Database, texts: list[str]) -> None:
    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        async with database.read() as db:
            ready = await get_ready(db, "bench", part)
        async with database.write() as db:
            await add_texts(db, "bench", part, ready=ready, now=NOW)
        if start % 50_000 == 0:
            print(f"  {start:,} added, {time.process_time():.0f} s of CPU", file=sys.stderr, flush=True)


async def _fill_bare(database: Database, said: Sequence[Said]) -> None:
    """The first twelve of a campaign stand for it."""
    seen: set[int] = set()
    leaders: dict[int, tuple[int, int]] = {}
    held: Counter[int] = Counter()
    for start in range(0, len(said), BATCH):
        new: dict[int, tuple[str, int]] = {}
        for one in said[start : start + BATCH]:
            key = make_key(one.words)
            if (h := key_hash(key)) not in seen:
                seen.add(h)
                new[h] = key, one.campaign
        assigned: list[Assigned] = []
        fresh: dict[int, tuple[int, int]] = {}
        for n, (_, campaign) in enumerate(new.values()):
            held[campaign] += 1
            if campaign in leaders or campaign in fresh:
                text_id, cluster_id = leaders.get(campaign) or fresh[campaign]
                found = Found(Exemplar(text_id, cluster_id, "", ""), 90.0)
                assigned.append(Assigned(found, cluster_id, held[campaign] <= MAX_EXEMPLARS))
            else:
                fresh[campaign] = Placer.FIRST_NEW + n, -1 - len(fresh)
                assigned.append(Assigned(None, fresh[campaign][1], True))
        sketched = sketch_keys([key for key, _ in new.values()])
        async with database.write() as db:
            space_id, _ = await lock_space(db, "bench")
            stored = await store_placed(db, space_id, list(new), sketched, assigned, NOW)
        for (_, campaign), placed in zip(new.values(), stored, strict=True):
            leaders.setdefault(campaign, (placed.text_id, placed.cluster_id))
        if start % 50_000 == 0:
            print(f"  {start:,} stored, {time.process_time():.0f} s of CPU", file=sys.stderr, flush=True)


async def _asked(database: Database, typed: list[str]) -> list[tuple[str, str, str, str]]:
    """Milliseconds of each way, and how often both found the same text first."""
    times: dict[str, list[float]] = {"SQL only": [], "memory": []}
    cpu: dict[str, list[float]] = {way: [] for way in times}
    same = 0
    async with database.read() as db:
        space = (await db.scalars(select(SimilarSpace))).one()
        await memory.indexes_of(db, space.id, space.token)
        for prefix in typed:
            best = {}
            for way in times:
                begun, used = time.perf_counter(), time.process_time()
                (text,) = sketch_keys([make_key(prefix)], size=64)
                if way == "memory":
                    indexes = (await memory.indexes_of(db, space.id, space.token))[0]
                else:
                    indexes = [await read_index(db, space.id, [text], top=48)]
                best[way] = [f.exemplar.text_id for f in similar(text, indexes, 5)]
                times[way].append(1_000 * (time.perf_counter() - begun))
                cpu[way].append(1_000 * (time.process_time() - used))
            same += best["memory"] == best["SQL only"]
    return [
        (
            f"find similar, {way}",
            f"p50 {percentile(found, 0.5):.1f}, p90 {percentile(found, 0.9):.1f}, p99 {percentile(found, 0.99):.1f} ms",
            f"CPU p50 {percentile(cpu[way], 0.5):.1f}, p99 {percentile(cpu[way], 0.99):.1f} ms",
            f"{same / len(typed):.1%} the same five" if way == "memory" else "",
        )
        for way, found in times.items()
    ]


def _sizes(url: str, count: int) -> list[tuple[str, str, str, str]]:
    """Bytes of each table with its indexes, and of all."""
    found: list[tuple[str, int, int]] = []
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            for name in TABLES:
                (n,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
                size = (
                    "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = ?)"
                )
                found.append((name, n, connection.execute(size, (name,)).fetchone()[0] or 0))
    else:
        with psycopg.connect(url) as connection:
            for name in TABLES:
                row: Any = connection.execute(
                    f"SELECT count(*), pg_total_relation_size('{name}') FROM {name}"
                ).fetchone()  # type: ignore[call-overload]
                found.append((name, row[0], row[1]))
    total = sum(size for _, _, size in found)
    return [
        (name, f"{size / 1e6:,.1f} MB", f"{n:,} rows", f"{size / max(n, 1):.1f} bytes a row") for name, n, size in found
    ] + [("all tables", f"{total / 1e6:,.1f} MB", f"{total / count * 1e6 / 1e6:,.0f} MB a million texts", "")]


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()]
    asyncio.run(main(sizes[0] if sizes else 5_000, is_bare="--bare" in sys.argv))
