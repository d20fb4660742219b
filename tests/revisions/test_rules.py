"""The law of the final text, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.consultations.rules import State
from app.drafts.versions import Kind
from app.lib.errors import Refused
from app.revisions.rules import (
    PairsOpen,
    ReportMissing,
    RevisionPublished,
    RevisionState,
    RevisionSubmitted,
    Show,
    TextNotConfirmed,
    belongs,
    check_drafting,
    check_report,
    check_settled,
    count_rows,
)


@pytest.mark.parametrize("state", list(State))
def test_the_report_comes_first(state: State) -> None:
    if state in (State.REPORT_PUBLISHED, State.ARCHIVED):
        check_report(state)
    else:
        with pytest.raises(ReportMissing):
            check_report(state)


def test_what_waits_or_is_published_does_not_change() -> None:
    check_drafting(RevisionState.DRAFTING)
    for state, refusal in ((RevisionState.SUBMITTED, RevisionSubmitted), (RevisionState.PUBLISHED, RevisionPublished)):
        with pytest.raises(refusal):
            check_drafting(state)


@pytest.mark.parametrize(
    ("is_confirmed", "open_rows", "refusal"),
    [(True, 0, None), (False, 0, TextNotConfirmed), (True, 3, PairsOpen), (False, 3, TextNotConfirmed)],
)
def test_everything_doubtful_is_settled_first(
    is_confirmed: bool, open_rows: int, refusal: type[Refused] | None
) -> None:
    if refusal is None:
        check_settled(is_confirmed=is_confirmed, open_rows=open_rows)
    else:
        with pytest.raises(refusal):
            check_settled(is_confirmed=is_confirmed, open_rows=open_rows)


ROWS = st.lists(st.tuples(st.sampled_from([kind.value for kind in Kind]), st.booleans()), max_size=30)


@given(ROWS)
def test_the_numbers_add_up(rows: list[tuple[str, bool]]) -> None:
    n = count_rows(rows)
    assert n["all"] == len(rows) == n["unchanged"] + n["changed"] + n["new"] + n["removed"]
    assert n["moved"] == sum(is_moved for _kind, is_moved in rows)
    assert n["all"] - n["different"] == sum(kind == "unchanged" and not is_moved for kind, is_moved in rows)


def test_a_clause_that_only_moved_is_a_difference_but_no_change() -> None:
    shown = {show for show in Show if belongs(show, "unchanged", is_moved=True)}
    assert shown == {Show.ALL, Show.DIFFERENT, Show.MOVED, Show.UNCHANGED}
