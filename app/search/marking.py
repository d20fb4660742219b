"""Which characters of a title or text are marked, and the piece of a text that shows most of them. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape

import numpy as np
from minijinja import safe

from app.search.rules import Piece
from app.similarity.tables import TO_SIMPLIFIED

EXTRACT = 90
"""Characters of an extract."""
_BEFORE = 24
_BLANKS = re.compile(r"\s+")
_PLANE = 0x10000


@cache
def _letters() -> np.ndarray:
    """One character for one, so that places stay what they are."""
    folded = (unicodedata.normalize("NFKC", chr(c)).translate(TO_SIMPLIFIED).lower() for c in range(_PLANE))
    return np.array([ord(one) if len(one) == 1 else c for c, one in enumerate(folded)], dtype="<u4")


def level(text: str) -> str:
    """The text folded without a change of any place."""
    if text.isascii():
        return text.lower()
    whole = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4")
    near = _letters()[np.minimum(whole, _PLANE - 1)]
    return np.where(whole < _PLANE, near, whole).tobytes().decode("utf-32-le", "replace")


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
    found = []
    for word in longest:
        at = levelled.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = levelled.find(word, at + len(word))
    found.sort()
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _best_start(spans: Sequence[tuple[int, int]], size: int) -> int:
    """Where the piece of `size` characters begins that covers most of the spans."""
    best = most = last = inside = 0
    for start, end in spans:
        while last < len(spans) and spans[last][0] < start + size:
            inside += spans[last][1] - spans[last][0]
            last += 1
        covered = inside - max(0, spans[last - 1][1] - start - size)
        if covered > most:
            best, most = start, covered
        inside -= end - start
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


def marked(pieces: Iterable[Piece]) -> str:
    """The pieces as HTML that templates take as it is: a loop there costs ten times as much."""
    parts = (f"<mark>{escape(piece.text)}</mark>" if piece.is_hit else escape(piece.text) for piece in pieces)
    return safe("".join(parts))
