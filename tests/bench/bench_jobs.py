"""Grouping as it happens: `python -m tests.bench.bench_jobs [--waiting COMMENTS]`.

How long a comment waits for its group while ten a second come in; how fast a heap of waiting comments is grouped; and
whether the server answers meanwhile, since on SQLite it does this work itself.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.opinion_groups.jobs import group_new_comments
from app.similarity.services import add_texts
from tests.bench import load
from tests.bench.site import NOW, Site, filled, opened, percentile, say, served, table, words
from tests.proof import solved

FEW = 100
SECONDS = 15
A_SECOND = 10
BATCH = 100


async def main(waiting: int) -> None:
    command = f"python -m tests.bench.bench_jobs --waiting {waiting}"
    rows = [await speed(waiting), await answers(waiting), await live()]
    table(f"Grouping: {waiting:,} comments that wait, and {A_SECOND} a second that come in", rows, command)


async def speed(waiting: int) -> tuple[str, str, str, str]:
    """Comments a second of CPU, against the engine alone: what groups, numbers and SQL cost."""
    texts, site = words(waiting, seed=5), (await filled(FEW)).copy()
    async with opened(site) as database:
        await say(database, site, texts)
        begun = time.process_time()
        await group_new_comments(database, str(site.consultation_id), now=NOW)
        ours = waiting / (time.process_time() - begun)
    alone = (await filled(FEW)).copy()
    async with opened(alone) as database:
        begun = time.process_time()
        for start in range(0, waiting, BATCH):
            async with database.write() as db:
                await add_texts(db, "bench", texts[start : start + BATCH], now=NOW)
        engine = waiting / (time.process_time() - begun)
    return "grouped a second of CPU", f"{ours:.0f}", f"{engine:.0f} by add_texts alone", f"{ours / engine:.2f}"


async def answers(waiting: int) -> tuple[str, str, str, str]:
    """Milliseconds of GET /health at 20 a second, while the server groups and while it has nothing to do."""
    site = (await filled(FEW)).copy()
    async with opened(site) as database:
        await say(database, site, words(waiting, seed=6))
    with served(site, has_worker=True) as server:
        connection = await load.Connection.open(server.port)
        busy = []
        while _waiting(site):
            busy.append(await _health(connection))
        await asyncio.sleep(3)
        idle = [await _health(connection) for _ in range(100)]
        connection.close()
    return (
        "GET /health while grouping",
        _times(busy),
        f"{_times(idle)} idle",
        f"{percentile(busy, 0.99) / percentile(idle, 0.99):.1f} x",
    )


async def _health(connection: load.Connection) -> float:
    begun = time.perf_counter()
    status, _ = await connection.ask(load.get("/health"))
    took = time.perf_counter() - begun
    if status != 200:
        raise RuntimeError(f"/health answered {status}")
    await asyncio.sleep(max(0.0, 0.05 - took))
    return 1_000 * took


def _times(values: list[float]) -> str:
    return f"p50 {percentile(values, 0.5):.0f}, p99 {percentile(values, 0.99):.0f}, worst {max(values):.0f} ms of {len(values)}"  # noqa: E501


async def live() -> tuple[str, str, str, str]:
    """Seconds from the answer to a post until the comment is in a group."""
    site = (await filled(FEW)).copy()
    answered: dict[int, float] = {}
    with served(site, has_worker=True) as server:
        post = load.form_poster(server.port)
        before = _placed(site)
        placed: list[float] = []
        until = time.perf_counter() + 60
        async with _posting(post, site, server.port, answered):
            while len(placed) < SECONDS * A_SECOND and time.perf_counter() < until:
                placed += [time.perf_counter()] * (_placed(site) - before - len(placed))
                await asyncio.sleep(0.02)
    # They are placed in the order of their ids, which is that of their answers.
    waits = [at - begun for at, begun in zip(placed, sorted(answered.values()), strict=False)]
    what = f"comment to group, {A_SECOND} a second come in"
    return (
        what,
        f"p50 {percentile(waits, 0.5):.1f}, p99 {percentile(waits, 0.99):.1f} s of {len(waits)}",
        "1 s between two polls",
        "",
    )


@asynccontextmanager
async def _posting(post: load.Poster, site: Site, port: int, answered: dict[int, float]) -> AsyncIterator[None]:
    async def send() -> None:
        connection = await load.Connection.open(port)
        for n, text in enumerate(words(SECONDS * A_SECOND, seed=9)):
            form = {"text": text, "clause": "", "form_token": secrets.token_hex(8), "confirmed": "1"}
            form["proof"] = solved(site.consultation_id, now=NOW)
            status, _ = await connection.ask(post(f"{site.path}/comments", form))
            if status != 303:
                raise RuntimeError(f"the post answered {status}")
            answered[n] = time.perf_counter()
            await asyncio.sleep(1 / A_SECOND)
        connection.close()

    task = asyncio.create_task(send())
    yield
    await task


def _waiting(site: Site) -> int:
    return site.ask("SELECT count(*) FROM comment WHERE placed_at IS NULL")


def _placed(site: Site) -> int:
    return site.ask("SELECT count(*) FROM comment WHERE placed_at IS NOT NULL")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]) if sys.argv[1:2] == ["--waiting"] else 5_000))
