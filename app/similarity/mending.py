"""After texts went elsewhere: each leans on one that is in its cluster, and each cluster is found by its leader."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.engine import sketch_keys
from app.similarity.generation_models import Generation, ShadowText
from app.similarity.models import Cluster, SimilarText
from app.similarity.score import score_keys
from app.similarity.storing import store_exemplars

_CLUSTER, _TEXT = (cast(Table, one.__table__) for one in (Cluster, SimilarText))
_CHUNK = 500

_Shadow = Mapping[int, tuple[int | None, float, bool]]
"""What the shadow says of texts: nearest, score, whether it is an exemplar."""


@dataclass(slots=True)
class Row:
    """A text as the switch needs it."""

    id: int
    cluster_id: int
    """The living one."""
    nearest_id: int | None
    score: float
    is_exemplar: bool
    key: str
    is_moved: bool = False


async def mend(db: AsyncSession, generation: Generation, members: Mapping[int, Sequence[Row]]) -> None:
    """Write where the moved texts stand, and mend the clusters that they left or joined, given with all their texts."""
    shadow = await _shadow_of(db, generation.id, [row.id for rows in members.values() for row in rows])
    leaders = await _leaders(db, members)
    changed: list[Row] = []
    found_by: list[Row] = []
    for cluster_id, leader_id in leaders.items():
        there = {row.id: row for row in members[cluster_id]}
        for row in there.values():
            was = (row.nearest_id, row.score, row.is_exemplar)
            _lean(row, there[leader_id], there, shadow)
            if row.is_exemplar and not was[2]:
                found_by.append(row)
            if row.is_moved or was != (row.nearest_id, row.score, row.is_exemplar):
                changed.append(row)
    await _write(db, changed)
    for part in chunks([{"b_id": one, "b_leader": leader_id} for one, leader_id in leaders.items()]):
        lead = update(_CLUSTER).where(_CLUSTER.c.id == bindparam("b_id"))
        await db.execute(lead.values(leader_id=bindparam("b_leader")), part)
    sketched = sketch_keys([row.key for row in found_by])
    await store_exemplars(db, generation.space_id, {row.id: one for row, one in zip(found_by, sketched, strict=True)})


def _lean(row: Row, leader: Row, there: Mapping[int, Row], shadow: _Shadow) -> None:
    nearest, score, stands = shadow.get(row.id, (None, 0.0, False))
    if row is leader:
        row.is_exemplar = True
        if row.is_moved or row.nearest_id not in there:
            row.nearest_id, row.score = None, 100.0
    elif row.nearest_id not in there:
        if nearest is not None and nearest in there:
            row.nearest_id, row.score = nearest, score
        else:
            row.nearest_id, row.score = leader.id, round(score_keys(row.key, leader.key).score, 1)
    if row.is_moved and stands:
        row.is_exemplar = True


async def _write(db: AsyncSession, changed: Sequence[Row]) -> None:
    mended = update(_TEXT).where(_TEXT.c.id == bindparam("b_id"))
    names = ("id", "near", "score", "stands", "cluster")
    lean: dict[str, Any] = {"nearest_id": bindparam("b_near"), "score": bindparam("b_score")}
    lean["is_exemplar"] = bindparam("b_stands")
    for values, is_moved in ((lean | {"cluster_id": bindparam("b_cluster")}, True), (lean, False)):
        rows = [
            (row.id, row.nearest_id, row.score, row.is_exemplar, row.cluster_id)[: 4 + is_moved]
            for row in changed
            if row.is_moved == is_moved
        ]
        for part in chunks(rows):
            await db.execute(
                mended.values(values),
                [{f"b_{n}": v for n, v in zip(names[: len(row)], row, strict=True)} for row in part],
            )


async def _shadow_of(db: AsyncSession, generation_id: int, text_ids: Sequence[int]) -> _Shadow:
    found: dict[int, tuple[int | None, float, bool]] = {}
    query = select(ShadowText.text_id, ShadowText.nearest_id, ShadowText.score, ShadowText.is_exemplar)
    for ids in chunks(text_ids):
        rows = await db.execute(query.where(ShadowText.generation_id == generation_id, ShadowText.text_id.in_(ids)))
        found |= {row[0]: (row[1], row[2], row[3]) for row in rows.tuples()}
    return found


async def _leaders(db: AsyncSession, members: Mapping[int, Sequence[Row]]) -> dict[int, int]:
    """The leader of each cluster that has texts: its own where it stayed, else its first exemplar, else its first."""
    leaders: dict[int, int] = {}
    for ids in chunks(sorted(members)):
        query = select(Cluster.id, Cluster.leader_id).where(Cluster.id.in_(ids))
        for cluster_id, leader_id in (await db.execute(query)).tuples():
            if rows := members[cluster_id]:
                stayed = any(row.id == leader_id for row in rows)
                first = min(rows, key=lambda row: (not row.is_exemplar, row.id)).id
                leaders[cluster_id] = leader_id if stayed and leader_id is not None else first
    return leaders


def chunks(many: Iterable[Any]) -> Iterator[list[Any]]:
    """Lists short enough for one statement."""
    listed = list(many)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
