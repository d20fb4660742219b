import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafts.numerals import to_chinese, to_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("廿", 20), ("廿一", 21), ("卅五", 35), ("两百", 200),
        ("一百零五", 105), ("一百一十", 110), ("一百十", 110), ("一千二百六十", 1260), ("二〇二六", 2026),
        ("一〇", 10), ("〇", 0), ("一万", 10_000), ("一万零三", 10_003), ("十二万三千", 123_000),
        ("7", 7), ("１２", 12), ("007", 7),
    ],
)  # fmt: skip
def test_reads_numbers_as_documents_write_them(text, number):
    assert to_number(text) == number


@pytest.mark.parametrize("text", ["", "百千", "十十", "一二十", "万", "零十", "1二", "甲", "9" * 9])
def test_other_signs_are_not_a_number(text):
    assert to_number(text) is None


@given(st.integers(min_value=0, max_value=99_999_999))
def test_what_is_written_is_read_again(number):
    assert to_number(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(10, "十"), (11, "十一"), (110, "一百一十"), (1010, "一千零一十"), (20_300, "二万零三百")],
)
def test_writes_numbers_as_articles_are_numbered(number, text):
    assert to_chinese(number) == text


def test_refuses_to_write_what_is_not_a_clause_number():
    with pytest.raises(ValueError, match="not a number of a clause"):
        to_chinese(-1)
