"""Mean link as texts come in; links and what keeps texts apart; explanations in words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.similarity.explain import explain_matter
from app.similarity.facts import Guard
from app.similarity.matters import Told, facts_of, find_matters, guards_between, likeness_of
from app.similarity.topics import JOIN_FROM
from app.similarity.wording import marked_words, original_words
from tests.opinion_groups.test_matters import CHARGING, OF_2024, OF_2025, OTHER, PARKING

pytestmark = pytest.mark.one_database("pure")
SAID = [Told("", words) for words in (PARKING, *OTHER, CHARGING)]


def test_a_newcomer_joins_the_matter_it_is_like_on_average() -> None:
    batch = find_matters(SAID)
    assert batch.matter[0] == batch.matter[-1]
    assert [(link.one, link.other) for link in batch.links] == [(0, len(SAID) - 1)]
    known: list[int | None] = [*range(10, 10 + len(SAID) - 1), None]
    placed = find_matters(SAID, known)
    assert placed.matter == [*range(10, 10 + len(SAID) - 1), 10]
    assert [(link.one, link.other) for link in placed.links] == [(0, len(SAID) - 1)]


def test_what_was_taken_apart_is_not_linked() -> None:
    assert find_matters(SAID, apart={frozenset((0, len(SAID) - 1))}).links == []


def test_another_year_is_close_and_not_the_same() -> None:
    (link,) = find_matters([Told("", OF_2024), *SAID[:-1], Told("", OF_2025)]).links
    assert link.guards == (Guard.PERIOD,)


def test_a_value_that_only_one_names_is_compatible() -> None:
    assert guards_between(facts_of(Told("", "2024年的补贴")), facts_of(Told("", "补贴标准"))) == ()
    assert guards_between(facts_of(Told("", "静安区和浦东新区")), facts_of(Told("", "浦东新区"))) == ()


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(len(SAID))))
def test_the_order_changes_no_batch(order: list[int]) -> None:
    found = find_matters([SAID[n] for n in order])
    together = [n for n, matter in zip(order, found.matter, strict=True) if found.matter.count(matter) > 1]
    assert sorted(together) == [0, len(SAID) - 1]


def test_no_texts_and_empty_texts_are_no_matter() -> None:
    assert find_matters([]).matter == []
    assert find_matters([Told("", ""), Told("", "！")]).links == []


def test_the_reason_is_told_in_words() -> None:
    why = explain_matter(SAID, 0, len(SAID) - 1)
    assert why.likeness >= why.needed == likeness_of(JOIN_FROM) == 50.0
    assert {"电动", "自行车"} & {word for word, _ in why.words} or "电动自行车" in dict(why.words)
    assert sum(share for _, share in why.words) <= 105
    why = explain_matter(SAID, 0, 1)
    assert why.likeness < why.needed


def test_words_stand_as_they_were_written() -> None:
    assert original_words("辦法", "這個辦法") == "辦法"
    assert original_words("办法", "這個辦法") == "辦法"
    assert original_words("2024年", "补贴2 0 2 4 年") == "2 0 2 4 年"
    assert original_words("20%", "百分之二十") == "20%"
    assert marked_words("停车难", ["停车"]) == [("停车", True), ("难", False)]
    assert marked_words("停车难", []) == [("停车难", False)]
