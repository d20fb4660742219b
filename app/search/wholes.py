"""Postings over all segments at once, kept at hand: what counting shared words in many texts needs.

The places of all live segments are numbered through (each segment begins at a multiple of eight). When a fold changes
the segments, all is read anew.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncSession

from app.search.memory import Stored, View, read_postings
from app.search.postings import MOST_LISTED, NONE, SEGMENT_BITS, SEGMENTS

MOST_BYTES = 128_000_000
"""What a process keeps at hand."""
_DENSE = 32
_Part = tuple[int, int, int, bytes]
"""Where a segment begins, how many texts it has, how many of them have the key, their places."""


@dataclass(frozen=True, slots=True)
class Whole:
    """All places of one key: listed in order, or as bits where every thirty-second text has it."""

    count: int
    listed: np.ndarray | None
    bits: np.ndarray | None

    def places(self) -> np.ndarray:
        """All of them, in order."""
        if self.bits is not None:
            return np.flatnonzero(np.unpackbits(self.bits, bitorder="little"))
        return NONE if self.listed is None else self.listed

    def has(self, places: np.ndarray) -> np.ndarray:
        """Which of the places it has, as booleans."""
        if self.bits is not None:
            return (self.bits[places >> 3] >> (places & 7).astype(np.uint8)) & 1 == 1
        if self.listed is None or not len(self.listed):
            return np.zeros(len(places), dtype=bool)
        at = np.minimum(np.searchsorted(self.listed, places), len(self.listed) - 1)
        return self.listed[at] == places


@dataclass(slots=True)
class Wholes:
    """The numbering of one set of segments, and the postings read so far."""

    stamps: tuple[int, ...] = ()
    starts: list[int] = field(default_factory=list)
    texts: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    """Ids by place; 0 where no text stands."""
    scores: np.ndarray = field(default_factory=lambda: np.empty(0, np.float32))
    """Zeros between two uses."""
    kept: OrderedDict[int, Whole] = field(default_factory=OrderedDict)
    bytes: int = 0

    def renumber(self, view: View) -> None:
        """Take over the segments of a view."""
        self.stamps = tuple(segment.stamp for segment in view.segments)
        self.kept, self.bytes, self.starts, size = OrderedDict(), 0, [], 0
        for segment in view.segments:
            self.starts.append(size)
            size += (len(segment.texts) + 7) // 8 * 8
        self.texts, self.scores = np.zeros(size, np.int64), np.zeros(size, np.float32)
        for start, segment in zip(self.starts, view.segments, strict=True):
            self.texts[start : start + len(segment.texts)] = segment.texts

    def keep(self, key: int, whole: Whole) -> None:
        self.kept[key] = whole
        self.bytes += _size(whole)
        while self.bytes > MOST_BYTES:
            self.bytes -= _size(self.kept.popitem(last=False)[1])

    def join(self, view: View, keys: Sequence[int], rows: Iterable[Stored]) -> dict[int, Whole]:
        """Each key's posting out of those of the segments, as they come out of the table."""
        known = {
            segment.id: (start, len(segment.texts)) for start, segment in zip(self.starts, view.segments, strict=True)
        }
        parts: dict[int, list[_Part]] = {key: [] for key in keys}
        for number, count, places in rows:
            if (segment := known.get(number & (SEGMENTS - 1))) is not None:
                parts[number >> SEGMENT_BITS].append((*segment, count, places))
        return {key: self._join(sorted(found)) for key, found in parts.items()}

    def _join(self, found: Sequence[_Part]) -> Whole:
        """One posting; by hundreds for each description, so with few steps a segment."""
        count = sum(one[2] for one in found)
        if count * _DENSE >= len(self.texts):
            bits = np.zeros(len(self.texts) // 8, dtype=np.uint8)
            for start, size, many, places in found:
                part = _bits(many, places, size)
                bits[start // 8 : start // 8 + len(part)] = part
            return Whole(count, None, bits)
        if not found:
            return Whole(0, None, None)
        if any(many > MOST_LISTED for _, _, many, _ in found):
            lists = [_listed(many, places) + np.int32(start) for start, _, many, places in found]
            return Whole(count, np.concatenate(lists), None)
        listed = np.frombuffer(b"".join([one[3] for one in found]), dtype="<u2").astype(np.int32)
        listed += np.repeat(np.array([one[0] for one in found], np.int32), [one[2] for one in found])
        return Whole(count, listed, None)


_wholes: WeakKeyDictionary[Engine | Connection, Wholes] = WeakKeyDictionary()


async def wholes_of(db: AsyncSession, view: View, keys: Sequence[int]) -> tuple[Wholes, dict[int, Whole]]:
    """The numbering of what the session sees, and the postings of these keys."""
    wholes = _wholes.setdefault(db.get_bind(), Wholes())
    if wholes.stamps != tuple(segment.stamp for segment in view.segments):
        wholes.renumber(view)
    found = {key: wholes.kept[key] for key in keys if key in wholes.kept}
    missing = [key for key in keys if key not in found]
    if missing:
        read = wholes.join(view, missing, await read_postings(db, missing))
        for key, whole in read.items():
            wholes.keep(key, whole)
        found |= read
    for key in found:
        wholes.kept.move_to_end(key)
    return wholes, found


def _listed(count: int, places: bytes) -> np.ndarray:
    if count <= MOST_LISTED:
        return np.frombuffer(places, dtype="<u2").astype(np.int32)
    bits = np.frombuffer(places, dtype=np.uint8)
    return np.flatnonzero(np.unpackbits(bits, bitorder="little")).astype(np.int32)


def _bits(count: int, places: bytes, size: int) -> np.ndarray:
    if count > MOST_LISTED:
        return np.frombuffer(places, dtype=np.uint8)
    mask = np.zeros(size, dtype=bool)
    mask[np.frombuffer(places, dtype="<u2")] = True
    return np.packbits(mask, bitorder="little")


def _size(whole: Whole) -> int:
    return 200 + sum(part.nbytes for part in (whole.listed, whole.bits) if part is not None)
