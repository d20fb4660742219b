"""The in-process index: exemplars and the grams that lead to them, in flat arrays with a small tail.

Postings of the bulk are one array sorted by gram; new exemplars go to a small dictionary first and are merged in
when it has grown. Slots number the exemplars in order of their text ids. An index is filled from committed rows
only; what one batch adds before its commit lives in a second, small index that is thrown away (engine.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_Postings = tuple[int, float, list[Any]]
"""Length, weight of the gram, slots in one or two parts (array of the bulk, list of the tail)."""

_TAIL = 1_024
_MAX_POSTINGS = 2_000
_LEAST_SHARE = 0.35
_FEW = 400


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A text that stands for its cluster."""

    text_id: int
    cluster_id: int
    key: str
    flat: str


class Index:
    """Finds exemplars that share rare grams with a text."""

    def __init__(self) -> None:
        self.exemplars: list[Exemplar] = []
        self._grams = np.empty(0, dtype=np.int32)
        self._slots = np.empty(0, dtype=np.int32)
        self._distinct = np.empty(0, dtype=np.int32)
        self._starts = np.zeros(1, dtype=np.int64)
        self._tail: dict[int, list[int]] = {}
        self._tail_from = 0

    def add(self, exemplar: Exemplar, grams: Sequence[int]) -> None:
        """Append one exemplar with its sketch."""
        slot = len(self.exemplars)
        self.exemplars.append(exemplar)
        for gram in grams:
            self._tail.setdefault(gram, []).append(slot)
        if slot - self._tail_from >= _TAIL:
            self.pack()

    def pack(self) -> None:
        """Merge the tail into the flat arrays."""
        if not self._tail:
            return
        grams = np.repeat(
            np.fromiter(self._tail, dtype=np.int32, count=len(self._tail)),
            np.fromiter(map(len, self._tail.values()), dtype=np.int64, count=len(self._tail)),
        )
        slots = np.concatenate([np.array(found, dtype=np.int32) for found in self._tail.values()])
        order = np.argsort(grams, kind="stable")
        grams, slots = grams[order], slots[order]
        at = np.searchsorted(self._grams, grams, side="right")
        self._grams = np.insert(self._grams, at, grams)
        self._slots = np.insert(self._slots, at, slots)
        first = np.flatnonzero(np.r_[True, self._grams[1:] != self._grams[:-1]])
        self._distinct = self._grams[first]
        self._starts = np.r_[first, len(self._grams)]
        self._tail = {}
        self._tail_from = len(self.exemplars)

    def candidates(self, grams: np.ndarray, weights: np.ndarray, top: int) -> list[tuple[float, int]]:
        """(shared weight, slot) of the `top` exemplars that share most, best first; rarest grams are read first.

        Reading stops after a fixed number of postings, so that a gram that everybody uses costs nothing.
        """
        lists = self._postings(grams, weights)
        if not lists:
            return []
        lists.sort(key=_by_size)  # stable, and by the length of both parts: packing changes no answer
        read, chosen = 0, 0
        for entry in lists:
            read += entry[0]
            chosen += 1
            if read >= _MAX_POSTINGS:
                break
        lists = lists[:chosen]
        if read <= _FEW:
            return _count_few(lists, top)
        shares = np.repeat([entry[1] for entry in lists], [entry[0] for entry in lists])
        found, inverse = np.unique(np.concatenate([p for entry in lists for p in entry[2]]), return_inverse=True)
        shared = np.bincount(inverse, weights=shares)
        if len(found) > top:
            best = np.sort(np.argpartition(-shared, top)[:top])
            found, shared = found[best], shared[best]
        ranked = sorted(zip((-shared).tolist(), found.tolist(), strict=True))
        return [(-share, slot) for share, slot in ranked if share <= ranked[0][0] * _LEAST_SHARE]

    def _postings(self, grams: np.ndarray, weights: np.ndarray) -> list[_Postings]:
        bulk: dict[int, np.ndarray] = {}
        if len(self._distinct):
            place = np.searchsorted(self._distinct, grams)
            place[place == len(self._distinct)] = 0
            for n in np.flatnonzero(self._distinct[place] == grams).tolist():
                bulk[n] = self._slots[self._starts[place[n]] : self._starts[place[n] + 1]]
        lists: list[_Postings] = []
        for n, (gram, weight) in enumerate(zip(grams.tolist(), weights.tolist(), strict=True)):
            parts: list[Any] = [bulk[n]] if n in bulk else []
            if (tail := self._tail.get(gram)) is not None:
                parts.append(tail)
            if parts:
                lists.append((sum(map(len, parts)), weight, parts))
        return lists


def _count_few(lists: list[_Postings], top: int) -> list[tuple[float, int]]:
    shared: dict[int, float] = {}
    for _, weight, parts in lists:
        for part in parts:
            for slot in part if isinstance(part, list) else part.tolist():
                shared[slot] = shared.get(slot, 0.0) + weight
    ranked = sorted((-share, slot) for slot, share in shared.items())[:top]
    return [(-share, slot) for share, slot in ranked if share <= ranked[0][0] * _LEAST_SHARE]


def _by_size(entry: _Postings) -> int:
    return entry[0]
