"""A storm of comments: `python -m tests.bench.bench_storm [--comments 100000] [--seconds 600]`.

Nine of ten comments are near repeats of forty letters, each with words of its own; one of ten belongs to a small
campaign of other people.
They come at an even rate, each with the solution of its challenge, to the server as `daylight serve` runs it: pages and
posts in one process, grouping in another, everything on the cores that there are, this load included. Meanwhile a
reader asks for the front page, the draft, a clause and what people wrote, twenty times a second.
"""

import argparse
import asyncio
import itertools
import random
import secrets
import time
from collections.abc import Iterator

from tests.bench import load
from tests.bench.site import NOW, Site, empty, percentile, served, table, words
from tests.proof import solved

CONNECTIONS = 32
LETTERS = 40
UNLIKE = 10
"""One comment of so many is of another, small campaign."""
PROBES_A_SECOND = 20
PATIENCE_SECONDS = 900


def storm(count: int, seed: int = 11) -> Iterator[str]:
    """Letters that people changed a little, and among them texts of their own."""
    r = random.Random(seed)
    letters = ["".join(words(6, seed=seed * 1_000 + n)) for n in range(LETTERS)]
    own = iter(words(count // UNLIKE + LETTERS, seed=seed + 1))
    for n in range(count):
        if n % UNLIKE == 0:
            yield next(own)
            continue
        letter = letters[min(int(r.expovariate(1 / 8)), LETTERS - 1)]
        begin = r.randrange(0, len(letter) // 8)
        yield (
            r.choice(("", "您好，", "我支持：", "作为市民，")) + letter[begin:] + (f"我家在第{n}户。" if n % 3 else "")
        )


async def main(comments: int, seconds: float) -> None:
    site = await empty()
    times: list[float] = []
    pages: list[float] = []
    lost = 0
    with served(site, has_worker=True, cores=None) as server:
        post = load.form_poster(server.port)
        due = zip(itertools.count(), storm(comments), strict=False)
        begun = time.perf_counter()
        over = asyncio.Event()
        reader = asyncio.create_task(_read(server.port, site, pages, over))

        async def one() -> None:
            nonlocal lost
            connection = await load.Connection.open(server.port)
            for n, text in due:
                await asyncio.sleep(max(0.0, begun + n * seconds / comments - time.perf_counter()))
                asked = time.perf_counter()
                status, _ = await connection.ask(_form(post, site, text))
                times.append(1_000 * (time.perf_counter() - asked))
                lost += status != 303
            connection.close()

        await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
        took = time.perf_counter() - begun
        behind = site.ask("SELECT count(*) FROM comment WHERE placed_at IS NULL")
        grouped_after = await _until_grouped(site)
        over.set()
        await reader
    kept = site.ask("SELECT count(*) FROM comment")
    groups = site.ask("SELECT count(*) FROM opinion_group WHERE size > 0")
    largest = site.ask("SELECT max(size) FROM opinion_group")
    rows = [
        ("comments acknowledged", f"{comments - lost:,} in {took:.0f} s", f"{comments:,} sent in {seconds:.0f} s", ""),
        ("of them on disk", f"{kept:,}", f"{comments - lost:,}", f"{comments - lost - kept} lost"),
        ("answer to a post", _shown(times), "", ""),
        ("pages meanwhile", _shown(pages), "p99 at most 200 ms", ""),
        ("all in groups", f"{grouped_after:.0f} s after the last", "300 s", f"{behind:,} waited at the end"),
        (
            "groups",
            f"{groups:,}, the largest of {largest:,}",
            f"{LETTERS} letters, and small ones",
            "",
        ),
    ]
    kind = "SQLite" if site.is_sqlite else "PostgreSQL"
    table(f"A storm, {kind}", rows, f"python -m tests.bench.bench_storm --comments {comments} --seconds {seconds:.0f}")


def _form(post: load.Poster, site: Site, text: str) -> bytes:
    form = {"text": text, "clause": "a3", "form_token": secrets.token_hex(8), "confirmed": "1"}
    return post(f"{site.path}/comments", form | {"proof": solved(site.consultation_id, now=NOW)})


async def _read(port: int, site: Site, pages: list[float], over: asyncio.Event) -> None:
    """What readers see while it storms: milliseconds of each page."""
    paths = ("/", site.path, f"{site.path}/clauses/a3", f"{site.path}/comments")
    connection = await load.Connection.open(port)
    for path in itertools.cycle(paths):
        if over.is_set():
            break
        asked = time.perf_counter()
        try:
            status, _ = await connection.ask(load.get(path))
        except asyncio.IncompleteReadError:  # it was idle for too long while this process was busy
            connection = await load.Connection.open(port)
            continue
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        took = time.perf_counter() - asked
        pages.append(1_000 * took)
        await asyncio.sleep(max(0.0, 1 / PROBES_A_SECOND - took))
    connection.close()


async def _until_grouped(site: Site) -> float:
    begun = time.perf_counter()
    while site.ask("SELECT count(*) FROM comment WHERE placed_at IS NULL"):
        if time.perf_counter() - begun > PATIENCE_SECONDS:
            raise RuntimeError(f"after {PATIENCE_SECONDS} s comments are still without a group")
        await asyncio.sleep(0.5)
    return time.perf_counter() - begun


def _shown(times: list[float]) -> str:
    return f"p50 {percentile(times, 0.5):.0f}, p99 {percentile(times, 0.99):.0f}, worst {max(times):.0f} ms of {len(times):,}"  # noqa: E501


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=600.0)
    chosen = parser.parse_args()
    asyncio.run(main(chosen.comments, chosen.seconds))
