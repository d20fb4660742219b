"""Tell what was changed between two alike texts: another number, place, stance or matter, or only a slip of the pen.

A typo or a synonym does not make another text; another place, year, document number or the opposite opinion does.
A value that only one side gives is compatible: "asks for no place" and "asks for 上海" may be the same matter.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from app.similarity.contradictions import opposite_opinions, other_names, other_proper_nouns
from app.similarity.lexicon import ANTONYMS, NEUTRAL_NOT, NO_NAME, STANCES, same_meaning, same_phrase
from app.similarity.names import is_other_kind, is_other_name, is_other_person, is_word, likeness
from app.similarity.normalise import flat
from app.similarity.numbers import contradicting_numbers, other_numbers
from app.similarity.spans import merged_blocks, raw_blocks
from app.similarity.tables import NOUNS, PLACES


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
    Guard.MATTER: 24,
}
_MOST = 60
_LONG = 80
_SHORT = 24
_SYNONYM = 0.7


@dataclass(frozen=True, slots=True)
class Difference:
    """One differing span: what stands on either side (either may be empty), the guard it fired, or that both mean
    the same."""

    a: str
    b: str
    guard: Guard | None
    is_synonym: bool = False


_NEGATION = re.compile("[不没未无勿莫别非]")
_LATIN_NOT = re.compile(r"\b(?:not|no|never|dont|doesnt|didnt|cant|cannot|wont|shouldnt|isnt|arent|without)\b")
# A "not" slipped in by mistake stands anywhere; one that denies stands before a verb or an auxiliary.
_DENIES = re.compile(
    "[不没未无勿莫别](?:应|能|会|可|要|得|该|许|准|必|需|宜|是|予|同意|支持|赞|用|收|参|缴|交|允|再|有|符|给|让|属|适|管|办)"
)
_OPPOSITES = re.compile("|".join(sorted({w for pair in (*STANCES, *ANTONYMS) for w in pair}, key=len, reverse=True)))
# 除湖北外 leaves out what 湖北 asks for; "除了 ... 外，还" does not.
_EXCEPT = re.compile(r"除了?(?=[^外]{1,16}外(?!.{0,4}[还也另]))")
_DIGIT = re.compile(r"\d")
_LATIN = re.compile("[a-z]")
_NEUTRAL = re.compile("|".join(NEUTRAL_NOT))


def differences(a: str, b: str) -> list[Difference]:
    """The differing spans of two keys, in the order of `a`. Numbers are compared wherever they stand."""
    cased_a, cased_b = a.replace("\n", ""), b.replace("\n", "")
    flat_a, flat_b = cased_a.lower(), cased_b.lower()
    raw = raw_blocks(flat_a, flat_b)
    found = [
        Difference(old, new, Guard.DIGIT if is_digit else Guard.NUMBER)
        for old, new, is_digit in contradicting_numbers(flat_a, flat_b, raw)
    ]
    for a0, a1, b0, b1 in merged_blocks(flat_a, flat_b, raw):
        old, new = flat_a[a0:a1], flat_b[b0:b1]
        if _says_the_same(flat_a, flat_b, (a0, a1, b0, b1)):
            found.append(Difference(old, new, None, is_synonym=True))
        else:
            found.append(Difference(old, new, _classify(cased_a, cased_b, flat_a, flat_b, (a0, a1, b0, b1))))
    return found


def _says_the_same(a: str, b: str, block: tuple[int, int, int, int]) -> bool:
    """Whether both sides mean the same, alone or with an equal character beside them (马/道 before 路)."""
    a0, a1, b0, b1 = block
    if max(a1 - a0, b1 - b0) > 9:
        return False
    for before, after in ((0, 0), (0, 1), (1, 0), (1, 1)):
        if before > min(a0, b0) or a1 + after > len(a) or b1 + after > len(b):
            continue
        if same_phrase(a[a0 - before : a1 + after].strip(), b[b0 - before : b1 + after].strip()):
            return True
    return False


def contradictions(cased_a: str, cased_b: str, found: list[Difference]) -> list[Difference]:
    """What contradicts in two keys without standing in one another's place, as far as `found` does not say so."""
    a, b = flat(cased_a), flat(cased_b)
    seen = {one.guard for one in found}
    more = []
    if not seen & {Guard.STANCE, Guard.OPPOSITE} and (pair := opposite_opinions(a, b)):
        more.append(Difference(*pair, Guard.STANCE))
    if not seen & {Guard.PLACE, Guard.NAME} and (pair := other_names(a, b) or other_proper_nouns(cased_a, cased_b)):
        more.append(Difference(*pair, Guard.NAME))
    if not seen & {Guard.NUMBER, Guard.DIGIT} and (pair := other_numbers(a, b)):
        more.append(Difference(*pair, Guard.NUMBER))
    return more


def penalty(found: list[Difference], length: float) -> float:
    """Points to take off a score of 0..100 for texts of about `length` Chinese characters.

    One changed place in a long text is still the same campaign, the opposite stance never is.
    """
    share = min(1.0, _LONG / max(length, 1)) ** 1.5
    is_edited = any(
        d.guard is None for d in found
    )  # a copy edited elsewhere more likely holds a synonym we do not know
    total = 0.0
    for difference in found:
        if difference.guard is not None:
            weight = 1.0 if difference.guard is Guard.STANCE else share
            if difference.guard is Guard.MATTER:
                weight = min(1.0, _SHORT / max(length, 1)) * (0.6 if is_edited else 1.0)
            total += PENALTY[difference.guard] * weight
    return min(total, _MOST)


def credit(found: list[Difference], length: int) -> float:
    """Points for words of one meaning, which cost the ratio as much as any others (`length`: both texts together)."""
    return sum(100.0 * (len(d.a) + len(d.b)) / length for d in found if d.is_synonym) * _SYNONYM


def _classify(cased_a: str, cased_b: str, a: str, b: str, block: tuple[int, int, int, int]) -> Guard | None:
    a0, a1, b0, b1 = block
    old, new = a[a0:a1], b[b0:b1]
    if len(old) > 40 or len(new) > 40:
        return None
    if (turned := _opposite(a, b, block)) is not None:
        return turned
    if is_other_name((a, a0, a1), (b, b0, b1)):
        return Guard.PLACE
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
    if _leaves_out(a, a0, a1) != _leaves_out(b, b0, b1):
        return Guard.OPPOSITE
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
    if not _DENIES.search(a[a0 : a1 + 2]) and not _DENIES.search(b[b0 : b1 + 2]):
        return None
    wide_a, wide_b = a[max(a0 - 4, 0) : a1 + 4], b[max(b0 - 4, 0) : b1 + 4]
    not_a = len(_NEGATION.findall(_NEUTRAL.sub("", wide_a)))
    not_b = len(_NEGATION.findall(_NEUTRAL.sub("", wide_b)))
    return Guard.OPPOSITE if not_a % 2 != not_b % 2 else None


def _leaves_out(text: str, start: int, end: int) -> bool:
    """Whether the span ends with the "except" of what follows it."""
    found = _EXCEPT.search(text, start, end + 18) if "除" in text[start:end] else None
    return found is not None and found.end() == end


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
    return Indel.normalized_similarity(one.lower(), other.lower()) >= 0.75


def _chinese(a: str, b: str, block: tuple[int, int, int, int]) -> Guard | None:
    a0, a1, b0, b1 = block
    old, new = a[a0:a1].strip(), b[b0:b1].strip()
    if is_other_person(old, new):
        return Guard.NAME
    if is_other_kind((a, a0, a1), (b, b0, b1)):
        return Guard.MATTER
    words_a, words_b = _words(a, a0, a1), _words(b, b0, b1)
    if any(same_meaning(x, y) for x in words_a for y in words_b):
        return None
    shared, shorter = len(set(old) & set(new)), min(len(old), len(new))
    if shorter >= 4 and shared * 4 <= shorter:
        return Guard.MATTER if words_a and words_b else None
    if shared or shorter < 2:
        return None
    if _is_all_words(old) and _is_all_words(new):
        return Guard.MATTER if any(w in NOUNS for w in [*words_a, *words_b]) else None
    if _is_slip(a, a0, a1) or _is_slip(b, b0, b1):
        return None
    if not (words_a and words_b) and shorter < 4:
        return Guard.NAME if min(likeness(old), likeness(new)) >= 0 else None
    if words_a and words_b and any(w in NOUNS for w in [*words_a, *words_b]):
        return Guard.MATTER
    return None


def _is_all_words(span: str) -> bool:
    """Whether the span is one word of the dictionary, or two."""
    return len(span) in (2, 4) and all(is_word(span[i : i + 2]) or span in PLACES for i in range(0, len(span), 2))


def _is_slip(text: str, start: int, end: int) -> bool:
    """Whether the span cannot be a word or name put in another's place: it cuts a word in two, or is junk."""
    if any(char in NO_NAME for char in text[start:end]):
        return True
    return is_word(text[max(start - 1, 0) : start + 1]) or is_word(text[end - 1 : end + 1])


def _words(text: str, start: int, end: int) -> list[str]:
    """Dictionary words of two characters that lie in the span, or across its border if it is one character."""
    wide = end - start < 2
    first, last = (max(start - 1, 0), min(end, len(text) - 1)) if wide else (start, end - 1)
    pairs = [text[i : i + 2] for i in range(first, last)]
    return [p for p in pairs if is_word(p)]
