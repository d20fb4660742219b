"""The numbers that clauses begin with (序号): 第九条, 第三条之一, 一、, （三）, 1., （1）, ①."""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from app.drafts.numerals import NUMERAL_SIGNS, to_chinese, to_number


class Shape(IntEnum):
    """How a number is written (序号形式); a smaller value stands above a larger one."""

    PART = 1  # 第一编
    CHAPTER = 2  # 第一章
    SECTION = 3  # 第一节
    ARTICLE = 4  # 第一条
    COMMA = 5  # 一、
    BRACKETS = 6  # （一）
    DOT = 7  # 1.
    ARABIC_BRACKETS = 8  # （1） or 1）
    CIRCLE = 9  # ①


_LONGEST_CHAPTER_LINE = 200
_UNITS = {"编": Shape.PART, "章": Shape.CHAPTER, "节": Shape.SECTION, "条": Shape.ARTICLE}
_UNIT_NAMES = {shape: unit for unit, shape in _UNITS.items()}
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_N = f"[{NUMERAL_SIGNS}]{{1,9}}"
_GAP = r"[ \t\u3000\xa0]*"
_NUMBERED_UNIT = re.compile(
    rf"(?P<label>第{_GAP}(?P<n>{_N}){_GAP}(?P<unit>[编章节条])(?:之(?P<s>{_N})(?![{NUMERAL_SIGNS}]))?)(?P<rest>.*)",
    re.S,
)
_CHINESE = "[零〇○一二三四五六七八九十廿卅百]{1,7}"
_ARABIC = "[0-9０-９]{1,3}"
_LISTED = tuple(
    (shape, re.compile(rf"(?P<label>{label})(?P<rest>.*)", re.S))
    for shape, label in (
        (Shape.COMMA, rf"(?P<n>{_CHINESE})、"),
        (Shape.BRACKETS, rf"[（(]{_GAP}(?P<n>{_CHINESE}){_GAP}[）)]"),
        (Shape.DOT, rf"(?P<n>{_ARABIC})[.．、](?![0-9０-９])"),
        (Shape.ARABIC_BRACKETS, rf"[（(]{_GAP}(?P<n>{_ARABIC}){_GAP}[）)]"),
        (Shape.ARABIC_BRACKETS, rf"(?P<n>{_ARABIC})[）)]"),
        (Shape.CIRCLE, rf"(?P<n>[{_CIRCLES}])"),
    )
)
# Words that go on after a number in a sentence and never begin a clause: 第九条规定的情形, （一）、（二）项.
_CITED_UNIT = re.compile(
    rf"第{_GAP}{_N}{_GAP}[款项目条章节编]|规定|所[列称述规指涉]|的|至|、|和第|或者?第|及第|以及|与第"
    r"|以[外上下内]|中[的所规，,]|之外|[，。；,;）)》”]"
)
_CITED_ITEM = re.compile(r"[、至和或及][（(]|项(?:规定|所|的|情形|、|和|至|或)|[，。；,;]")
_UNPRINTABLE = re.compile(r"[\ufeff\u200b-\u200f\u2028-\u202e\u2060-\u2064\u00ad]")


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the beginning of a line, and what follows it."""

    shape: Shape
    number: int
    suffix: int  # 第三条之一 has 1, 第三条 has 0
    label: str  # as typed, without inner spaces
    rest: str
    spaced: bool  # something other than a letter stands after the number: it is surely not inside a sentence
    literal: bool = False  # the officer says that ``rest`` has no heading


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty, with its place (from 1) in what was read."""

    number: int
    text: str
    marker: Marker | None = None


def tidy(text: str) -> str:
    """The line without control and invisible characters and without space around it."""
    text = _UNPRINTABLE.sub("", text)
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(sign) == "Cc" and sign != "\t" else sign for sign in text)
    return text.strip()


def read_marker(text: str) -> Marker | None:
    """The number that a tidy line begins with, or None: for words, and for a citation inside a sentence."""
    if text.startswith("第"):
        if (match := _NUMBERED_UNIT.match(text)) is None:
            return None
        suffix = to_number(match["s"]) if match["s"] else 0
        return _marker(_UNITS[match["unit"]], match, suffix, _CITED_UNIT)
    for shape, pattern in _LISTED:
        if match := pattern.match(text):
            return _marker(shape, match, 0, _CITED_ITEM)
    return None


def _marker(shape: Shape, match: re.Match[str], suffix: int | None, cited: re.Pattern[str]) -> Marker | None:
    number = _CIRCLES.index(match["n"]) + 1 if shape is Shape.CIRCLE else to_number(match["n"])
    if number is None or suffix is None or cited.match(match["rest"]):
        return None
    if number > (9999 if shape is Shape.ARTICLE else 999) or suffix > 99:
        return None
    if shape < Shape.ARTICLE and len(match["rest"]) > _LONGEST_CHAPTER_LINE:
        return None
    rest = match["rest"]
    spaced = not rest or rest[0].isspace() or rest[0] in "（(【\\"
    label = re.sub(r"\s", "", match["label"])
    return Marker(shape, number, suffix, label, rest.strip(), spaced)


def cites(marker: Marker) -> bool:
    """Whether what follows the number and a space reads like a citation: "第三条 第二款规定的情形"."""
    return _CITED_UNIT.match(marker.rest) is not None


def written(shape: Shape, number: int, suffix: int = 0) -> str:
    """The number in its usual form, to say what was expected."""
    if shape in _UNIT_NAMES:
        after = f"之{to_chinese(suffix)}" if suffix else ""
        return f"第{to_chinese(number)}{_UNIT_NAMES[shape]}{after}"
    match shape:
        case Shape.COMMA:
            return f"{to_chinese(number)}、"
        case Shape.BRACKETS:
            return f"（{to_chinese(number)}）"
        case Shape.DOT:
            return f"{number}."
        case Shape.CIRCLE if number <= len(_CIRCLES):
            return _CIRCLES[number - 1]
        case _:
            return f"（{number}）"
