"""Words that the guard must know: opposites, words of one meaning, endings of names. Written for this project."""

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


@lru_cache(maxsize=20_000)
def same_phrase(one: str, other: str) -> bool:
    """Whether two spans say the same in words of one meaning, characters that sound alike and particles (晚上更加 /
    夜里越发了)."""
    if same_meaning(one, other):
        return True
    if max(len(one), len(other)) > _LONGEST_PHRASE:
        return False
    reached = {(0, 0)}
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if (i, j) in reached:
                reached |= _next(one, other, i, j)
    return (len(one), len(other)) in reached


def _next(one: str, other: str, i: int, j: int) -> set[tuple[int, int]]:
    """How far one more character, particle or pair of words leads from a place in both."""
    steps = {
        (i + n, j + m)
        for n in range(1, min(_LONGEST_WORD, len(one) - i) + 1)
        for m in range(1, min(_LONGEST_WORD, len(other) - j) + 1)
        if same_meaning(one[i : i + n], other[j : j + m])
    }
    if i < len(one) and j < len(other) and (one[i] == other[j] or _SOUND.get(one[i], 0) == _SOUND.get(other[j], 1)):
        steps.add((i + 1, j + 1))
    if i < len(one) and one[i] in _PARTICLES:
        steps.add((i + 1, j))
    if j < len(other) and other[j] in _PARTICLES:
        steps.add((i, j + 1))
    return steps


# Written for one another by people in a hurry.
_SOUND = {
    char: n
    for n, chars in enumerate(
        (
            "的地得",
            "在再",
            "做作",
            "像象",
            "已以",
            "账帐",
            "需须",
            "他她它",
            "那哪",
            "吗嘛",
            "坐座",
            "带代",
            "即既",
            "分份",
        )
    )
    for char in chars
}
_PARTICLES = frozenset("了的地得啊呀呢吧嘛呗哦哈也都就又还")

# Kinds of insurance, benefit, holiday, licence ...: another one of them is another matter.
KINDS = frozenset(word for line in _lines("kinds.txt") if not line.startswith("#") for word in line.split(" "))

# What follows the proper part of a name.
NAME_SUFFIX = (
    "省|市|县|区|镇|乡|村|路|街|巷|桥|屯|庄|湾|州|岛|湖|河|山|江|寺|塔|站|号线|大道|街道|小区|社区|花园|公园|"
    "广场|人民医院|公馆|雅苑|国际|壹号|附中|附小|新村|学校|小学|中学|一中|大学|学院|幼儿园|医院|大厦|家园|新村|新城|新区|水库|公司|集团|银行|商场|市场|超市|"
    "工业园|开发区|派出所|居委会|村委会|车站|机场|码头|高速|项目|楼盘|苑|府|城|里|坊"
)

# One changed character among these makes another place or party of a list.
ONE_CHAR_NAMES = frozenset(
    "东西南北中上下前后左右内外新老旧大小高低甲乙丙丁戊子丑寅卯春夏秋冬阴阳金木水火土红黄蓝绿白黑"
)

# Characters that do not stand in names.
NO_NAME = frozenset("的了是不我你他她它这那着就都也要会能可以们吗呢吧把被给让说还又很没什么怎")
