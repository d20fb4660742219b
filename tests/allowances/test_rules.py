"""The arithmetic of the generic cell rate algorithm, and how hard the work is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.allowances.rules import (
    CALM,
    EFFORT,
    SECOND,
    Limit,
    after_act,
    effort_for,
    make_policy,
    refusal,
    ticks,
)

LIMIT = Limit("act", 6, 3)  # one in ten seconds, three at once
NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)


def take_all(moments: list[int]) -> list[int]:
    """The moments at which an act was taken."""
    used, taken = 0, []
    for at in moments:
        if (after := after_act(used, LIMIT, 1, at)) is not None:
            used = after
            taken.append(at)
    return taken


def test_a_burst_and_then_the_rate() -> None:
    assert take_all([0, 0, 0, 0, 0]) == [0, 0, 0]
    seconds = [at * SECOND for at in range(60)]
    assert [at // SECOND for at in take_all(seconds)] == [0, 1, 2, 10, 20, 30, 40, 50]


@given(st.lists(st.integers(0, 200 * SECOND), max_size=200))
def test_in_any_stretch_no_more_than_the_burst_and_the_rate(moments: list[int]) -> None:
    taken = take_all(sorted(moments))
    for first, begin in enumerate(taken):
        for last, end in enumerate(taken[first:], first):
            assert last - first + 1 <= LIMIT.burst + (end - begin) // LIMIT.interval


@given(st.integers(0, 300 * SECOND), st.integers(0, 300 * SECOND), st.integers(1, 3))
def test_a_refusal_names_the_first_moment(used: int, now: int, count: int) -> None:
    if after_act(used, LIMIT, count, now) is None:
        at = ticks(refusal(used, LIMIT, count).at)
        assert at > now
        assert after_act(used, LIMIT, count, at) is not None
        assert after_act(used, LIMIT, count, at - 1) is None


def test_ticks_are_exact() -> None:
    assert ticks(NOW + timedelta(microseconds=1)) - ticks(NOW) == 1


@pytest.mark.parametrize(
    ("solved", "times"),
    [(0, 1), (CALM, 1), (CALM + 1, 2), (2 * CALM, 2), (2 * CALM + 1, 4), (4 * CALM + 1, 8), (100 * CALM, 8)],
)
def test_the_work_doubles_with_the_load(solved: int, times: int) -> None:
    assert effort_for(solved) == EFFORT * times


def test_ten_comments_of_one_form_always_fit_at_once() -> None:
    policy = make_policy(comments=1, plain=1, plain_site=1)
    assert all(limit.burst >= 10 for limit in (policy.proved, policy.plain, policy.plain_site))
