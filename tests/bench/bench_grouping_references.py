"""The references of the grouping benchmark: what they are asked, and the table of their answers."""

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from app.similarity.normalise import flat, make_key
from tests.bench.campaigns import Said
from tests.bench.reference_methods import METHODS, TOP

LIMITS = (70, 80, 90)
QUERIES = 300
SLICE = 5_000
MINUTES = 20


def compare(said: Sequence[Said], seed: int) -> None:
    """Print a line a method: the same keys (normalised by daylight) for all, each in a process of its own."""
    by_key = {flat(make_key(s.words)): s.campaign for s in said}
    keys, gold = list(by_key), list(by_key.values())
    told = {"keys": keys, "gold": gold, "slice": SLICE, **_questions(keys, gold, random.Random(seed))}
    print(f"\n{len(keys):,} distinct texts; {QUERIES} queries; groups: components at ratio 75 of the first {SLICE:,}")
    print("| method | build s (texts/s) | memory MB | hit@50 | pairs ≥ 70/80/90 | query p50 / p99 ms | B³ F | pair F |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "told.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        for method in METHODS:
            command = [sys.executable, "-m", "tests.bench.reference_methods", method, str(file)]
            try:
                done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60 * MINUTES)
            except subprocess.CalledProcessError as failed:
                print(f"| {method} | not run: {failed.stderr.strip().splitlines()[-1]} | | | | | | |", flush=True)
                continue
            except subprocess.TimeoutExpired:
                print(f"| {method} | not done in {MINUTES} minutes | | | | | | |", flush=True)
                continue
            _show(method, len(keys), json.loads(done.stdout.splitlines()[-1]))


def _show(method: str, count: int, m: dict[str, float]) -> None:
    recall = "/".join(f"{m[f'recall {limit}']:.3f}" for limit in LIMITS)
    print(
        f"| {method} | {m['build']:.1f} ({count / max(m['build'], 0.01):,.0f}) | {m['memory']:.0f} | {m['hit@50']:.3f} "
        f"| {recall} | {m['p50']:.2f} / {m['p99']:.1f} | {m['B3 F']:.3f} | {m['pair F']:.3f} |",
        flush=True,
    )


def _questions(keys: Sequence[str], gold: Sequence[int], r: random.Random) -> dict[str, object]:
    """Queries with 1 to 49 partners, and the up to `TOP` nearest texts of each, by brute force."""
    sizes = Counter(gold)
    queries = r.sample([n for n, one in enumerate(gold) if 1 < sizes[one] <= TOP // 2], QUERIES)
    true: dict[str, list[list[int]]] = {str(limit): [] for limit in LIMITS}
    for n in queries:
        ratios = process.cdist([keys[n]], keys, scorer=fuzz.ratio, score_cutoff=LIMITS[0], dtype=np.float32)[0]
        ratios[n] = 0
        best = np.argsort(-ratios, kind="stable")[:TOP]
        for limit in LIMITS:
            true[str(limit)].append(best[ratios[best] >= limit].tolist())
    return {"queries": queries, "true": true}


if __name__ == "__main__":
    from tests.bench.campaigns import make_campaigns

    compare(make_campaigns(int(sys.argv[1]), 1), 1)
