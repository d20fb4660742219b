"""Pairs for the grouping benchmark: traps beside true variants, long texts with additions, candidates against cdist."""

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

import numpy as np
from rapidfuzz import fuzz, process

from app.similarity.engine import sketch_keys
from app.similarity.index import Exemplar, Index
from app.similarity.normalise import flat, make_key
from app.similarity.score import join_threshold, score_keys
from tests.bench.campaign_edits import Editor
from tests.bench.campaign_words import WORDS, pick
from tests.bench.campaigns import make_base, make_bases, make_trap

_OPENINGS = (
    "您好！您反映的关于{x}的问题已收悉，我们高度重视，立即组织人员进行了调查核实，现将有关情况答复如下。",
    "尊敬的网友：您的留言已转交相关单位办理，关于{x}的事项，经与属地街道和主管部门沟通，情况如下。",
    "感谢您对我们工作的关心和监督。针对您提出的{x}，我局第一时间安排工作人员赴现场查看并与您取得联系。",
)
_CLOSINGS = (
    "下一步，我们将加大巡查力度，举一反三，建立长效机制，切实维护群众的合法权益。感谢您的理解与支持，祝您生活愉快！",
    "如您对以上答复仍有疑问，可在工作时间拨打办公室电话咨询，我们将竭诚为您服务。再次感谢您的来信。",
    "由于资金和规划等原因，该事项暂列入后续计划，我们会积极向上级争取，并及时向社会公布进展情况，敬请谅解。",
)
Pair = tuple[str, str, bool]


def trap_pairs(seed: int, count: int) -> dict[str, list[Pair]]:
    """By kind of trap: pairs of a variant with a variant of the trap (False); under "same" true variants (True)."""
    r = random.Random(seed)
    edit = Editor(r, make_base).variant
    pairs: dict[str, list[Pair]] = defaultdict(list)
    for base in make_bases(r):
        if (trap := make_trap(r, base)) is None:
            continue
        pairs["same"].append((base.text, edit(base), True))
        pairs[trap[0]].append((edit(base), edit(trap[1]), False))
        if len(pairs["same"]) >= count:
            return pairs
    raise AssertionError


def recall_at(scores: Sequence[tuple[float, bool]], precision: float = 0.95) -> float:
    """The largest share of true pairs above a threshold above which `precision` of the pairs are true."""
    right = wrong = 0
    best = 0
    ranked = sorted(scores, reverse=True)
    for n, (score, is_same) in enumerate(ranked):
        right, wrong = right + is_same, wrong + (not is_same)
        is_cut = n + 1 == len(ranked) or ranked[n + 1][0] < score
        if is_cut and right >= precision * (right + wrong):
            best = right
    return best / max(sum(same for _, same in scores), 1)


def measure_traps(seed: int, count: int = 4_000) -> tuple[float, float, dict[str, float]]:
    """Recall at precision .95: of the engine's score, of the plain ratio of raw texts; wrongly joined by kind."""
    pairs = trap_pairs(seed, count)
    everything = [pair for many in pairs.values() for pair in many]
    plain = [(fuzz.ratio(a, b), same) for a, b, same in everything]
    ours: list[tuple[float, bool]] = []
    joined: dict[str, float] = {}
    for kind, many in pairs.items():
        keys = [(make_key(a), make_key(b)) for a, b, _ in many]
        scores = [score_keys(a, b).score for a, b in keys]
        joins = [s >= join_threshold(flat(a), flat(b)) for s, (a, b) in zip(scores, keys, strict=True)]
        joined[kind] = sum(joins) / len(joins)
        ours += [(s, same) for s, (_, _, same) in zip(scores, many, strict=True)]
    return recall_at(ours), recall_at(plain), joined


def long_pairs(seed: int, count: int) -> list[Pair]:
    """Long texts and themselves with additions of 30 to 150 % and dropped clauses; official replies alike in form."""
    r = random.Random(seed)
    edit = Editor(r, make_base)
    pairs: list[Pair] = []
    bases = (b for b in make_bases(r) if len(b.text) >= 150 and not b.is_english)
    for base in islice(bases, count):
        other = edit.extended(edit.shortened(base.text, r.uniform(0, 0.2)), False, r.uniform(0.3, 1.5))
        pairs.append((base.text, other, True))
    for _ in range(count * 3 // 5):
        opening, closing = r.choice(_OPENINGS), r.choice(_CLOSINGS)
        one, other = (_reply(r, opening, closing) for _ in range(2))
        pairs.append((one, other, False))
    return pairs


def _reply(r: random.Random, opening: str, closing: str) -> str:
    matter = pick(r, "facilities") + WORDS["facility_problems"][r.randrange(len(WORDS["facility_problems"]))]
    return opening.format(x=matter) + make_base(r, r.choice((3, 4, 6, 8)), False).text + closing


def best_f1(scores: Sequence[tuple[float, bool]]) -> float:
    """F1 at the best of all thresholds."""
    total, right, best = sum(same for _, same in scores), 0, 0.0
    for n, (_, same) in enumerate(sorted(scores, reverse=True), 1):
        right += same
        best = max(best, 2 * right / (n + total))
    return best


def measure_long(seed: int, count: int = 1_000) -> tuple[float, float, float]:
    """F1 at the engine's own threshold, at the best one, and of the plain ratio at its best one."""
    pairs = long_pairs(seed, count)
    scored, decided = [], []
    for a, b, same in pairs:
        one, other = make_key(a), make_key(b)
        score = score_keys(one, other).score
        scored.append((score, same))
        decided.append((score >= join_threshold(flat(one), flat(other)), same))
    right = sum(joined and same for joined, same in decided)
    f1 = 2 * right / (sum(j for j, _ in decided) + sum(s for _, s in decided))
    return f1, best_f1(scored), best_f1([(fuzz.ratio(a, b), same) for a, b, same in pairs])


def measure_candidates(keys: Sequence[str], *, least: int = 70, top: int = 60) -> tuple[float, int, float]:
    """Share of pairs with a ratio of `least` or more that the index brings up from either side; pairs; seconds of cdist
    are not counted. `keys` should hold few of each campaign: a list of `top` cannot hold hundreds."""
    flats = [flat(key) for key in keys]
    near = process.cdist(flats, flats, scorer=fuzz.ratio, score_cutoff=least, dtype=np.uint8, workers=1)
    true = {(int(a), int(b)) for a, b in np.argwhere(near) if a < b}
    index = Index()
    sketched = sketch_keys(list(keys))
    for n, one in enumerate(sketched):
        index.add(Exemplar(n, n, one.key, one.flat), one.sketch)
    index.pack()
    found: set[tuple[int, int]] = set()
    for n, one in enumerate(sketched):
        found |= {(min(n, s), max(n, s)) for _, s in index.candidates(one.grams, one.weights, top + 1) if s != n}
    return (len(true & found) / max(len(true), 1), len(true), float(top))
