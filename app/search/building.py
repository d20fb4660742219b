"""The postings of many texts at once, by arrays. Pure: no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.search import grams
from app.search.postings import MOST_LISTED, distinct, pack

_PART = 2_000_000
_PLACE_BITS = 16


@dataclass(frozen=True, slots=True)
class Source:
    """A text as a segment takes it in, in the order of its places."""

    text_id: int
    day: int
    head: str
    everything: str
    matter: str
    facets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """All postings of a segment, by ascending key."""

    keys: list[int]
    counts: list[int]
    places: list[bytes]

    def rows(self, size: int) -> Iterator[tuple[list[int], list[int], list[bytes]]]:
        """The columns in slices of `size` rows."""
        for start in range(0, len(self.keys), size):
            part = slice(start, start + size)
            yield self.keys[part], self.counts[part], self.places[part]


def build(sources: Sequence[Source]) -> Built:
    """Which keys stand at which places; a text's place is its position in `sources`."""
    codes = distinct(np.concatenate([_of_facets(sources), *map(_of_part, _parts(sources))]))
    keys, places = codes >> _PLACE_BITS, (codes & (2**_PLACE_BITS - 1)).astype("<u2")
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.int64)
    counts = np.diff(np.append(starts, len(keys)))
    size, listed = len(sources), places.tobytes()
    packed = [
        listed[2 * start : 2 * (start + count)] if count <= MOST_LISTED else pack(places[start : start + count], size)
        for start, count in zip(starts.tolist(), counts.tolist(), strict=True)
    ]
    return Built(keys[starts].tolist(), counts.tolist(), packed)


def _parts(sources: Sequence[Source]) -> Iterator[tuple[int, Sequence[Source]]]:
    """Slices of about two million characters, so that memory does not grow with the length of the texts."""
    start = chars = 0
    for n, source in enumerate(sources):
        chars += len(source.everything)
        if chars >= _PART:
            yield start, sources[start : n + 1]
            start, chars = n + 1, 0
    if start < len(sources):
        yield start, sources[start:]


def _of_part(part: tuple[int, Sequence[Source]]) -> np.ndarray:
    first, sources = part
    found = [
        *_grams(first, [source.everything for source in sources], grams.SINGLE, grams.PAIR),
        *_grams(first, [source.head for source in sources], None, grams.TITLE_PAIR),
        *_grams(first, [source.matter for source in sources], None, grams.MATTER_PAIR),
    ]
    return distinct(np.concatenate(found))


def _grams(first: int, texts: Sequence[str], single: int | None, pair: int) -> Iterator[np.ndarray]:
    code, is_word = grams.codes("\0".join(texts))
    owner = first + np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])[: len(code)]
    if single is not None:
        yield ((code[is_word] | single) << _PLACE_BITS) | owner[is_word]
    at = np.flatnonzero(is_word[:-1] & is_word[1:])
    yield ((((code[at] << 16) | code[at + 1]) | pair) << _PLACE_BITS) | owner[at]


def _of_facets(sources: Sequence[Source]) -> np.ndarray:
    known: dict[str, int] = {}
    found = []
    for place, source in enumerate(sources):
        for facet in source.facets:
            if (key := known.get(facet)) is None:
                key = known[facet] = grams.facet_key(facet)
            found.append((key << _PLACE_BITS) | place)
    return np.array(found, dtype=np.int64)
