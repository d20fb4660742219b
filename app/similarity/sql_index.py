"""The index read from SQL: what a worker answers from while its own copy is not there (memory.py).

The same rule as in the copy, and the same answers to the last place: of the grams of a text those that the fewest
exemplars have are read first, until some 2,000 postings are read (index.py). How many have a gram is counted in the
database, never further than it matters. What comes back is a small index of the best candidates, which the engine
uses like any other, and which knows how many exemplars have each gram in all.

The last gram read may be everybody's (at 100,000 texts one look-up in twelve ends with one that more than 2,000
have). The copy reads all of it. Here the same is known from less: which of the exemplars found before have it, and of
those that share nothing else, all alike, the oldest.
"""

import json
from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.engine import Sketched
from app.similarity.index import Exemplar, Index, Postings
from app.similarity.models import SimilarText
from app.similarity.normalise import flat
from app.similarity.sketch_sets import Kept, sets_of, sketch_for
from app.similarity.weights import SHIPPED

BUDGET = 2_000
"""Postings read for one text, as in index.py."""

_CAPS = (64, 512, *(BUDGET << n for n in range(0, 20, 2)))
"""Counting goes so far, then asks whether it matters: a gram with fewer postings is counted exactly."""

_LEAST_SHARE = 0.35

# One list of grams in, whatever its length: the text of the statement never changes.
_COUNT = {
    "sqlite": "SELECT q.value, (SELECT count(*) FROM (SELECT 1 FROM sketch WHERE set_id = ? AND gram = q.value "
    "LIMIT ?)) FROM json_each(?) q",
    "postgresql": "SELECT q.g, (SELECT count(*) FROM (SELECT 1 FROM sketch WHERE set_id = %s AND gram = q.g "
    "LIMIT %s) p) FROM unnest(%s::int[]) q (g)",
}
_READ = {
    "sqlite": "SELECT s.gram, s.text_id FROM json_each(?) q CROSS JOIN sketch s ON s.set_id = ? AND s.gram = q.value",
    "postgresql": "SELECT p.gram, p.text_id FROM unnest(%s::int[]) q (g) CROSS JOIN LATERAL "
    "(SELECT gram, text_id FROM sketch WHERE set_id = %s AND gram = q.g OFFSET 0) p",
}
_READ_OF = {
    "sqlite": "SELECT s.text_id FROM json_each(?) q CROSS JOIN sketch s "
    "ON s.set_id = ? AND s.gram = ? AND s.text_id = q.value",
    "postgresql": "SELECT p.text_id FROM unnest(%s::bigint[]) q (t) CROSS JOIN LATERAL "
    "(SELECT text_id FROM sketch WHERE set_id = %s AND gram = %s AND text_id = q.t OFFSET 0) p",
}
_READ_FIRST = {
    "sqlite": "SELECT text_id FROM sketch WHERE set_id = ? AND gram = ? ORDER BY text_id LIMIT ?",
    "postgresql": "SELECT text_id FROM sketch WHERE set_id = %s AND gram = %s ORDER BY text_id LIMIT %s",
}


class _Part(Index):
    """Some of the exemplars of a space; `counts` says how many have each gram in all."""

    def __init__(self, counts: Mapping[int, int]) -> None:
        super().__init__()
        self._counts = counts

    def postings(self, grams: np.ndarray) -> Postings:
        """As in `Index`; which grams are read first is decided by how many have them in all."""
        found = super().postings(grams)
        held = any(found.lengths())
        return found._replace(counted=[self._counts.get(gram, 0) for gram in grams.tolist()]) if held else found


async def read_index(db: AsyncSession, space_id: int, texts: Sequence[Sketched], *, top: int) -> Index:
    """An index of the `top` exemplars of a space that share most with each text, under the grams that they share."""
    if (kept := _chosen(await sets_of(db, space_id))) is None:
        return Index()
    sketched = await sketch_for(db, kept, texts)
    counts = await _count(db, kept.id, sketched)
    lists = [_worth_reading(text, counts) for text in sketched]
    postings = await _read(db, kept.id, {gram for one in lists for gram in one if counts[gram] < BUDGET})
    await _read_large(db, kept.id, list(zip(sketched, lists, strict=True)), postings, counts, top)
    shared: dict[int, set[int]] = {}
    for text, grams in zip(sketched, lists, strict=True):
        for text_id in _best(text, grams, postings, top):
            shared.setdefault(text_id, set())
    for gram, text_ids in postings.items():
        for text_id in text_ids:
            if text_id in shared:
                shared[text_id].add(gram)
    index = _Part(counts)
    query = select(SimilarText.id, SimilarText.cluster_id, SimilarText.key).where(SimilarText.id.in_(shared))
    for text_id, cluster_id, key in await db.execute(query.order_by(SimilarText.id)):
        index.add(Exemplar(text_id, cluster_id, key, flat(key)), sorted(shared[text_id]))
    return index


async def read_sizes(db: AsyncSession, index: Index) -> dict[int, int]:
    """How many exemplars the clusters in an index have (as first placed)."""
    clusters = {one.cluster_id for one in index.exemplars}
    query = select(SimilarText.cluster_id, func.count()).where(SimilarText.cluster_id.in_(clusters))
    rows = await db.execute(query.where(SimilarText.is_exemplar).group_by(SimilarText.cluster_id))
    return {row[0]: row[1] for row in rows}


def _chosen(kept: Sequence[Kept]) -> Kept | None:
    """Sketches of this program's own weights, or of the newest that are ready."""
    ready = [one for one in kept if one.is_ready]
    own = [one for one in ready if one.version == SHIPPED.version]
    return own[0] if own else ready[-1] if ready else None


async def _count(db: AsyncSession, set_id: int, texts: Sequence[Sketched]) -> dict[int, int]:
    """Postings of each gram. Exact below the last cap it was counted to; it is a floor for grams that do not matter."""
    counts: dict[int, int] = {}
    asked = {gram for text in texts for gram in text.grams.tolist()}
    for cap in _CAPS:
        counts |= await _count_to(db, set_id, sorted(asked), cap)
        if not (asked := {gram for text in texts for gram in _undecided(text, counts, cap)}):
            break
    return counts


def _undecided(text: Sketched, counts: Mapping[int, int], cap: int) -> list[int]:
    """Grams that must be counted further to know which are read."""
    grams = text.grams.tolist()
    more = [gram for gram in grams if counts[gram] >= cap]
    is_enough = sum(n for gram in grams if (n := counts[gram]) < cap) >= BUDGET
    return [] if is_enough or (cap >= BUDGET and len(more) == 1) else more


async def _count_to(db: AsyncSession, set_id: int, grams: Sequence[int], cap: int) -> dict[int, int]:
    connection = await db.connection()
    kind = connection.dialect.name
    listed = json.dumps(grams) if kind == "sqlite" else list(grams)
    rows = await connection.exec_driver_sql(_COUNT[kind], (set_id, cap, listed))
    return {row[0]: row[1] for row in rows}


def _worth_reading(text: Sketched, counts: Mapping[int, int]) -> list[int]:
    """Grams in the order in which they are read, until the budget is used up."""
    chosen: list[int] = []
    read = 0
    for gram in sorted((gram for gram in text.grams.tolist() if counts[gram]), key=lambda gram: counts[gram]):
        chosen.append(gram)
        read += counts[gram]
        if read >= BUDGET:
            break
    return chosen


async def _read(db: AsyncSession, set_id: int, grams: set[int]) -> dict[int, list[int]]:
    """Exemplars that have each gram, in order."""
    connection = await db.connection()
    kind = connection.dialect.name
    listed = json.dumps(sorted(grams)) if kind == "sqlite" else sorted(grams)
    postings: dict[int, list[int]] = {}
    for gram, text_id in await connection.exec_driver_sql(_READ[kind], (listed, set_id)):
        postings.setdefault(gram, []).append(text_id)
    return postings


async def _read_large(
    db: AsyncSession,
    set_id: int,
    texts: Sequence[tuple[Sketched, Sequence[int]]],
    postings: dict[int, list[int]],
    counts: Mapping[int, int],
    top: int,
) -> None:
    """Add what can matter of the grams that many have: they are the last that are read of a text."""
    asked: dict[int, set[int]] = {}
    first: dict[int, int] = {}
    for text, grams in texts:
        if grams and counts[large := grams[-1]] >= BUDGET:
            text_ids, is_short = _before_large(text, grams, postings, top)
            asked.setdefault(large, set()).update(text_ids)
            first[large] = max(first.get(large, 0), top + len(text_ids) if is_short else 0)
    connection = await db.connection()
    kind = connection.dialect.name
    for large, among in sorted(asked.items()):
        listed = json.dumps(sorted(among)) if kind == "sqlite" else sorted(among)
        having = {row[0] for row in await connection.exec_driver_sql(_READ_OF[kind], (listed, set_id, large))}
        if first[large]:
            rows = await connection.exec_driver_sql(_READ_FIRST[kind], (set_id, large, first[large]))
            having.update(row[0] for row in rows)
        postings[large] = sorted(having)


def _before_large(
    text: Sketched, grams: Sequence[int], postings: Mapping[int, list[int]], top: int
) -> tuple[list[int], bool]:
    """Of the exemplars found by the other grams those that the last one may bring among the best, and whether
    exemplars that have no other gram may be among them."""
    found, shared = _shares(text, grams[:-1], postings)
    worth = text.weights[text.grams.tolist().index(grams[-1])]
    least = float(np.partition(shared, -top)[-top]) if len(shared) >= top else 0.0
    return found[shared + worth >= least].tolist(), least <= worth


def _best(text: Sketched, grams: Sequence[int], postings: Mapping[int, list[int]], top: int) -> list[int]:
    """The exemplars that share most, as `Layers.candidates` ranks them."""
    found, shared = _shares(text, grams, postings)
    order = np.lexsort((found, -shared))[:top]
    least = shared[order[0]] * _LEAST_SHARE if len(order) else 0.0
    return [
        text_id for text_id, share in zip(found[order].tolist(), shared[order].tolist(), strict=True) if share >= least
    ]


def _shares(text: Sketched, grams: Sequence[int], postings: Mapping[int, list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Exemplars that have some of these grams, in order, and the weight that each shares."""
    if not grams:
        return np.empty(0, dtype=np.int64), np.empty(0)
    weights = dict(zip(text.grams.tolist(), text.weights.tolist(), strict=True))
    lists = [postings.get(gram, []) for gram in grams]
    shares = np.repeat([weights[gram] for gram in grams], [len(one) for one in lists])
    found, place = np.unique(np.concatenate([np.array(one, dtype=np.int64) for one in lists]), return_inverse=True)
    return found, np.bincount(place, weights=shares, minlength=len(found))
