"""Topics: a partition, the same whatever the order; one matter in other words is found, another matter is not."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.similarity.batch import group_texts
from app.similarity.topics import JOIN_BODIES, JOIN_FROM, join_topics, likeness_needed, make_vectors

PIECES = ("路灯", "不亮", "公交", "末班", "停车", "占道", "噪声", "施工", "bus", "late", "12", "号线")
WORDS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_each_text_is_in_one_topic_named_after_its_first(texts: list[str]) -> None:
    topic = join_topics(make_vectors([""] * len(texts), texts), [1] * len(texts))
    assert all(topic[one] == one <= n for n, one in enumerate(topic))


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_vectors_have_length_one_or_nothing(texts: list[str]) -> None:
    vectors = make_vectors(texts, texts)
    for n, text in enumerate(texts):
        length = float(np.sum(vectors.weights[vectors.starts[n] : vectors.starts[n + 1]] ** 2))
        assert abs(length - bool(text)) < 1e-6


@given(st.permutations(range(6)))
def test_the_order_does_not_matter(order: list[int]) -> None:
    said = [
        "小区门口的路灯坏了半个月，晚上回家看不见路",
        "路灯坏了半个月没人修，小区门口一片漆黑",
        "公交末班车太早，加班的人只能打车回家",
        "建议公交末班车延长到十一点",
        "菜场的摊位占道经营，婴儿车过不去",
        "图书馆周一闭馆，能不能轮流开放",
    ]
    topic = join_topics(make_vectors([""] * 6, [said[n] for n in order]), [1] * 6, join_from=0.1)
    found = {frozenset(order[n] for n in range(6) if topic[n] == one) for one in set(topic)}
    assert {frozenset({0, 1}), frozenset({2, 3}), frozenset({4}), frozenset({5})} == found


def test_words_in_latin_script_count_as_words() -> None:
    said = ["the bus comes late every morning", "every morning the bus is late", "the library is closed on monday"]
    topic = join_topics(make_vectors([""] * 3, said), [1] * 3, join_from=0.1)
    assert topic == [0, 0, 2]


@given(st.lists(st.tuples(WORDS, WORDS), max_size=12))
def test_a_batch_is_a_partition_with_one_leader_a_group(messages: list[tuple[str, str]]) -> None:
    batch = group_texts(messages)
    assert len(batch) == len(messages)
    assert sum(batch.sizes) == len(messages)
    assert sorted(set(batch.group)) == list(range(1, len(batch.sizes) + 1))
    assert batch.sizes == sorted(batch.sizes, reverse=True)
    for n, place in enumerate(batch.leaders, 1):
        assert batch.group[place] == n
        assert batch.group.index(n) == place


def test_the_number_of_processes_changes_nothing() -> None:
    said = [
        (f"{a}{b}" * (n % 2), f"请尽快处理{a}附近{b}的{c}问题，{a}居民已经反映{n % 7}次")
        for a in PIECES
        for b in PIECES
        for n, c in enumerate(PIECES[:6])
    ]
    said += [("", ""), ("", " "), *said[:40]]
    alone, many = group_texts(said), group_texts(said, processes=3)
    assert alone == many
    assert len(alone.sizes) > 1
    assert alone.group[-42] != alone.group[-41]  # messages of blanks only stay apart


def test_long_texts_without_titles_need_less() -> None:
    long = "路灯坏了半个月，晚上回家看不见路" * 6
    assert likeness_needed(["", ""], [long, long]) == JOIN_BODIES
    assert likeness_needed(["路灯", ""], [long, long]) == JOIN_FROM
    assert likeness_needed(["", ""], ["路灯坏了", "路灯不亮"]) == JOIN_FROM
    assert likeness_needed([], []) == JOIN_FROM
