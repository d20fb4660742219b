"""Numbers of two texts: which contradict each other, and which are only mistyped."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from app.similarity.spans import Block, breaks_number

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s?([万亿]?)([a-z]+|[^\d\s])?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_YEAR = frozenset("元人户万亿名个米块斤吨家套号%")
_DIGIT = re.compile(r"\d")
_COUNTS_OF_ONE = frozenset("个名位次点些天件份张")
_LONGER = 80


def contradicting_numbers(a: str, b: str, blocks: Sequence[Block]) -> list[tuple[str, str, bool]]:
    """Numbers of a and of b, each with its unit, that contradict, and whether a digit was only lost or won.

    Each side has one that the other lacks, counted in the same unit. A number in which a letter or character was
    mistyped is a slip, not another number; losing or winning a digit counts as that in longer texts only.
    """
    if not _DIGIT.search(a) or not _DIGIT.search(b):
        return []
    left, right = Counter(_numbers(a)), Counter(_numbers(b))
    only_a, only_b = left - right, right - left
    if not only_a or not only_b:
        return []
    values_a, values_b = {v for v, _ in left}, {v for v, _ in right}
    others = list(only_b.elements())
    found = []
    for value, unit in only_a.elements():
        for other in others:
            if other[1] != unit or (other[0] in values_a and value in values_b) or _same_number(value, other[0], unit):
                continue
            others.remove(other)
            if not (_is_broken((a, b), 0, value, blocks) or _is_broken((a, b), 1, other[0], blocks)):
                slipped = min(len(a), len(b)) >= _LONGER and len(value) != len(other[0])
                found.append((value + unit, other[0] + unit, slipped and _one_holds_other(value, other[0])))
            break
    return found


@lru_cache(maxsize=4_096)
def _numbers(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(map(_read, _NUMBER.finditer(text)))


def _read(match: re.Match[str]) -> tuple[str, str]:
    """A number and its unit; 5万元 counts as so many 元, and 2024 before a word as a year."""
    value, many, unit = match[1], match[2], match[3] or ""
    if many and unit in ("元", "人", "户", "块"):
        return value + many, unit
    if not many and unit not in _NO_YEAR and _YEAR.fullmatch(value):
        return value, "年"
    return value, many or unit


def _value(number: str) -> float:
    times = {"万": 1e4, "亿": 1e8}.get(number[-1], 1)
    return float(number.rstrip("万亿")) * times


def other_numbers(a: str, b: str) -> tuple[str, str] | None:
    """A number of each text that the other lacks, wherever they stand, where both lack as many.

    1 and 2 are as often words (一下, 两位).
    """
    left, right = (dict.fromkeys(value for value, _ in _numbers(text)) for text in (a, b))
    known_a, known_b = set(map(_value, left)) | {1, 2}, set(map(_value, right)) | {1, 2}
    only_a, only_b = [v for v in left if _value(v) not in known_b], [v for v in right if _value(v) not in known_a]
    if not only_a or len(only_a) != len(only_b):
        return None
    if any(_same_number(one, other, "年") for one in only_a for other in only_b):
        return None
    return only_a[0], only_b[0]


def _same_number(one: str, other: str, unit: str) -> bool:
    """Whether two numbers of one unit say the same: 5.0 and 5, the year 18 and 2018."""
    if _value(one) == _value(other) or (unit in _COUNTS_OF_ONE and "1" in (one, other)):
        return True
    short, long = sorted((one, other), key=len)
    return unit == "年" and len(long) == 4 and long.endswith(short.lstrip("0"))  # "18年" is short for 2018


def _one_holds_other(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(digit in rest for digit in short)


def _is_broken(texts: tuple[str, str], side: int, number: str, blocks: Sequence[Block]) -> bool:
    """Whether every place where the number stands in one of the texts was changed by something that is not a digit."""
    text, first, last = texts[side], 2 * side, 2 * side + 1
    seen = False
    start = text.find(number)
    while start >= 0:
        end = start + len(number)
        near = (block for block in blocks if block[first] < end and block[last] >= start)
        if not any(breaks_number(*texts, block) for block in near):
            return False
        seen = True
        start = text.find(number, end)
    return seen
