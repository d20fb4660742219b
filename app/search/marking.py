"""Which characters of a title or text are marked, and the piece of a text that shows most of them. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.search.rules import Piece
from app.similarity.tables import TO_SIMPLIFIED

EXTRACT = 90
"""Characters of an extract."""
_BEFORE = 24
_BLANKS = re.compile(r"\s+")


@lru_cache(maxsize=8192)
def _letter(char: str) -> str:
    """One character for one, so that places stay what they are."""
    folded = unicodedata.normalize("NFKC", char).translate(TO_SIMPLIFIED).lower()
    return folded if len(folded) == 1 else char


def level(text: str) -> str:
    """The text folded without a change of any place."""
    return text.lower() if text.isascii() else "".join(map(_letter, text))


def mark(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text in pieces, with every occurrence of a word marked."""
    return _cut(text, _spans(level(text), words))


def extract(text: str, words: Sequence[str], *, size: int = EXTRACT) -> tuple[Piece, ...]:
    """Some `size` characters around the place where most of the words stand, marked; from the beginning if none."""
    text = _BLANKS.sub(" ", text).strip()
    spans = _spans(level(text), words)
    start = _best_start(spans, size)
    if start > 0:
        start = max(start - _BEFORE, 0)
    end = min(start + size, len(text))
    end = max([end, *(b for a, b in spans if a < end < b <= end + size)])  # no word is cut in two
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    pieces = _cut(text[start:end], inside)
    if start > 0:
        pieces = (Piece("…"), *pieces)
    return (*pieces, Piece("…")) if end < len(text) else pieces


def _spans(levelled: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words stand, overlapping and touching ones joined."""
    longest = sorted({word for word in words if word}, key=len, reverse=True)
    if not longest:
        return []
    found = sorted(
        (at.start(), at.start() + len(word)) for word in longest for at in re.finditer(re.escape(word), levelled)
    )
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _best_start(spans: Sequence[tuple[int, int]], size: int) -> int:
    best, most = 0, 0
    for n, (start, _) in enumerate(spans[:200]):
        covered = sum(min(b, start + size) - a for a, b in spans[n : n + 40] if a < start + size)
        if covered > most:
            best, most = start, covered
    return best


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for start, end in spans:
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], is_hit=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)
