"""How good and how fast is the grouping? Prints a table beside its goals: `make bench-grouping [COUNT=…] [SEED=…]`.

Or `python -m tests.bench.bench_grouping COUNT SEED [--references] [--topics FILE] [--corpus FILE] [--file-only]`.
The texts are made up (campaigns.py), end to end they are normalised, placed and stored on a fresh SQLite file.
FILE of topics: CSV with title, text, topic (empty where it has none); FILE of a corpus: a text a line. Nothing is
asserted here.
"""

import argparse
import asyncio
import csv
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app.lib.db import Database, open_database
from app.lib.migrations import upgrade
from app.similarity.matters import Matters, Neighbours, Told, find_matters, vectors_of
from app.similarity.normalise import make_key
from tests.bench.bench_grouping_pairs import measure_candidates, measure_long, measure_traps
from tests.bench.bench_grouping_references import compare
from tests.bench.bench_grouping_scale import Scale, batch_of_file, growth
from tests.bench.campaigns import Said, make_campaigns
from tests.bench.campaigns_topics import Message, make_messages
from tests.bench.reference_quality import quality, topic_b3
from tests.conftest import make_settings

CANDIDATES = 4_000
FEW = 12


def row(what: str, goal: str, measured: str, beside: str = "") -> None:
    """One line of the table."""
    print(f"| {what} | {goal} | {measured} | {beside} |", flush=True)


def measure_quality(seed: int) -> None:
    """Pairs: traps, long texts."""
    ours, plain, joined = measure_traps(seed)
    row("traps: recall at precision .95", ".93 / .98", f"{ours:.3f}", f"rapidfuzz ratio {plain:.3f}")
    same = joined.pop("same")
    by_kind = ", ".join(f"{kind} {share:.1%}" for kind, share in sorted(joined.items()))
    row("of these at the engine's own bar", "", f"true pairs joined {same:.1%}; traps joined: {by_kind}")
    f1, best, plain = measure_long(seed)
    row(
        "long text with 30–150 % additions: F1",
        ".97 / .985",
        f"{f1:.3f} (best bar {best:.3f})",
        f"ratio, best bar {plain:.3f}",
    )


def measure_topics(messages: Sequence[Message], what: str) -> None:
    """Tier 2, as the messages come in and as a batch."""
    told = [Told(m.title, m.text) for m in messages]
    gold = [m.topic for m in messages]
    begun = time.process_time()
    batch = topic_b3(gold, find_matters(told).matter)
    seconds = time.process_time() - begun
    matters = Matters(Neighbours(vectors_of(told)), [None] * len(told))
    for n in range(len(told)):
        matters.place(n)
    row(
        f"topics, {what}, {len(told):,} messages: B³ F incremental / batch",
        ".85 / .88; .89 / .92",
        f"{topic_b3(gold, matters.of):.3f} / {batch:.3f}",
        f"batch {seconds:.1f} s CPU",
    )


def show_candidates(texts: Sequence[str], what: str) -> None:
    """Pairs at ratio >= 70 that the index brings up."""
    keys = list(dict.fromkeys(make_key(text) for text in texts))[:CANDIDATES]
    share, pairs, _ = measure_candidates(keys)
    row(f"pairs ≥ 70 of cdist found among 60 candidates, {what}", ".995 / 1.0", f"{share:.4f}", f"{pairs:,} pairs")


def measure_files(topics: str, corpus: str) -> None:
    """The same on files of somebody's own."""
    if topics:
        with Path(topics).open(encoding="utf-8", newline="") as file:
            read = [Message(one["title"], one["text"], one["topic"]) for one in csv.DictReader(file)]
        measure_topics(read, Path(topics).stem)
    if corpus:
        show_candidates(Path(corpus).read_text(encoding="utf-8").splitlines(), Path(corpus).stem)


def few_of_each(said: Sequence[Said]) -> list[str]:
    """Texts, at most `FEW` of a campaign: a list of candidates cannot hold hundreds."""
    seen: Counter[int] = Counter()
    kept = []
    for one in said:
        seen[one.campaign] += 1
        if seen[one.campaign] <= FEW:
            kept.append(one.words)
    return kept


def size_of(folder: Path) -> int:
    """Bytes of the SQLite files."""
    return sum(file.stat().st_size for file in folder.glob("bench.db*"))


async def measure_scale(folder: Path, said: list[Said], seed: int) -> None:
    """Tier 1 end to end, speed, memory, stability."""
    url = f"sqlite:///{folder}/bench.db"
    upgrade(url)
    database: Database = open_database(make_settings(folder, url))
    try:
        scale = Scale(database, said)
        cpu = await scale.fill()
        q = quality(scale.gold, scale.found)
        row("tier 1 incremental: B³ F / pair P", ".96 / .995; .97 / .998", f"{q['B3 F']:.4f} / {q['pair P']:.4f}")
        row("the same: B³ P, R; pair R, F", "", ", ".join(f"{q[k]:.4f}" for k in ("B3 P", "B3 R", "pair R", "pair F")))
        row(
            "ingest, every step with SQL, a second of CPU: all / last tenth",
            "3,000 at 100,000; 1,500 at 1,000,000",
            f"{len(said) / sum(cpu):,.0f} / {scale.last_tenth(cpu):,.0f}",
        )
        merges, seconds = await scale.merge()
        q = quality(scale.gold, scale.found)
        row(
            "after the merge pass: B³ F / pair F",
            ".965 / .985; .98 / .995",
            f"{q['B3 F']:.4f} / {q['pair F']:.4f}",
            f"{merges:,} merges, {seconds:.1f} s CPU; pair P {q['pair P']:.4f}",
        )
        for what, is_sql, goal in (("in process", False, "10 / 1 ms"), ("SQL only", True, "50 / 25 ms")):
            wall, used = await scale.find(random.Random(seed), is_sql=is_sql)
            row(f"find similar, {what}: wall p50, p99; CPU p50, p99", f"p99 {goal}", f"{wall}; {used} ms")
        row("texts moved by adding 500 more", "0", str(await scale.moved(seed)))
        kept, seconds = await scale.kept()
        row("ids kept in a full re-clustering", "97 %; 99 %", f"{kept:.2%}", f"{seconds:.0f} s CPU")
        size = size_of(folder) / 1e6
        row("SQLite file; per 1,000,000", "700 / 450 MB", f"{size:,.0f} MB; {size * 1e6 / len(said):,.0f} MB")
        arrays, grown = growth(folder, url)
        each = 1e6 / len(said)
        row(
            "index arrays / growth of a worker's process; per 1,000,000",
            "150 / 500; 80 / 200 MB",
            f"{arrays:,.0f} / {grown:,.0f}; {arrays * each:,.0f} / {grown * each:,.0f} MB",
        )
    finally:
        await database.close()


async def main(
    count: int, seed: int, *, references: bool = False, topics: str = "", corpus: str = "", file_only: bool = False
) -> None:
    """Make the texts and print the tables."""
    begun = time.process_time()
    said = make_campaigns(count, seed)
    seconds = time.process_time() - begun
    campaigns = len({s.campaign for s in said})
    print(f"{time.strftime('%Y-%m-%d %H:%M')}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; seed {seed}:")
    print(f"{count:,} texts made in {seconds:.0f} s, {campaigns:,} campaigns, ", end="")
    print(f"{sum(len(s.words) for s in said) // count} characters each\n")
    print("| what | goal (target; stretch) | measured | beside it |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        if not file_only:
            measure_quality(seed)
            measure_topics(make_messages(random.Random(seed)), "made up")
            show_candidates(few_of_each(said), "made up")
            measure_files(topics, corpus)
            await measure_scale(Path(folder), said, seed)
        q, wall, cpu = batch_of_file(Path(folder), said)
        row(
            "`daylight group` on a file: wall; CPU",
            "12 / 3 min at 1,000,000",
            f"{wall:,.0f} s; {cpu:,.0f} s",
            f"B³ F {q['B3 F']:.4f}, pair P {q['pair P']:.4f}, pair F {q['pair F']:.4f}",
        )
    print(f"load at the end {os.getloadavg()[0]:.1f}", flush=True)
    if references:
        compare(said, seed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int, nargs="?", default=100_000)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--references", action="store_true")
    parser.add_argument("--file-only", action="store_true")
    parser.add_argument("--topics", default="")
    parser.add_argument("--corpus", default="")
    asyncio.run(main(**vars(parser.parse_args())))
