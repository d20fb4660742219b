"""Working days: the examples that the law office worked out by hand, and the laws that hold for every calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workdays.rules import Calendar, add_workdays, is_provisional, is_workday, workdays_between


def days(*spans: tuple[str, str]) -> list[date]:
    found = []
    for first, last in spans:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            found.append(day)
            day += timedelta(days=1)
    return found


# Typed from the notice of the General Office of the State Council for 2026, not taken from the package.
OFF = days(
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"),
    ("2026-06-19", "2026-06-21"),
    ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
)
MADE_UP = [date.fromisoformat(f"2026-{d}") for d in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")]
CALENDAR = Calendar({d: False for d in OFF} | {d: True for d in MADE_UP}, frozenset({2026}))

PERIODS = [
    # received      n   last day      why it is a good case
    ("2026-01-30", 7, "2026-02-10", "correction notice before Spring Festival"),
    ("2026-01-30", 20, "2026-03-05", "over Spring Festival; two Saturdays are worked"),
    ("2026-04-20", 20, "2026-05-20", "over May Day"),
    ("2026-05-20", 20, "2026-06-17", "extension by 20 from the old last day"),
    ("2026-05-20", 10, "2026-06-03", "extension by 10"),
    ("2026-09-07", 7, "2026-09-16", "correction notice"),
    ("2026-09-11", 10, "2026-09-24", "the applicant's time to correct, with a Sunday worked"),
    ("2026-09-18", 20, "2026-10-22", "clock anew after the correction"),
    ("2026-09-07", 20, "2026-10-10", "last day is a Saturday that is worked"),
    ("2026-09-14", 20, "2026-10-16", "over National Day"),
    ("2026-09-18", 15, "2026-10-15", "third party's opinion"),
    ("2026-09-20", 20, "2026-10-23", "received on a Sunday that is worked"),
    ("2026-09-24", 15, "2026-10-22", "joint maker's opinion"),
    ("2026-10-30", 20, "2026-11-27", "full extension"),
    ("2026-09-30", 1, "2026-10-08", "day 1 comes after the holiday"),
    ("2026-09-30", 7, "2026-10-15", "correction notice"),
    ("2026-09-30", 20, "2026-11-03", "reply"),
    ("2026-10-08", 20, "2026-11-04", "confirmed after the holiday"),
    ("2026-09-24", 20, "2026-10-29", "proactive publication"),
    ("2026-09-16", 20, "2026-10-20", "time to pay"),
    ("2026-10-09", 20, "2026-11-05", "clock anew after payment"),
    ("2026-12-03", 20, "2026-12-31", "the last one inside the year"),
]

EXCLUSIONS = [
    # sent          back         days base   n   last day
    ("2026-09-17", "2026-10-12", 13, "2026-09-14", "2026-11-04"),
    ("2026-09-17", "2026-10-15", 16, "2026-09-14", "2026-11-09"),
    ("2026-09-24", "2026-10-09", 5, "2026-09-20", "2026-10-30"),
]


@pytest.mark.parametrize(("start", "n", "last", "why"), PERIODS, ids=[p[3] for p in PERIODS])
def test_period_ends(start: str, n: int, last: str, why: str) -> None:
    due = add_workdays(CALENDAR, date.fromisoformat(start), n)
    assert (due.day.isoformat(), due.is_provisional) == (last, False)


@pytest.mark.parametrize(("sent", "back", "excluded", "received", "last"), EXCLUSIONS)
def test_days_of_a_consultation_do_not_count(sent: str, back: str, excluded: int, received: str, last: str) -> None:
    assert workdays_between(CALENDAR, date.fromisoformat(sent), date.fromisoformat(back)) == excluded
    assert add_workdays(CALENDAR, date.fromisoformat(received), 20 + excluded).day.isoformat() == last


def test_the_year_2026_has_248_working_days() -> None:
    assert workdays_between(CALENDAR, date(2025, 12, 31), date(2026, 12, 31)) == 248


def test_a_period_into_an_unpublished_year_is_provisional() -> None:
    due = add_workdays(CALENDAR, date(2026, 12, 4), 20)
    assert due.is_provisional
    assert due.day == date(2027, 1, 4), "1 January is a holiday by statute, 2 and 3 are a weekend"


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2027-01-01", False),  # New Year, a Friday
        ("2027-05-03", True),  # a Monday: the notice may make it a day off, the statute does not
        ("2027-02-05", False),  # the eve of the lunar year, a Friday
        ("2027-02-08", False),
        ("2027-02-09", True),
        ("2027-06-09", False),  # 端午
        ("2051-02-13", True),  # beyond what is known of the lunar calendar: the fixed days only
        ("2027-10-01", False),
        ("2027-10-04", True),
        ("2027-02-20", False),  # a Saturday, made up or not: no notice, no guess
    ],
)
def test_unpublished_year_goes_by_weekday_and_statute(day: str, counts: bool) -> None:
    assert is_workday(CALENDAR, date.fromisoformat(day)) is counts


def test_a_published_notice_outranks_the_statute() -> None:
    calendar = Calendar({}, frozenset({2027}))
    assert is_workday(calendar, date(2027, 1, 1))


@pytest.mark.parametrize("n", [0, -1])
def test_a_period_has_at_least_one_day(n: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_workdays(CALENDAR, date(2026, 3, 2), n)


def test_span_touches_an_unpublished_year() -> None:
    assert not is_provisional(CALENDAR, date(2026, 1, 1), date(2026, 12, 31))
    assert is_provisional(CALENDAR, date(2026, 12, 31), date(2027, 1, 1))
    assert is_provisional(CALENDAR, date(2025, 12, 31), date(2026, 1, 1))


DATES = st.dates(date(2025, 11, 1), date(2027, 2, 28))
CALENDARS = st.builds(
    Calendar,
    st.dictionaries(DATES, st.booleans(), max_size=40),
    st.frozensets(st.sampled_from([2025, 2026, 2027])),
)


@given(CALENDARS, DATES, st.integers(1, 60))
def test_a_period_ends_on_a_working_day_after_exactly_n(calendar: Calendar, start: date, n: int) -> None:
    due = add_workdays(calendar, start, n)
    assert due.day > start
    assert is_workday(calendar, due.day)
    assert workdays_between(calendar, start, due.day) == n


@given(CALENDARS, DATES, st.integers(1, 30), st.integers(1, 30))
def test_periods_can_be_put_end_to_end(calendar: Calendar, start: date, n: int, m: int) -> None:
    first = add_workdays(calendar, start, n)
    second = add_workdays(calendar, first.day, m)
    whole = add_workdays(calendar, start, n + m)
    assert whole.day == second.day
    assert whole.is_provisional == (first.is_provisional or second.is_provisional)


@given(CALENDARS, DATES, DATES, DATES)
def test_spans_add_up(calendar: Calendar, a: date, b: date, c: date) -> None:
    a, b, c = sorted((a, b, c))
    assert workdays_between(calendar, a, c) == workdays_between(calendar, a, b) + workdays_between(calendar, b, c)
    assert workdays_between(calendar, c, a) == 0


@given(CALENDARS, DATES, st.integers(1, 60))
def test_a_date_is_provisional_only_if_a_counted_day_lies_in_an_unpublished_year(
    calendar: Calendar, start: date, n: int
) -> None:
    due = add_workdays(calendar, start, n)
    assert due.is_provisional == is_provisional(calendar, start + timedelta(days=1), due.day)
