"""A full re-clustering beside the living one (重新归并): built in a shadow, compared, looked at, switched.

The living clusters go on taking texts meanwhile; nothing reads the shadow. A job that is killed begins again from the
texts: a generation is ``building`` until all of it is there.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import cast

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.bulk import insert_many, take_ids
from app.lib.db import Database
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _
from app.similarity.generation_models import Generation, GenerationChange, ShadowText
from app.similarity.models import Cluster, SimilarSpace, SimilarText
from app.similarity.normalise import NORM_VERSION, make_key
from app.similarity.overlap import Comparison, compare
from app.similarity.regrouping import Stood, group_again
from app.similarity.services import lock_space

BUILDING, OPEN, CLOSED, DROPPED = "building", "open", "closed", "dropped"

Words = Callable[[AsyncSession, Sequence[int]], Awaitable[Mapping[int, str]]]
"""Finds what was really said, by text id, for texts that an older normalisation made their keys of."""

_GENERATION, _SHADOW, _CHANGE = (cast(Table, one.__table__) for one in (Generation, ShadowText, GenerationChange))
_CHANGE_COLUMNS = ("id", "generation_id", "kind", "from_cluster_id", "cluster_id", "label", "n", "state")
_SHADOW_COLUMNS = ("generation_id", "text_id", "label", "nearest_id", "score", "is_exemplar", "change_id")
_CHUNK = 1_000
_at_work: set[tuple[str, str]] = set()
"""Databases and spaces that this process builds a generation of: whoever wakes the job again need not wait."""


class GenerationOpen(Refused):
    """One at a time: the second would be compared with what the first is about to change."""

    code = "E_GENERATION_OPEN"
    message = _("A regrouping is under way or waits to be looked at. Accept or drop it first, then start anew.")


class GenerationGone(Refused):
    code = "E_GENERATION_GONE"
    message = _("This regrouping is finished, was dropped, or is still being worked out. Open the page again.")


class _DroppedMeanwhile(Exception):
    """Nobody wants the answer any more."""


async def start_generation(db: AsyncSession, space: str, *, by: str, now: datetime) -> Generation:
    """Ask for a re-clustering of a space. Raises GenerationOpen. The caller wakes the job that builds it."""
    space_id, _token = await lock_space(db, space)
    running = select(Generation.id).where(Generation.space_id == space_id, Generation.state.in_([BUILDING, OPEN]))
    if await db.scalar(running.limit(1)) is not None:
        raise GenerationOpen
    counted = select(func.count(), func.coalesce(func.max(SimilarText.id), 0)).where(SimilarText.space_id == space_id)
    texts, upto = (await db.execute(counted)).one()
    generation = Generation(
        space_id=space_id,
        state=BUILDING,
        norm_version=NORM_VERSION,
        upto=upto,
        started_at=now,
        started_by=by,
        texts=texts,
        closed_by="",
    )
    db.add(generation)
    await db.flush()
    return generation


async def latest_generation(db: AsyncSession, space: str) -> Generation | None:
    """The re-clustering of a space that is under way, or the last one."""
    query = select(Generation).join(SimilarSpace, SimilarSpace.id == Generation.space_id)
    query = query.where(SimilarSpace.name == space).order_by(Generation.id.desc()).limit(1)
    return (await db.execute(query)).scalar_one_or_none()


async def count_accepted(db: AsyncSession, generation_id: int) -> int:
    """How many of its changes were accepted."""
    mine = select(func.count()).where(_CHANGE.c.generation_id == generation_id, _CHANGE.c.state == "accepted")
    return await db.scalar(mine) or 0


async def find_building(db: AsyncSession, prefix: str) -> list[str]:
    """Names of spaces that begin so, with a generation that is still to be built."""
    query = select(SimilarSpace.name).join(Generation, Generation.space_id == SimilarSpace.id)
    return list(await db.scalars(query.where(Generation.state == BUILDING, SimilarSpace.name.startswith(prefix))))


async def build_generation(database: Database, space: str, words: Words, *, now: datetime) -> None:
    """Build what `start_generation` asked for; does nothing where nothing is asked for, or this process is at it."""
    mine = (database.url, space)
    if mine in _at_work:
        return
    _at_work.add(mine)
    try:
        await _build(database, space, words, now)
    finally:
        _at_work.discard(mine)


async def _build(database: Database, space: str, words: Words, now: datetime) -> None:
    async with database.read() as db:
        found = await latest_generation(db, space)
        if found is None or found.state != BUILDING:
            return
        texts = await _texts(db, found, words)
    generation_id = found.id

    async def told(done: int) -> None:
        async with database.write() as tx:
            going_on = update(_GENERATION).where(_GENERATION.c.id == generation_id, _GENERATION.c.state == BUILDING)
            if (await tx.execute(going_on.values(done=done).returning(_GENERATION.c.id))).first() is None:
                raise _DroppedMeanwhile

    try:
        stood = await group_again(texts, told)
    except _DroppedMeanwhile:
        return
    async with database.read() as db:
        comparison = compare(await _living_homes(db, found), {text_id: one.label for text_id, one in stood.items()})
    await _store(database, generation_id, stood, comparison, now)


async def _texts(db: AsyncSession, generation: Generation, words: Words) -> list[tuple[int, str]]:
    """(id, key) of the texts to be grouped, normalised as it is done now."""
    query = select(SimilarText.id, SimilarText.key, SimilarText.norm_version).order_by(SimilarText.id).limit(_CHUNK)
    query = query.where(SimilarText.space_id == generation.space_id, SimilarText.id <= generation.upto)
    texts: list[tuple[int, str]] = []
    last = 0
    while rows := (await db.execute(query.where(SimilarText.id > last))).tuples().all():
        outdated = [text_id for text_id, _key, version in rows if version != NORM_VERSION]
        said = await words(db, outdated) if outdated else {}
        texts += [(text_id, make_key(said[text_id]) if text_id in said else key) for text_id, key, _v in rows]
        last = rows[-1][0]
    return texts


async def _living_homes(db: AsyncSession, generation: Generation) -> dict[int, int]:
    """The living cluster of each text that the generation knows."""
    query = select(SimilarText.id, func.coalesce(Cluster.merged_into, Cluster.id))
    query = query.join(Cluster, Cluster.id == SimilarText.cluster_id)
    rows = await db.execute(query.where(SimilarText.space_id == generation.space_id, SimilarText.id <= generation.upto))
    return dict(rows.tuples().all())


async def _store(
    database: Database, generation_id: int, stood: Mapping[int, Stood], comparison: Comparison[int], now: datetime
) -> None:
    """Write the shadow, all of it or nothing. What was dropped meanwhile, or built by another process, stays so."""
    clusters = len({one.label for one in stood.values()})
    done = {"state": OPEN, "built_at": now, "done": len(stood), "kept": comparison.kept, "clusters": clusters}
    async with database.write() as db:
        there = update(_GENERATION).where(_GENERATION.c.id == generation_id, _GENERATION.c.state == BUILDING)
        if (await db.execute(there.values(**done).returning(_GENERATION.c.id))).first() is None:
            return
        moved: dict[int, int] = {}
        ids = await take_ids(db, _CHANGE, len(comparison.changes))
        changes = [
            (change_id, generation_id, one.kind, one.source, one.target, one.label, len(one.items), OPEN)
            for change_id, one in zip(ids, comparison.changes, strict=True)
        ]
        for change_id, one in zip(ids, comparison.changes, strict=True):
            moved |= dict.fromkeys(one.items, change_id)
        await insert_many(db, _CHANGE, _CHANGE_COLUMNS, changes)
        rows = (
            (generation_id, text_id, one.label, one.nearest_id, one.score, one.is_exemplar, moved.get(text_id))
            for text_id, one in stood.items()
        )
        while part := list(islice(rows, _CHUNK)):
            await insert_many(db, _SHADOW, _SHADOW_COLUMNS, part)
            await asyncio.sleep(0)


async def _clear(db: AsyncSession, generation_id: int) -> None:
    await db.execute(delete(_SHADOW).where(_SHADOW.c.generation_id == generation_id))


async def load_open(db: AsyncSession, space: str) -> Generation:
    """The generation that waits to be looked at, its space locked. Raises GenerationGone."""
    await lock_space(db, space)
    found = await latest_generation(db, space)
    if found is None or found.state != OPEN:
        raise GenerationGone
    return found


async def close_generation(db: AsyncSession, space: str, *, by: str, now: datetime) -> Generation:
    """End it: what was accepted stays, the rest is left as it is. Raises GenerationGone where there is none."""
    await lock_space(db, space)
    found = await latest_generation(db, space)
    if found is None or found.state not in (BUILDING, OPEN):
        raise GenerationGone
    mine = _CHANGE.c.generation_id == found.id
    accepted = await count_accepted(db, found.id)
    await _clear(db, found.id)
    await db.execute(update(_CHANGE).where(mine, _CHANGE.c.state == OPEN).values(state="left"))
    found.state = CLOSED if accepted else DROPPED
    found.closed_at, found.closed_by = now, by
    return found
