"""What people say in words of their own beside a text that many sent."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from app.similarity.wording import segments

_OWN_WORDS = 6
"""Fewer characters than that are another spelling, not an argument."""
_BORROWED = 75.0
_SENTENCE = re.compile(r"(?<=[。；！？!?\n])")
_MARKS = "，。；、！？,.;:：!?… \n"


@lru_cache(maxsize=2_000)
def own_words(text: str, original: str) -> tuple[str, ...]:
    """What a person said in words of his own beside a text that many sent: passages, in order.

    Another spelling, and a sentence of the original in another place, are none. Kept for a while, since the same few
    are shown again and again.
    """
    own = (_unborrowed(words, original) for words, differs in segments(text, original) if differs)
    return tuple(words for words in own if sum(map(str.isalnum, words)) >= _OWN_WORDS)


def _unborrowed(passage: str, original: str) -> str:
    """A passage without the sentences that the original has in another place."""
    kept = [one for one in _SENTENCE.split(passage) if one and fuzz.partial_ratio(one, original) < _BORROWED]
    return "".join(kept).strip(_MARKS)
