"""Work on a whole file that other processes can do: keys and sketches, and pairs of clusters that are alike.

Every part is worked at for itself and taken up in order, so the number of processes changes no answer. Processes are
forked: they see the index as it is and copy nothing.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from app.similarity.engine import Sketched, sketch_keys
from app.similarity.index import Index
from app.similarity.normalise import flat, key_hash, make_key
from app.similarity.pairs import Alike, alike_clusters

_PART = 500
_AHEAD = 4
"""Parts a process that are under way; more would only fill the memory."""
_ASKING = 1_000
_PARTS = 20
"""A pair that two parts meet is judged twice: few large parts judge less."""
_LEAST = 8
"""A text shorter than that ("as above") says nothing without its title."""

_fork = multiprocessing.get_context("fork")
_index = Index()
"""What the processes of `similar_pairs` look at; set before they are forked."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Some messages, normalised and sketched: plain lists and arrays, which travel fast between processes."""

    keys: list[str]
    hashes: list[int]
    titles: list[str]
    bodies: list[str]
    """Flat keys of the titles, and of those texts whose key is not their own."""
    places: list[int]
    """Which keys are sketched: each hash once, and every blank one."""
    ends: list[int]
    grams: np.ndarray
    weights: np.ndarray

    def sketched(self) -> Iterator[tuple[int, Sketched]]:
        """The sketched keys by place."""
        start = 0
        for n, end in zip(self.places, self.ends, strict=True):
            yield n, Sketched(self.keys[n], flat(self.keys[n]), self.grams[start:end], self.weights[start:end])
            start = end

    def said(self, n: int) -> str:
        """Title and text of a message as topics compare them, parted by a line feed."""
        return f"{self.titles[n]}\n{self.bodies[n] or flat(self.keys[n])}"


def prepare(messages: list[tuple[str, str]]) -> Prepared:
    """Normalise and sketch messages, each a title (or "") and a text."""
    own = [make_key(text) for _, text in messages]
    keys = [
        key if len(key) >= _LEAST or not title else make_key(f"{title}\n{text}")
        for key, (title, text) in zip(own, messages, strict=True)
    ]
    hashes = [key_hash(key) for key in keys]
    seen: dict[int, int] = {}
    places = [n for n, h in enumerate(hashes) if not keys[n] or seen.setdefault(h, n) == n]
    sketched = sketch_keys([keys[n] for n in places])
    return Prepared(
        keys,
        hashes,
        [flat(make_key(title)) if title else "" for title, _ in messages],
        ["" if key == mine else flat(mine) for key, mine in zip(keys, own, strict=True)],
        places,
        np.cumsum([len(one.grams) for one in sketched]).tolist(),
        np.concatenate([one.grams for one in sketched]),
        np.concatenate([one.weights for one in sketched]),
    )


def prepared(messages: Iterable[tuple[str, str]], processes: int) -> Iterator[Prepared]:
    """Messages in order, prepared in parts by all processes but this one, which has the placing to do."""
    source = iter(messages)
    parts = iter(lambda: list(islice(source, _PART)), [])
    if processes < 2:
        yield from map(prepare, parts)
        return
    with _fork.Pool(processes - 1) as pool:
        ahead = deque(pool.apply_async(prepare, (part,)) for part in islice(parts, _AHEAD * processes))
        while ahead:
            done = ahead.popleft().get()
            ahead.extend(pool.apply_async(prepare, (part,)) for part in islice(parts, 1))
            yield done


def similar_pairs(index: Index, processes: int) -> Iterator[tuple[float, list[Alike]]]:
    """Pairs of clusters of an index that are or may be one, and the share of the work done, 0 to 1."""
    global _index  # what is forked cannot be handed over
    _index = index
    size = max(_ASKING, len(index.exemplars) // _PARTS)
    spans = [range(start, start + size) for start in range(0, len(index.exemplars), size)]
    try:
        if processes < 2:
            for span in spans:
                yield span.start / len(index.exemplars), _pairs_from(span)
            return
        with _fork.Pool(processes) as pool:
            for span, pairs in zip(spans, pool.imap(_pairs_from, spans), strict=True):
                yield span.start / len(index.exemplars), pairs
    finally:
        _index = Index()


def _pairs_from(span: range) -> list[Alike]:
    store = _index.exemplars
    asking = [store[slot] for slot in span[: len(store) - span.start]]
    return [pair for pair in alike_clusters([_index], {}, asking) if pair is not None]
