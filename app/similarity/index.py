"""The in-process index: exemplars and the grams that lead to them, in flat arrays with a small tail.

Postings of the bulk are one array sorted by gram; new exemplars go to a small dictionary first and are merged in
when it has grown. An index is filled from committed rows only; what one batch adds before its commit lives in a
second, small index that is thrown away (engine.py). `Layers` looks through both as if they were one: neither packing
nor the size of a batch changes an answer.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from app.similarity.exemplars import Exemplar, Exemplars

_TAIL, _TAIL_SHARE = 1_024, 32
"""The tail is packed from so many exemplars on, or from that part of all."""
_MAX_POSTINGS = 2_000
_LEAST_SHARE = 0.35


class Postings(NamedTuple):
    """What one index holds under each of some grams: `slots[low:high]` of its bulk, and a list of its tail."""

    slots: np.ndarray
    lows: list[int]
    highs: list[int]
    tails: list[Sequence[int]]
    counted: list[int] | None = None
    """How many there are in all, of an index that holds a part of them (sql_index.py)."""

    def lengths(self) -> list[int]:
        return self.counted or [
            high - low + len(tail) for low, high, tail in zip(self.lows, self.highs, self.tails, strict=True)
        ]


class _Scratch(NamedTuple):
    """Room of a look-up, one place a slot; the sums are all zero between two of them."""

    sums: np.ndarray
    marks: np.ndarray


class Index:
    """Exemplars by slot, and the slots under each gram."""

    def __init__(self) -> None:
        self.exemplars = Exemplars()
        self.scratch = _Scratch(np.zeros(0), np.zeros(0, dtype=np.int32))
        self._slots = np.empty(0, dtype=np.int32)
        self._distinct = np.empty(0, dtype=np.int32)
        self._starts = np.zeros(1, dtype=np.int32)
        self._tail: dict[int, list[int]] = {}
        self._tail_from = 0

    def add(self, exemplar: Exemplar, grams: Sequence[int]) -> None:
        """Append one exemplar with its sketch."""
        slot = len(self.exemplars)
        self.exemplars.append(exemplar)
        for gram in grams:
            self._tail.setdefault(gram, []).append(slot)
        if slot - self._tail_from >= max(_TAIL, slot // _TAIL_SHARE):
            self.pack()

    def pack(self) -> None:
        """Merge the tail into the flat arrays."""
        if not self._tail:
            return
        distinct = np.fromiter(self._tail, dtype=np.int32, count=len(self._tail))
        counts = np.fromiter(map(len, self._tail.values()), dtype=np.int32, count=len(self._tail))
        slots = np.fromiter((slot for found in self._tail.values() for slot in found), dtype=np.int32)
        self._tail = {}
        self._tail_from = len(self.exemplars)
        grams = np.repeat(distinct, counts)
        order = np.argsort(grams, kind="stable")
        grams, slots = grams[order], slots[order]
        before = np.repeat(self._distinct, np.diff(self._starts))
        at = self._starts[np.searchsorted(self._distinct, grams, side="right")]
        self._slots = np.insert(self._slots, at, slots)
        grams = np.insert(before, at, grams)
        first = np.flatnonzero(np.r_[True, grams[1:] != grams[:-1]])
        self._distinct = grams[first]
        self._starts = np.r_[first, len(grams)].astype(np.int32)

    def postings(self, grams: np.ndarray) -> Postings:
        """The slots under each gram."""
        tail = self._tail
        tails: list[Sequence[int]] = [tail.get(gram, ()) for gram in grams.tolist()]
        if not len(self._distinct):
            return Postings(self._slots, [0] * len(tails), [0] * len(tails), tails)
        place = np.searchsorted(self._distinct, grams)
        place[place == len(self._distinct)] = 0
        known = self._distinct[place] == grams
        return Postings(self._slots, self._starts[place].tolist(), self._starts[place + known].tolist(), tails)

    def candidates(self, grams: np.ndarray, weights: np.ndarray, top: int) -> list[tuple[float, int]]:
        """As `Layers.candidates`, of this index alone."""
        return Layers(self).candidates(grams, weights, top)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays, keys included."""
        return self.exemplars.nbytes + self._slots.nbytes + self._distinct.nbytes + self._starts.nbytes


class Layers:
    """Indexes looked through as one: slots go on from one to the next."""

    def __init__(self, *indexes: Index) -> None:
        self.indexes = indexes

    def place(self, slot: int) -> tuple[Exemplars, int]:
        """Where a slot stands: its store, and its slot there."""
        for index in self.indexes:
            if slot < len(index.exemplars):
                return index.exemplars, slot
            slot -= len(index.exemplars)
        raise IndexError(slot)

    def exemplar(self, slot: int) -> Exemplar:
        """The exemplar in a slot."""
        store, slot = self.place(slot)
        return store[slot]

    def of_cluster(self, cluster_id: int) -> list[Exemplar]:
        """The exemplars of one cluster, as first placed."""
        stores = [index.exemplars for index in self.indexes]
        return [store[slot] for store in stores for slot in store.of_cluster(cluster_id)]

    def after(self, text_id: int, limit: int) -> list[Exemplar]:
        """The first exemplars of texts with higher ids."""
        stores = [index.exemplars for index in self.indexes]
        return [store[slot] for store in stores for slot in store.after(text_id)[:limit]][:limit]

    def candidates(self, grams: np.ndarray, weights: np.ndarray, top: int) -> list[tuple[float, int]]:
        """(shared weight, slot) of the `top` exemplars that share most, best first; rarest grams are read first.

        Reading stops after a fixed number of postings, so that a gram that everybody uses costs nothing.
        """
        found = [index.postings(grams) for index in self.indexes]
        if not (chosen := _rarest(found)):
            return []
        slots, shares = self._shared(found, chosen, weights.tolist())
        kept = shares >= shares.max() * _LEAST_SHARE
        slots, shares = slots[kept], shares[kept]
        if len(slots) > top:
            slots, shares = self._distinct(slots, shares)
        if len(slots) > top:
            kept = shares >= np.partition(shares, -top)[-top]
            slots, shares = slots[kept], shares[kept]
        ranked = sorted(set(zip((-shares).tolist(), slots.tolist(), strict=True)))
        return [(-share, slot) for share, slot in ranked[:top]]

    def _shared(
        self, found: Sequence[Postings], chosen: Sequence[int], weights: Sequence[float]
    ) -> tuple[np.ndarray, np.ndarray]:
        """The slots under some grams, each as often as it stands there, and the weights that each shares in all."""
        slots, counts, worth, start = list[np.ndarray](), list[int](), list[float](), 0
        for index, one in zip(self.indexes, found, strict=True):
            packed = [n for n in chosen if one.highs[n] > one.lows[n]]
            tailed = [n for n in chosen if one.tails[n]]
            counts += [one.highs[n] - one.lows[n] for n in packed] + [len(one.tails[n]) for n in tailed]
            worth += [weights[n] for n in packed] + [weights[n] for n in tailed]
            bulk = [one.slots[one.lows[n] : one.highs[n]] for n in packed]
            tail = np.array([slot for n in tailed for slot in one.tails[n]], dtype=np.int32)
            slots.append(np.concatenate([*bulk, tail], dtype=np.intp) + start)
            start += len(index.exemplars)
        places = np.concatenate(slots)
        sums = self._scratch().sums
        np.add.at(sums, places, np.repeat(worth, counts))
        shares = sums[places]
        sums[places] = 0.0
        return places, shares

    def _distinct(self, slots: np.ndarray, shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each slot once, without sorting them: the last place that a slot stands at is the one it keeps."""
        marks, places = self._scratch().marks, np.arange(len(slots), dtype=np.int32)
        marks[slots] = places
        last = marks[slots] == places
        return slots[last], shares[last]

    def _scratch(self) -> _Scratch:
        size = sum(len(index.exemplars) for index in self.indexes)
        keeper = self.indexes[0]
        if len(keeper.scratch.sums) < size:
            room = size + size // 4
            keeper.scratch = _Scratch(np.zeros(room), np.zeros(room, dtype=np.int32))
        return keeper.scratch


def _rarest(found: Sequence[Postings]) -> list[int]:
    """The grams to read, as places: those with the fewest postings, until there are enough."""
    lengths = list(map(sum, zip(*(one.lengths() for one in found), strict=True)))
    read, chosen = 0, list[int]()
    # Stable, and by the length of all parts together: packing changes no answer.
    for n in sorted((n for n, length in enumerate(lengths) if length), key=lengths.__getitem__):
        chosen.append(n)
        read += lengths[n]
        if read >= _MAX_POSTINGS:
            break
    return chosen
