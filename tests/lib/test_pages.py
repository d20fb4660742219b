"""What pages do with texts."""

import pytest

from app.lib.pages import words


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("", []),
        ("缴费办法", ["缴费", "办法"]),
        ("缴费办法（征求意见稿）", ["缴费", "办法", "（征求意见", "稿）"]),
        ("关于《条例》的说明，草案", ["关于", "《条例》", "的", "说明，", "草案"]),
    ],
)
def test_a_title_breaks_between_words_and_marks_stay_with_theirs(title: str, wanted: list[str]) -> None:
    assert words(title) == wanted
