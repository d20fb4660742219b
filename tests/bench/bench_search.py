"""Search over many public texts, over HTTP, whole page: `python -m tests.bench.bench_search [--big TEXTS]`.

The reference is what the database does by itself: LIKE over all titles and bodies, the newest twenty.
"""

import asyncio
import os
import random
import sys
import time
from urllib.parse import quote

from sqlalchemy import text

from tests.bench import load
from tests.bench.publications import make_publications
from tests.bench.search_site import published
from tests.bench.site import Site, opened, percentile, served, table

ASKED = 300
TRIED = 5


def make_queries(count: int, seed: int = 7) -> dict[str, list[str]]:
    """What people type, kind by kind; frequent words come as often as they stand in the texts."""
    r = random.Random(seed)
    texts = r.choices(list(make_publications(min(count, 20_000))), k=ASKED)

    def cut(size: int, words: str) -> str:
        start = r.randrange(max(1, len(words) - size))
        return words[start : start + size]

    return {
        "one character": [r.choice(one.title) for one in texts],
        "two characters of a title": [cut(2, one.title) for one in texts],
        "two characters of a text": [cut(2, one.body.replace("，", "")) for one in texts],
        "four characters": [cut(4, one.title) for one in texts],
        "two words": [f"{one.title[:3]} {cut(2, one.title[14:])}" for one in texts],
        "a document number": [one.doc_no or one.title[:6] for one in texts],
        "the words that all titles have": [r.choice(["年度", "关于", "的通知", "关于 年度", "局关于"]) for _ in texts],
    }


async def main(big: int) -> None:
    os.environ["HAS_LIMITS"] = "0"  # all comes from one address
    made = await published(big)
    reference = await _reference(made.site)
    rows = [
        (
            "made searchable, CPU; database with texts",
            f"{made.texts_seconds:.0f} s to put in, {made.index_seconds:.0f} s to index; {made.megabytes:,.0f} MB",
            "",
            "",
        )
    ]
    with served(made.site, has_worker=False) as server:
        for label, queries in make_queries(big).items():
            requests = [load.get(f"/search?q={quote(query)}") for query in queries]
            begun = server.cpu()
            done = await load.run(server.port, iter(requests), 1)
            cpu = 1_000 * (server.cpu() - begun) / len(done.times)
            if set(done.statuses) != {200}:
                raise RuntimeError(f"answers: {dict(done.statuses)}")
            p50, p99 = percentile(done.times, 0.5), percentile(done.times, 0.99)
            compared = f"{reference / p50:.0f} x as fast"
            rows.append(
                (label, f"p50 {p50:.1f}, p99 {p99:.1f} ms, CPU {cpu:.1f} ms", f"LIKE p50 {reference:.0f} ms", compared)
            )
            print(rows[-1], flush=True)
    table(f"Search, {big:,} texts, page with filters", rows, f"python -m tests.bench.bench_search --big {big}")


async def _reference(site: Site) -> float:
    """Milliseconds of a LIKE over everything for a rare pair."""
    sql = text(
        "SELECT id FROM search_text WHERE title LIKE :wanted OR body LIKE :wanted ORDER BY dated_on DESC LIMIT 20"
    )
    times = []
    async with opened(site) as database:
        for wanted in ("飞镖", "晚报", "结晶", "红豆", "门派")[:TRIED]:
            async with database.read() as db:
                begun = time.perf_counter()
                (await db.execute(sql, {"wanted": f"%{wanted}%"})).all()
                times.append(1_000 * (time.perf_counter() - begun))
    return percentile(times, 0.5)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]) if sys.argv[1:2] == ["--big"] else 50_000))
