""" "Already public?" while somebody types, over HTTP: `python -m tests.bench.bench_offers [--big TEXTS]`.

Each description is a public title in somebody else's words: parts left out, put in another order, or only begun. It is
counted how often the very text is among the first five. Each is asked once only, after others have warmed the server.
Twenty clients ask without any pause, then with the pause of people who type: 0.2 to 0.4 s between two questions. The
reference is plain rapidfuzz over titles in this process.
"""

import asyncio
import os
import random
import sys
import time

from rapidfuzz import fuzz, process

from tests.bench import load
from tests.bench.publications import Publication, make_publications
from tests.bench.search_site import published
from tests.bench.site import percentile, served, table

ASKED = 600
TRIED = 10


def describe(one: Publication, r: random.Random) -> str:
    """What somebody types who wants this text and has not its exact name."""
    office, rest = one.title.split("关于", 1)
    year, matter = rest.split("年度", 1)
    matter = matter.replace("的", "") if r.random() < 0.5 else matter
    place = office[: 4 if office.startswith("浦东") else 3]
    words = r.choice(
        [
            f"申请公开{place}{year[-4:]}年{matter}",
            f"想了解{year[-4:]}年{place}{matter[:-2]}的有关情况",
            f"{place}{office[len(place) :]}{matter[2:]}",
            f"请公开{one.title}及附件",
            f"您好，我想知道{matter}，是{place}{year[-4:]}年的那个文件，谢谢",
        ]
    )
    return words if r.random() < 0.7 else words[: max(12, len(words) * 2 // 3)]


async def main(big: int) -> None:
    os.environ["HAS_LIMITS"] = "0"  # all comes from one address
    made, r = await published(big), random.Random(5)
    publications = list(make_publications(big))
    chosen = r.choices(publications, k=4 * ASKED)
    typed = [describe(one, r) for one in chosen]
    titles = [one.title for one in publications]
    plain = []
    for words in typed[:TRIED]:
        begun = time.perf_counter()
        process.extract(words, titles, scorer=fuzz.ratio, limit=5, score_cutoff=30)
        plain.append(1_000 * (time.perf_counter() - begun))
    rows = []
    with served(made.site, has_worker=False) as server:
        post = load.form_poster(server.port)
        requests = [
            post("/requests/similar", {"agency": "rsj", "description": words}).replace(
                b"\r\n", b"\r\nHX-Request: true\r\n", 1
            )
            for words in typed
        ]
        connection = await load.Connection.open(server.port)
        answers = [await connection.ask(request) for request in requests[:ASKED]]
        connection.close()
        if {status for status, _ in answers} != {200}:
            raise RuntimeError("an answer was no page")
        found = sum(
            f'bench&#x2f;{one.number}"'.encode() in page for one, (_, page) in zip(chosen[:ASKED], answers, strict=True)
        )
        rows.append(("the text itself among the first five", f"{found / ASKED:.1%}", "", ""))
        for n, (connections, pause) in enumerate(((1, 0.0), (20, 0.0), (20, 0.3))):
            fresh = requests[(n + 1) * ASKED : (n + 2) * ASKED]
            begun = server.cpu()
            done = await load.run(server.port, iter(fresh), connections, pause=pause)
            cpu = 1_000 * (server.cpu() - begun) / len(done.times)
            p50, p99 = percentile(done.times, 0.5), percentile(done.times, 0.99)
            rows.append(
                (
                    f"offers while typing, {connections} at a time{', people who type' if pause else ', no pause'}",
                    f"p50 {p50:.1f}, p99 {p99:.1f} ms, CPU {cpu:.1f} ms, {done.a_second:.0f} a second",
                    f"p50 {percentile(plain, 0.5):.0f} ms, plain rapidfuzz",
                    f"{percentile(plain, 0.5) / p50:.0f} x as fast",
                )
            )
    print(f"load {os.getloadavg()[0]:.1f}")
    table(f"Already public? {big:,} texts", rows, f"python -m tests.bench.bench_offers --big {big}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]) if sys.argv[1:2] == ["--big"] else 50_000))
