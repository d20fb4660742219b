"""Rows of newly placed texts, written with few statements: clusters, texts, sketches, clauses.

Ids are taken before anything is written, so that every row is written once and complete. Sketch rows are sorted, so
that rows of one batch that fall on one page of the table are written together.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.bulk import insert_many, take_ids
from app.similarity.clauses import clause_hashes
from app.similarity.engine import Assigned, Placer, Sketched, sketch_keys
from app.similarity.models import Cluster, SimilarClause, SimilarText, Sketch, SketchSet
from app.similarity.normalise import NORM_VERSION
from app.similarity.sketch_sets import Kept, open_sets, read_weights, sets_of, sketch_for

_CLUSTER, _TEXT, _SKETCH, _CLAUSE = (
    cast(Table, model.__table__) for model in (Cluster, SimilarText, Sketch, SimilarClause)
)
_TEXT_COLUMNS = (
    *("id", "space_id", "key", "key_hash", "length", "norm_version", "cluster_id", "nearest_id", "score"),
    *("is_exemplar", "created_at"),
)
_LIVING = select(Cluster.id, func.coalesce(Cluster.merged_into, Cluster.id))


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a new text stands."""

    text_id: int
    cluster_id: int
    nearest_id: int | None
    score: float


async def store_placed(
    db: AsyncSession,
    space_id: int,
    hashes: Sequence[int],
    sketched: Sequence[Sketched],
    assigned: Sequence[Assigned],
    now: datetime,
) -> list[Stored]:
    """Write new texts of a locked space as the engine placed them; where they stand, in order."""
    sets = await open_sets(db, space_id)  # before the texts are there: in an empty space a set is ready at once
    ids = await take_ids(db, _TEXT, len(hashes))
    clusters = await _clusters(db, space_id, ids, assigned)
    stored = [
        Stored(i, clusters[a.cluster_id], _nearest_id(a, ids), round(float(a.found.score), 1) if a.found else 100.0)
        for i, a in zip(ids, assigned, strict=True)
    ]
    rows = [
        (o.text_id, space_id, s.key, h, len(s.flat), NORM_VERSION, o.cluster_id, o.nearest_id, o.score, stands, now)
        for o, h, s, stands in zip(stored, hashes, sketched, [a.is_exemplar for a in assigned], strict=True)
    ]
    await insert_many(db, _TEXT, _TEXT_COLUMNS, rows)
    exemplars = {i: s for i, s, a in zip(ids, sketched, assigned, strict=True) if a.is_exemplar}
    await _store_exemplars(db, space_id, sets, exemplars)
    return stored


async def store_exemplars(db: AsyncSession, space_id: int, exemplars: Mapping[int, Sketched]) -> None:
    """Make texts of a locked space findable, by id: sketches in every set of the space, clauses of long texts.

    Also for texts that became exemplars later; what is there already is passed over.
    """
    await _store_exemplars(db, space_id, await open_sets(db, space_id), exemplars)


async def _store_exemplars(
    db: AsyncSession, space_id: int, sets: Sequence[Kept], exemplars: Mapping[int, Sketched]
) -> None:
    if not exemplars:
        return
    for kept in sets:
        made = await sketch_for(db, kept, list(exemplars.values()))
        rows = [(kept.id, gram, i) for i, one in zip(exemplars, made, strict=True) for gram in one.sketch]
        await insert_many(db, _SKETCH, ("set_id", "gram", "text_id"), sorted(rows), or_ignore=True)
    clauses = [(space_id, h, i) for i, one in exemplars.items() for h in clause_hashes(one.key)]
    await insert_many(db, _CLAUSE, ("space_id", "hash", "text_id"), sorted(clauses), or_ignore=True)


async def build_sets(db: AsyncSession, space_id: int, *, limit: int = 2_000) -> bool:
    """Fill the sets of a locked space that are being built with the next exemplars; whether all sets are ready.

    A part at a time, each in a transaction of its own: what was written when a process dies is there, and another
    process goes on behind it.
    """
    is_done = True
    query = select(SketchSet).where(SketchSet.space_id == space_id, SketchSet.is_ready.is_(False))
    for one in (await db.scalars(query.order_by(SketchSet.id))).all():
        rows = await db.execute(
            select(SimilarText.id, SimilarText.key)
            .where(SimilarText.space_id == space_id, SimilarText.is_exemplar, SimilarText.id > one.upto)
            .order_by(SimilarText.id)
            .limit(limit)
        )
        keys = {row[0]: row[1] for row in rows}
        made = sketch_keys(list(keys.values()), by=await read_weights(db, one.weights_version))
        found = [(one.id, gram, i) for i, sketched in zip(keys, made, strict=True) for gram in sketched.sketch]
        await insert_many(db, _SKETCH, ("set_id", "gram", "text_id"), sorted(found), or_ignore=True)
        one.upto, one.is_ready = max(keys, default=one.upto), len(keys) < limit
        is_done = is_done and one.is_ready
    await db.flush()
    return is_done


async def drop_set(db: AsyncSession, space_id: int, *, version: int) -> None:
    """Take away the sketches of a locked space that were made with a version nobody uses any more.

    The last ready set of a space stays: without it a worker that just started would find nothing.
    """
    kept = await sets_of(db, space_id)
    if not any(one.is_ready and one.version != version for one in kept):
        return
    for one in kept:
        if one.version == version:
            await db.execute(delete(_SKETCH).where(_SKETCH.c.set_id == one.id))
            await db.execute(delete(SketchSet).where(SketchSet.id == one.id))


async def _clusters(
    db: AsyncSession, space_id: int, ids: Sequence[int], assigned: Sequence[Assigned]
) -> dict[int, int]:
    """The living cluster by the engine's number; makes the new clusters and counts the new texts in."""
    home: dict[int, int] = {}
    if old := {a.cluster_id for a in assigned if a.cluster_id > 0}:
        home = {row[0]: row[1] for row in await db.execute(_LIVING.where(Cluster.id.in_(old)))}
    sizes = Counter(home.get(a.cluster_id, a.cluster_id) for a in assigned)
    leaders = {a.cluster_id: i for i, a in zip(ids, assigned, strict=True) if a.found is None}
    if leaders:
        home |= dict(zip(leaders, await take_ids(db, _CLUSTER, len(leaders)), strict=True))
        rows = [(home[c], space_id, leader, sizes[c], "open") for c, leader in leaders.items()]
        await insert_many(db, _CLUSTER, ("id", "space_id", "leader_id", "size", "state"), rows)
    if joined := [{"b_id": c, "b_more": n} for c, n in sorted(sizes.items()) if c > 0]:
        grow = update(_CLUSTER).where(_CLUSTER.c.id == bindparam("b_id"))
        await db.execute(grow.values(size=_CLUSTER.c.size + bindparam("b_more")), joined)
    return home


def _nearest_id(assigned: Assigned, ids: Sequence[int]) -> int | None:
    if assigned.found is None:
        return None
    text_id = assigned.found.exemplar.text_id
    return text_id if text_id < Placer.FIRST_NEW else ids[text_id - Placer.FIRST_NEW]
