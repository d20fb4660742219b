"""Similar comments while somebody types, over HTTP: `python -m tests.bench.bench_similar [--big COMMENTS]`.

The reference is plain rapidfuzz over all texts in this process, without a server: what the index saves.
"""

import asyncio
import random
import sys
import time

from rapidfuzz import fuzz, process

from tests.bench import load
from tests.bench.site import filled, percentile, served, table, words

ASKED = 400
TRIED = 20


async def main(big: int) -> None:
    site, texts = await filled(big), words(big)
    r = random.Random(3)
    typed = [text[: max(6, int(len(text) * r.choice((0.3, 0.5, 0.7, 1))))] for text in r.choices(texts, k=ASKED)]
    plain = []
    for prefix in typed[:TRIED]:
        begun = time.perf_counter()
        process.extract(prefix, texts, scorer=fuzz.partial_ratio, limit=5, score_cutoff=45)
        plain.append(1_000 * (time.perf_counter() - begun))
    rows = []
    with served(site.copy(), has_worker=False) as server:
        post = load.form_poster(server.port)
        requests = [post(f"{site.path}/similar", {"text": prefix, "clause": ""}) for prefix in typed]
        await load.run(server.port, iter(requests[:20]), 1)  # the first one reads the space into memory
        for connections in (1, 8):
            begun = server.cpu()
            done = await load.run(server.port, iter(requests), connections)
            cpu = 1_000 * (server.cpu() - begun) / len(done.times)
            p50 = percentile(done.times, 0.5)
            rows.append(
                (
                    f"similar while typing, {connections} at a time",
                    f"p50 {p50:.1f}, p99 {percentile(done.times, 0.99):.1f} ms, CPU {cpu:.1f} ms",
                    f"p50 {percentile(plain, 0.5):.0f} ms, plain rapidfuzz",
                    f"{percentile(plain, 0.5) / p50:.1f} x as fast",
                )
            )
            if set(done.statuses) != {200}:
                raise RuntimeError(f"answers: {dict(done.statuses)}")
    table(f"Similar while typing, {big:,} comments", rows, f"python -m tests.bench.bench_similar --big {big}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]) if sys.argv[1:2] == ["--big"] else 20_000))
