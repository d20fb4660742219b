"""The grouping benchmark end to end on a database: filling, merging, finding, re-clustering, memory; see
bench_grouping.py."""

import asyncio
import csv
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from app.lib.db import Database, open_database
from app.similarity.engine import similar, sketch_keys
from app.similarity.memory import indexes_of
from app.similarity.merging import find_alike, merge_pass
from app.similarity.models import SimilarSpace, SimilarText
from app.similarity.normalise import make_key
from app.similarity.queries import clusters_of_texts, find_similar
from app.similarity.regrouping import group_again
from app.similarity.services import add_texts
from app.similarity.sql_index import read_index
from tests.bench.campaigns import Said, make_campaigns
from tests.bench.reference_quality import quality
from tests.conftest import make_settings

NOW = datetime(2026, 9, 10, tzinfo=UTC)
SPACE = "bench"
BATCH = 500
ASKED = 1_000


def _two(times: list[float]) -> str:
    times.sort()
    return f"{times[len(times) // 2]:.1f}, {times[int(len(times) * 0.99)]:.1f}"


class Scale:
    """A database being filled with texts; `found` is the living cluster of each."""

    def __init__(self, database: Database, said: Sequence[Said]) -> None:
        self._database = database
        self._said = said
        self.gold = [s.campaign for s in said]
        self.found: list[int] = []
        self._texts: list[int] = []

    async def fill(self) -> list[float]:
        """Place all texts, 500 a transaction; seconds of CPU of each."""
        cpu = []
        for start in range(0, len(self._said), BATCH):
            begun = time.process_time()
            async with self._database.write() as db:
                words = [s.words for s in self._said[start : start + BATCH]]
                placed = await add_texts(db, SPACE, words, now=NOW)
            cpu.append(time.process_time() - begun)
            self.found += [p.cluster_id for p in placed]
            self._texts += [p.text_id for p in placed]
        return cpu

    @staticmethod
    def last_tenth(cpu: Sequence[float]) -> float:
        """Texts a second of CPU in the last tenth of the batches."""
        last = cpu[-max(len(cpu) // 10, 1) :]
        return BATCH * len(last) / sum(last)

    async def merge(self) -> tuple[int, float]:
        """Merge passes until none is due: (merges, seconds of CPU)."""
        begun, merges = time.process_time(), 0
        while True:
            async with self._database.read() as db:
                pairs = await find_alike(db, SPACE)
            if pairs is None:
                break
            async with self._database.write() as db:
                merges += len(await merge_pass(db, SPACE, pairs, now=NOW))
        self.found = await self._clusters(self._texts)
        return merges, time.process_time() - begun

    async def _clusters(self, texts: Sequence[int]) -> list[int]:
        found: dict[int, int] = {}
        async with self._database.read() as db:
            for start in range(0, len(texts), 5_000):
                found |= await clusters_of_texts(db, list(texts[start : start + 5_000]))
        return [found[one] for one in texts]

    async def find(self, r: random.Random, *, is_sql: bool) -> tuple[str, str]:
        """(wall, CPU) p50 and p99 in ms of "similar while typing", for beginnings of texts."""
        wall, cpu = [], []
        async with self._database.read() as db:
            space_id = await db.scalar(select(SimilarSpace.id).where(SimilarSpace.name == SPACE)) or 0
            for s in r.sample(self._said, min(ASKED, len(self._said))):
                prefix = s.words[: max(6, int(len(s.words) * r.choice((0.3, 0.5, 0.7, 1))))]
                begun, used = time.perf_counter(), time.process_time()
                if is_sql:  # what a worker does that has just started
                    (text,) = sketch_keys([make_key(prefix)], size=64)
                    best = similar(text, [await read_index(db, space_id, [text], top=48)], 10)
                    await clusters_of_texts(db, [f.exemplar.text_id for f in best])
                else:
                    await find_similar(db, SPACE, prefix)
                wall.append(1_000 * (time.perf_counter() - begun))
                cpu.append(1_000 * (time.process_time() - used))
        return _two(wall), _two(cpu)

    async def moved(self, seed: int) -> int:
        """Add other texts and variants; how many of the texts stand elsewhere now."""
        async with self._database.write() as db:
            await add_texts(db, SPACE, [s.words for s in make_campaigns(BATCH, seed + 1_000)], now=NOW)
        after = await self._clusters(self._texts)
        return sum(a != b for a, b in zip(self.found, after, strict=True))

    async def kept(self) -> tuple[float, float]:
        """Share of texts whose cluster keeps its id in a re-clustering (largest overlap, one id once), and CPU."""
        async with self._database.read() as db:
            query = select(SimilarText.id, SimilarText.key).order_by(SimilarText.id)
            rows = [(row.id, row.key) for row in await db.execute(query)]
        old = await self._clusters([row[0] for row in rows])
        begun = time.process_time()
        stood = await group_again(rows)
        both = Counter((stood[row[0]].label, one) for row, one in zip(rows, old, strict=True))
        taken: set[int] = set()
        named: dict[int, int] = {}
        for (new, one), _ in sorted(both.items(), key=lambda entry: (-entry[1], entry[0][1])):
            if new not in named and one not in taken:
                named[new] = one
                taken.add(one)
        same = sum(named.get(stood[row[0]].label) == one for row, one in zip(rows, old, strict=True))
        return same / len(rows), time.process_time() - begun


def batch_of_file(folder: Path, said: Sequence[Said]) -> tuple[dict[str, float], float, float]:
    """`daylight group` on a CSV in a process of its own: (quality, seconds, seconds of CPU)."""
    source, out = folder / "said.csv", folder / "groups.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text",), *((s.words,) for s in said)])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    command = [sys.executable, "-m", "app", "group", str(source), "--text", "text", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with out.open(encoding="utf-8-sig", newline="") as file:
        group = [row["group"] for row in csv.DictReader(file)]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return quality([s.campaign for s in said], group), wall, cpu


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def growth(folder: Path, url: str) -> tuple[float, float]:
    """(MB of numpy arrays, MB the process grew) of a fresh worker that has read the whole index."""
    command = [sys.executable, "-m", "tests.bench.bench_grouping_scale", str(folder), url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    arrays, grown = json.loads(done.stdout.splitlines()[-1])
    return arrays, grown


async def _read_all(folder: Path, url: str) -> tuple[float, float]:
    database = open_database(make_settings(folder, url))
    async with database.read() as db:
        before = _resident()
        space = (await db.execute(select(SimilarSpace).where(SimilarSpace.name == SPACE))).scalar_one()
        held, previous = -1, -2
        while held != previous:  # a large space is read in the background
            previous = held
            indexes, _ = await indexes_of(db, space.id, space.token)
            await asyncio.sleep(2)
            held = round(_resident())
    grown, arrays = _resident() - before, sum(index.nbytes for index in indexes) / 1e6
    await database.close()
    return arrays, grown


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_read_all(Path(sys.argv[1]), sys.argv[2]))))
