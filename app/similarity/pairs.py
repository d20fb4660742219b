"""Clusters that turned out to be one campaign: found again through their exemplars, judged by their exemplar pairs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from app.similarity.engine import sketch_keys
from app.similarity.index import Exemplar, Index
from app.similarity.score import join_threshold, score_keys

JOIN_FROM = 70.0
PROPOSE_FROM = 60.0
_TOP = 24
_PAIRS_A_SIDE = 4
_BATCH = 20
_LISTED = 5_000
_LIFT = 15.0


@dataclass(frozen=True, slots=True)
class Alike:
    """Two clusters and how alike their exemplars are, 0..100."""

    older: int
    younger: int
    score: float


def alike_clusters(
    indexes: Sequence[Index], home: dict[int, int], asking: Sequence[Exemplar]
) -> Iterator[Alike | None]:
    """Pairs of clusters that are or may be one, in a fixed order; None now and then, to let others work.

    `home` gives the living cluster of an exemplar's cluster; `asking` are the exemplars whose neighbours are looked up.
    """
    members: dict[int, list[Exemplar]] = {}
    for index in indexes:
        for n, exemplar in enumerate(index.exemplars, 1):
            members.setdefault(home.get(exemplar.cluster_id, exemplar.cluster_id), []).append(exemplar)
            if n % _LISTED == 0:
                yield None
    judged: set[tuple[int, int]] = set()
    for start in range(0, len(asking), _BATCH):
        batch = asking[start : start + _BATCH]
        for exemplar, text in zip(batch, sketch_keys([e.key for e in batch]), strict=True):
            mine = home.get(exemplar.cluster_id, exemplar.cluster_id)
            for index in indexes:
                for share, slot in index.candidates(text.grams, text.weights, _TOP):
                    other = index.exemplars[slot]
                    theirs = home.get(other.cluster_id, other.cluster_id)
                    pair = (min(mine, theirs), max(mine, theirs))
                    if mine == theirs or pair in judged:
                        continue
                    alike = share >= 0.4 * float(text.weights.sum())
                    if not alike and fuzz.ratio(text.flat, other.flat, score_cutoff=55) == 0:
                        continue
                    judged.add(pair)
                    score = _score(members[pair[0]], members[pair[1]])
                    yield Alike(*pair, round(float(score), 1)) if score >= PROPOSE_FROM else None
            yield None


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
