"""What people comment on, in the three shapes a draft comes in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafts.importing import from_text
from app.drafts.units import blocks, heat, unit_label, unit_refs

STATUTE = """某市菜场办法（草案）
第一章　总则
第一条（目的）为了方便买菜，制定本办法。
第二条　本市菜场适用本办法。
　　前款所称菜场包括：
（一）固定菜场：
1.室内的；
2.室外的；
（二）早市。
第二章　附则
第三条　自公布之日起施行。
"""

# Chapters of level 1, measures of level 2 in the middle only: the shape of the document that this project began with.
OUTLINE = """关于改进早市的实施意见（征求意见稿）
为了方便居民，提出以下意见。
一、总体要求
坚持便民，不扰民。
二、主要任务
（一）定好地方。每个街道至少一处。
1.先听居民意见。
2.再公布地点。
（二）管好卫生
收摊后一小时内清扫。
三、附则
本意见自公布之日起施行。
"""

PLAIN = """关于早市的通知
早市每天六点开始。
早市九点结束。
"""


def rows(text: str) -> list[dict[str, Any]]:
    """Clauses as `consultations.queries.list_clauses` reads them."""
    names = ("ref", "parent_ref", "kind", "label", "heading", "text")
    return [{name: getattr(clause, name) for name in names} for clause in from_text(text).parsed.clauses]


UNITS = [
    (STATUTE, {"a1": ["a1", "a1-1"], "a2": ["a2", "a2-1", "a2-2", "a2-2-1", "a2-2-1-1", "a2-2-1-2", "a2-2-2"], "a3": ["a3", "a3-1"]}),  # noqa: E501
    (OUTLINE, {"s1": ["s1"], "s2-1": ["s2-1", "s2-1-1", "s2-1-2"], "s2-2": ["s2-2"], "s3": ["s3"]}),
    (PLAIN, {"p1": ["p1"], "p2": ["p2"]}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "units"), UNITS, ids=["statute", "outline", "plain"])
def test_units(text: str, units: dict[str, list[str]]) -> None:
    assert unit_refs(rows(text)) == {ref: unit for unit, refs in units.items() for ref in refs}


LABELS = [
    (STATUTE, "a1", "第一条　目的"),
    (STATUTE, "a2", "第二条"),
    (OUTLINE, "s1", "一、　总体要求"),
    (OUTLINE, "s2-1", "二、（一）　定好地方"),
    (PLAIN, "p1", "早市每天六点开始。"),
    (PLAIN, "p9", ""),
    (PLAIN, "", ""),
]


@pytest.mark.parametrize(("text", "ref", "label"), LABELS)
def test_labels(text: str, ref: str, label: str) -> None:
    assert unit_label(rows(text), ref) == label


def test_a_page_shows_every_word_once_and_in_order() -> None:
    for text in (STATUTE, OUTLINE, PLAIN):
        clauses = rows(text)
        written = "".join(row["text"] for row in clauses)
        shown = "".join(line["text"] for block in blocks(clauses, {}) if block["is_unit"] for line in block["lines"])
        assert shown == written


def test_items_are_set_in_by_their_level() -> None:
    unit = next(block for block in blocks(rows(STATUTE), {}) if block["ref"] == "a2")
    assert [(line["ref"], line["depth"]) for line in unit["lines"]] == [
        ("a2-1", 0),
        ("a2-2", 0),
        ("a2-2-1", 1),
        ("a2-2-1-1", 2),
        ("a2-2-1-2", 2),
        ("a2-2-2", 1),
    ]
    unit = next(block for block in blocks(rows(OUTLINE), {}) if block["ref"] == "s2-1")
    assert [line["depth"] for line in unit["lines"]] == [0, 1, 1]


def test_headings_stand_between_units() -> None:
    assert [(block["ref"], block["is_unit"]) for block in blocks(rows(OUTLINE), {})] == [
        ("s1", True),
        ("s2", False),
        ("s2-1", True),
        ("s2-2", True),
        ("s3", True),
    ]


def test_counts_hang_on_units() -> None:
    shown = {block["ref"]: block for block in blocks(rows(STATUTE), {"a1": 1, "a2": 50, "gone": 900})}
    assert [(shown[ref]["count"], shown[ref]["heat"]) for ref in ("a1", "a2", "a3")] == [(1, 1), (50, 5), (0, 0)]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_heat_is_a_step_and_never_falls(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert 0 <= heat(low, high) <= heat(high, high) <= 5
    assert (heat(low, high) == 0) == (low == 0)
