"""What differs between two wordings, for the eye: a text cut into what others say too and what only it says."""

import re
import unicodedata
from collections.abc import Sequence

import rjieba
from rapidfuzz.distance import Levenshtein

from app.similarity.tables import TO_SIMPLIFIED

_ISLAND = 2


def segments(text: str, other: str) -> list[tuple[str, bool]]:
    """A text as pieces (words, whether the other text lacks them), in order; together they are the text.

    Compared word by word, whatever the width of the characters. Up to two equal characters between two differing
    words count as differing and marks of punctuation never do: both only hinder the eye.
    """
    words = rjieba.cut(text)
    marks = [True] * len(words)
    for op in Levenshtein.opcodes([*map(_plain, words)], [*map(_plain, rjieba.cut(other))]):
        if op.tag == "equal":
            marks[op.src_start : op.src_end] = [False] * (op.src_end - op.src_start)
    pieces = _join(words, marks)
    for n in range(1, len(pieces) - 1):
        words_, differs = pieces[n]
        if not differs and len(words_) <= _ISLAND and pieces[n - 1][1] and pieces[n + 1][1]:
            pieces[n] = words_, True
    return _join(
        [words_ for words_, _ in pieces], [differs and any(map(str.isalnum, words_)) for words_, differs in pieces]
    )


def shared_words(one: str, other: str, rare: Sequence[str], limit: int = 6) -> list[str]:
    """Words of at least two characters that both texts have and that hold one of the rare pieces both share."""
    both = set(rjieba.cut(other))
    words = dict.fromkeys(word for word in rjieba.cut(one) if len(word) > 1 and word in both)
    return [word for word in words if any(piece in word.lower() for piece in rare)][:limit]


def marked_words(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """A text as pieces (words, whether they are among `words`), in order; together they are the text."""
    if not words:
        return [(text, False)]
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    cut = re.split(f"({listed})", text, flags=re.IGNORECASE)
    return [(piece, n % 2 == 1) for n, piece in enumerate(cut) if piece]


def original_words(span: str, text: str) -> str:
    """A piece of a text's key as it was written there: its script, its capitals, its marks; the piece itself where
    it cannot be found (a numeral that became digits)."""
    if span in text:
        return span
    signs = [(sign, n) for n, one in enumerate(text) for sign in _plain(one).translate(TO_SIMPLIFIED) if sign.isalnum()]
    at = "".join(sign for sign, _ in signs).find(wanted := "".join(filter(str.isalnum, span)))
    return text[signs[at][1] : signs[at + len(wanted) - 1][1] + 1] if wanted and at >= 0 else span


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower()


def _join(words: Sequence[str], marks: Sequence[bool]) -> list[tuple[str, bool]]:
    joined: list[tuple[str, bool]] = []
    for word, differs in zip(words, marks, strict=True):
        if joined and joined[-1][1] == differs:
            joined[-1] = joined[-1][0] + word, differs
        else:
            joined.append((word, differs))
    return joined
