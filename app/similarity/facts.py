"""Read from the words of a request what must be equal for it to be the same as another (硬约束).

Before anything is stripped: taking 年度 away first would take the year with it. Pure, and the same for every order
of reading. A guard's value is one text for all that the request names ("2023—2024", "静安、浦东").
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate

import rjieba

from app.similarity import wordlists as lists
from app.similarity.periods import find_periods, plain_numbers
from app.similarity.tables import TO_SIMPLIFIED


class Guard(StrEnum):
    """What two requests for the same information agree in, as far as both say it."""

    DOCUMENT = "document"
    PERIOD = "period"
    PLACE = "place"
    INSURANCE = "insurance"
    SCHEME = "scheme"
    FIELD = "field"
    BATCH = "batch"
    FACET = "facet"
    ASPECT = "aspect"
    PERSON = "person"


ALWAYS_SAID = frozenset({Guard.FACET, Guard.PERSON})
"""Who names no facet asks for the thing itself; who names nobody asks about nobody."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The guards of a request, and in `body` the words that are left to compare. Values are never empty."""

    values: dict[Guard, str] = field(default_factory=dict)
    body: str = ""

    @property
    def is_personal(self) -> bool:
        return Guard.PERSON in self.values


_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_BRACKETS = str.maketrans("[【〖{(（｛［", "〔" * 8) | str.maketrans("]】〗})）｝］", "〕" * 8)
_DASHES = re.compile("[—–−‐‑‒―ー~～]+|-{2,}")
_BLANK = re.compile(r"(?<=[\u3400-\u9fff〔〕《》\d])\s+(?=[\u3400-\u9fff〔〕《》\d])")
_NUMBERED = re.compile(r"([\u4e00-\u9fff]{1,20})〔((?:19|20)\d\d)〕(?:第|字第)?0*(\d{1,5})(?:号|(?!\d))")
_BARE = re.compile(
    r"([\u4e00-\u9fff]{1,20}[规发办函通字告文综职福养就关监基保复批政])((?:19|20)\d\d)年?第?0*(\d{1,5})号"
)
_DECREE = re.compile(r"([\u4e00-\u9fff]{1,3})令〔?第?0*(\d{1,4})号")
_ANNOUNCED = re.compile(r"(公告|通告|通令)〔?(?:((?:19|20)\d\d)年)?第?0*(\d{1,4})号〕?")
_BATCH = re.compile(r"第(\d{1,3})(批|期|次|轮|届)")
_LATIN_BODY = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]+")
_FUND = re.compile(r"([\u4e00-\u9fff]{2})(?:保险|基金)")
_NAMED_PLACE = re.compile(
    r"([\u4e00-\u9fff]{2})(区(?![别分间域块划])|县(?!级)|市(?![场民政值面容价级委])|镇(?![静定痛])|乡(?![村镇亲土愁])|街道)"
)
_EXCEPT = re.compile(r"除了?([^，,。；;|外]{1,16}?)(?:之外|以外|外)(?!.{0,4}[还也另])")
_LEVEL = {"市": 2, "区": 3, "县": 3, "镇": 4, "乡": 4, "街道": 4}


def read_facts(text: str) -> Facts:
    """The guards of a request and what is left of its words. Never fails; a request may say nothing at all."""
    rest = fold(text)
    values: dict[Guard, str] = {}
    is_personal = bool(lists.PERSONAL.search(rest))
    rest = _take(values, Guard.DOCUMENT, *_documents(rest))
    rest = _take(values, Guard.PERIOD, *find_periods(rest))
    rest = _take(values, Guard.PLACE, *_places(rest))
    for guard, find in _KEPT.items():
        if found := find(rest):
            values[guard] = "、".join(sorted(found))
    if is_personal:
        values[Guard.PERSON] = "1"
    for names in _ONE_WORD:
        rest = names.in_one_word(rest)
    stripped = lists.BOILERPLATE.sub("|", rest)
    return Facts(values, "|".join(part for part in _LATIN_BODY.split(stripped) if part))


def fold(text: str) -> str:
    """Widths, scripts, brackets, dashes and numerals written in one way; nothing is taken away."""
    text = _HIDDEN.sub("", unicodedata.normalize("NFKC", text)).translate(TO_SIMPLIFIED)
    text = _DASHES.sub("-", text.translate(_BRACKETS))
    return plain_numbers(_BLANK.sub("", text))


def never_public(text: str) -> frozenset[str]:
    """Classes of information about one person in a text, which no conversion may touch (转化规则第七条)."""
    return frozenset(_named(lists.NEVER_PUBLIC, fold(text)))


def _take(values: dict[Guard, str], guard: Guard, found: set[str], rest: str) -> str:
    if found:
        values[guard] = "、".join(sorted(found))
    return rest


def _documents(text: str) -> tuple[set[str], str]:
    found: set[str] = set()

    def numbered(match: re.Match[str]) -> str:
        prefix = lists.CUTS.sub("", match[1])
        prefix = prefix if prefix else match[1][-4:]
        found.add(f"{prefix[-12:]}〔{match[2]}〕{match[3]}号")
        return match[1][: len(match[1]) - len(prefix)] + "|"

    def decree(match: re.Match[str]) -> str:
        found.add(f"{match[1][-1]}令{match[2]}号")
        return "|"

    def announced(match: re.Match[str]) -> str:
        found.add(f"{match[1]}{match[2] + '年' if match[2] else ''}第{match[3]}号")
        return match[1]

    text = _ANNOUNCED.sub(announced, text)
    text = _BARE.sub(numbered, _NUMBERED.sub(numbered, text))
    return found, _DECREE.sub(decree, text)


def _places(text: str) -> tuple[set[str], str]:
    """The places that the text names, and those it leaves out (除湖北外)."""
    left_out: set[str] = set()

    def excepted(match: re.Match[str]) -> str:
        found, _ = _named_places(match[1])
        left_out.update(f"除{name}外" for name in found)
        return "|" if found else match[0]

    text = _EXCEPT.sub(excepted, text)
    found, text = _named_places(text)
    return found | left_out, text


def _named_places(text: str) -> tuple[set[str], str]:
    """The places of the most exact level that the text names: 上海市静安区 is 静安."""
    levels: dict[int, set[str]] = {}

    def listed(names: lists.Names, level: int) -> None:
        nonlocal text
        for match in names.pattern.finditer(text):
            levels.setdefault(level, set()).add(names.name_of(match[0]))
        text = names.pattern.sub("|", text)

    def named(match: re.Match[str]) -> str:
        name, kind = match[1], match[2]
        if (
            (kind == "区" and match.start() not in begins)
            or name[-1] in lists.PLACE_STOP[kind]
            or lists.BOILERPLATE.search(name)
        ):
            return match[0]
        levels.setdefault(_LEVEL[kind], set()).add(name + kind if kind == "街道" else name)
        return "|"

    for names, level in ((lists.DISTRICTS, 3), (lists.PROVINCES, 1), (lists.CITIES, 2)):
        listed(names, level)
    begins = _word_begins(text)
    text = _NAMED_PLACE.sub(named, text)
    return (levels[max(levels)] if levels else set()), text


def _word_begins(text: str) -> frozenset[int]:
    """Where words begin: a name begins with one, 资金按区 is no place 金按."""
    return frozenset(accumulate(map(len, rjieba.cut(text)), initial=0))


def _named(names: lists.Names, text: str) -> set[str]:
    return {names.name_of(match[0]) for match in names.pattern.finditer(text)}


def _insurances(text: str) -> set[str]:
    found = _named(lists.INSURANCES, text)
    others = lists.INSURANCES.pattern.sub("|", text)
    heads = {match[1] for match in _FUND.finditer(others)}
    return found | {head for head in heads if head not in lists.INSURANCE_STOP and not lists.BOILERPLATE.search(head)}


def _facets(text: str) -> set[str]:
    return _named(lists.FACETS, text)


def _aspects(text: str) -> set[str]:
    """What is asked of it; a word inside a facet (评分标准) is no aspect."""
    return _named(lists.ASPECTS, lists.FACETS.pattern.sub("|", text))


_KEPT = {
    Guard.INSURANCE: _insurances,
    Guard.SCHEME: lambda text: _named(lists.SCHEMES, text),
    Guard.FIELD: lambda text: _named(lists.FIELDS, text),
    Guard.BATCH: lambda text: {f"第{match[1]}{match[2]}" for match in _BATCH.finditer(text)},
    Guard.FACET: _facets,
    Guard.ASPECT: _aspects,
}
"""Guards whose words stay in the body too: they are part of the matter."""

_ONE_WORD = (lists.FACETS, lists.ASPECTS, lists.INSURANCES, lists.SCHEMES, lists.FIELDS, lists.SYNONYMS)
