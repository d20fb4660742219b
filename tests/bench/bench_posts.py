"""Posting a comment with all checks on, over HTTP from 32 connections: `python -m tests.bench.bench_posts [--posts N]`.

Beside it, in the same server: a page that only reads a form, inserts one row and commits. SQLite syncs every commit.
The server has one core, this process another. What was answered 303 is counted in the database afterwards.
"""

import asyncio
import secrets
import sys

from tests.bench import bare, load
from tests.bench.site import NOW, Server, Site, filled, percentile, served, table, words
from tests.proof import solved

CONNECTIONS = 32
FULL = 2_000


async def main(posts: int) -> None:
    texts = words(posts, seed=7)
    site = (await filled(FULL)).copy()
    site.add_table("CREATE TABLE bench (words TEXT NOT NULL)")
    before = _count(site)
    with served(site, has_worker=False) as server:
        post = load.form_poster(server.port)
        plain, plain_cpu = await _run(server, [post(bare.PATH, {"text": text}) for text in texts])
        checked, cpu = await _run(server, [_comment(post, site, text) for text in texts])
    with served(site, has_worker=True) as server:
        post = load.form_poster(server.port)
        grouped, grouped_cpu = await _run(server, [_comment(post, site, text) for text in words(posts, seed=8)])
    stored, answered = _count(site) - before, checked.statuses[303] + grouped.statuses[303]
    rows = [
        _row("comment, all checks, worker elsewhere", checked, cpu, plain, plain_cpu),
        _row("comment, all checks, grouping beside it", grouped, grouped_cpu, plain, plain_cpu),
        ("acknowledged and stored", f"{stored:,}", f"{answered:,} answered 303", f"{answered - stored} lost"),
    ]
    table(
        f"Posting from {CONNECTIONS} connections against a bare INSERT and COMMIT ({FULL:,} comments are there)",
        rows,
        f"python -m tests.bench.bench_posts --posts {posts}",
    )


def _comment(post: load.Poster, site: Site, text: str) -> bytes:
    """What the confirming page sends: everything is checked, the question whether others said it is answered.

    Every form brings the solution of a challenge of its own, as those of a browser do.
    """
    form = {"text": text, "clause": "", "form_token": secrets.token_hex(8), "confirmed": "1"}
    return post(f"{site.path}/comments", form | {"proof": solved(site.consultation_id, now=NOW)})


async def _run(server: Server, requests: list[bytes]) -> tuple[load.Load, float]:
    """The load, and CPU milliseconds of the server for each."""
    warm = await load.run(server.port, iter(requests[:50]), 4)  # what is read or compiled once
    begun = server.cpu()
    done = await load.run(server.port, iter(requests[50:]), CONNECTIONS)
    cpu = 1_000 * (server.cpu() - begun) / len(done.times)
    done.statuses += warm.statuses
    return done, cpu


def _row(what: str, ours: load.Load, cpu: float, plain: load.Load, plain_cpu: float) -> tuple[str, str, str, str]:
    return (
        what,
        _shown(ours, cpu),
        _shown(plain, plain_cpu),
        f"{ours.a_second / plain.a_second:.2f} (CPU {cpu / plain_cpu:.1f} x)",
    )


def _shown(done: load.Load, cpu: float) -> str:
    p50, p99 = percentile(done.times, 0.5), percentile(done.times, 0.99)
    return f"{done.a_second:.0f}/s, p50 {p50:.0f}, p99 {p99:.0f} ms, CPU {cpu:.2f} ms"


def _count(site: Site) -> int:
    return site.ask("SELECT count(*) FROM comment")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]) if sys.argv[1:2] == ["--posts"] else 2_000))
