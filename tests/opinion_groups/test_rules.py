"""The law of groups as tables of cases, and the marking of differences as laws."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.opinion_groups.rules import (
    Act,
    Joining,
    Match,
    Seen,
    Spot,
    Verb,
    find_home,
    joining,
    main_clause,
    rests_on,
    root_of,
)
from app.similarity.wording import segments

A, B, C, D = (UUID(int=n) for n in range(1, 5))
MATCH = Match(text_id=1, nearest_id=2, cluster_id=9)


@pytest.mark.parametrize(
    ("homes", "found"),
    [
        ([], None),
        ([Spot("cluster", 9, "*")], Spot("cluster", 9, "*")),
        ([Spot("cluster", 9, "*"), Spot("cluster", 9, "a4")], Spot("cluster", 9, "a4")),
        ([Spot("cluster", 9, "a4"), Spot("text", 2, "*")], Spot("text", 2, "*")),
        ([Spot("text", 2, "a4"), Spot("text", 1, "*")], Spot("text", 1, "*")),
        ([Spot("text", 1, "a5"), Spot("text", 1, "*")], Spot("text", 1, "*")),
        ([Spot("text", 1, "a5"), Spot("cluster", 7, "*")], None),
    ],
)
def test_find_home(homes: list[Spot], found: Spot | None) -> None:
    assert find_home(MATCH, "a4", homes) == found


@pytest.mark.parametrize(
    ("states", "are_apart", "may"),
    [
        (["suggested", "suggested"], False, Joining.MERGE),
        (["confirmed", "suggested"], False, Joining.MERGE),
        (["confirmed", "confirmed"], False, Joining.PROPOSE),
        (["suggested", "suggested"], True, Joining.PROPOSE),
    ],
)
def test_the_engine_keeps_what_a_person_did(states: list[str], are_apart: bool, may: Joining) -> None:
    assert joining(states, are_apart=are_apart) is may


def act(verb: Verb, group: UUID, other: UUID | None = None, *, made: bool = False) -> Act:
    return Act(uuid4(), verb, group, other, made)


@pytest.mark.parametrize(
    ("later", "earlier", "rests"),
    [
        (act(Verb.RENAME, A), act(Verb.RENAME, A), True),
        (act(Verb.RENAME, A), act(Verb.CONFIRM, A), False),
        (act(Verb.MERGE, B, A), act(Verb.CONFIRM, A), True),
        (act(Verb.MERGE, A, B), act(Verb.CONFIRM, A), False),
        (act(Verb.RENAME, B), act(Verb.SPLIT, A, B, made=True), True),
        (act(Verb.SPLIT, A, C, made=True), act(Verb.SPLIT, A, B, made=True), False),
        (act(Verb.MERGE, C, A), act(Verb.MOVE, A, B), True),
        (act(Verb.MERGE, A, C), act(Verb.MERGE, A, B), False),
        (act(Verb.MOVE, C, D), act(Verb.MERGE, A, B), False),
    ],
)
def test_rests_on(later: Act, earlier: Act, rests: bool) -> None:
    assert rests_on(later, earlier, shares_comments=False) is rests
    assert rests_on(later, earlier, shares_comments=True)


def test_root_of() -> None:
    assert root_of(A, {A: B, B: C}) == C
    assert root_of(C, {A: B, B: C}) == C


@pytest.mark.parametrize(
    ("spread", "clause"),
    [({}, ""), ({"": 5, "a1": 5}, "a1"), ({"a2": 1, "a1": 1}, "a1"), ({"": 6, "a1": 5}, "")],
)
def test_main_clause(spread: dict[str, int], clause: str) -> None:
    assert main_clause(spread) == clause


def test_seen_comes_back_as_it_was_sent() -> None:
    assert Seen.parse(str(Seen(12, 3, 57))) == Seen(12, 3, 57)


WORDS = st.text(alphabet="延长宽限期到六十日，。建议 abc1", max_size=40)


@given(WORDS, WORDS)
def test_pieces_together_are_the_text(one: str, other: str) -> None:
    assert "".join(words for words, _ in segments(one, other)) == one


@given(WORDS)
def test_the_same_words_differ_nowhere(words: str) -> None:
    assert not any(differs for _, differs in segments(words, words))


def test_another_number_is_marked_and_punctuation_is_not() -> None:
    found = segments("建议，延长到九十日", "建议延长到六十日")
    assert "".join(words for words, differs in found if differs).startswith("九")
    assert not any(differs for words, differs in found if words == "，")
