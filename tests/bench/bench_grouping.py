"""How good and how fast is the grouping? Prints a table; `python -m tests.bench.bench_grouping [COUNT] [SEED]`.

Runs end to end (normalise, sketch, assign, SQL) in batches of 500 on a fresh SQLite file, then the merge pass and
"similar while typing". Beside it, on the first texts of the same run: plain rapidfuzz, every text against every
other (cdist, ratio >= 75, connected components). Nothing is asserted here.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from app.lib.db import Database, open_database
from app.lib.migrations import upgrade
from app.similarity.merging import find_alike, merge_pass
from app.similarity.queries import Merge, find_similar
from app.similarity.services import add_texts
from tests.bench.campaigns import Said, make_campaigns
from tests.conftest import make_settings

NOW = datetime(2026, 9, 10, tzinfo=UTC)
BATCH = 500
REFERENCE = 4_000
REFERENCE_RATIO = 75


def quality(gold: Sequence[int], found: Sequence[int]) -> dict[str, float]:
    """B-cubed and pair precision, recall and F."""
    true, given, both = Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
    b_p = sum(n * n / given[f] for (_, f), n in both.items()) / len(gold)
    b_r = sum(n * n / true[g] for (g, _), n in both.items()) / len(gold)
    pairs = [sum(n * (n - 1) / 2 for n in c.values()) for c in (both, given, true)]
    p_p, p_r = pairs[0] / max(pairs[1], 1), pairs[0] / max(pairs[2], 1)
    return {
        "B3 P": b_p,
        "B3 R": b_r,
        "B3 F": 2 * b_p * b_r / (b_p + b_r),
        "pair P": p_p,
        "pair R": p_r,
        "pair F": 2 * p_p * p_r / max(p_p + p_r, 1e-9),
    }


def plain_rapidfuzz(texts: Sequence[str]) -> list[int]:
    """The reference: every pair compared, everything linked is one group."""
    near = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=REFERENCE_RATIO, dtype=np.uint8)
    group = list(range(len(texts)))

    def root(n: int) -> int:
        while group[n] != n:
            group[n] = group[group[n]]
            n = group[n]
        return n

    for one, other in np.argwhere(near).tolist():
        group[root(one)] = root(other)
    return [root(n) for n in range(len(texts))]


def show(label: str, gold: Sequence[int], found: Sequence[int]) -> None:
    """One line of the table."""
    print(f"{label:34}" + "  ".join(f"{name} {value:.4f}" for name, value in quality(gold, found).items()), flush=True)


async def group(database: Database, space: str, said: Sequence[Said]) -> tuple[list[int], list[float]]:
    """Cluster of each comment, and seconds of each batch."""
    found, seconds = [], []
    for start in range(0, len(said), BATCH):
        begun = time.perf_counter()
        async with database.write() as db:
            placed = await add_texts(db, space, [s.words for s in said[start : start + BATCH]], now=NOW)
        seconds.append(time.perf_counter() - begun)
        found += [p.cluster_id for p in placed]
    return found, seconds


async def measure(database: Database, said: list[Said]) -> None:
    """Everything on one database."""
    gold = [s.campaign for s in said]
    cpu = time.process_time()
    found, seconds = await group(database, "bench", said)
    print(
        f"{len(said)} texts, {len(set(gold))} campaigns, {sum(len(s.words) for s in said) // len(said)} characters each"
    )
    last = seconds[-20:]
    print(
        f"texts a second: {len(said) / sum(seconds):.0f} (cpu {len(said) / (time.process_time() - cpu):.0f}), ", end=""
    )
    print(f"in the last {len(last)} batches {BATCH * len(last) / sum(last):.0f}")
    show("incremental", gold, found)

    begun = time.perf_counter()
    merges: list[Merge] = []
    due = True
    while due:
        async with database.write() as db:
            if (pairs := await find_alike(db, "bench")) is not None:
                merges += await merge_pass(db, "bench", pairs, now=NOW)
            due = pairs is not None
    home = {m.younger_cluster: m.older_cluster for m in merges}
    for n, cluster in enumerate(found):
        while cluster in home:
            cluster = home[cluster]
        found[n] = cluster
    show(f"after {len(merges)} merges ({time.perf_counter() - begun:.1f} s)", gold, found)

    r = random.Random(7)
    times = []
    async with database.read() as db:
        for s in r.sample(said, min(1_000, len(said))):
            prefix = s.words[: max(6, int(len(s.words) * r.choice((0.3, 0.5, 0.7, 1))))]
            begun = time.perf_counter()
            await find_similar(db, "bench", prefix)
            times.append(1_000 * (time.perf_counter() - begun))
    times.sort()
    print(f"find_similar: p50 {times[len(times) // 2]:.1f} ms, p99 {times[int(len(times) * 0.99)]:.1f} ms")

    few = said[:REFERENCE]
    begun = time.perf_counter()
    plain = plain_rapidfuzz([s.words for s in few])
    reference = time.perf_counter() - begun
    small, seconds = await group(database, "reference", few)
    show(f"plain rapidfuzz, first {len(few)}", [s.campaign for s in few], plain)
    show("daylight, the same texts", [s.campaign for s in few], small)
    ratio = reference / sum(seconds)
    print(f"time: plain {reference:.1f} s, daylight {sum(seconds):.1f} s with SQL: {ratio:.1f} times faster")
    print(f"extrapolated to all texts (squared): {ratio * len(said) / len(few):.0f} times")


async def main(count: int, seed: int) -> None:
    """Make the texts, the database, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        upgrade(url)
        database = open_database(make_settings(Path(folder), url))
        try:
            await measure(database, make_campaigns(count, seed))
        finally:
            await database.close()


if __name__ == "__main__":
    arguments = [int(a) for a in sys.argv[1:]]
    asyncio.run(main(*(arguments + [100_000, 1][len(arguments) :])))
