"""Clusters that turned out to be one campaign: found again through their exemplars, judged by their exemplar pairs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from app.similarity.engine import Sketched, sketch_keys
from app.similarity.exemplars import Exemplar, Exemplars
from app.similarity.index import Index, Layers
from app.similarity.score import join_threshold, score_keys

JOIN_FROM = 70.0
PROPOSE_FROM = 60.0
_TOP = 24
_PAIRS_A_SIDE = 4
_BATCH = 20
_LIFT = 15.0


@dataclass(frozen=True, slots=True)
class Alike:
    """Two clusters and how alike their exemplars are, 0..100."""

    older: int
    younger: int
    score: float


def alike_clusters(
    indexes: Sequence[Index], home: Mapping[int, int], asking: Sequence[Exemplar] | Exemplars
) -> Iterator[Alike | None]:
    """Pairs of clusters that are or may be one, in a fixed order; None now and then, to let others work.

    `home` gives the living cluster of a merged one; `asking` are the exemplars whose neighbours are looked up.
    """
    layers = Layers(*indexes)
    joined: dict[int, list[int]] = {}
    for younger, older in home.items():
        joined.setdefault(older, []).append(younger)
    judged: set[tuple[int, int]] = set()
    for start in range(0, len(asking), _BATCH):
        batch = [asking[n] for n in range(start, min(start + _BATCH, len(asking)))]
        for exemplar, text in zip(batch, sketch_keys([e.key for e in batch]), strict=True):
            mine = home.get(exemplar.cluster_id, exemplar.cluster_id)
            for other in _alike_exemplars(text, mine, layers, home, judged):
                pair = (min(mine, other), max(mine, other))
                judged.add(pair)
                one, two = (_members(c, layers, joined.get(c, ())) for c in pair)
                score = _score(one, two)
                yield Alike(*pair, round(float(score), 1)) if score >= PROPOSE_FROM else None
        yield None


def _alike_exemplars(
    text: Sketched, mine: int, layers: Layers, home: Mapping[int, int], judged: set[tuple[int, int]]
) -> Iterator[int]:
    """Other clusters with an exemplar near to a text, unless the pair was judged already."""
    enough = 0.4 * float(text.weights.sum())
    for share, slot in layers.candidates(text.grams, text.weights, _TOP):
        store, place = layers.place(slot)
        theirs = home.get(store.cluster_ids[place], store.cluster_ids[place])
        if mine == theirs or (min(mine, theirs), max(mine, theirs)) in judged:
            continue
        if share >= enough or fuzz.ratio(text.flat, store[place].flat, score_cutoff=55) > 0:
            yield theirs


def _members(cluster: int, layers: Layers, joined: Sequence[int]) -> list[Exemplar]:
    """The exemplars of a living cluster and of those that went into it, the oldest first."""
    found = [exemplar for one in (cluster, *joined) for exemplar in layers.of_cluster(one)]
    return sorted(found, key=lambda exemplar: exemplar.text_id)


def _score(one: list[Exemplar], other: list[Exemplar]) -> float:
    """Mean over pairs of evenly chosen exemplars; a very good pair lifts it, but by no more than `_LIFT`.

    The plain mean leaves a campaign split whose variants dropped different clauses; the best pair alone would chain.
    Long texts, which join from a lower score, are raised to the scale of short ones.
    """
    scores = [
        min(100.0, score_keys(a.key, b.key).score * JOIN_FROM / join_threshold(a.flat, b.flat))
        for a in _some(one)
        for b in _some(other)
    ]
    mean = sum(scores) / len(scores)
    return max(mean, min(max(scores) - 5, mean + _LIFT))


def _some(exemplars: list[Exemplar]) -> list[Exemplar]:
    step = max(1, -(-len(exemplars) // _PAIRS_A_SIDE))
    return exemplars[::step]
