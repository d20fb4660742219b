"""Other ways to find similar texts: `python -m tests.bench.reference_methods METHOD FILE` measures one of them, in a
process of its own, and prints a line of JSON.

FILE (JSON) has `keys`, `gold`, `queries` (places), `true` (by limit, the places of the texts whose ratio to the query
is at least so much) and `slice`. See bench_grouping_references.py.
"""

import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from rapidfuzz import fuzz, process

from app.similarity.engine import sketch_keys
from app.similarity.index import Exemplar, Index
from tests.bench.reference_quality import quality
from tests.postgres import postgres_server

TOP = 100
LINKED_FROM = 75
Query = Callable[[str], Iterable[int]]


def grams(key: str) -> list[str]:
    """Pairs of neighbouring characters."""
    return [key[n : n + 2] for n in range(len(key) - 1)] or [key]


def daylight(keys: Sequence[str], _stack: ExitStack) -> Query:
    index = Index()
    for start in range(0, len(keys), 500):
        for n, one in enumerate(sketch_keys(keys[start : start + 500]), start):
            index.add(Exemplar(n, n, one.key, one.flat), one.sketch)
    index.pack()

    def query(key: str) -> list[int]:
        (one,) = sketch_keys([key])
        return [slot for _, slot in index.candidates(one.grams, one.weights, TOP + 1)]

    return query


def cdist(keys: Sequence[str], _stack: ExitStack) -> Query:
    def query(key: str) -> list[int]:
        ratios = process.cdist([key], keys, scorer=fuzz.ratio, dtype=np.uint8)[0]
        return np.argsort(-ratios.astype(np.int16), kind="stable")[: TOP + 1].tolist()  # type: ignore[no-any-return]

    return query


def datasketch(keys: Sequence[str], _stack: ExitStack) -> Query:
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=0.4, num_perm=128)

    def sketch(key: str) -> Any:
        made = MinHash(num_perm=128)
        made.update_batch([gram.encode() for gram in set(grams(key))])
        return made

    for n, key in enumerate(keys):
        lsh.insert(n, sketch(key))
    return lambda key: lsh.query(sketch(key))


def rensa(keys: Sequence[str], _stack: ExitStack) -> Query:
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=0.4, num_perm=128, num_bands=32)

    def sketch(key: str) -> Any:
        made = RMinHash(num_perm=128, seed=42)
        made.update(grams(key))
        return made

    for n, key in enumerate(keys):
        lsh.insert(n, sketch(key))
    return lambda key: lsh.query(sketch(key))


def sklearn(keys: Sequence[str], _stack: ExitStack) -> Query:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), dtype=np.float32)
    by_gram = vectorizer.fit_transform(keys).T.tocsr()

    def query(key: str) -> list[int]:
        found = vectorizer.transform([key]) @ by_gram
        best = np.argsort(-found.data, kind="stable")[: TOP + 1]
        return found.indices[best].tolist()  # type: ignore[no-any-return]

    return query


def _hexed(key: str) -> list[str]:
    return ["g" + gram.encode("utf-16-be").hex() for gram in grams(key)]


def postgres(keys: Sequence[str], stack: ExitStack) -> Query:
    """Full text over pairs of characters (there is no Chinese parser); asked for any of the 8 rarest."""
    connection = stack.enter_context(psycopg.connect(stack.enter_context(postgres_server()), autocommit=True))
    connection.execute("DROP TABLE IF EXISTS said")
    connection.execute("CREATE TABLE said (id int, body tsvector)")
    shared: Counter[str] = Counter()
    with connection.cursor().copy("COPY said FROM STDIN") as copy:
        for n, key in enumerate(keys):
            found = set(_hexed(key))
            shared.update(found)
            copy.write_row((n, " ".join(found)))
    connection.execute("CREATE INDEX said_body ON said USING gin (body)")
    connection.execute("ANALYZE said")

    def query(key: str) -> list[int]:
        rare = sorted(set(_hexed(key)), key=lambda gram: shared[gram])[:8]
        rows = connection.execute(
            "SELECT id FROM said, to_tsquery('simple', %s) AS q WHERE body @@ q"
            " ORDER BY ts_rank(body, q) DESC LIMIT %s",
            (" | ".join(rare), TOP + 1),
        )
        return [row[0] for row in rows]

    return query


METHODS = {
    "daylight": daylight,
    "cdist": cdist,
    "datasketch": datasketch,
    "rensa": rensa,
    "sklearn": sklearn,
    "postgres": postgres,
}


def _resident() -> float:
    pages = re.split(r"\s", Path("/proc/self/statm").read_text())[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


def best_of(keys: Sequence[str], key: str, found: Iterable[int]) -> list[tuple[int, float]]:
    """The candidates with their ratios, the best `TOP` first: the same verification for every method."""
    places = list(found)
    if not places:
        return []
    ratios = process.cdist([key], [keys[n] for n in places], scorer=fuzz.ratio, dtype=np.float32)[0]
    order = np.argsort(-ratios, kind="stable")[: TOP + 1]
    return [(places[n], float(ratios[n])) for n in order.tolist()]


def ask(told: dict[str, Any], query: Query) -> dict[str, float]:
    """Recall and time of the queries, ratios of the candidates included."""
    keys, gold, times, hits = told["keys"], told["gold"], [], 0
    found_of: list[set[int]] = []
    for n in told["queries"]:
        begun = time.perf_counter()
        best = [other for other, _ in best_of(keys, keys[n], query(keys[n])) if other != n]
        times.append(1_000 * (time.perf_counter() - begun))
        found_of.append(set(best[:TOP]))
        hits += any(gold[other] == gold[n] for other in best[:50])
    measured = {f"recall {limit}": _recall(true, found_of) for limit, true in told["true"].items()}
    times.sort()
    return {
        "hit@50": hits / len(times),
        **measured,
        "p50": times[len(times) // 2],
        "p99": times[int(len(times) * 0.99)],
    }


def _recall(true: list[list[int]], found: list[set[int]]) -> float:
    total = sum(len(t) for t in true)
    return sum(len(f.intersection(t)) for t, f in zip(true, found, strict=True)) / max(total, 1)


def groups(keys: Sequence[str], query: Query) -> list[int]:
    """Connected components over the candidates with a ratio of `LINKED_FROM` or more."""
    root = list(range(len(keys)))

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    for n, key in enumerate(keys):
        for other, ratio in best_of(keys, key, query(key)):
            if ratio >= LINKED_FROM:
                root[find(n)] = find(other)
    return [find(n) for n in range(len(keys))]


def main(method: str, file: str) -> None:
    """Build, ask, group a slice; one line of JSON."""
    told = json.loads(Path(file).read_text(encoding="utf-8"))
    with ExitStack() as stack:
        METHODS[method](told["keys"][:50], stack)  # imports are no growth
    before, begun, cpu = _resident(), time.perf_counter(), time.process_time()
    with ExitStack() as stack:
        query = METHODS[method](told["keys"], stack)
        measured = {"build": time.perf_counter() - begun, "cpu": time.process_time() - cpu}
        measured |= {"memory": _resident() - before} | ask(told, query)
    keys = told["keys"][: told["slice"]]
    with ExitStack() as stack:
        found = groups(keys, METHODS[method](keys, stack))
    sys.stdout.write(json.dumps(measured | quality(told["gold"][: len(keys)], found)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
