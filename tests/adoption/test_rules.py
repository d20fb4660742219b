"""The law of answers and reports, without a database."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adoption.document import canonical, compose, count_outcomes, digest_of, sort_groups, summarise
from app.adoption.rules import (
    AdoptionReasonMissing,
    CommentsUnplaced,
    GroupsUnanswered,
    Outcome,
    Readiness,
    TotalsDisagree,
    check_ready,
    check_reason,
    check_totals,
    is_concentrated,
    official_form,
)
from app.lib.downloads import safe_cell
from app.lib.errors import DomainError, FormInvalid

SIZES = [
    # size, collected, concentrated
    (0, 0, False),
    (0, 10, False),
    (1, 20, True),  # 5 %
    (1, 21, False),
    (2, 40, True),
    (2, 41, False),
    (3, 100_000, True),
]


@pytest.mark.parametrize(("size", "collected", "expected"), SIZES)
def test_concentrated_is_three_comments_or_five_per_cent(size: int, collected: int, expected: bool) -> None:
    assert is_concentrated(size, collected) is expected


def test_what_concentrated_means_can_be_configured() -> None:
    assert not is_concentrated(4, 100, min_count=5, min_percent=10)


REFUSED = [Outcome.PARTLY_ADOPTED, Outcome.NOT_ADOPTED, Outcome.OUT_OF_SCOPE]


@pytest.mark.parametrize("outcome", REFUSED)
def test_at_16_a_concentrated_opinion_is_not_turned_down_without_a_reason(outcome: Outcome) -> None:
    with pytest.raises(AdoptionReasonMissing) as refusal:
        check_reason(outcome, " \n", is_concentrated=True)
    assert refusal.value.code == "E_ADOPT_REASON"
    check_reason(outcome, "基金支出须有参保关系依据。", is_concentrated=True)


@pytest.mark.parametrize("outcome", REFUSED)
def test_other_opinions_need_a_reason_too(outcome: Outcome) -> None:
    with pytest.raises(FormInvalid) as invalid:
        check_reason(outcome, "", is_concentrated=False)
    assert [error.field for error in invalid.value.errors] == ["reason"]


@pytest.mark.parametrize("is_many", [True, False])
def test_adopted_needs_what_changed(is_many: bool) -> None:
    with pytest.raises(FormInvalid):
        check_reason(Outcome.ADOPTED, "", is_concentrated=is_many)


def test_at_17_the_outcomes_add_up_to_what_was_collected() -> None:
    with pytest.raises(TotalsDisagree) as refusal:
        check_totals(126, {"adopted": 73, "partly_adopted": 21, "not_adopted": 31})
    assert refusal.value.code == "E_ADOPT_TOTAL"
    check_totals(126, {"adopted": 73, "partly_adopted": 21, "not_adopted": 32})


def test_the_official_form_has_out_of_scope_under_not_adopted() -> None:
    assert official_form({"adopted": 5, "partly_adopted": 3, "not_adopted": 2, "out_of_scope": 4}) == (5, 3, 6, 4)


READY = {"collected": 1, "by_outcome": {"adopted": 1}, "unplaced": 0, "unanswered": 0, "reasonless": 0}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"unplaced": 2}, CommentsUnplaced),
        ({"unanswered": 3}, GroupsUnanswered),
        ({"reasonless": 1}, AdoptionReasonMissing),
        ({"collected": 2}, TotalsDisagree),
    ],
)
def test_a_report_is_not_ready(change: dict, refusal: type[DomainError]) -> None:
    check_ready(Readiness(**READY))
    with pytest.raises(refusal):
        check_ready(Readiness(**{**READY, **change}))


def test_at_18_nothing_collected_is_ready() -> None:
    check_ready(Readiness(collected=0, by_outcome={}, unplaced=0, unanswered=0, reasonless=0))


groups = st.lists(
    st.fixed_dictionaries(
        {
            "size": st.integers(1, 500),
            "supports": st.integers(0, 50),
            "outcome": st.one_of(st.just(""), st.sampled_from([one.value for one in Outcome])),
            "reason": st.sampled_from(["", "理由"]),
            "change": st.one_of(st.none(), st.just({"ref": "a3"})),
        }
    ),
    max_size=30,
).map(lambda many: [one | {"number": n} for n, one in enumerate(many, start=1)])


@given(groups, st.integers(-1, 1))
def test_a_publishable_report_answers_every_comment_and_its_outcomes_add_up(many: list, slip: int) -> None:
    collected = max(0, sum(one["size"] for one in many) + slip)
    ordered = sort_groups(many, collected)
    counted = count_outcomes(ordered)
    by_outcome = {outcome: one["comments"] for outcome, one in counted.items()}
    readiness = Readiness(
        collected=collected,
        by_outcome=by_outcome,
        unplaced=0,
        unanswered=sum(not one["outcome"] for one in many),
        reasonless=sum(bool(one["outcome"]) and not one["reason"] for one in many),
    )
    try:
        check_ready(readiness)
    except DomainError:
        everything_is_right = all(one["outcome"] and one["reason"] for one in many) and collected == sum(
            one["size"] for one in many
        )
        assert not everything_is_right
        return
    assert all(one["outcome"] and one["reason"] for one in ordered)
    assert sum(one["size"] for one in ordered) == collected
    assert sum(by_outcome.values()) == collected
    adopted, partly, not_adopted, out_of_scope = official_form(by_outcome)
    assert adopted + partly + not_adopted == collected
    assert out_of_scope <= not_adopted
    assert [one["position"] for one in ordered] == list(range(1, len(ordered) + 1))
    assert all(a["is_concentrated"] or not b["is_concentrated"] for a, b in pairwise(ordered))


def test_the_same_content_has_the_same_digest_whatever_its_order() -> None:
    summary = summarise([], totals={"collected": 0}, methods={"hearing": 0, "online": 0}, days={}, clauses=[])
    one = compose(consultation={"a": 1, "b": "意见"}, summary=summary, groups=[], preface="", next_steps="")
    other = dict(reversed(one.items())) | {"consultation": {"b": "意见", "a": 1}}
    assert canonical(one) == canonical(other)
    assert digest_of(canonical(one)) == digest_of(canonical(other))
    assert "意见" in canonical(one)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@here", "\t=1", "\r=1", "\n=1", "＝1+1", "＠here"])
def test_no_cell_becomes_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_other_cells_stay() -> None:
    assert [safe_cell("第九条"), safe_cell(3), safe_cell("1-2")] == ["第九条", "3", "1-2"]
