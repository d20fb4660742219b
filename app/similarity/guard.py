"""Tell what was changed between two alike texts: another number, place, stance or matter, or only a slip of the pen.

A typo or a synonym does not make another text; another place, year, document number or the opposite opinion does.
A value that only one side gives is compatible: "asks for no place" and "asks for 上海" may be the same matter.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel, Levenshtein

from app.similarity.lexicon import ANTONYMS, NAME_SUFFIX, NEUTRAL_NOT, ONE_CHAR_NAMES, STANCES, same_meaning
from app.similarity.tables import BEGINS, ENDS, NOUNS, OTHER_WORDS, PLACES

Block = tuple[int, int, int, int, bool]


class Guard(StrEnum):
    """Why two alike texts are kept apart."""

    NUMBER = "number"
    DIGIT = "digit"
    PLACE = "place"
    NAME = "name"
    STANCE = "stance"
    OPPOSITE = "opposite"
    MATTER = "matter"


PENALTY = {
    Guard.NUMBER: 40,
    Guard.DIGIT: 20,
    Guard.PLACE: 40,
    Guard.NAME: 30,
    Guard.STANCE: 45,
    Guard.OPPOSITE: 40,
    Guard.MATTER: 20,
}
_MOST = 60
_LONG = 80
_RARE = 2e-6


@dataclass(frozen=True, slots=True)
class Difference:
    """One differing span: what stands on either side (either may be empty) and the guard it fired, if any."""

    a: str
    b: str
    guard: Guard | None


_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s?([a-z]+|[^\d\s])?")
_COUNTS_OF_ONE = frozenset("个名位次点些天件份张")
_NEGATION = re.compile("[不没未无勿莫别非]")
_LATIN_NOT = re.compile(r"\b(?:not|no|never|dont|doesnt|didnt|cant|cannot|wont|shouldnt|isnt|arent|without)\b")
# A "not" slipped in by mistake stands anywhere; one that denies stands before a verb or an auxiliary.
_DENIES = re.compile(
    "[不没未无勿莫别](?:应|能|会|可|要|得|该|许|准|必|需|宜|是|予|同意|支持|赞|用|收|参|缴|交|允|再|有|符|给|让|属|适|管|办)"
)
_OPPOSITES = re.compile("|".join(sorted({w for pair in (*STANCES, *ANTONYMS) for w in pair}, key=len, reverse=True)))
_DIGIT = re.compile(r"\d")
_LATIN = re.compile("[a-z]")
_NEUTRAL = re.compile("|".join(NEUTRAL_NOT))
_SUFFIX = re.compile(rf".?(?:{NAME_SUFFIX})")


def differences(a: str, b: str) -> list[Difference]:
    """The differing spans of two keys, in the order of `a`. Numbers are compared wherever they stand."""
    cased_a, cased_b = a.replace("\n", ""), b.replace("\n", "")
    flat_a, flat_b = cased_a.lower(), cased_b.lower()
    raw = _raw_blocks(flat_a, flat_b)
    found = _numbers(flat_a, flat_b, raw)
    for a0, a1, b0, b1 in _blocks(flat_a, flat_b, raw):
        kind = _classify(cased_a, cased_b, flat_a, flat_b, (a0, a1, b0, b1))
        found.append(Difference(flat_a[a0:a1], flat_b[b0:b1], kind))
    return found


def penalty(found: list[Difference], length: int) -> float:
    """Points to take off a score of 0..100 for texts of about `length` characters.

    One changed place in a long text is still the same campaign, the opposite stance never is.
    """
    share = min(1.0, _LONG / max(length, 1)) ** 1.5
    total = 0.0
    for difference in found:
        if difference.guard is not None:
            points = PENALTY[difference.guard]
            total += points if difference.guard is Guard.STANCE else points * share
    return min(total, _MOST)


def _numbers(a: str, b: str, blocks: Sequence[Block]) -> list[Difference]:
    """Numbers that contradict: each side has one the other lacks, counted in the same unit.

    A number in which a letter or character was mistyped is a slip, not another number; one that lost or won a
    digit in a longer text is held against it by half.
    """
    if not _DIGIT.search(a) or not _DIGIT.search(b):
        return []
    left, right = Counter(_NUMBER.findall(a)), Counter(_NUMBER.findall(b))
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
            if not (_is_broken(a, value + unit, blocks, 0) or _is_broken(b, other[0] + unit, blocks, 2)):
                longer = min(len(a), len(b)) >= _LONG // 2 and len(value) != len(other[0])
                guard = Guard.DIGIT if longer and _one_holds_other(value, other[0]) else Guard.NUMBER
                found.append(Difference(value + unit, other[0] + unit, guard))
            break
    return found


def _same_number(one: str, other: str, unit: str) -> bool:
    if float(one) == float(other) or (unit in _COUNTS_OF_ONE and "1" in (one, other)):
        return True
    short, long = sorted((one, other), key=len)
    return unit == "年" and len(long) == 4 and long.endswith(short.lstrip("0"))  # "18年" is short for 2018


def _one_holds_other(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(digit in rest for digit in short)


def _is_broken(text: str, number: str, blocks: Sequence[Block], side: int) -> bool:
    """Whether every place where the number stands was changed by something that is not a digit."""
    seen = False
    start = text.find(number)
    while start >= 0:
        end = start + len(number)
        if not any(block[side] <= end and block[side + 1] >= start and block[4] for block in blocks):
            return False
        seen = True
        start = text.find(number, end)
    return seen


def _raw_blocks(a: str, b: str) -> list[Block]:
    """Differing blocks (from and to in a, in b), each with whether it put something else in a digit's place."""
    blocks = []
    for op in Levenshtein.opcodes(a, b):
        if op.tag != "equal":
            old, new = a[op.src_start : op.src_end], b[op.dest_start : op.dest_end]
            mixed = not (old + new).isdigit() and bool(_DIGIT.search(old + new) or not old or not new)
            blocks.append((op.src_start, op.src_end, op.dest_start, op.dest_end, mixed))
    return blocks


def _blocks(a: str, b: str, raw: Sequence[Block]) -> list[tuple[int, int, int, int]]:
    """The blocks, neighbours parted by a single equal character made one; in Latin script whole words."""
    blocks: list[tuple[int, int, int, int]] = []
    for a0, a1, b0, b1, _ in raw:
        if blocks and a0 - blocks[-1][1] <= 1:
            before = blocks.pop()
            a0, b0 = before[0], before[2]
        blocks.append((a0, a1, b0, b1))
    if not _LATIN.search(a):
        return blocks
    widened: list[tuple[int, int, int, int]] = []
    for block in blocks:
        a0, a1 = _whole_words(a, block[0], block[1])
        b0, b1 = _whole_words(b, block[2], block[3])
        if widened and (a0 <= widened[-1][1] or b0 <= widened[-1][3]):
            before = widened.pop()
            a0, b0, a1, b1 = before[0], before[2], max(a1, before[1]), max(b1, before[3])
        widened.append((a0, a1, b0, b1))
    return widened


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and "a" <= text[start - 1] <= "z":
        start -= 1
    while end < len(text) and "a" <= text[end] <= "z":
        end += 1
    return start, end


def _classify(cased_a: str, cased_b: str, a: str, b: str, block: tuple[int, int, int, int]) -> Guard | None:
    a0, a1, b0, b1 = block
    old, new = a[a0:a1], b[b0:b1]
    if len(old) > 40 or len(new) > 40:
        return None
    if (turned := _opposite(a, b, block)) is not None:
        return turned
    if not old.strip() or not new.strip() or _DIGIT.search(old + new):
        return None
    if _LATIN.search(old + new):
        return _latin(cased_a[a0:a1], cased_b[b0:b1])
    return _chinese(a, b, block)


def _opposite(a: str, b: str, block: tuple[int, int, int, int]) -> Guard | None:
    """An opposite word in the same place, or a "not" that only one side has."""
    a0, a1, b0, b1 = block
    old, new = a[a0:a1], b[b0:b1]
    if max(len(old), len(new)) > 8 + 12 * (old.isascii() and new.isascii()):
        return None
    near_a, near_b = a[max(a0 - 2, 0) : a1 + 2], b[max(b0 - 2, 0) : b1 + 2]
    if _OPPOSITES.search(near_a) and _OPPOSITES.search(near_b):
        for pairs, guard in ((STANCES, Guard.STANCE), (ANTONYMS, Guard.OPPOSITE)):
            for yes, no in pairs:
                if yes in near_a and no in near_b and yes not in near_b and no not in near_a:
                    return guard
                if no in near_a and yes in near_b and no not in near_b and yes not in near_a:
                    return guard
    if near_a.isascii() and near_b.isascii():
        return Guard.OPPOSITE if bool(_LATIN_NOT.search(old)) != bool(_LATIN_NOT.search(new)) else None
    if not _NEGATION.search(old + new) or max(len(old), len(new)) > 3:
        return None
    if old and new and not (_words(a, a0, a1) and _words(b, b0, b1)):
        return None
    if not (old and new) and not _DENIES.search(a[a0 : a1 + 2] if old else b[b0 : b1 + 2]):
        return None
    wide_a, wide_b = a[max(a0 - 4, 0) : a1 + 4], b[max(b0 - 4, 0) : b1 + 4]
    not_a = len(_NEGATION.findall(_NEUTRAL.sub("", wide_a)))
    not_b = len(_NEGATION.findall(_NEUTRAL.sub("", wide_b)))
    return Guard.OPPOSITE if not_a % 2 != not_b % 2 else None


def _latin(old: str, new: str) -> Guard | None:
    left, right = old.split(), new.split()
    names_a = [w for w in left if w[0].isupper() and w not in right]
    names_b = [w for w in right if w[0].isupper() and w not in left]
    if names_a and names_b and not any(_alike(x, y) for x in names_a for y in names_b):
        return Guard.PLACE
    strange_a = [w for w in left if len(w) > 3 and not any(_alike(w, v) for v in right)]
    strange_b = [w for w in right if len(w) > 3 and not any(_alike(w, v) for v in left)]
    if len(strange_a) == len(strange_b) == 1 and not same_meaning(strange_a[0].lower(), strange_b[0].lower()):
        return Guard.MATTER if len(left) == len(right) == 1 and min(len(old), len(new)) > 4 else None
    return None


def _alike(one: str, other: str) -> bool:
    return Indel.normalized_similarity(one.lower(), other.lower()) >= 0.6


def _chinese(a: str, b: str, block: tuple[int, int, int, int]) -> Guard | None:
    a0, a1, b0, b1 = block
    old, new = a[a0:a1], b[b0:b1]
    places_a, places_b = _places(a, a0, a1), _places(b, b0, b1)
    if places_a and places_b and not any(x in y or y in x for x in places_a for y in places_b):
        return Guard.PLACE
    words_a, words_b = _words(a, a0, a1), _words(b, b0, b1)
    if any(same_meaning(x, y) for x in [old, *words_a] for y in [new, *words_b]):
        return None
    named = _SUFFIX.match(a[a1 : a1 + 4]) or (old[-1] == new[-1] and _SUFFIX.match(old[-1] + a[a1 : a1 + 3]))
    if named and len(old) == len(new) == 1 and old in ONE_CHAR_NAMES and new in ONE_CHAR_NAMES:
        return Guard.PLACE
    if min(len(old), len(new)) < 2 or set(old) & set(new) or _is_slip(a, a0, a1) or _is_slip(b, b0, b1):
        return None
    if named:
        return Guard.PLACE
    if not words_a and not words_b:
        return Guard.NAME
    if words_a and words_b and any(w in NOUNS for w in [*words_a, *words_b]):
        return Guard.MATTER
    return None


def _is_slip(text: str, start: int, end: int) -> bool:
    """Whether the span cannot be a name put in another's place: it cuts a word in two, or holds a character that
    hardly any word has."""
    if any(BEGINS[ord(c) & 0xFFFF] + ENDS[ord(c) & 0xFFFF] < _RARE for c in text[start:end]):
        return True
    return _is_word(text[max(start - 1, 0) : start + 1]) or _is_word(text[end - 1 : end + 1])


def _is_word(pair: str) -> bool:
    return pair in NOUNS or pair in OTHER_WORDS


def _places(text: str, start: int, end: int) -> list[str]:
    """Known place names that touch the span and are not merely part of its neighbours."""
    found = []
    for size in (3, 2):
        for i in range(max(start - size + 1, 0), min(end, len(text) - size + 1)):
            if text[i : i + size] in PLACES:
                found.append(text[i : i + size])
    return found


def _words(text: str, start: int, end: int) -> list[str]:
    """Dictionary words of two characters that lie in the span, or across its border if it is one character."""
    wide = end - start < 2
    first, last = (max(start - 1, 0), min(end, len(text) - 1)) if wide else (start, end - 1)
    pairs = [text[i : i + 2] for i in range(first, last)]
    return [p for p in pairs if _is_word(p)]
