"""A year's notice as a table: what is read, and each refusal with the sentence that helps."""

from datetime import date

import pytest

from app.workdays.notices import BadNotice, Day, compare, read_notice

NOTICE_2027 = """date,is_workday,note
2027-01-01,0,元旦
2027-02-05,0,春节
2027-02-06,0,春节
2027-02-07,0,春节
2027-02-08,0,春节
2027-02-09,0,春节
2027-02-20,1,春节
2027-04-05,0,清明节
2027-05-01,0,劳动节
2027-05-02,0,劳动节
2027-05-03,0,劳动节
2027-06-09,0,端午节
2027-09-15,0,中秋节
2027-10-01,0,国庆节
2027-10-02,0,国庆节
2027-10-03,0,国庆节
2027-10-04,0,国庆节
"""


def read(text: str) -> str:
    with pytest.raises(BadNotice) as refused:
        read_notice(text.encode())
    return refused.value.message.format(**refused.value.params)


def test_a_notice_is_read() -> None:
    notice = read_notice(NOTICE_2027.encode())
    assert notice.year == 2027
    assert notice.days[date(2027, 2, 20)] == Day(True, "春节")
    assert notice.days[date(2027, 2, 9)] == Day(False, "春节")


def test_chinese_headings_and_gb18030_and_whole_years() -> None:
    chinese = (
        NOTICE_2027.replace("date,is_workday,note", "日期,是否上班,说明")
        .replace(",0,", ",放假,")
        .replace(",1,", ",班,")
    )
    whole = chinese + "2027-03-01,上班,\n2027-03-06,休,\n\n"
    assert read_notice(whole.encode("gb18030")) == read_notice(NOTICE_2027.encode("utf-8-sig"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The first line must name the columns"),
        ("day,off\n2027-01-01,0\n", "The first line must name the columns"),
        ("date,is_workday,note\n", "names no day"),
        (NOTICE_2027 + "2027-10-41,0,\n", "Line 19: “2027-10-41” is no day"),
        (NOTICE_2027 + "2027-10-05,maybe,\n", "Line 19: is_workday must be"),
        (NOTICE_2027 + "2027-10-04,0,\n", "Line 19: 2027-10-04 stands there twice"),
        (NOTICE_2027 + "2028-01-01,0,元旦\n", "must hold one year"),
        (
            NOTICE_2027.replace("2027-10-01,0", "2027-10-01,1"),
            "2027-10-01 is a statutory holiday (国庆节): nobody works",
        ),
        (
            NOTICE_2027.replace("2027-06-09,0,端午节\n", ""),
            "2027-06-09 is a statutory holiday (端午节) and must be named",
        ),
        ("date,is_workday\n1999-10-01,0\n", "The year must be from 2004"),
        ("x" * 200_001, "too large"),
    ],
)
def test_what_is_no_notice_is_refused(text: str, sentence: str) -> None:
    assert sentence in read(text)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(BadNotice, match="E_CALENDAR"):
        read_notice(b"\xff\xff\xff\x00")


def test_only_what_differs_is_a_change() -> None:
    first, second = date(2027, 1, 1), date(2027, 1, 2)
    changes = compare({first: Day(False, "a"), second: Day(True, "b")}, {first: Day(False, "a")})
    assert [(one.day, one.before, one.after) for one in changes] == [(second, Day(True, "b"), None)]
