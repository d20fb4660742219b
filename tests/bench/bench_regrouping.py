"""How many texts keep their group when all is grouped anew? `python -m tests.bench.bench_regrouping [COUNT] [SEED]`.

The living clusters are grown as the site grows them, batch by batch with merge passes between; then the shadow is
built, compared, and all of it accepted. `--no-passes` grows them without merge passes, as an engine that had none
would have left them: the shadow then differs in much.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import Database, open_database
from app.lib.migrations import upgrade
from app.similarity.generations import build_generation, latest_generation, load_open, start_generation
from app.similarity.merging import find_alike, merge_pass
from app.similarity.services import add_texts
from app.similarity.switching import list_open, switch_changes
from tests.bench.campaigns import make_campaigns
from tests.conftest import make_settings

NOW = datetime(2026, 9, 10, tzinfo=UTC)
BATCH = 500
MERGE_EVERY = 1_000


async def _no_words(_db: AsyncSession, _ids: Sequence[int]) -> Mapping[int, str]:
    return {}


async def _merge(database: Database) -> None:
    async with database.read() as db:
        found = await find_alike(db, "bench")
    if found is not None:
        async with database.write() as db:
            await merge_pass(db, "bench", found, now=NOW)


async def _grow(database: Database, texts: Sequence[str], passes: bool) -> None:
    for start in range(0, len(texts), BATCH):
        async with database.write() as db:
            await add_texts(db, "bench", texts[start : start + BATCH], now=NOW)
        if passes and start % MERGE_EVERY == 0:
            await _merge(database)
    if passes:
        await _merge(database)


async def measure(folder: Path, count: int, seed: int, passes: bool) -> None:
    settings = make_settings(folder, f"sqlite+aiosqlite:///{folder / 'bench.db'}")
    upgrade(settings.database_url)
    database = open_database(settings)
    said = make_campaigns(count, seed)
    told = f"{count:,} texts, seed {seed}, " + ("merge passes as on a site" if passes else "no merge passes before")
    print(told, flush=True)
    begun = time.process_time()
    await _grow(database, [one.words for one in said], passes)
    print(f"grown: {time.process_time() - begun:.1f} s CPU", flush=True)
    begun = time.process_time()
    async with database.write() as db:
        await start_generation(db, "bench", by="bench", now=NOW)
    await build_generation(database, "bench", _no_words, now=NOW)
    built = time.process_time() - begun
    async with database.read() as db:
        found = await latest_generation(db, "bench")
        assert found is not None
        changes = await list_open(db, found.id)
    kinds = dict(Counter(one.kind for one in changes))
    print(f"built: {built:.1f} s CPU; {found.texts:,} different texts, {found.kept:,} keep their id:", end=" ")
    print(f"{100 * found.kept / max(1, found.texts):.2f} %; changes {kinds}", flush=True)
    begun = time.process_time()
    async with database.write() as db:
        generation = await load_open(db, "bench")
        moved = await switch_changes(db, generation, {one.id for one in changes}, by="bench", now=NOW)
    print(f"all accepted: {time.process_time() - begun:.1f} s CPU, {sum(map(len, moved.values())):,} texts elsewhere")
    await database.close()


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:] if one.isdecimal()]
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), *(numbers + [100_000, 11][len(numbers) :]), "--no-passes" not in sys.argv))
