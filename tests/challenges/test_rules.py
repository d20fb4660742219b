"""What may be recorded of a challenge, and what table 4 counts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.challenges.rules import (
    KIND_LABELS,
    RESULT_LABELS,
    ChallengeKind,
    Recorded,
    Result,
    check_decision,
    check_filed_on,
    check_order,
    count_table_4,
)
from app.lib.errors import FormInvalid

K = ChallengeKind
MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 1)


def test_everything_has_words() -> None:
    assert set(KIND_LABELS) == set(ChallengeKind)
    assert set(RESULT_LABELS) == set(Result)


@pytest.mark.parametrize(("filed_on", "is_good"), [(MAY, False), (JUNE, True), (JULY, True), (date(2026, 7, 2), False)])
def test_filed_between_the_request_and_today(filed_on: date, is_good: bool) -> None:
    if is_good:
        check_filed_on(filed_on, submitted_on=JUNE, today=JULY)
        return
    with pytest.raises(FormInvalid):
        check_filed_on(filed_on, submitted_on=JUNE, today=JULY)


def test_after_reconsideration_there_was_one_and_it_is_decided() -> None:
    pending = Recorded(K.RECONSIDERATION, MAY, Result.PENDING, None)
    decided = Recorded(K.RECONSIDERATION, MAY, Result.UPHELD, JUNE)
    check_order(K.LITIGATION_DIRECT, MAY, [])
    check_order(K.LITIGATION_AFTER, JULY, [decided])
    for earlier in ([], [pending], [Recorded(K.LITIGATION_DIRECT, MAY, Result.UPHELD, JUNE)]):
        with pytest.raises(FormInvalid):
            check_order(K.LITIGATION_AFTER, JULY, earlier)
    with pytest.raises(FormInvalid):
        check_order(K.LITIGATION_AFTER, MAY, [decided])


@pytest.mark.parametrize(
    ("result", "day", "field"),
    [
        (Result.PENDING, JUNE, "result"),
        (Result.UPHELD, None, "decided_on"),
        (Result.UPHELD, MAY, "decided_on"),
        (Result.UPHELD, date(2026, 7, 2), "decided_on"),
    ],
)
def test_a_result_has_its_day(result: Result, day: date | None, field: str) -> None:
    with pytest.raises(FormInvalid) as refused:
        check_decision(result, day, filed_on=JUNE, today=JULY)
    assert refused.value.errors[0].field == field


def test_table_4_counts_results_of_the_year_and_what_was_pending_at_its_end() -> None:
    rows = [
        Recorded(K.RECONSIDERATION, date(2025, 12, 1), Result.CORRECTED, date(2026, 1, 10)),
        Recorded(K.RECONSIDERATION, date(2026, 3, 1), Result.UPHELD, date(2026, 5, 1)),
        Recorded(K.LITIGATION_AFTER, date(2026, 5, 10), Result.PENDING, None),
        Recorded(K.LITIGATION_DIRECT, date(2026, 12, 1), Result.OTHER, date(2027, 2, 1)),
    ]
    zero = {"upheld": 0, "corrected": 0, "other": 0, "pending": 0, "total": 0}
    assert count_table_4(rows, 2025)["reconsideration"] == zero | {"pending": 1, "total": 1}
    assert count_table_4(rows, 2026) == {
        "reconsideration": zero | {"corrected": 1, "upheld": 1, "total": 2},
        "litigation_after_reconsideration": zero | {"pending": 1, "total": 1},
        "litigation_direct": zero | {"pending": 1, "total": 1},
    }
    assert count_table_4(rows, 2027)["litigation_direct"] == zero | {"other": 1, "total": 1}


@given(
    st.lists(
        st.builds(
            lambda kind, filed, days, result: Recorded(
                kind, filed, result, None if result is Result.PENDING else date.fromordinal(filed.toordinal() + days)
            ),
            st.sampled_from(ChallengeKind),
            st.dates(date(2024, 1, 1), date(2028, 1, 1)),
            st.integers(0, 900),
            st.sampled_from(Result),
        )
    ),
    st.integers(2024, 2028),
)
def test_the_total_is_the_sum_of_its_columns(rows: list[Recorded], year: int) -> None:
    for row in count_table_4(rows, year).values():
        assert row["total"] == sum(row[one.value] for one in Result)
