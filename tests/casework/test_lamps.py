"""The lamps: a table of cases, and what must always hold."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.rules import Role
from app.casework.rules import month_of
from app.lib.clock import SHANGHAI
from app.requests.arrivals import confirm_until, is_confirmation_late
from app.requests.lamp_words import tell
from app.requests.lamps import SHAPES, Case, Lamp, is_on_time, last_soon_day, read_clock
from app.requests.rules import CLOSED_STATES, RequestChannel, RequestState
from app.workdays.rules import Calendar, workdays_between

CALENDAR = Calendar(
    named={date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True},
    published=frozenset({2026}),
)
DUE = date(2026, 10, 9)  # a Friday, the second working day after the holiday
ONLINE, IN_PROCESS = RequestChannel.ONLINE, RequestState.IN_PROCESS


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def read(state: RequestState = IN_PROCESS, *, today: date, **changes: object) -> tuple[Lamp, int, str]:
    case = Case(**{"state": state, "channel": ONLINE, "submitted_on": date(2026, 9, 1), "due_on": DUE} | changes)  # type: ignore[arg-type]
    reading = read_clock(case, today=today, calendar=CALENDAR)
    return reading.lamp, reading.workdays, tell(case, reading)


@pytest.mark.parametrize(
    ("today", "lamp", "workdays"),
    [
        (date(2026, 9, 27), Lamp.RUNNING, 5),
        (date(2026, 9, 28), Lamp.RUNNING, 4),
        (date(2026, 9, 29), Lamp.SOON, 3),
        (date(2026, 10, 3), Lamp.SOON, 2),  # in the holiday no day is used up
        (date(2026, 10, 8), Lamp.SOON, 1),
        (date(2026, 10, 9), Lamp.TODAY, 0),
        (date(2026, 10, 10), Lamp.OVERDUE, 1),  # a Saturday that is worked
        (date(2026, 10, 11), Lamp.OVERDUE, 1),
        (date(2026, 10, 12), Lamp.OVERDUE, 2),
    ],
)
def test_lamps_count_working_days(today: date, lamp: Lamp, workdays: int) -> None:
    assert read(today=today)[:2] == (lamp, workdays)


@pytest.mark.parametrize("state", [RequestState.CORRECTION_PENDING, RequestState.THIRD_PARTY_CONSULTING])
def test_what_waits_for_others_is_never_overdue(state: RequestState) -> None:
    assert read(state, today=date(2026, 12, 1))[0] is Lamp.WAITING


@pytest.mark.parametrize(
    ("replied_at", "lamp"), [(at(DUE, 23, 59), Lamp.DONE), (at(DUE + timedelta(days=1), 0), Lamp.DONE_LATE)]
)
def test_at_40_in_time_until_the_end_of_the_last_day(replied_at: datetime, lamp: Lamp) -> None:
    assert is_on_time(replied_at, DUE) is (lamp is Lamp.DONE)
    shown = read(RequestState.REPLIED, today=date(2026, 10, 20), replied_at=replied_at, closed_at=replied_at)
    assert shown[0] is lamp
    assert ("逾期" in shown[2]) is (lamp is Lamp.DONE_LATE)


@pytest.mark.parametrize(
    ("channel", "arrived", "late_from"),
    [
        (RequestChannel.POST_ORDINARY, date(2026, 9, 24), date(2026, 9, 24)),
        (RequestChannel.ONLINE, date(2026, 9, 24), date(2026, 9, 26)),
        (RequestChannel.EMAIL, date(2026, 9, 30), date(2026, 10, 9)),
    ],
)
def test_when_the_alarm_for_an_unconfirmed_one_rings(channel: RequestChannel, arrived: date, late_from: date) -> None:
    for n in range(15):
        day = arrived + timedelta(days=n)
        assert is_confirmation_late(channel, arrived, today=day, calendar=CALENDAR) is (day >= late_from)
        shown = read(RequestState.SUBMITTED, today=day, channel=channel, submitted_on=arrived, due_on=None)
        assert shown[0] is (Lamp.OVERDUE if day >= late_from else Lamp.UNCONFIRMED)
    assert confirm_until(channel, arrived, calendar=CALENDAR) <= late_from


def test_the_alarm_goes_from_the_clerk_to_the_head_to_the_chief() -> None:
    def told(today: date) -> tuple[Role, ...]:
        case = Case(IN_PROCESS, ONLINE, date(2026, 9, 1), DUE)
        return read_clock(case, today=today, calendar=CALENDAR).told

    clerk, head, chief = Role.DIVISION_CLERK, Role.DIVISION_HEAD, Role.OPENNESS_CHIEF
    days = (date(2026, 9, 24), date(2026, 10, 8), DUE, date(2026, 10, 10))
    assert [told(day) for day in days] == [(), (clerk,), (clerk, head), (clerk, head, chief)]


def test_each_lamp_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(Lamp)
    assert len(set(SHAPES.values())) == len(Lamp)


@given(
    st.sampled_from(RequestState),
    st.sampled_from(RequestChannel),
    st.dates(date(2026, 1, 1), date(2027, 6, 1)),
    st.none() | st.dates(date(2026, 1, 1), date(2027, 6, 1)),
)
def test_every_case_has_a_lamp_and_words(
    state: RequestState, channel: RequestChannel, today: date, due_on: date | None
) -> None:
    closed_at = at(today, 12) if state in CLOSED_STATES else None
    lamp, workdays, words = read(state, today=today, channel=channel, due_on=due_on, closed_at=closed_at)
    assert words
    assert workdays >= 0
    assert (lamp in (Lamp.DONE, Lamp.DONE_LATE)) is (state in CLOSED_STATES)


@given(st.dates(date(2026, 1, 1), date(2026, 11, 1)))
def test_soon_ends_where_the_lamp_says_so(today: date) -> None:
    last = last_soon_day(today, CALENDAR)
    assert workdays_between(CALENDAR, today, last) <= 3 < workdays_between(CALENDAR, today, last + timedelta(days=1))


def test_the_month_has_whole_weeks_and_every_due_day() -> None:
    weeks = month_of(2026, 10, {DUE: 4}, {date(2026, 10, 8): 1}, today=date(2026, 9, 29), calendar=CALENDAR)
    days = [one for week in weeks for one in week]
    assert {len(week) for week in weeks} == {7}
    assert [one.day.day for one in days if one.is_in_month] == list(range(1, 32))
    due = next(one for one in days if one.day == DUE)
    assert (due.running, due.lamp, due.is_workday) == (4, Lamp.SOON, True)
    assert next(one for one in days if one.day == date(2026, 10, 8)).waiting == 1
    assert not next(one for one in days if one.day == date(2026, 10, 5)).is_workday
