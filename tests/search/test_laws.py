"""What always holds of grams: what stands in a title is found by any two of its neighbours, and marks lose no text."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.search import grams
from app.search.building import Source, build
from app.search.marking import extract, mark
from app.search.postings import Posting, distinct, in_all, pack, unpack

LETTERS = "人社保險险培訓训补貼０1二三年〇月A bＣ（〔,。-《》第号條 \u3000"
titles = st.text(st.sampled_from(LETTERS), min_size=2, max_size=30)


@given(titles, st.data())
def test_any_two_neighbours_find_their_title(title: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(title) - 2))
    head, everything = grams.searchable(title, "")
    keys = set(grams.keys_of(head, everything, "", []).tolist())
    for phrase in grams.phrases(title[at : at + 2]):
        assert phrase in everything
        assert keys >= set(grams.phrase_keys(phrase, grams.PAIR))
        if len(phrase) > 1:
            assert keys >= set(grams.phrase_keys(phrase, grams.TITLE_PAIR))


@given(st.lists(st.tuples(titles, titles), min_size=1, max_size=8))
def test_a_segment_holds_the_same_keys_as_its_texts(texts: list[tuple[str, str]]) -> None:
    sources = [Source(n, 1, *grams.searchable(title, body), title, ("all",)) for n, (title, body) in enumerate(texts)]
    built = build(sources)
    by_text: dict[int, list[int]] = {n: [] for n in range(len(texts))}
    for key, count, places in zip(built.keys, built.counts, built.places, strict=True):
        for place in unpack(Posting(count, places)).tolist():
            by_text[place].append(key)
    for n, source in enumerate(sources):
        assert by_text[n] == grams.keys_of(source.head, source.everything, source.matter, ["all"]).tolist()


@given(st.lists(st.sets(st.integers(0, 9_999), max_size=60), min_size=1, max_size=4), st.booleans())
def test_what_is_common_is_common(sets: list[set[int]], is_dense: bool) -> None:
    if is_dense:  # more than 4,096 places are stored as bits
        sets = [one | set(range(0, 10_000, 2)) for one in sets]
    postings = [Posting(len(one), pack(distinct(np.array(list(one), dtype=np.int64)), 10_000)) for one in sets]
    assert in_all(postings, 10_000).tolist() == sorted(set.intersection(*sets))
    assert in_all([*postings, None], 10_000).tolist() == []


@given(titles, titles)
def test_marks_lose_no_character(text: str, typed: str) -> None:
    pieces = mark(text, grams.phrases(typed))
    assert "".join(piece.text for piece in pieces) == text
    shown = "".join(piece.text for piece in extract(text, grams.phrases(typed), size=10)).strip("…")
    assert shown in " ".join(text.split())
