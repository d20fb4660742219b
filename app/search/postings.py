"""Sets of places in a segment: sorted uint16, or one bit a text where that is smaller; and what they have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SEGMENT_BITS = 19
SEGMENTS = 1 << SEGMENT_BITS
SEGMENT_MOST = 1 << 16
"""Texts of one segment: a place is two bytes."""
MOST_LISTED = 4_096
"""Places that are listed; more of them are bits (8 KB at most)."""

NONE = np.empty(0, np.int64)


@dataclass(slots=True)
class Posting:
    """One key in one segment; `places` is None as long as only the count is known."""

    count: int
    places: bytes | None


def distinct(numbers: np.ndarray) -> np.ndarray:
    """The numbers in order, each once. numpy's own `unique` counts them in a table, which takes ten times as long."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def pack(places: np.ndarray, size: int) -> bytes:
    """Sorted places of a segment of `size` texts as stored."""
    if len(places) <= MOST_LISTED:
        return places.astype("<u2").tobytes()
    bits = np.zeros(size, dtype=bool)
    bits[places] = True
    return np.packbits(bits, bitorder="little").tobytes()


def unpack(posting: Posting) -> np.ndarray:
    """The places, in order."""
    if posting.count <= MOST_LISTED:
        return np.frombuffer(posting.places or b"", dtype="<u2").astype(np.int64)
    return np.flatnonzero(np.unpackbits(_bits(posting), bitorder="little"))


def in_all(postings: Sequence[Posting | None], size: int) -> np.ndarray:
    """Places that stand in every one of them (None: that key stands nowhere)."""
    known = [one for one in postings if one is not None]
    if len(known) < len(postings) or not known:
        return NONE
    known.sort(key=lambda one: one.count)
    listed = [one for one in known if one.count <= MOST_LISTED]
    dense = known[len(listed) :]
    if not listed:
        both = _bits(dense[0])
        for one in dense[1:]:
            both = both & _bits(one)
        return np.flatnonzero(np.unpackbits(both, bitorder="little"))
    places = unpack(listed[0])
    for one in listed[1:]:
        mask = np.zeros(size, dtype=bool)
        mask[np.frombuffer(one.places or b"", dtype="<u2")] = True
        places = places[mask[places]]
    for one in dense:
        bits = _bits(one)
        places = places[(bits[places >> 3] >> (places & 7).astype(np.uint8)) & 1 == 1]
    return places


def _bits(posting: Posting) -> np.ndarray:
    return np.frombuffer(posting.places or b"", dtype=np.uint8)
