"""The texts that stand for their clusters, packed: no Python object a text, so that a million fit in every worker.

Keys are packed (packed.py) and decoded when they are compared; everything else is an array of whole numbers. Slots
number the exemplars from 0 in the order in which they came.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from app.similarity.normalise import flat
from app.similarity.packed import Packed


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A text that stands for its cluster."""

    text_id: int
    cluster_id: int
    key: str
    flat: str


class Exemplars:
    """Exemplars by slot, and those of one cluster. Text ids must come in ascending order."""

    def __init__(self) -> None:
        self.text_ids = array("q")
        self.cluster_ids = array("q")
        self.lengths = array("i")
        """Of the flat keys."""
        self._keys = Packed()
        self._first: dict[int, int] = {}
        self._next = array("i")
        """The first slot of a cluster leads to its latest, each to the one before it; -1 ends."""

    def __len__(self) -> int:
        return len(self.text_ids)

    def __getitem__(self, slot: int) -> Exemplar:
        key = self.key(slot)
        return Exemplar(self.text_ids[slot], self.cluster_ids[slot], key, flat(key))

    def __iter__(self) -> Iterator[Exemplar]:
        return map(self.__getitem__, range(len(self)))

    def key(self, slot: int) -> str:
        """The key of one exemplar."""
        return self._keys[slot]

    def append(self, exemplar: Exemplar) -> None:
        """Add one at the end."""
        slot = len(self.text_ids)
        self.text_ids.append(exemplar.text_id)
        self.cluster_ids.append(exemplar.cluster_id)
        self.lengths.append(len(exemplar.flat))
        self._keys.append(exemplar.key)
        first = self._first.setdefault(exemplar.cluster_id, slot)
        self._next.append(-1)
        if first != slot:
            self._next[slot], self._next[first] = self._next[first], slot

    def of_cluster(self, cluster_id: int) -> list[int]:
        """The slots of one cluster, as first placed."""
        slots: list[int] = []
        slot = self._first.get(cluster_id, -1)
        while slot >= 0:
            slots.append(slot)
            slot = self._next[slot]
        return sorted(slots)

    def after(self, text_id: int) -> range:
        """The slots of the texts with higher ids."""
        return range(bisect_right(self.text_ids, text_id), len(self))

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays and of the keys."""
        arrays = (self.text_ids, self.cluster_ids, self.lengths, self._next)
        return self._keys.nbytes + sum(one.itemsize * len(one) for one in arrays)
