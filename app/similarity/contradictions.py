"""What contradicts between two short texts wherever it stands: the opposite opinion, another name.

The guard compares what stands in one another's place. Where clauses were moved, or a slip of the pen stands beside,
nothing lines up; what a text is for or against, and the names in it, can be compared all the same. One side must have
what the other lacks, and the other way round: what only one of them says contradicts nothing.
"""

import re
from collections.abc import Set
from functools import lru_cache

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from app.similarity.boilerplate import SURNAMES
from app.similarity.lexicon import ANTONYMS, NO_NAME, STANCES
from app.similarity.names import SUFFIX, is_misspelt, is_name_end, is_word, likeness
from app.similarity.tables import PLACES

Opinion = tuple[str, bool]
"""A word, and whether it is denied."""

_CJK = re.compile("[\u4e00-\u9fff]{2}")
_NAME = re.compile("[\u4e00-\u9fff]{2,3}")
_SURNAME = re.compile(f"[{''.join(sorted(SURNAMES))}]")
_FOR = frozenset(yes for yes, _ in STANCES if not yes.isascii())
_AGAINST = frozenset(no for _, no in STANCES if not no.isascii() and no[0] != "不")
_PAIRS = frozenset(pair for one, other in ANTONYMS if not one.isascii() for pair in ((one, other), (other, one)))
_KNOWN = _FOR | _AGAINST | {word for pair in _PAIRS for word in pair}
_OPINION = re.compile(f"(不?)({'|'.join(sorted(_KNOWN, key=len, reverse=True))})")
_COMPANY = frozenset(("公司", "集团", "商场", "银行", "超市"))
_PROPER = re.compile(r"\b[A-Z][a-z]{3,}")
_ALIKE = 75
"""Ratio from which a word is another one misspelt."""
_LEAST = 0.0
"""Likeness from which two characters before an ending read as the proper part of a name."""
_GIVEN = 1.0
"""Likeness a character from which what follows a surname reads as a given name."""


def opposite_opinions(a: str, b: str) -> tuple[str, str] | None:
    """A word of each text that says the opposite of the other's; None where there is no such pair."""
    left, right = _opinions(a), _opinions(b)
    for one in left - right:
        for other in right - left:
            if _are_opposed(one, other):
                return _spelt(one), _spelt(other)
    return None


def other_names(a: str, b: str) -> tuple[str, str] | None:
    """A name of each text that the other does not have, not even misspelt; None where one text has all of them."""
    return _unmatched(a, b, _names(a), _names(b)) or _unmatched(a, b, _people(a), _people(b))


def other_proper_nouns(a: str, b: str) -> tuple[str, str] | None:
    """A capitalised word of each key in Latin script that the other lacks, not even misspelt; else None."""
    left, right = set(_PROPER.findall(a)), set(_PROPER.findall(b))
    one, other = _strange(left - right, b), _strange(right - left, a)
    return (one, other) if one and other else None


def _strange(names: Set[str], text: str) -> str | None:
    words = text.lower().split()
    known = (name for name in sorted(names) if not extractOne(name.lower(), words, scorer=ratio, score_cutoff=_ALIKE))
    return next(known, None)


def _unmatched(a: str, b: str, left: Set[str], right: Set[str]) -> tuple[str, str] | None:
    """A name of either side that the other text lacks and that shares no character, but a surname, with its names."""
    one = next((n for n in sorted(left) if n not in b and not any(is_misspelt(n, m) for m in right)), None)
    other = next((n for n in sorted(right) if n not in a and not any(is_misspelt(n, m) for m in left)), None)
    return (one, other) if one and other else None


@lru_cache(maxsize=4_096)
def _opinions(text: str) -> frozenset[Opinion]:
    found = set()
    for denied, word in _OPINION.findall(text):
        bare = word[1:] if word[0] == "不" and word[1:] in _KNOWN else word
        found.add((bare, bool(denied) != (bare != word)))
    return frozenset(found)


def _are_opposed(one: Opinion, other: Opinion) -> bool:
    if one[0] == other[0]:
        return one[1] != other[1]
    if one[1] == other[1] and (one[0], other[0]) in _PAIRS:
        return True
    sides = [(word in _FOR) != denied for word, denied in (one, other) if word in _FOR or word in _AGAINST]
    return len(sides) == 2 and sides[0] != sides[1]


def _spelt(opinion: Opinion) -> str:
    return f"不{opinion[0]}" if opinion[1] else opinion[0]


@lru_cache(maxsize=4_096)
def _names(text: str) -> frozenset[str]:
    """The two characters before the ending of a name, where they read as a name and are no word."""
    found = set()
    for end in SUFFIX.finditer(text):
        start = end.start()
        if end[0] in _COMPANY and is_word(text[max(start - 2, 0) : start]):
            start -= 2
        core = text[max(start - 2, 0) : start]
        if not _CJK.fullmatch(core) or set(core) & NO_NAME or _is_no_end(text, start, end):
            continue
        if core in PLACES or (likeness(core) >= _LEAST and not is_word(core)):
            found.add(core)
    return frozenset(found)


def _is_no_end(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether what looks like the ending of a name belongs to a word: 政府, 市场."""
    if start < end.start():
        return False
    return not is_name_end(text, start) or (len(end[0]) == 1 and is_word(text[start - 1 : start + 1]))


@lru_cache(maxsize=4_096)
def _people(text: str) -> frozenset[str]:
    """A surname and one or two characters that stand in names, none of which makes a word with its neighbour."""
    found: set[str] = set()
    after = 0
    for surname in _SURNAME.finditer(text):
        at = surname.start()
        name = next((w for w in (text[at : at + 3], text[at : at + 2]) if _is_person(text, at, w)), "")
        if name and at >= after:
            found.add(name)
            after = at + len(name)
    return frozenset(found)


def _is_person(text: str, at: int, name: str) -> bool:
    if not _NAME.fullmatch(name) or not NO_NAME.isdisjoint(name):
        return False
    around = text[max(at - 1, 0) : at + len(name) + 1]
    if any(is_word(around[n : n + 2]) for n in range(len(around) - 1)):
        return False
    return likeness(name[1:]) >= _GIVEN * (len(name) - 1)
