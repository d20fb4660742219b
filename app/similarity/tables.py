"""The frozen tables behind normalisation, weights and guards; read once from `data/`, never changed at run time.

A change of any table changes keys or sketches: raise `NORM_VERSION` (normalise.py) or `SKETCH_VERSION`
(sketch.py) with it. `data/build_tables.py` says where the tables come from and under which licences.
"""

from pathlib import Path

import numpy as np

_DATA = Path(__file__).parent / "data"
_OLD, _NEW = (_DATA / "hanzi.txt").read_text("utf-8").splitlines()

# Written by people but missing in the dictionary of variants, or kept apart there.
TO_SIMPLIFIED = str.maketrans(_OLD + "妳衹牠", _NEW + "你只它")

_WORDS = {
    kind: frozenset(words)
    for kind, *words in (line.split(" ") for line in (_DATA / "words.txt").read_text("utf-8").splitlines())
}
NOUNS, PLACES, OTHER_WORDS = (_WORDS[kind] for kind in ("noun", "place", "other"))

STOPWORDS = frozenset((_DATA / "stopwords.txt").read_text("utf-8").split())
"""English words that say nothing about a matter."""

with np.load(_DATA / "background.npz") as _file:
    PAIR_CODES: np.ndarray = _file["pairs"]
    PAIR_SHARE: np.ndarray = np.exp(_file["share"].astype(np.float32) / -10)
    _edge = np.exp(_file["edge"].astype(np.float32) / -10)
BEGINS = np.full(0x10000, np.float32(1e-8))
ENDS = np.full(0x10000, np.float32(1e-8))
BEGINS[0x3400:0xA000], ENDS[0x3400:0xA000] = _edge
