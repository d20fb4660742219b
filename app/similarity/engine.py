"""Tier-1 grouping (同文归并): a text joins the cluster of the exemplar it matches best, or leads a new one.

Leader clustering with up to `MAX_EXEMPLARS` exemplars a cluster: the first text leads, and a joining text that
differs enough becomes an exemplar too, so that a campaign is found through any of its variants. What was placed
stays where it is. Pure: no database, no clock; ids are handed in.
"""

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz, process

from app.similarity.exemplars import Exemplar, Exemplars
from app.similarity.index import Index, Layers
from app.similarity.normalise import flat
from app.similarity.score import LONG, join_threshold, score_keys
from app.similarity.sketch import QUERY_SIZE, SKETCH_SIZE, grams_of, select
from app.similarity.weights import SHIPPED, Weights

MAX_EXEMPLARS = 12
OFFER_FROM = 45.0
_PART, _HEAD = 0.95, 200
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
class Compared:
    """What a text was compared with, by text id: ratios (0 below `_WORTH_RATIO`) and full scores."""

    text: Sketched
    ratios: dict[int, float] = field(default_factory=dict)
    scores: dict[int, float] = field(default_factory=dict)


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


def nearest(seen: Compared, layers: Layers) -> Found | None:
    """The exemplar that a text belongs to, or None: highest score, the older text on a tie.

    What is compared is written down in `seen` and not compared again.
    """
    text = seen.text
    best: Found | None = None
    for store, slot in _ranked(seen, layers):
        exemplar = store[slot]
        if (score := seen.scores.get(exemplar.text_id)) is None:
            seen.scores[exemplar.text_id] = score = score_keys(text.key, exemplar.key).score
        if score < join_threshold(text.flat, exemplar.flat):
            continue
        if best is None or (score, -exemplar.text_id) > (best.score, -best.exemplar.text_id):
            best = Found(exemplar, score)
        if score >= _GOOD:
            break
    return best


def _ranked(seen: Compared, layers: Layers) -> list[tuple[Exemplars, int]]:
    """The few candidates worth a full comparison, the most promising first."""
    text = seen.text
    found = layers.candidates(text.grams, text.weights, _TOP)
    pool = [layers.place(slot) for _, slot in found]
    full = float(text.weights.sum())
    least = (_WORTH_LONG if len(text.flat) >= LONG else _WORTH_SHORT) * full
    ranked = sorted(
        (max(ratio, 100 * share / full if share >= least else 0.0), -store.text_ids[slot], n)
        for n, ((share, _), (store, slot), ratio) in enumerate(zip(found, pool, _ratios(seen, pool), strict=True))
        if ratio >= _WORTH_RATIO or share >= least
    )
    return [pool[n] for _, _, n in ranked[: -_TRIES - 1 : -1]]


def _ratios(seen: Compared, pool: Sequence[tuple[Exemplars, int]]) -> list[float]:
    """Ratios from `_WORTH_RATIO` on, 0 below. Lengths alone rule many out, and comparing is the dearest step."""
    size = len(seen.text.flat)
    least, most = size * _WORTH_RATIO / (200 - _WORTH_RATIO), size * (200 - _WORTH_RATIO) / _WORTH_RATIO
    ids = [store.text_ids[slot] for store, slot in pool]
    near = [n for n, (store, slot) in enumerate(pool) if least <= store.lengths[slot] <= most]
    if new := [n for n in near if ids[n] not in seen.ratios]:
        others = [flat(pool[n][0].key(pool[n][1])) for n in new]
        found = process.cdist([seen.text.flat], others, scorer=fuzz.ratio, score_cutoff=_WORTH_RATIO)
        seen.ratios.update(zip([ids[n] for n in new], found[0].tolist(), strict=True))
    return [seen.ratios.get(text_id, 0.0) for text_id in ids]


class Placer:
    """Places new texts one after another. What it adds stays its own: the given indexes are only read.

    Ids are provisional, because a text has none before it is stored: new texts count up from `FIRST_NEW`, new
    clusters down from -1. `sizes` (exemplars a cluster) is updated.
    """

    FIRST_NEW = 1 << 62

    def __init__(self, indexes: Sequence[Index], sizes: MutableMapping[int, int]) -> None:
        self.fresh = Index()
        self._layers = Layers(*indexes, self.fresh)
        self._sizes = sizes
        self._next_text = self.FIRST_NEW
        self._next_cluster = -1

    def place(self, text: Sketched, seen: Compared | None = None) -> Assigned:
        """Join the cluster of the best exemplar, or lead a new one. `seen`: what it was compared with already."""
        found = nearest(seen or Compared(text), self._layers)
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


def similar(text: Sketched, indexes: Sequence[Index], limit: int) -> list[Found]:
    """What others already said, while somebody types: `text` may be the beginning of a longer one.

    Each cluster is offered once. The score compares the prefix with as much of the other text, from the place
    where it fits best, so that a long text is found from its first words.
    """
    layers = Layers(*indexes)
    pool = [layers.exemplar(slot) for _, slot in layers.candidates(text.grams, text.weights, _TOP * 2)]
    if not pool:
        return []
    whole = process.cdist([text.flat], [e.flat for e in pool], scorer=fuzz.ratio, score_cutoff=OFFER_FROM)[0].tolist()
    best: dict[int, Found] = {}
    for ratio, exemplar in sorted(zip(whole, pool, strict=True), key=lambda one: -one[0]):
        score = max(ratio, _begun(text.flat, exemplar.flat, max(ratio, _needed(best, limit))))
        known = best.get(exemplar.cluster_id)
        is_better = known is None or (score, -exemplar.text_id) > (known.score, -known.exemplar.text_id)
        if score >= OFFER_FROM and is_better:
            best[exemplar.cluster_id] = Found(exemplar, score)
    return sorted(best.values(), key=lambda f: (-f.score, f.exemplar.text_id))[:limit]


def _begun(text: str, other: str, least: float) -> float:
    """How well a text, or its beginning, fits somewhere in the beginning of a longer one; 0 below `least`."""
    if len(text) > len(other):
        return 0.0
    part = fuzz.partial_ratio(text[:_HEAD], other[: max(4 * len(text), 200)], score_cutoff=least / _PART)
    return part * _PART


def _needed(best: dict[int, Found], limit: int) -> float:
    """The score below which nothing is offered any more: comparing part by part is dear."""
    scores = sorted((found.score for found in best.values()), reverse=True)
    return max(OFFER_FROM, scores[limit - 1]) if len(scores) >= limit else OFFER_FROM
