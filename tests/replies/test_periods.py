"""Until when somebody may go against a reply: the examples of domain.md 10, and the ends of months."""

from datetime import date

import pytest

from app.replies.periods import COURT, FIRST, RECONSIDERATION, add_months, list_periods
from app.replies.rules import ReplyKind
from tests.workdays.test_rules import CALENDAR as CALENDAR_2026


@pytest.mark.parametrize(
    ("served", "days", "months"),
    [(date(2026, 8, 5), date(2026, 10, 8), None), (date(2026, 4, 3), None, date(2026, 10, 8))],
)
def test_a_last_day_in_the_holidays_moves_to_the_next_working_day(
    served: date, days: date | None, months: date | None
) -> None:
    found = {one.what: one.until for one in list_periods(ReplyKind.GRANTED, served, CALENDAR_2026)}
    assert days in (None, found[RECONSIDERATION])
    assert months in (None, found[COURT])


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        (ReplyKind.DENIED, [FIRST]),
        (ReplyKind.PARTIAL, [FIRST, RECONSIDERATION, COURT]),
        (ReplyKind.NOT_EXIST, [RECONSIDERATION, COURT]),
        (ReplyKind.WITHDRAWN, []),
    ],
)
def test_which_ways_are_open(kind: ReplyKind, ways: list[str]) -> None:
    found = list_periods(kind, None, CALENDAR_2026)
    assert [one.what for one in found] == ways
    assert all(one.until is None for one in found)


def test_months_end_where_they_end() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 12, 1), 1) == date(2027, 1, 1)
