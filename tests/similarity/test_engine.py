"""Laws of the grouping that hold for any texts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.similarity.engine import MAX_EXEMPLARS, Placer, sketch_keys
from app.similarity.index import Exemplar, Index
from app.similarity.normalise import flat, make_key
from app.similarity.sketch import SKETCH_SIZE

WORDS = [
    *("建议", "希望", "反对", "支持", "路灯", "公交", "停车", "补贴", "社保", "骑手", "平台", "小区", "学校"),
    *("增加", "取消", "东湖区", "永安镇", "2025年", "30日", "尽快", "不要"),
]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(lambda words: "".join(words) + "路灯")
texts = st.lists(sentences, min_size=1, max_size=25)


def place(words: list[str]) -> list[int]:
    placer = Placer([Index()], {})
    keys = dict.fromkeys(flat(make_key(w)) for w in words)
    assigned = [placer.place(text) for text in sketch_keys(list(keys))]
    clusters = dict(zip(keys, (a.cluster_id for a in assigned), strict=True))
    return [clusters[flat(make_key(w))] for w in words]


@given(texts)
@settings(max_examples=60, deadline=None)
def test_the_same_texts_in_the_same_order_give_the_same_groups(words: list[str]) -> None:
    assert place(words) == place(words)


@given(texts, texts)
@settings(max_examples=60, deadline=None)
def test_adding_texts_moves_nothing(words: list[str], more: list[str]) -> None:
    assert place(words + more)[: len(words)] == place(words)


@given(texts)
@settings(max_examples=60, deadline=None)
def test_equal_keys_share_a_cluster(words: list[str]) -> None:
    clusters = place(words + ["您好，" + w + "。" for w in words])
    assert clusters[: len(words)] == clusters[len(words) :]


@given(texts)
@settings(max_examples=60, deadline=None)
def test_a_sketch_does_not_depend_on_the_batch(words: list[str]) -> None:
    keys = [make_key(w) for w in words]
    together = sketch_keys(keys)
    for key, sketched in zip(keys, together, strict=True):
        (alone,) = sketch_keys([key])
        assert alone.grams.tolist() == sketched.grams.tolist()
        assert len(sketched.sketch) <= SKETCH_SIZE
        assert len(set(sketched.sketch)) == len(sketched.sketch)


def test_the_flat_arrays_answer_like_the_tail() -> None:
    tail, packed = Index(), Index()
    keys = [make_key(f"建议在{a}{b}加装{c}") for a in WORDS[4:9] for b in WORDS[9:16] for c in WORDS[4:12]]
    sketched = sketch_keys(keys)
    for n, s in enumerate(sketched):
        for index in (tail, packed):
            index.add(Exemplar(n, n, s.key, s.flat), s.sketch)
        if n % 50 == 0:
            packed.pack()
    for s in sketched[::7]:
        one, other = (i.candidates(s.grams, s.weights, 24) for i in (tail, packed))
        assert [round(w, 3) for w, _ in one] == [round(w, 3) for w, _ in other]
        assert one[0][1] == other[0][1]


def test_a_cluster_keeps_few_exemplars() -> None:
    sizes: dict[int, int] = {}
    placer = Placer([Index()], sizes)
    base = "建议平台企业为骑手缴纳工伤保险并公布每单的抽成比例和派单规则"
    variants = [base[:i] + "的" + base[i:] + base[: i % 5] for i in range(30)]
    clusters = {placer.place(t).cluster_id for t in sketch_keys([make_key(v) for v in variants])}
    assert len(clusters) == 1
    assert sum(sizes.values()) <= MAX_EXEMPLARS
