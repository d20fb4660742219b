"""Clusters that turned out to be one campaign become one (合并): found without a lock, joined under it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.index import Layers
from app.similarity.memory import filling, indexes_of, is_near
from app.similarity.models import Cluster, ClusterEvent, SimilarSpace
from app.similarity.pairs import JOIN_FROM, Alike, alike_clusters
from app.similarity.queries import Merge
from app.similarity.services import lock_space
from app.similarity.storing import build_sets

_ENGINE = "engine"
_BUILT = 200
"""Exemplars that a pass adds to a set of sketches that is being built; the lock is held meanwhile."""
_CLUSTER = cast(Table, Cluster.__table__)


@dataclass(frozen=True, slots=True)
class Pass:
    """Pairs of clusters found among the exemplars after text `since` up to text `upto`."""

    since: int
    upto: int
    pairs: Sequence[Alike]


async def find_alike(db: AsyncSession, space: str, *, limit: int = 1_000) -> Pass | None:
    """Look for clusters that are one, among the oldest `limit` exemplars that no pass has looked at. None: no more.

    About half a second of work, in a session that only reads. It rests on the copy of this process (memory.py), whose
    first filling is waited for: others get their turn meanwhile, and the rows are not read twice.
    """
    query = select(SimilarSpace.id, SimilarSpace.token, SimilarSpace.merged_upto).where(SimilarSpace.name == space)
    if (found := (await db.execute(query)).first()) is None:
        return None
    if not await is_near(db, found.id, found.token) and (copying := filling(db, found.id, found.token)):
        await asyncio.wait([copying])
    indexes, _ = await indexes_of(db, found.id, found.token)
    asking = Layers(*indexes).after(found.merged_upto, limit)
    if not asking:
        return None
    pairs: list[Alike] = []
    for pair in alike_clusters(indexes, await _living_clusters(db, found.id), asking):
        if pair is None:
            await asyncio.sleep(0)
        else:
            pairs.append(pair)
    return Pass(found.merged_upto, asking[-1].text_id, pairs)


async def merge_pass(db: AsyncSession, space: str, found: Pass, *, now: datetime) -> list[Merge]:
    """Join what `find_alike` found; the older id lives on, every join is an event.

    What is alike but not enough is kept as a proposal. Where another pass was faster, nothing is done.
    """
    space_id, _ = await lock_space(db, space)
    await build_sets(db, space_id, limit=_BUILT)
    upto = await db.scalar(select(SimilarSpace.merged_upto).where(SimilarSpace.id == space_id))
    if upto != found.since:
        return []
    home = await _living_clusters(db, space_id)
    merges: list[Merge] = []
    events: list[dict[str, Any]] = []
    for pair in found.pairs:
        older, younger = sorted((_living(home, pair.older), _living(home, pair.younger)))
        if older == younger:
            continue
        is_one = pair.score >= JOIN_FROM
        events.append(_event(space_id, "merge" if is_one else "propose", older, younger, pair.score, now))
        if is_one:
            home[younger] = older
            merges.append(Merge(older, younger, pair.score))
    if merges:
        await _merge(db, merges)
    if events:
        await db.execute(insert(ClusterEvent), events)
    await db.execute(update(SimilarSpace).where(SimilarSpace.id == space_id).values(merged_upto=found.upto))
    return merges


async def _living_clusters(db: AsyncSession, space_id: int) -> dict[int, int]:
    """Merged clusters of a space, each with the one that lives on."""
    rows = await db.execute(
        select(Cluster.id, Cluster.merged_into).where(Cluster.space_id == space_id, Cluster.merged_into.is_not(None))
    )
    return {row[0]: row[1] for row in rows}


def _living(home: Mapping[int, int], cluster_id: int) -> int:
    while cluster_id in home:
        cluster_id = home[cluster_id]
    return cluster_id


def _event(space_id: int, kind: str, older: int, younger: int, score: float, now: datetime) -> dict[str, Any]:
    return {
        "space_id": space_id,
        "kind": kind,
        "cluster_id": older,
        "from_cluster_id": younger,
        "text_id": None,
        "score": score,
        "by": _ENGINE,
        "at": now,
    }


async def _merge(db: AsyncSession, merges: Sequence[Merge]) -> None:
    """Redirect the younger of each pair, and what was merged into it before, straight to the survivor."""
    for merge in merges:
        size = await db.scalar(select(Cluster.size).where(Cluster.id == merge.younger_cluster))
        await db.execute(
            update(_CLUSTER)
            .where((_CLUSTER.c.id == merge.younger_cluster) | (_CLUSTER.c.merged_into == merge.younger_cluster))
            .values(merged_into=merge.older_cluster, state="merged")
        )
        await db.execute(
            update(_CLUSTER).where(_CLUSTER.c.id == merge.older_cluster).values(size=_CLUSTER.c.size + size)
        )
