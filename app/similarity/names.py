"""Whether a differing span puts one name in another's place (地名、校名、人名), judged by its characters and its place.

No list holds every village, school and company. A name stands before 区, 路, 小学 …, or is a code (A3区, 12栋), or is
made of characters that names are made of; a slip of the pen is made of any. The table in data/names.txt says how much
more a character stands in names than in words.
"""

import re
from pathlib import Path

from app.similarity.boilerplate import SURNAMES
from app.similarity.lexicon import KINDS, NAME_ENDS, NO_NAME, ONE_CHAR_NAMES, same_meaning
from app.similarity.tables import NOUNS, OTHER_WORDS, PLACES
from app.similarity.wordlists import LISTED_PLACES

Span = tuple[str, int, int]
"""A text, and from and to in it."""

_LIKENESS = {
    char: float(line.split(" ")[0])
    for line in (Path(__file__).parent / "data" / "names.txt").read_text("utf-8").splitlines()
    for char in line.split(" ")[1]
}
_UNSEEN = -1.0
_KNOWN = PLACES | LISTED_PLACES
SUFFIX = re.compile("|".join(sorted(NAME_ENDS, key=len, reverse=True)))
_TAIL = re.compile(f"(?:{SUFFIX.pattern})$")
_CODE = re.compile(r"(?<![a-z\d])[a-z]{1,2}\d{0,3}(?![a-z\d])(?=[\u4e00-\u9fff])")
_ALNUM = re.compile("[a-zA-Z0-9]")
_COUNTED = re.compile(r"第?\d{1,3}(?![\d年月日])")
_TURN = re.compile(r"(?<=..)[东西南北中一二三四五六七八九\d]$")
_NO_END = re.compile("市[场民政容值面价级]|区[别分间域块]|县级|省[心事钱力略级]")
_LEVEL = frozenset("省市县区州")
_LONGEST = 8


def likeness(span: str) -> float:
    """How much its characters are those of names, summed: above 0 rather a name, below rather any words."""
    return sum(_LIKENESS.get(char, _UNSEEN) for char in span)


def is_word(pair: str) -> bool:
    """Whether two characters are a word of the dictionary."""
    return pair in NOUNS or pair in OTHER_WORDS


def is_other_name(one: Span, other: Span) -> bool:
    """Whether the spans, which stand in one another's place, hold two names of places or institutions."""
    spans = [text[start:end].strip() for text, start, end in (one, other)]
    if not all(spans) and not "".join(spans).isascii():
        return False
    codes = _codes(*one), _codes(*other)
    if codes[0] and codes[1]:
        return not codes[0] & codes[1]
    known = _listed(_KNOWN, *one)
    if known and (too := _listed(_KNOWN, *other)) and not any(x in y or y in x for x in known for y in too):
        return True
    if one[2] - one[1] == other[2] - other[1] == 1:
        return _is_other_letter(one, other)
    cores = _core(*one), _core(*other)
    if not cores[0] or not cores[1] or max(map(len, cores)) > _LONGEST:
        return False
    if not (_names_something(*one) and _names_something(*other)) or same_meaning(*cores):
        return False
    if is_misspelt(*cores):
        return False
    whole = all(span[2] - span[1] > 2 and _TAIL.search(span[0][span[1] : span[2]]) for span in (one, other))
    least = _WHOLE if whole else _PART
    return all(is_code or _reads_as_name(core, least) for core, is_code in zip(cores, codes, strict=True))


_WHOLE, _PART = -3.5, -0.5
"""Likeness from which a span that ends a name of its own, or only stands before one's end, reads as a name."""


def is_other_kind(one: Span, other: Span) -> bool:
    """Whether the spans hold two kinds of a thing of which offices know several: insurances, benefits, holidays."""
    kinds = _listed(KINDS, *one)
    return bool(kinds and (too := _listed(KINDS, *other)) and not set(kinds) & set(too))


def is_other_person(one: str, other: str) -> bool:
    """Whether both are names of people: a surname and one or two characters that stand in names."""
    return all(
        len(name) in (2, 3) and name[0] in SURNAMES and likeness(name) >= 2.5 and not set(name) & NO_NAME
        for name in (one, other)
    )


def is_misspelt(one: str, other: str) -> bool:
    """Whether two names end alike: one character replaced, lost, or both turned round. 西望 and 望栖 are two names."""
    one, other = one[-2:], other[-2:]
    if len(one) == len(other) == 2:
        return one[0] == other[0] or one[1] == other[1] or one == other[::-1]
    return not set(one).isdisjoint(other)


def is_name_end(text: str, start: int) -> bool:
    """Whether the ending of a name stands here, and not a word that begins like one (镇静, 市场)."""
    end = SUFFIX.match(text, start)
    if end is None:
        return False
    if len(end[0]) > 1:
        return True
    following = text[start : start + 2]
    if following[0] in "市区县省":
        return not _NO_END.match(following)
    return not is_word(following)


def _names_something(text: str, start: int, end: int) -> bool:
    return is_name_end(text, end) or bool(_TAIL.search(text[start:end]))


def _core(text: str, start: int, end: int) -> str:
    """The span without the ending of a name, if it has one or begins one (新 of 新城), and without 东, 三 before 路."""
    if end - start > 2 and len((SUFFIX.match(text, end - 1) or "x")[0]) > 1 and text[end - 1] not in "东西南北":
        return _TURN.sub("", text[start : end - 1].strip())
    span = text[start:end].strip()
    tail = None if is_name_end(text, end) else _TAIL.search(span)
    return _TURN.sub("", span[: tail.start()] if tail and tail.start() else span)


def _codes(text: str, start: int, end: int) -> set[str]:
    """Codes before Chinese words that lie in the span or touch it: A市, K9县, B座."""
    if not _ALNUM.search(text, max(start - 1, 0), end + 1):
        return set()
    while start > 0 and text[start - 1].isascii() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isascii() and text[end].isalnum():
        end += 1
    return set(_CODE.findall(text[start : end + 1]))


def _is_other_letter(one: Span, other: Span) -> bool:
    """A single character of a name replaced: both ways of it must read as names (滨湖区, 莲湖区)."""
    (a, a0, a1), (b, b0, b1) = one, other
    old, new = a[a0:a1], b[b0:b1]
    if is_name_end(a, a1):
        before = a[max(a0 - 1, 0) : a0]
        words = before + old, before + new
    elif is_name_end(a, a1 + 1):
        words = old + a[a1 : a1 + 1], new + b[b1 : b1 + 1]
    else:
        return False
    if old in ONE_CHAR_NAMES and new in ONE_CHAR_NAMES:
        return True
    return min(likeness(old), likeness(new)) >= 1.5 and not any(map(is_word, words))


def _listed(names: frozenset[str], text: str, start: int, end: int) -> list[str]:
    """Names of a list that touch the span and are not merely part of its neighbours."""
    found = []
    for size in (3, 2):
        for i in range(max(start - size + 1, 0), min(end, len(text) - size + 1)):
            if text[i : i + size] in names:
                found.append(text[i : i + size])
    return found


def _reads_as_name(core: str, least: float) -> bool:
    if any(char in NO_NAME for char in core[-3:]):
        return False
    if _COUNTED.match(core) or core in _LEVEL:
        return True
    if any(pair in NOUNS or pair in PLACES for pair in (core[-2:], core[:2])) or is_word(core):
        return True
    if len(core) == 1:
        return likeness(core) >= 0
    return max(likeness(core[-2:]), likeness(core[-3:])) >= least
