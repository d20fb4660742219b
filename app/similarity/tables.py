"""The frozen tables behind normalisation, weights and guards; read once from `data/`, never changed at run time.

A change of any table changes keys or sketches: raise `NORM_VERSION` (normalise.py) with it, or ship another version
of the weights (weights.py). `data/build_tables.py` says where the tables come from and under which licences.
"""

from pathlib import Path

from app.similarity.weights import SHIPPED

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

BEGINS, ENDS = SHIPPED.begins, SHIPPED.ends
"""By character: share of words that begin, and that end, with it."""
