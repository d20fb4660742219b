"""Changes of a re-clustering carried out on the living clusters (切换): all of them in the caller's transaction.

Ids are never used twice. A cluster that loses its last text leads on to where most of it went; what led to it leads
there too. Texts that came in while the shadow was built follow the text they were matched with.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.generation_models import Generation, GenerationChange, ShadowText
from app.similarity.mending import Row, chunks, mend
from app.similarity.models import Cluster, ClusterEvent, SimilarSpace, SimilarText

_CLUSTER, _CHANGE = (cast(Table, one.__table__) for one in (Cluster, GenerationChange))


@dataclass(slots=True)
class _Living:
    """The texts of the clusters concerned, by cluster and id, and which cluster leads where."""

    space_id: int
    at: dict[int, dict[int, Row]] = field(default_factory=dict)
    leads_to: dict[int, int] = field(default_factory=dict)
    made: dict[int, int] = field(default_factory=dict)
    """The cluster that was made for a shadow cluster."""
    events: list[dict[str, Any]] = field(default_factory=list)

    def living(self, cluster_id: int) -> int:
        while cluster_id in self.leads_to:
            cluster_id = self.leads_to[cluster_id]
        return cluster_id


async def switch_changes(
    db: AsyncSession, generation: Generation, change_ids: Collection[int], *, by: str, now: datetime
) -> dict[int, set[int]]:
    """Carry out some changes of an open generation; answers {change: texts that it moved, or that led elsewhere}.

    The caller holds the lock of the space (`load_open`). Every text that goes elsewhere, and every cluster that ends,
    is an event with the name `by`. Until the generation is closed, `ShadowText` names the texts of each change, those
    that came in since among them.
    """
    changes = [one for one in await list_open(db, generation.id) if one.id in change_ids]
    state = await _load(db, generation, changes)
    parts = await texts_of_changes(db, generation, [one.id for one in changes])
    await _add_followers(db, generation, changes, parts)
    moved: dict[int, set[int]] = {}
    for change in changes:
        moved[change.id] = await _carry_out(db, state, change, parts[change.id], by=by, now=now)
    await _settle(db, state, generation, by=by, now=now)
    for change in changes:
        change.state = "accepted"
        if change.cluster_id is not None:
            change.cluster_id = state.living(change.cluster_id)
    await db.flush()
    return moved


async def list_open(db: AsyncSession, generation_id: int) -> Sequence[GenerationChange]:
    """Changes that nobody decided about, the largest first."""
    query = select(GenerationChange).where(
        GenerationChange.generation_id == generation_id, GenerationChange.state == "open"
    )
    return (await db.scalars(query.order_by(GenerationChange.id))).all()


async def texts_of_changes(db: AsyncSession, generation: Generation, change_ids: Sequence[int]) -> dict[int, set[int]]:
    """The texts of changes, with those that came in since and were matched with one of them."""
    parts: dict[int, set[int]] = {change_id: set() for change_id in change_ids}
    change_of: dict[int, int] = {}
    for ids in chunks(change_ids):
        query = select(ShadowText.text_id, ShadowText.change_id).where(ShadowText.change_id.in_(ids))
        for text_id, change_id in (await db.execute(query)).tuples():
            change_of[text_id] = change_id or 0
    since = select(SimilarText.id, SimilarText.nearest_id).where(
        SimilarText.space_id == generation.space_id, SimilarText.id > generation.upto
    )
    for text_id, nearest_id in (await db.execute(since.order_by(SimilarText.id))).tuples():
        if nearest_id in change_of and text_id not in change_of:
            change_of[text_id] = change_of[nearest_id]
    for text_id, change_id in change_of.items():
        parts[change_id].add(text_id)
    return parts


async def _add_followers(
    db: AsyncSession, generation: Generation, changes: Sequence[GenerationChange], parts: dict[int, set[int]]
) -> None:
    rows = [
        {
            "generation_id": generation.id,
            "text_id": text_id,
            "label": change.label,
            "nearest_id": None,
            "score": 0.0,
            "is_exemplar": False,
            "change_id": change.id,
        }
        for change in changes
        for text_id in sorted(parts[change.id])
        if text_id > generation.upto
    ]
    for part in chunks(rows):
        await db.execute(insert(ShadowText), part)


async def _load(db: AsyncSession, generation: Generation, changes: Sequence[GenerationChange]) -> _Living:
    """The clusters that the changes touch, as they are now, and all of their texts."""
    state = _Living(generation.space_id)
    await _load_made(db, state, generation.id, [one.label for one in changes if one.cluster_id is None])
    named = {one.from_cluster_id for one in changes} | {one.cluster_id for one in changes if one.cluster_id}
    named |= set(state.made.values())
    living: set[int] = set()
    for ids in chunks(sorted(named)):
        query = select(Cluster.id, func.coalesce(Cluster.merged_into, Cluster.id)).where(Cluster.id.in_(ids))
        for cluster_id, home in (await db.execute(query)).tuples():
            living.add(home)
            if home != cluster_id:
                state.leads_to[cluster_id] = home
    lives = func.coalesce(Cluster.merged_into, Cluster.id)
    for ids in chunks(sorted(living)):
        rows = select(
            SimilarText.id, lives, SimilarText.nearest_id, SimilarText.score, SimilarText.is_exemplar, SimilarText.key
        )
        rows = rows.join(Cluster, Cluster.id == SimilarText.cluster_id).where(lives.in_(ids))
        for row in (await db.execute(rows)).tuples():
            state.at.setdefault(row[1], {})[row[0]] = Row(*row)
    return state


async def _load_made(db: AsyncSession, state: _Living, generation_id: int, labels: Sequence[int]) -> None:
    """Clusters that were made when other changes of this generation were accepted."""
    for ids in chunks(sorted(set(labels))):
        made = select(GenerationChange.label, GenerationChange.cluster_id).where(
            GenerationChange.generation_id == generation_id,
            GenerationChange.label.in_(ids),
            GenerationChange.kind == "split",
            GenerationChange.state == "accepted",
        )
        state.made |= {label: cluster for label, cluster in (await db.execute(made)).tuples() if cluster}


async def _carry_out(
    db: AsyncSession, state: _Living, change: GenerationChange, texts: set[int], *, by: str, now: datetime
) -> set[int]:
    source = state.living(change.from_cluster_id)
    target = state.living(change.cluster_id) if change.cluster_id else state.made.get(change.label)
    there = state.at.get(source, {})
    going = list(there.values()) if change.kind == "merge" else [there[i] for i in sorted(texts & there.keys())]
    if source == target or not going:
        change.cluster_id = target
        return set()
    if target is None:
        target = await _new_cluster(db, state, change.label)
    change.cluster_id = target
    if change.kind == "merge":
        state.leads_to[source] = target
        state.events.append(_event(state, "merge", target, source, None, by, now))
    for row in going:
        del there[row.id]
        state.at.setdefault(target, {})[row.id] = row
        row.cluster_id = target
        if change.kind != "merge":
            row.is_moved = True
            state.events.append(_event(state, change.kind, target, source, row, by, now))
    return {row.id for row in going}


async def _new_cluster(db: AsyncSession, state: _Living, label: int) -> int:
    made = insert(_CLUSTER).values(space_id=state.space_id, leader_id=label, size=0, state="open")
    state.made[label] = cluster_id = (await db.execute(made.returning(_CLUSTER.c.id))).scalar_one()
    return cluster_id


async def _settle(db: AsyncSession, state: _Living, generation: Generation, *, by: str, now: datetime) -> None:
    """Write where texts stand now, mend what leant on a text that left, redirect what is empty, count."""
    touched = {row["cluster_id"] for row in state.events} | {row["from_cluster_id"] for row in state.events}
    members = {cluster_id: list(state.at.get(cluster_id, {}).values()) for cluster_id in touched}
    has_moved = any(row.is_moved for rows in members.values() for row in rows)
    for cluster_id, rows in sorted(members.items()):
        if not rows and cluster_id not in state.leads_to:
            state.leads_to[cluster_id] = _most_went_to(state, cluster_id)
            state.events.append(_event(state, "merge", state.leads_to[cluster_id], cluster_id, None, by, now))
    if has_moved:
        await mend(db, generation, members)
        # Every process reads its copy anew: texts stand elsewhere than it remembers.
        token = update(SimilarSpace).where(SimilarSpace.id == state.space_id).values(token=secrets.randbits(62))
        await db.execute(token)
    for cluster_id in touched & state.leads_to.keys():
        ended = (_CLUSTER.c.id == cluster_id) | (_CLUSTER.c.merged_into == cluster_id)
        into = state.living(cluster_id)
        await db.execute(update(_CLUSTER).where(ended).values(merged_into=into, state="merged"))
    for part in chunks([{"b_id": c, "b_n": len(rows)} for c, rows in members.items() if rows]):
        await db.execute(update(_CLUSTER).where(_CLUSTER.c.id == bindparam("b_id")).values(size=bindparam("b_n")), part)
    for part in chunks(state.events):
        await db.execute(insert(ClusterEvent), part)


def _most_went_to(state: _Living, cluster_id: int) -> int:
    went: dict[int, int] = {}
    for event in state.events:
        if event["from_cluster_id"] == cluster_id:
            went[event["cluster_id"]] = went.get(event["cluster_id"], 0) + 1
    return min(went, key=lambda target: (-went[target], target))


def _event(
    state: _Living, kind: str, target: int, source: int, row: Row | None, by: str, now: datetime
) -> dict[str, Any]:
    return {
        "space_id": state.space_id,
        "kind": kind,
        "cluster_id": target,
        "from_cluster_id": source,
        "text_id": row.id if row else None,
        "score": row.score if row else 100.0,
        "by": by[:80],
        "at": now,
    }
