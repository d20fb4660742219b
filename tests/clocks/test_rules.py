"""The clock of a request: the examples worked out by hand, and the laws that hold for every calendar."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clocks.law import LAWS, law_on
from app.clocks.rules import ClockEvent, ClockKind, ReplyClock, StepKind, compute, opinion_due
from app.workdays.packaged import packaged_calendar
from app.workdays.rules import Calendar, add_workdays, is_workday
from tests.workdays.test_rules import CALENDAR, CALENDARS, days

LAW = law_on(date(2026, 1, 1))


def on(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def extended(n: int, start: str = "01-01") -> ClockEvent:
    return ClockEvent(ClockKind.EXTENSION, on(start), workdays=n)


def corrected(served: str, arrived: str | None) -> ClockEvent:
    return ClockEvent(ClockKind.CORRECTION, on(served), on(arrived) if arrived else None, 10)


def asked(kind: ClockKind, sent: str, served: str, returned: str | None) -> ClockEvent:
    return ClockEvent(kind, on(sent), on(returned) if returned else None, served=on(served))


def third(sent: str, served: str, returned: str | None) -> ClockEvent:
    return asked(ClockKind.THIRD_PARTY, sent, served, returned)


def joint(sent: str, served: str, returned: str | None) -> ClockEvent:
    return asked(ClockKind.JOINT, sent, served, returned)


def paid(served: str, on_day: str | None) -> ClockEvent:
    return ClockEvent(ClockKind.FEE, on(served), on(on_day) if on_day else None, 20)


def clock(received: str, *events: ClockEvent, calendar: Calendar = CALENDAR) -> ReplyClock:
    return compute(calendar, on(received), events, law=LAW)


EXAMPLES = [
    # received, events, due, excluded, why it is a good case
    ("01-30", [], "03-05", 0, "Spring Festival, two Saturdays worked"),
    ("04-20", [], "05-20", 0, "May Day, a Saturday worked"),
    ("04-20", [extended(20)], "06-17", 0, "full extension"),
    ("04-20", [extended(10)], "06-03", 0, "half extension"),
    ("09-07", [], "10-10", 0, "ends on a Saturday that is worked"),
    ("09-07", [corrected("09-11", None)], "10-10", 0, "not yet corrected"),
    ("09-07", [corrected("09-11", "09-18")], "10-22", 0, "corrected: anew"),
    ("09-14", [], "10-16", 0, "National Day"),
    ("09-14", [third("09-17", "09-18", "10-12")], "11-04", 13, "third party answers"),
    ("09-14", [third("09-17", "09-18", None)], "11-09", 16, "third party silent"),
    ("09-14", [third("09-17", "09-18", "10-30")], "11-09", 16, "an answer after its last day ends nothing"),
    ("09-20", [], "10-23", 0, "received on a Sunday that is worked"),
    ("09-20", [joint("09-24", "09-24", "10-09")], "10-30", 5, "joint maker answers"),
    ("09-20", [joint("09-24", "09-24", "10-09"), extended(20)], "11-27", 5, "joint maker, then extended"),
    ("09-30", [], "11-03", 0, "day 1 after the holiday"),
    ("10-08", [], "11-04", 0, "submitted in the holiday, confirmed after it"),
    ("10-02", [], "11-03", 0, "received on a holiday"),
    ("09-01", [paid("09-16", "10-09")], "11-05", 0, "paid: anew"),
    ("12-01", [], "12-29", 0, "last safe"),
    ("12-03", [], "12-31", 0, "last one inside the year"),
]


@pytest.mark.parametrize(("received", "events", "due", "excluded", "why"), EXAMPLES, ids=[e[4] for e in EXAMPLES])
@pytest.mark.parametrize("calendar", [CALENDAR, packaged_calendar()], ids=["notice", "package"])
def test_at_30_worked_examples(
    calendar: Calendar, received: str, events: list[ClockEvent], due: str, excluded: int, why: str
) -> None:
    found = clock(received, *events, calendar=calendar)
    assert (found.due, found.excluded, found.is_provisional) == (on(due), excluded, False), why


OTHER_PERIODS = [
    ("01-30", "correction_notice", "02-10"),
    ("09-07", "correction_notice", "09-16"),
    ("09-30", "correction_notice", "10-15"),
    ("09-11", "correction", "09-24"),
    ("09-18", "third_party", "10-15"),
    ("09-24", "joint_maker", "10-22"),
    ("09-16", "payment", "10-20"),
    ("09-24", "publication", "10-29"),
]


@pytest.mark.parametrize(("start", "period", "last"), OTHER_PERIODS)
def test_at_30_other_periods(start: str, period: str, last: str) -> None:
    assert add_workdays(CALENDAR, on(start), getattr(LAW, period).workdays).day == on(last)


def test_at_30_across_the_year_is_provisional_and_no_exception() -> None:
    found = clock("12-14")
    assert (found.due, found.is_provisional) == (date(2027, 1, 12), True)
    assert found.provisional_years == (2027,)
    assert found.steps[-1].is_provisional
    assert not clock("12-03").is_provisional


def test_opinion_is_due_fifteen_days_after_the_letter_arrived() -> None:
    assert opinion_due(CALENDAR, third("09-17", "09-18", None), law=LAW) == on("10-15")
    assert opinion_due(CALENDAR, joint("09-24", "09-24", None), law=LAW) == on("10-22")


def test_days_of_two_consultations_are_taken_out_once() -> None:
    both = clock("09-14", third("09-17", "09-18", "10-12"), joint("09-21", "09-21", "10-09"))
    assert (both.due, both.excluded) == (on("11-04"), 13), "the second lies within the first"
    longer = clock("09-14", third("09-17", "09-18", "10-12"), joint("10-09", "10-09", "10-14"))
    assert longer.excluded == 15, "10 and 12 October belong to both, 13 and 14 to the second only"


def test_a_consultation_before_the_correction_takes_nothing_out_of_the_new_period() -> None:
    assert clock("09-07", corrected("09-11", "09-18"), third("09-14", "09-14", "09-17")).due == on("10-22")
    partly = clock("09-07", corrected("09-11", "09-18"), third("09-16", "09-16", "09-21"))
    assert partly.excluded == 2, "20 and 21 September lie in the new period, 17 and 18 in the old"


def test_a_consultation_within_the_extension_counts_one_after_the_due_date_does_not() -> None:
    late = third("06-03", "06-03", "06-10")
    assert clock("04-20", late).due == on("05-20")
    assert StepKind.WITHOUT_EFFECT in {step.kind for step in clock("04-20", late).steps}
    assert clock("04-20", extended(20), late).excluded == 5


def test_an_extension_stays_when_the_period_begins_anew() -> None:
    anew = clock("09-07", corrected("09-11", "09-18"), extended(20))
    assert anew.due == add_workdays(CALENDAR, on("09-18"), 40).day


def test_steps_explain_every_day() -> None:
    found = clock("09-14", third("09-17", "09-18", "10-12"))
    told = [(step.day, step.kind) for step in found.steps]
    assert told[0] == (on("09-14"), StepKind.RECEIVED)
    assert told[-1] == (on("11-04"), StepKind.DUE)
    for expected in [
        (on("09-15"), StepKind.COUNTED),
        (on("09-17"), StepKind.SENT),
        (on("09-18"), StepKind.EXCLUDED),
        (on("09-19"), StepKind.WEEKEND),
        (on("09-20"), StepKind.EXCLUDED),
        (on("10-01"), StepKind.HOLIDAY),
        (on("10-12"), StepKind.RETURNED),
        (on("10-13"), StepKind.COUNTED),
    ]:
        assert expected in told
    kinds = (StepKind.COUNTED, StepKind.MADE_UP)
    assert [step.count for step in found.steps if step.kind in kinds] == list(range(1, 21))


def test_a_day_made_up_is_told_with_its_holiday() -> None:
    steps = compute(packaged_calendar(), on("09-14"), [], law=LAW).steps
    assert [(s.kind, s.note) for s in steps if s.day == on("09-20")] == [(StepKind.MADE_UP, "国庆节")]
    assert [(s.kind, s.note) for s in steps if s.day == on("09-26")] == [(StepKind.HOLIDAY, "中秋")]


def test_the_oldest_periods_hold_before_the_oldest_law() -> None:
    assert law_on(date(1999, 1, 1)) is LAWS[0]
    assert law_on(date(2019, 5, 15)).version == "2019"
    found = compute(packaged_calendar(), date(1999, 12, 20), [], law=law_on(date(1999, 12, 20)))
    assert found.is_provisional
    assert found.due == date(2000, 1, 17)


DATES = st.dates(date(2025, 11, 1), date(2027, 2, 28))
KINDS = st.sampled_from([ClockKind.THIRD_PARTY, ClockKind.JOINT])


@st.composite
def consultations(draw: st.DrawFn) -> ClockEvent:
    sent = draw(DATES)
    served = sent + timedelta(days=draw(st.integers(0, 5)))
    end = draw(st.none() | st.integers(0, 60).map(lambda n: served + timedelta(days=n)))
    return ClockEvent(draw(KINDS), sent, end, served=served)


@st.composite
def restarts(draw: st.DrawFn) -> ClockEvent:
    served = draw(DATES)
    end = draw(st.none() | st.integers(0, 30).map(lambda n: served + timedelta(days=n)))
    return ClockEvent(draw(st.sampled_from([ClockKind.CORRECTION, ClockKind.FEE])), served, end, 10)


EXTENSIONS = st.builds(ClockEvent, st.just(ClockKind.EXTENSION), DATES, st.none(), st.integers(1, 20))
EVENTS = st.lists(consultations() | restarts() | EXTENSIONS, max_size=5)


@given(CALENDARS, DATES, EVENTS)
def test_a_due_date_is_a_working_day_and_the_steps_lead_to_it(
    calendar: Calendar, received: date, events: list[ClockEvent]
) -> None:
    found = compute(calendar, received, events, law=LAW)
    assert is_workday(calendar, found.due)
    counted = [step for step in found.steps if step.kind in (StepKind.COUNTED, StepKind.MADE_UP)]
    assert len(counted) == 20 + found.added
    assert found.excluded == sum(step.kind is StepKind.EXCLUDED for step in found.steps)
    walked = [step.day for step in found.steps if step.kind is not StepKind.WITHOUT_EFFECT]
    assert all(a <= b for a, b in pairwise(walked))
    assert found.is_provisional == any(s.is_provisional for s in found.steps)


@given(CALENDARS, DATES, st.integers(1, 30), EVENTS)
def test_received_later_is_never_due_earlier_without_letters(
    calendar: Calendar, received: date, more: int, events: list[ClockEvent]
) -> None:
    simple = [event for event in events if event.kind is ClockKind.EXTENSION]
    later = compute(calendar, received + timedelta(days=more), simple, law=LAW).due
    assert compute(calendar, received, simple, law=LAW).due <= later


@given(CALENDARS, DATES, st.lists(consultations() | EXTENSIONS, max_size=4), consultations() | EXTENSIONS)
def test_one_event_more_never_makes_it_earlier(
    calendar: Calendar, received: date, events: list[ClockEvent], more: ClockEvent
) -> None:
    before = compute(calendar, received, events, law=LAW).due
    assert before <= compute(calendar, received, [*events, more], law=LAW).due


@given(CALENDARS, DATES, EVENTS, st.randoms())
def test_the_order_of_events_and_a_repeated_letter_change_nothing(calendar, received, events, chance) -> None:  # type: ignore[no-untyped-def]
    other = list(events)
    chance.shuffle(other)
    letters = [event for event in events if event.kind in (ClockKind.THIRD_PARTY, ClockKind.JOINT)]
    one, two = (compute(calendar, received, some, law=LAW) for some in (events, [*other, *letters]))
    assert (one.due, one.excluded) == (two.due, two.excluded)


def test_years_are_whole() -> None:
    """2015 had a day off in September by a notice of its own; the package knows it."""
    calendar = packaged_calendar()
    assert not is_workday(calendar, date(2015, 9, 3))
    assert is_workday(calendar, date(2015, 9, 6))
    assert days(("2026-01-01", "2026-01-01"))
