"""Verbs of the grouping. Each runs inside the caller's transaction and never commits."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.engine import Assigned, Placer, Sketched
from app.similarity.memory import indexes_of, note_own
from app.similarity.models import Cluster, SimilarText, Sketch
from app.similarity.normalise import NORM_VERSION, key_hash
from app.similarity.ready import Ready, in_turns
from app.similarity.sketch_sets import open_set

_CLUSTER, _TEXT, _SKETCH = (cast(Table, model.__table__) for model in (Cluster, SimilarText, Sketch))


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a text stands. `nearest_text_id` is None for the first of its cluster; score 0..100 against the nearest."""

    text_id: int
    cluster_id: int
    nearest_text_id: int | None
    score: float
    is_new_text: bool
    is_new_cluster: bool


async def add_texts(
    db: AsyncSession, space: str, texts: Sequence[str], *, ready: Ready | None = None, now: datetime
) -> list[Placement]:
    """Place texts in clusters (归并): one placement a text, in the order given.

    The same words give the same text, in this call and in every other; a text that is known stays where it is.
    Other writers of the space wait until the caller's transaction ends; writers of several spaces in one
    transaction must take them in one order. What `ready.get_ready` prepared shortens their wait.
    """
    if not texts:
        return []
    ready = ready or Ready()
    keys = await ready.keys_of(texts)
    hashes = [key_hash(key) for key in keys]
    space_id, token = await lock_space(db, space)
    known = await _known(db, space_id, hashes)
    new = {h: key for h, key in zip(hashes, keys, strict=True) if h not in known}
    created = await _place_new(db, space_id, token, new, ready, now) if new else {}
    placements, seen = [], set()
    for h in hashes:
        if h in known or h in seen:
            p = known.get(h) or created[h]
            placements.append(Placement(p.text_id, p.cluster_id, p.nearest_text_id, p.score, False, False))
        else:
            seen.add(h)
            placements.append(created[h])
    return placements


async def lock_space(db: AsyncSession, space: str) -> tuple[int, int]:
    """Take the space's row (made where it is missing) for the rest of the transaction: (id, token)."""
    row = await db.execute(
        text(
            "INSERT INTO similar_space (name, token, version, merged_upto) VALUES (:name, :token, 1, 0) "
            "ON CONFLICT (name) DO UPDATE SET version = similar_space.version + 1 RETURNING id, token"
        ),
        {"name": space, "token": secrets.randbits(62)},
    )
    space_id, token = row.one()
    return space_id, token


async def _known(db: AsyncSession, space_id: int, hashes: Sequence[int]) -> dict[int, Placement]:
    """Texts that are there already, by key hash."""
    rows = await db.execute(
        select(
            SimilarText.key_hash,
            SimilarText.id,
            func.coalesce(Cluster.merged_into, Cluster.id),
            SimilarText.nearest_id,
            SimilarText.score,
        )
        .join(Cluster, Cluster.id == SimilarText.cluster_id)
        .where(SimilarText.space_id == space_id, SimilarText.key_hash.in_(set(hashes)))
    )
    return {row[0]: Placement(row[1], row[2], row[3], row[4], False, False) for row in rows}


async def _place_new(
    db: AsyncSession, space_id: int, token: int, new: dict[int, str], ready: Ready, now: datetime
) -> dict[int, Placement]:
    """Let the engine place texts that nobody said before, and store texts, clusters and sketches."""
    indexes, sizes = await indexes_of(db, space_id, token)
    placer = Placer(indexes, sizes)
    sketched = await ready.sketch(new)
    looked = list(zip(sketched, map(ready.looked.get, new), strict=True))
    assigned = [placer.place(*one) async for part in in_turns(looked) for one in part]
    clusters = await _clusters(db, space_id, assigned)
    ids = await _store_texts(db, space_id, list(new), sketched, assigned, clusters, now)
    note_own(db, space_id, min(ids))
    await _store_sketches(db, space_id, ids, sketched, assigned)
    await _link(db, ids, clusters, assigned)
    return {
        h: Placement(i, c, _nearest_id(a, ids), _score(a), True, a.found is None)
        for h, i, c, a in zip(new, ids, clusters, assigned, strict=True)
    }


async def _clusters(db: AsyncSession, space_id: int, assigned: Sequence[Assigned]) -> list[int]:
    """The living cluster of each new text; makes the new clusters and counts the new texts in."""
    stored = {a.cluster_id for a in assigned if a.cluster_id > 0}
    home: dict[int, int] = {}
    if stored:
        rows = await db.execute(
            select(Cluster.id, func.coalesce(Cluster.merged_into, Cluster.id)).where(Cluster.id.in_(stored))
        )
        home = {row[0]: row[1] for row in rows}
    sizes = Counter(home.get(a.cluster_id, a.cluster_id) for a in assigned)
    fresh = sorted((c for c in sizes if c < 0), reverse=True)  # -1 came first
    if fresh:
        rows = await db.execute(
            insert(_CLUSTER).returning(_CLUSTER.c.id),
            [{"space_id": space_id, "size": sizes[c], "state": "open"} for c in fresh],
        )
        home |= dict(zip(fresh, sorted(row[0] for row in rows), strict=True))
    if joined := [{"b_id": c, "b_more": n} for c, n in sizes.items() if c > 0]:
        grow = update(_CLUSTER).where(_CLUSTER.c.id == bindparam("b_id"))
        await db.execute(grow.values(size=_CLUSTER.c.size + bindparam("b_more")), joined)
    return [home[a.cluster_id] for a in assigned]


async def _store_texts(
    db: AsyncSession,
    space_id: int,
    hashes: Sequence[int],
    sketched: Sequence[Sketched],
    assigned: Sequence[Assigned],
    clusters: Sequence[int],
    now: datetime,
) -> list[int]:
    """Store the new texts; their ids in order. A nearest text of the same batch is linked afterwards."""
    rows = [
        {
            "space_id": space_id,
            "key": s.key,
            "key_hash": h,
            "length": len(s.flat),
            "norm_version": NORM_VERSION,
            "cluster_id": c,
            "nearest_id": a.found.exemplar.text_id if a.found and a.found.exemplar.text_id < Placer.FIRST_NEW else None,
            "score": _score(a),
            "is_exemplar": a.is_exemplar,
            "created_at": now,
        }
        for h, s, a, c in zip(hashes, sketched, assigned, clusters, strict=True)
    ]
    made = await db.execute(insert(_TEXT).returning(_TEXT.c.key_hash, _TEXT.c.id), rows)
    ids = {row[0]: row[1] for row in made}
    return [ids[h] for h in hashes]


async def _store_sketches(
    db: AsyncSession, space_id: int, ids: Sequence[int], sketched: Sequence[Sketched], assigned: Sequence[Assigned]
) -> None:
    rows = [(gram, i) for i, s, a in zip(ids, sketched, assigned, strict=True) if a.is_exemplar for gram in s.sketch]
    if rows:
        rows.sort()
        kept = await open_set(db, space_id)
        await db.execute(insert(_SKETCH), [{"set_id": kept.id, "gram": g, "text_id": i} for g, i in rows])


async def _link(db: AsyncSession, ids: Sequence[int], clusters: Sequence[int], assigned: Sequence[Assigned]) -> None:
    """Fill in what needed the ids: leaders of new clusters, nearest texts of the same batch."""
    leaders = [{"b_id": c, "b_leader": i} for i, c, a in zip(ids, clusters, assigned, strict=True) if a.found is None]
    if leaders:
        lead = update(_CLUSTER).where(_CLUSTER.c.id == bindparam("b_id"))
        await db.execute(lead.values(leader_id=bindparam("b_leader")), leaders)
    near = [
        {"b_id": i, "b_near": _nearest_id(a, ids)}
        for i, a in zip(ids, assigned, strict=True)
        if a.found and a.found.exemplar.text_id >= Placer.FIRST_NEW
    ]
    if near:
        join = update(_TEXT).where(_TEXT.c.id == bindparam("b_id"))
        await db.execute(join.values(nearest_id=bindparam("b_near")), near)


def _nearest_id(assigned: Assigned, ids: Sequence[int]) -> int | None:
    if assigned.found is None:
        return None
    text_id = assigned.found.exemplar.text_id
    return text_id if text_id < Placer.FIRST_NEW else ids[text_id - Placer.FIRST_NEW]


def _score(assigned: Assigned) -> float:
    return round(assigned.found.score, 1) if assigned.found else 100.0
