"""What counts as an address, how often it may be typed, when people are reminded."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.follows.ics import escape, fold
from app.follows.rules import MAX_ASKED, Event, is_address, may_ask, normal_address, reminder_of

DAY = date(2026, 9, 10)


@pytest.mark.parametrize(
    "typed", ["wang@example.org", "Wang.Wu+a@mail.example.com.cn", "o'neil@example.ie", f"{'a' * 64}@example.org"]
)
def test_addresses(typed: str) -> None:
    assert is_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "", "wang", "wang@", "@example.org", "wang@example", "a b@example.org", "a@b@example.org", "a..b@example.org",
        "wang@example.org\r\nBcc: x@example.org", "wang@example.org, li@example.org", "<wang@example.org>",
        "王五@example.org", "wang@例子.中国", f"{'a' * 65}@example.org", "a@" + "b" * 200 + ".cn", '"a b"@example.org',
        "wang@example.org ", "wang@[127.0.0.1]",
    ],
)  # fmt: skip
def test_no_addresses(typed: str) -> None:
    assert not is_address(typed)


def test_spellings_of_one_address() -> None:
    assert normal_address(" Wang@Example.ORG ") == "wang@example.org"


@pytest.mark.parametrize(
    ("asked_on", "count", "may"),
    [
        (DAY, 0, True),
        (DAY, MAX_ASKED - 1, True),
        (DAY, MAX_ASKED, False),
        (DAY - timedelta(days=1), MAX_ASKED, True),
    ],
)
def test_how_often_an_address_may_be_typed(asked_on: date, count: int, may: bool) -> None:
    assert may_ask(asked_on, count, today=DAY) is may


@pytest.mark.parametrize(
    ("now", "state", "due"),
    [
        (datetime(2026, 9, 6, 23, 59, tzinfo=UTC), "open", False),  # 07:59 in Shanghai, three days before
        (datetime(2026, 9, 7, 0, 0, tzinfo=UTC), "open", True),  # 08:00
        (datetime(2026, 9, 10, 15, 59, tzinfo=UTC), "open", True),
        (datetime(2026, 9, 10, 16, 0, tzinfo=UTC), "open", False),  # 24:00: it is over
        (datetime(2026, 9, 8, 0, 0, tzinfo=UTC), "withdrawn", False),
        (datetime(2026, 9, 8, 0, 0, tzinfo=UTC), "approved", False),
    ],
)
def test_when_the_reminder_is_due(now: datetime, state: str, due: bool) -> None:
    found = reminder_of(state, DAY, now=now)
    assert (found is not None) is due
    if found:
        assert (found.event, found.key) == (Event.CLOSING, "closing:2026-09-10")


@given(st.text(max_size=300))
def test_folded_lines_are_short_and_lose_nothing(text: str) -> None:
    line = escape(text)
    folded = fold(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


@given(st.text(max_size=100))
def test_a_calendar_value_is_one_line(text: str) -> None:
    assert not set(escape(text)) & set("\r\n\0\x0b\x85\u2028")
