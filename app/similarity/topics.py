"""Tier-2 grouping (同一事项): texts about one matter, though written in words of their own.

A suggestion for a person to confirm, never more: texts are compared by the characters and pairs of characters (words
and pairs of words) they share, rare ones counting more, a title more than a body; what is said in quite other words
is not found. Groups are joined by average link: the mean likeness of all their pairs decides, so that a chain of
neighbours makes no topic. Pure.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

TITLE_WEIGHT = 4.0
FEATURES = 96
"""So many of a text's weightiest features are kept; the rest says little and costs much."""
JOIN_FROM = 0.15
"""Mean cosine from which two groups are one topic; chosen on messages to a city government, with titles."""
JOIN_BODIES = 0.07
"""The same for long texts without titles, whose many words are shared less; short ones are like titles."""
_LONG = 80
_LEAST = 0.05
_COMMON = 3_000
"""A feature that more texts share tells nothing apart."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sparse unit vectors of texts: the features of text n stand from `starts[n]` to `starts[n + 1]`."""

    starts: np.ndarray
    features: np.ndarray
    weights: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1


def make_vectors(titles: Sequence[str], bodies: Sequence[str]) -> Vectors:
    """Vectors of texts (both flat keys, see normalise.py; a title may be empty), weighted by their own corpus."""
    of_title, of_body = _count(titles), _count(bodies)
    keys = np.concatenate([of_title[0], of_body[0]])
    counts = np.concatenate([TITLE_WEIGHT * of_title[1], 1 + np.log(of_body[1])])
    keys, place = np.unique(keys, return_inverse=True)
    owners, codes = (keys >> np.uint64(32)).astype(np.int64), keys & np.uint64(0xFFFFFFFF)
    _, features, shared = np.unique(codes, return_inverse=True, return_counts=True)
    weights = np.bincount(place, weights=counts) * np.log((len(bodies) + 1) / (shared[features] + 0.5))
    order = np.lexsort((features, -weights, owners))
    owners, features, weights = owners[order], features[order], weights[order]
    kept = np.arange(len(owners)) - np.searchsorted(owners, owners) < FEATURES
    owners, features, weights = owners[kept], features[kept], np.maximum(weights[kept], 1e-9)
    length = np.sqrt(np.bincount(owners, weights=weights**2, minlength=len(bodies)))
    return Vectors(np.searchsorted(owners, np.arange(len(bodies) + 1)), features, weights / length[owners])


def likeness_needed(titles: Sequence[str], bodies: Sequence[str]) -> float:
    """The mean likeness from which texts of this kind are one topic."""
    is_long = sum(map(len, bodies)) > _LONG * len(bodies)
    return JOIN_BODIES if is_long and not any(titles) else JOIN_FROM


def join_topics(vectors: Vectors, sizes: Sequence[int], *, join_from: float = JOIN_FROM) -> list[int]:
    """The topic of each text: the number of the first text in it. `sizes` says how many messages a text stands for.

    Average link (UPGMA): the most alike two groups are joined first, as long as their mean likeness is enough.
    """
    near = _sums(vectors, sizes)
    size, parts = list(sizes), [[n] for n in range(len(vectors))]
    waiting = [(-s / (size[a] * size[b]), a, b) for a, row in enumerate(near) for b, s in row.items() if a < b]
    waiting = [entry for entry in waiting if -entry[0] >= join_from]
    heapq.heapify(waiting)
    while waiting:
        likeness, a, b = heapq.heappop(waiting)
        if b not in near[a] or abs(near[a][b] / (size[a] * size[b]) + likeness) > 1e-9:
            continue  # one of them has grown, or is no more, since this was written down
        keep, gone = (a, b) if (len(near[a]), -a) >= (len(near[b]), -b) else (b, a)
        _fold(near, keep, gone)
        size[keep] += size[gone]
        parts[keep] += parts[gone]
        for other, s in near[keep].items():
            if s >= join_from * size[keep] * size[other]:
                heapq.heappush(waiting, (-s / (size[keep] * size[other]), min(keep, other), max(keep, other)))
        parts[gone] = []
    topic = list(range(len(vectors)))
    for members in parts:
        for n in members:
            topic[n] = min(members)
    return topic


def _fold(near: list[dict[int, float]], keep: int, gone: int) -> None:
    """Add the sums of the one that goes to the one that stays, on both sides."""
    for other, s in near[gone].items():
        del near[other][gone]
        if other != keep:
            near[keep][other] = near[other][keep] = near[keep].get(other, 0.0) + s
    near[gone] = {}


def _sums(vectors: Vectors, sizes: Sequence[int]) -> list[dict[int, float]]:
    """For each text those it shares something with, and the sum of likeness of all pairs of their messages."""
    owners = np.repeat(np.arange(len(vectors)), np.diff(vectors.starts))
    order = np.argsort(vectors.features, kind="stable")
    owners, weights = owners[order], vectors.weights[order]
    last = int(vectors.features.max(initial=-1)) + 2
    bounds = np.searchsorted(vectors.features[order], np.arange(last))
    near: list[dict[int, float]] = [{} for _ in range(len(vectors))]
    for n in range(len(vectors)):
        mine = slice(vectors.starts[n], vectors.starts[n + 1])
        found, shares = [], []
        for feature, weight in zip(vectors.features[mine].tolist(), vectors.weights[mine].tolist(), strict=True):
            low, high = bounds[feature], bounds[feature + 1]
            if high - low <= _COMMON:
                found.append(owners[low:high])
                shares.append(weight * weights[low:high])
        if not found:
            continue
        others, place = np.unique(np.concatenate(found), return_inverse=True)
        likeness = np.bincount(place, weights=np.concatenate(shares))
        for at in np.flatnonzero((likeness >= _LEAST) & (others > n)).tolist():
            other = int(others[at])
            near[n][other] = near[other][n] = float(likeness[at]) * sizes[n] * sizes[other]
    return near


def _count(flats: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The distinct features of each text, as owner << 32 | code, and how often each occurs there.

    A feature is a character or a pair of neighbouring ones; in Latin script characters stand for their words,
    and a number for itself.
    """
    codes = np.frombuffer("\0".join(flats).encode("utf-32-le", "replace"), dtype=np.uint32)
    owners = np.cumsum(codes == 0).astype(np.uint64)
    is_end, folded = codes == 0, codes.astype(np.uint64) & np.uint64(0xFFFF)
    is_latin = (codes < 0x3000) & ~is_end
    tokens, starts = _words(folded, is_latin & (codes != 32))
    own = np.flatnonzero(~is_end & ~is_latin)
    tokens[own] = folded[own]
    at = np.sort(np.concatenate([own, starts]))
    inside = owners[at[:-1]] == owners[at[1:]]
    first, second = tokens[at[:-1]][inside], tokens[at[1:]][inside]
    pairs = ((first << np.uint64(16)) ^ (second * np.uint64(0x9E3779B1))) & np.uint64(0xFFFFFFFF)
    keys = np.concatenate([owners[at] << np.uint64(32) | tokens[at], owners[at[:-1]][inside] << np.uint64(32) | pairs])
    found, counts = np.unique(keys, return_counts=True)
    return found, counts.astype(np.float64)


def _words(codes: np.ndarray, is_word: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A 32-bit code for each run of word characters, at the place where it begins, and those places."""
    tokens = np.zeros(len(codes), dtype=np.uint64)
    edges = np.diff(np.concatenate([[0], is_word.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    mixed = (codes + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    place = np.arange(len(codes), dtype=np.uint64) - np.repeat(
        starts.astype(np.uint64), ends - starts
    )[np.cumsum(is_word) - 1] if len(starts) else np.zeros(len(codes), dtype=np.uint64)  # fmt: skip
    mixed = mixed * (np.uint64(2) * place + np.uint64(3))
    summed = np.concatenate([[np.uint64(0)], np.cumsum(np.where(is_word, mixed, np.uint64(0)), dtype=np.uint64)])
    tokens[starts] = ((summed[ends] - summed[starts]) >> np.uint64(29) & np.uint64(0xFFFFFFFF)) | np.uint64(1 << 31)
    return tokens, starts
