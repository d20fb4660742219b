"""The pure law of comments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comments.rules import (
    Said,
    Visibility,
    check_said,
    first_visibility,
    is_email,
    pieces,
    shown_text,
    shown_title,
    stored_findings,
)
from app.lib.errors import FormInvalid
from app.lib.personal_data import MASK, scan

GOOD = Said("建议延长宽限期。", "a4")


def test_every_fault_of_a_form_is_told_at_once() -> None:
    parts = [GOOD, Said(""), Said("好"), Said("字" * 8001), Said("可以。", "a99")]
    with pytest.raises(FormInvalid) as caught:
        check_said(parts, "nobody", ["a4"])
    assert [error.field for error in caught.value.errors] == ["text-1", "text-2", "text-3", "clause-4", "contact_email"]


def test_a_good_form_passes() -> None:
    check_said([GOOD, Said("谢谢")], "li@example.com", ["a4"])
    check_said([GOOD], "", ["a4"])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("li@example.com", True),
        ("li.wang+x@mail.example.cn", True),
        ("li@example", False),
        ("li @example.com", False),
        ("li@example.com, wang@example.com", False),
        ("13800138000", False),
        ("a" * 200 + "@example.com", False),
    ],
)
def test_addresses(typed: str, expected: bool) -> None:
    assert is_email(typed) is expected


@pytest.mark.parametrize(
    ("text", "policy", "expected"),
    [
        ("没有个人信息。", "after", Visibility.PUBLIC),
        ("没有个人信息。", "before", Visibility.HELD),
        ("电话13800138000", "after", Visibility.HELD),
        ("电话13800138000", "before", Visibility.HELD),
    ],
)
def test_what_waits(text: str, policy: str, expected: Visibility) -> None:
    assert first_visibility(scan(text), policy) is expected


def test_a_title_is_masked_too() -> None:
    assert shown_title("请回电13800138000") == f"请回电{MASK}"


SPOKEN = st.lists(
    st.sampled_from(["建议", "，", "。", " ", "13800138000", "li@example.com", "310101199001010012", "第9条", "\n"]),
    max_size=20,
)


@given(SPOKEN)
def test_pieces_make_up_the_text_and_others_read_none_of_what_was_found(words: list[str]) -> None:
    text = "，".join(words)
    found = stored_findings(scan(text))
    cut = pieces(text, found)
    assert "".join(piece["text"] for piece in cut) == text
    shown = shown_text(text, found)
    assert shown.count(MASK) == len(found) == sum(bool(piece["label"]) for piece in cut)
    assert not any(secret in shown for secret in ("13800138000", "li@example.com", "310101199001010012"))
