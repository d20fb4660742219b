"""The words of the made-up texts, the slots they fill and the Chinese frames; see campaigns.py."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Frame = tuple[str, ...]
"""Text and one-letter slots in turn."""


@dataclass(slots=True)
class Base:
    """A text of its own: its words that filled slots, and among them those that name something, by kind."""

    text: str
    words: list[str]
    entities: list[tuple[str, str]]
    is_english: bool


def _read() -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {}
    name = ""
    for line in Path(__file__).with_name("campaign_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            many = line.split("|") if "|" in line else line.split()
            tables.setdefault(name, []).extend(one.replace("\\n", "\n") for one in many)
    return tables


WORDS = _read()
Filled = tuple[str, str]
"""A word and what it names: ``place``, ``year``, ``number``, ``name``, ``document``, ``stance`` or nothing."""

STANCES = (
    ("支持", "反对"), ("赞成", "不同意"), ("应当保留", "应当取消"), ("提高", "降低"), ("放宽", "收紧"),
    ("延长", "缩短"), ("扩大", "缩小"), ("公开", "不公开"),
)  # fmt: skip
EN_STANCES = (("I support", "I oppose"), ("Please keep", "Please drop"), ("Raise", "Lower"), ("Extend", "Shorten"))
_OPPOSITE = {a: b for one in (*STANCES, *EN_STANCES) for a, b in (one, one[::-1])}
_AGENCIES = ["青", "云", "禾", "松", "柳", "泉", "湖", "岭"]
_PAPERS = ("政发", "政办发", "发改价", "财社", "建房", "人社规", "环评", "教基", "自然资规", "卫健")


def pick(r: random.Random, many: str) -> str:
    table = WORDS[many]
    return table[int(r.random() * len(table))]


def _place(r: random.Random) -> Filled:
    return pick(r, "syllables") + pick(r, "syllables") + pick(r, "suffixes"), "place"


def _en_place(r: random.Random) -> Filled:
    return pick(r, "en_names") + pick(r, "en_endings") + pick(r, "en_kinds"), "place"


def _person(r: random.Random) -> Filled:
    return pick(r, "surnames") + pick(r, "syllables") + (pick(r, "syllables") if r.random() < 0.7 else ""), "name"


def _company(r: random.Random) -> Filled:
    return pick(r, "syllables") + pick(r, "syllables") + pick(r, "trades") + "公司", "name"


def _paper(r: random.Random) -> Filled:
    agency = _AGENCIES[int(r.random() * 8)] + _PAPERS[int(r.random() * 10)]
    return f"{agency}〔{2012 + int(r.random() * 14)}〕{1 + int(r.random() * 180)}号", "document"


def _two(first: str, second: str, between: str = "") -> Callable[[random.Random], Filled]:
    return lambda r: (pick(r, first) + between + pick(r, second), "")


def _number(r: random.Random) -> Filled:
    return str(int(r.choice((9, 60, 300, 4_000)) * r.random()) + 2), "number"


def _of(many: str) -> Callable[[random.Random], Filled]:
    return lambda r: (pick(r, many), "")


FILL: dict[str, Callable[[random.Random], Filled]] = {
    "P": _place,
    "M": _of("modifiers"),
    "F": _of("facilities"),
    "f": _of("facility_problems"),
    "a": _of("facility_asks"),
    "S": _of("services"),
    "s": _of("service_problems"),
    "q": _of("service_asks"),
    "L": _of("policies"),
    "l": _of("policy_points"),
    "r": _of("policy_reasons"),
    "D": _of("doc_subjects"),
    "K": _of("doc_kinds"),
    "u": _of("purposes"),
    "t": _of("times"),
    "w": _of("who"),
    "e": _of("effects"),
    "g": _of("tried"),
    "h": _of("tried_results"),
    "x": _two("parts", "states"),
    "i": _two("steps", "troubles"),
    "j": _two("aspects", "verdicts"),
    "v": _of("stages"),
    "d": _of("people_did"),
    "X": _two("en_parts", "en_states", " "),
    "c": _two("en_who", "en_did", " "),
    "W": _person,
    "O": _company,
    "N": _paper,
    "n": _number,
    "Y": lambda r: (str(2012 + int(r.random() * 15)), "year"),
    "Z": lambda r: (r.choice(r.choice(STANCES)), "stance"),
    "V": lambda r: (r.choice(r.choice(STANCES[:2])), "stance"),
    "p": _en_place,
    "z": lambda r: (r.choice(r.choice(EN_STANCES)), "stance"),
    "A": _of("en_things"),
    "B": _of("en_problems"),
    "C": _of("en_asks"),
    "E": _of("en_services"),
    "G": _of("en_service_problems"),
    "H": _of("en_policies"),
    "I": _of("en_points"),
    "J": _of("en_reasons"),
    "Q": _of("en_docs"),
    "R": _of("en_doc_kinds"),
    "T": _of("en_effects"),
    "U": _of("en_tried"),
}
_BY_KIND = {"year": "Y", "number": "n", "document": "N"}


def other_entity(r: random.Random, kind: str, old: str) -> str:
    """Another of the same kind; a place keeps its kind of place or changes it, a number stays near or jumps."""
    if kind == "stance":
        return _OPPOSITE[old]
    while True:
        if kind == "place":
            new = (_place if ord(old[0]) > 127 else _en_place)(r)[0]
            if ord(old[0]) > 127 and r.random() < 0.6:
                new = new[:2] + old[2:]
        elif kind == "name":
            new = (_company if old.endswith("公司") else _person)(r)[0]
        elif kind == "number" and r.random() < 0.5:
            new = str(int(old) + r.choice((1, 2, 3, 5, 10)))
        else:
            new = FILL[_BY_KIND[kind]](r)[0]
        if new != old:
            return new


def frames(text: str) -> list[Frame]:
    """Frames from lines, their slots in braces."""
    return [tuple(p for p in re.split(r"\{(\w)\}", line) if p) for line in text.strip().splitlines()]


_OPENERS = [
    "反映：",
    "想问，",
    "说个事，",
    "投诉：",
    "您看，",
    "求助，",
    "本人说明：",
    "实话说，",
    "再次来信，",
    "补充，",
    "一件小事：",
    "急，",
]
_HEADS = """
{P}{M}的{F}{x}，{w}{d}
{F}{x}，地点{P}{M}，{e}
{t}{P}{F}{f}，{w}{d}，{a}
{O}装的{F}{x}，{f}，{w}{e}
{w}路过{P}，{F}{x}，{d}
{Y}年建在{P}的{F}{f}，{w}{d}
{M}缺{F}，{w}{d}，{a}
{n}户共用{F}，{x}，{w}{e}
{P}若有{F}，{w}也不会{d}，{a}
{g}，{h}，{P}那个{F}{x}
去{P}办{S}，{i}，{w}{d}
{S}{i}，{s}，{q}
{w}的{S}{i}，{d}，{h}
{W}经手{S}，{i}，{q}
{Y}年报{S}，{i}，{g}，{h}
{P}{S}{s}，{w}{t}{d}
等了{n}天，{S}{i}，{w}{d}，{q}
申请公开{P}{Y}年{D}的{K}，{v}，{u}
为{u}，请给{O}做{D}的{K}，{v}
{D}{v}{K}，{P}，{N}
{N}提到{K}，{D}{v}，{u}
要{W}批的{D}{K}，{Y}年{P}{v}
{Y}年{D}花费多少，{v}{K}，{P}{M}
{Z}{l}，{j}，{L}，{w}{d}
{L}第{n}条，{l}{j}，{w}{e}
{P}试行{L}，{V}，{j}，{t}{d}
{l}为{n}，{j}，{L}，{r}
{N}讲{l}，{j}，{Z}，{w}{d}
{L}让{w}{d}，{l}{j}，{Z}
"""
_BODIES = """
{t}{w}{d}，{e}。
{w}{g}，{h}。
{P}的{F}也{x}，{f}。
我们{g}，{O}{h}。
{t}，{M}的{F}{x}。
更要紧的是{F}{x}，{w}{d}。
{W}{t}{g}，{h}。
从{P}到{P}{n}米，{F}{f}。
大概{n}人受影响，{w}{d}。
而且{S}{i}，{w}{e}。
{Y}年{P}{g}，{h}。
至于{l}，{j}，{r}。
另外{L}的{l}{j}。
{q}，{a}。
听说{P}早有{D}的{K}，{h}。
{O}收了{n}元，{F}还是{x}。
若不管{F}，{t}又要{x}，{e}。
听{w}讲，{D}{v}{K}{h}。
"""


def _opened(frame: Frame) -> list[Frame]:
    """The same frame after each of several openings, or none."""
    ended = (*frame, "。")
    return [ended, ended, ended, *((opener, *ended) for opener in _OPENERS)]


CHINESE = ([one for frame in frames(_HEADS) for one in _opened(frame)], frames(_BODIES))
