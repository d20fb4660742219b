"""Words that the guard must know: opposites, words of one meaning, endings of names. Written for this project."""

from collections.abc import Container
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def _lines(name: str) -> list[str]:
    return (_DATA / name).read_text("utf-8").splitlines()


def _pairs(name: str) -> tuple[tuple[str, str], ...]:
    split = (line.split("/") for line in _lines(name))
    return tuple((one, other) for one, other in split)


# The opposite opinion about the same thing must never share a group with it, however long the text.
STANCES = _pairs("stances.txt")

# Opposites that turn a short text round; in a long one they may be a slip.
ANTONYMS = _pairs("opposites.txt")

# "不" and its like inside these words turns nothing round.
NEUTRAL_NOT = tuple(_lines("neutral_not.txt")[0].split())

_LONGEST_PHRASE = 10
_LONGEST_WORD = 4
_NONE: frozenset[int] = frozenset()
_GROUPS: dict[str, set[int]] = {}
for _n, _group in enumerate(_lines("meanings.txt")):
    for _word in _group.split():
        _GROUPS.setdefault(_word, set()).add(_n)


def same_meaning(one: str, other: str) -> bool:
    """Whether two words stand for one another in citizens' messages (one line of data/meanings.txt has both)."""
    return not _GROUPS.get(one, _NONE).isdisjoint(_GROUPS.get(other, _NONE))


def same_phrase(one: str, other: str) -> bool:
    """Whether two spans say the same in words of one meaning, characters that sound alike and particles (晚上更加 /
    夜里越发了)."""
    if not one or not other:
        return len(one + other) <= _LONGEST_PHRASE and _PARTICLES.issuperset(one + other)
    # Most spans that are asked about begin or end so that nothing can follow: the search is for the few others.
    return _may_meet(one[0], other[0], _BEGIN) and _may_meet(one[-1], other[-1], _END) and _is_reached(one, other)


def _may_meet(char: str, other: str, ends: Container[str]) -> bool:
    return char == other or char in _PARTICLES or other in _PARTICLES or char + other in ends


@lru_cache(maxsize=20_000)
def _is_reached(one: str, other: str) -> bool:
    """Whether steps lead from the beginning of both to the end of both."""
    if same_meaning(one, other):
        return True
    if max(len(one), len(other)) > _LONGEST_PHRASE:
        return False
    end, reached, waiting = (len(one), len(other)), {(0, 0)}, [(0, 0)]
    while waiting and end not in reached:
        steps = _next(one, other, *waiting.pop()) - reached
        reached |= steps
        waiting += steps
    return end in reached


def _next(one: str, other: str, i: int, j: int) -> set[tuple[int, int]]:
    """How far one more character, particle or pair of words leads from a place in both."""
    steps = set()
    for n in range(i + 1, min(i + _LONGEST_WORD, len(one)) + 1):
        if one[i:n] in _GROUPS:
            ends = range(j + 1, min(j + _LONGEST_WORD, len(other)) + 1)
            steps |= {(n, m) for m in ends if same_meaning(one[i:n], other[j:m])}
    if i < len(one) and j < len(other) and (one[i] == other[j] or one[i] + other[j] in _SOUND):
        steps.add((i + 1, j + 1))
    if i < len(one) and one[i] in _PARTICLES:
        steps.add((i + 1, j))
    if j < len(other) and other[j] in _PARTICLES:
        steps.add((i, j + 1))
    return steps


# Written for one another by people in a hurry.
_SOUNDS = _lines("sounds.txt")
_SOUND = frozenset(one + other for chars in _SOUNDS for one in chars for other in chars)
_PARTICLES = frozenset("了的地得啊呀呢吧嘛呗哦哈也都就又还")

_ALIKE = [*(line.split() for line in _lines("meanings.txt")), *_SOUNDS]
# The first characters, and the last, of any two words or characters that may stand for one another.
_BEGIN = frozenset(one[0] + other[0] for words in _ALIKE for one in words for other in words)
_END = frozenset(one[-1] + other[-1] for words in _ALIKE for one in words for other in words)

# Kinds of insurance, benefit, holiday, licence ...: another one of them is another matter.
KINDS = frozenset(word for line in _lines("kinds.txt") if not line.startswith("#") for word in line.split(" "))

# What follows the proper part of a name.
NAME_ENDS = tuple(_lines("name_ends.txt"))

# One changed character among these makes another place or party of a list.
ONE_CHAR_NAMES = frozenset(
    "东西南北中上下前后左右内外新老旧大小高低甲乙丙丁戊子丑寅卯春夏秋冬阴阳金木水火土红黄蓝绿白黑"
)

# Characters that do not stand in names.
NO_NAME = frozenset("的了是不我你他她它这那着就都也要会能可以们吗呢吧把被给让说还又很没什么怎")
