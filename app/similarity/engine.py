"""Tier-1 grouping (同文归并): a text joins the cluster of the exemplar it matches best, or leads a new one.

Leader clustering with up to `MAX_EXEMPLARS` exemplars a cluster: the first text leads, and a joining text that
differs enough becomes an exemplar too, so that a campaign is found through any of its variants. What was placed
stays where it is. Pure: no database, no clock; ids are handed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from app.similarity.index import Exemplar, Index
from app.similarity.normalise import flat
from app.similarity.score import LONG, join_threshold, score_keys
from app.similarity.sketch import QUERY_SIZE, SKETCH_SIZE, grams_of, select
from app.similarity.weights import SHIPPED, Weights

MAX_EXEMPLARS = 12
OFFER_FROM = 45.0
_TOP = 24
_SAME = 95.0
_GOOD = 88.0
_TRIES = 5
_WORTH_RATIO, _WORTH_SHORT, _WORTH_LONG = 60.0, 0.4, 0.25


@dataclass(frozen=True, slots=True)
class Sketched:
    """A key with the grams it is looked up by, rarest first; the first `SKETCH_SIZE` are its sketch."""

    key: str
    flat: str
    grams: np.ndarray
    weights: np.ndarray

    @property
    def sketch(self) -> list[int]:
        return self.grams[:SKETCH_SIZE].tolist()


@dataclass(frozen=True, slots=True)
class Found:
    """An exemplar and how well a text matches it."""

    exemplar: Exemplar
    score: float


@dataclass(frozen=True, slots=True)
class Looked:
    """What a text found in an index that held `size` exemplars: (shared weight, exemplar, ratio) of each candidate."""

    text: Sketched
    index: Index
    size: int
    pool: list[tuple[float, Exemplar, float]]
    scores: dict[int, float]
    """Full scores by text id, of the best few."""

    def holds(self, index: Index) -> bool:
        """Whether looking again would find the same."""
        return self.index is index and self.size == len(index.exemplars)


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the engine decided for one new text; `found` is None where it leads a new cluster."""

    found: Found | None
    cluster_id: int
    is_exemplar: bool


def sketch_keys(keys: Sequence[str], size: int = QUERY_SIZE, by: Weights = SHIPPED) -> list[Sketched]:
    """Sketch many keys at once; the answer does not depend on what else is in the batch."""
    flats = [flat(key) for key in keys]
    owners, grams, weights = grams_of(flats, by)
    chosen = select(owners, grams, weights, size)
    owners, grams, weights = owners[chosen], grams[chosen], weights[chosen]
    bounds = np.searchsorted(owners, np.arange(len(keys) + 1)).tolist()
    return [
        Sketched(key, flats[n], grams[bounds[n] : bounds[n + 1]], weights[bounds[n] : bounds[n + 1]])
        for n, key in enumerate(keys)
    ]


def look(text: Sketched, index: Index) -> Looked:
    """Everything about one text and one index that takes time: candidates, their ratios, the best few scored."""
    found = [(share, index.exemplars[slot]) for share, slot in index.candidates(text.grams, text.weights, _TOP)]
    ratios = _ratios(text.flat, [e.flat for _, e in found])
    pool = [(share, exemplar, ratio) for (share, exemplar), ratio in zip(found, ratios, strict=True)]
    looked = Looked(text, index, len(index.exemplars), pool, {})
    for exemplar in _ranked(text, pool):
        looked.scores[exemplar.text_id] = score = score_keys(text.key, exemplar.key).score
        if score >= _GOOD and score >= join_threshold(text.flat, exemplar.flat):
            break
    return looked


def nearest(text: Sketched, looked: Sequence[Looked]) -> Found | None:
    """The exemplar that a text belongs to, or None: highest score, the older text on a tie."""
    best: Found | None = None
    scores = {text_id: score for one in looked for text_id, score in one.scores.items()}
    for exemplar in _ranked(text, [entry for one in looked for entry in one.pool]):
        if (score := scores.get(exemplar.text_id)) is None:
            score = score_keys(text.key, exemplar.key).score
        if score < join_threshold(text.flat, exemplar.flat):
            continue
        if best is None or (score, -exemplar.text_id) > (best.score, -best.exemplar.text_id):
            best = Found(exemplar, score)
        if score >= _GOOD:
            break
    return best


def _ranked(text: Sketched, pool: Sequence[tuple[float, Exemplar, float]]) -> list[Exemplar]:
    """The few candidates worth a full comparison, the most promising first."""
    full = float(text.weights.sum())
    least = _WORTH_LONG if len(text.flat) >= LONG else _WORTH_SHORT
    ranked = sorted(
        (max(ratio, 100 * share / full if share >= least * full else 0.0), -exemplar.text_id, n)
        for n, (share, exemplar, ratio) in enumerate(pool)
        if ratio >= _WORTH_RATIO or share >= least * full
    )
    return [pool[n][1] for _, _, n in ranked[: -_TRIES - 1 : -1]]


def _ratios(flat_text: str, others: Sequence[str]) -> list[float]:
    """Ratios from `_WORTH_RATIO` on, 0 below. Lengths alone rule many out, and comparing is the dearest step."""
    size = len(flat_text)
    near = [n for n, other in enumerate(others) if 200 * min(size, len(other)) >= _WORTH_RATIO * (size + len(other))]
    ratios = [0.0] * len(others)
    if near:
        found = process.cdist([flat_text], [others[n] for n in near], scorer=fuzz.ratio, score_cutoff=_WORTH_RATIO)
        for n, ratio in zip(near, found[0].tolist(), strict=True):
            ratios[n] = ratio
    return ratios


class Placer:
    """Places new texts one after another. What it adds stays its own: the given indexes are only read.

    Ids are provisional, because a text has none before it is stored: new texts count up from `FIRST_NEW`, new
    clusters down from -1. `sizes` (exemplars a cluster) is updated.
    """

    FIRST_NEW = 1 << 62

    def __init__(self, indexes: Sequence[Index], sizes: dict[int, int]) -> None:
        self.fresh = Index()
        self._indexes = (*indexes, self.fresh)
        self._sizes = sizes
        self._next_text = self.FIRST_NEW
        self._next_cluster = -1

    def place(self, text: Sketched, ready: Looked | None = None) -> Assigned:
        """Join the cluster of the best exemplar, or lead a new one. `ready` is used as far as it still holds."""
        looked = [ready if ready and ready.holds(index) else look(text, index) for index in self._indexes]
        found = nearest(text, looked)
        if found is None:
            cluster_id = self._next_cluster
            self._next_cluster -= 1
        else:
            cluster_id = found.exemplar.cluster_id
        held = self._sizes.get(cluster_id, 0)
        stands = found is None or (found.score < _SAME and held < MAX_EXEMPLARS)
        if stands:
            self._sizes[cluster_id] = held + 1
            self.fresh.add(Exemplar(self._next_text, cluster_id, text.key, text.flat), text.sketch)
        self._next_text += 1
        return Assigned(found, cluster_id, stands)


def similar(text: Sketched, indexes: Iterable[Index], limit: int) -> list[Found]:
    """What others already said, while somebody types: `text` may be the beginning of a longer one.

    Each cluster is offered once. The score compares the prefix with as much of the other text, from the place
    where it fits best, so that a long text is found from its first words.
    """
    pool = [
        index.exemplars[slot] for index in indexes for _, slot in index.candidates(text.grams, text.weights, _TOP * 2)
    ]
    if not pool:
        return []
    whole = process.cdist([text.flat], [e.flat for e in pool], scorer=fuzz.ratio)[0].tolist()
    partial = process.cdist(
        [text.flat], [e.flat[: max(4 * len(text.flat), 200)] for e in pool], scorer=fuzz.partial_ratio
    )[0].tolist()
    best: dict[int, Found] = {}
    for exemplar, ratio, part in zip(pool, whole, partial, strict=True):
        shorter = len(text.flat) <= len(exemplar.flat)
        score = max(ratio, part * 0.95 if shorter else 0.0)
        known = best.get(exemplar.cluster_id)
        if score >= OFFER_FROM and (known is None or score > known.score):
            best[exemplar.cluster_id] = Found(exemplar, score)
    return sorted(best.values(), key=lambda f: (-f.score, f.exemplar.text_id))[:limit]
