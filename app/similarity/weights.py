"""Frozen weights of grams, by version: the same text has the same sketch on every machine, for years.

Weights decide which sixteen grams of a text are looked up. They are shipped as a table of counts (`data/`) and kept in
SQL beside the sketches made with them (`models.GramWeights`): one row of some 150 KB a version rather than 60,000
rows, because nobody asks for the weight of one gram, a version is only ever read whole, and its digest shows that two
workers mean the same by it. What a version says never changes; other counts are another version.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np

_FIRST_CJK, _LAST_CJK = 0x3400, 0xA000
_UNSEEN = np.float32(1e-8)


class OtherWeights(RuntimeError):
    """A database and this program mean different tables by one version."""


@dataclass(frozen=True)
class Weights:
    """Shares of pairs of characters in a background corpus; `packed` is the table as shipped and stored (npz)."""

    version: int
    packed: bytes
    pairs: np.ndarray
    """Pairs seen in words, first character << 16 | second, sorted."""
    shares: np.ndarray
    begins: np.ndarray
    """By character: share of words that begin with it; `ends` likewise. Across words a pair is taken as chance."""
    ends: np.ndarray

    @cached_property
    def digest(self) -> str:
        return sha256(self.packed).hexdigest()


def unpack(version: int, packed: bytes) -> Weights:
    """Read a table as it is shipped and stored."""
    with np.load(BytesIO(packed)) as file:
        pairs, shares, edge = file["pairs"], _shares(file["share"]), _shares(file["edge"])
    begins, ends = (np.full(0x10000, _UNSEEN) for _ in range(2))
    begins[_FIRST_CJK:_LAST_CJK], ends[_FIRST_CJK:_LAST_CJK] = edge
    return Weights(version, packed, pairs, shares, begins, ends)


def _shares(quantised: np.ndarray) -> np.ndarray:
    return np.exp(quantised.astype(np.float32) / -10)


def _shipped() -> Weights:
    return unpack(1, (Path(__file__).parent / "data" / "background.npz").read_bytes())


SHIPPED = _shipped()
"""What this program sketches with."""
