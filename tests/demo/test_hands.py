"""Habits of typing change the look of a text, not what it says."""

from dataclasses import replace
from random import Random

import pytest

from app.demo.hands import Hand, spin, to_traditional
from app.similarity.tables import TO_SIMPLIFIED

PLAIN = Hand(digits=False, halfwidth=False, gaps=False, bare_end=False, loud=False, careless=False, traditional=False)
# A text without a word that the table of synonyms knows.
TEXT = "十五天太短，钱没到账。"


@pytest.mark.parametrize(
    ("habit", "written"),
    [
        ("digits", "15天太短，钱没到账。"),
        ("halfwidth", "十五天太短,钱没到账。"),
        ("gaps", "十五天太短 钱没到账。"),
        ("bare_end", "十五天太短，钱没到账"),
        ("traditional", "十五天太短，錢沒到賬。"),
    ],
)
def test_each_habit(habit: str, written: str) -> None:
    assert PLAIN.write(TEXT, Random(1)) == TEXT
    assert replace(PLAIN, **{habit: True}).write(TEXT, Random(1)) == written


def test_a_loud_hand_ends_with_exclamation_marks() -> None:
    assert replace(PLAIN, loud=True).write(TEXT, Random(1)).rstrip("！") == TEXT.rstrip("。")


def test_a_careless_hand_slips_once() -> None:
    slipped = replace(PLAIN, careless=True).write("平台没有结算。", Random(1))
    assert slipped in {"平抬没有结算。", "平台没有结蒜。"}
    assert replace(PLAIN, careless=True).write("好的很。", Random(1)) == "好很。"


def test_english_keeps_its_words() -> None:
    hand = Hand(**{habit: True for habit in Hand.__dataclass_fields__})
    assert hand.write("Too short. Sixty, please.", Random(1)) == "Too short. Sixty, please"


def test_traditional_script_is_read_back() -> None:
    text = "系统显示关系已转移，内容重复，请写明宽限期内医保待遇不中断，缴费记录应当能够查询"
    traditional = to_traditional(text)
    assert "係" in traditional
    assert traditional.translate(TO_SIMPLIFIED) == text


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("没有花样", {"没有花样"}),
        ("{一|两}天", {"一天", "两天"}),
        ("很{|不}好", {"很好", "很不好"}),
        ("{三{天|日}|一周}", {"三天", "三日", "一周"}),
    ],
)
def test_spin_takes_one_of_each(text: str, possible: set[str]) -> None:
    assert {spin(text, Random(seed)) for seed in range(60)} == possible
