"""What the worker runs: comments into groups, supports into numbers. Each finds its work in rows."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import Comment, CommentIntake
from app.consultations.models import Consultation
from app.lib.db import Database
from app.opinion_groups.homes import chunks
from app.opinion_groups.matters import compare_groups, read_groups, store_matters
from app.opinion_groups.membership import count_supports, refresh_representatives
from app.opinion_groups.merging import merge_alike
from app.opinion_groups.models import OpinionGroup
from app.opinion_groups.placing import BATCH, place_comments, prepare_comments, space_of
from app.similarity.generations import build_generation, find_building
from app.similarity.merging import find_alike

REST_SECONDS = 0.02
"""Between two batches: on SQLite another process that wants to write looks about so often whether it may."""

MERGE_EVERY = 1_000
"""Comments after which groups that turned out alike are joined, while many come in at once."""


async def group_new_comments(database: Database, consultation_id: str, *, now: datetime) -> None:
    """Place all waiting comments of a consultation, in short transactions (意见归并).

    The request for it is cleared first: a comment that comes in meanwhile asks again, and is found either way.
    """
    key = UUID(consultation_id)
    async with database.write() as db:
        await db.execute(
            update(CommentIntake)
            .where(CommentIntake.consultation_id == key, CommentIntake.is_grouping_requested)
            .values(is_grouping_requested=False)
        )
    since_merge, placed = 0, BATCH
    while placed == BATCH:
        async with database.read() as db:
            ready = await prepare_comments(db, key)
        async with database.write() as db:
            if (consultation := await _lock(db, key)) is None:
                return
            placed = await place_comments(db, consultation, ready, now=now)
        since_merge += placed
        if placed < BATCH or since_merge >= MERGE_EVERY:
            since_merge = 0
            await _merge(database, key, now)
        await asyncio.sleep(REST_SECONDS)
    async with database.write() as db:
        if await _lock(db, key) is not None:
            await refresh_representatives(db, key, since=now)


async def _merge(database: Database, consultation_id: UUID, now: datetime) -> None:
    async with database.read() as db:
        found = await find_alike(db, space_of(consultation_id))
    if found is None:
        return
    async with database.write() as db:
        if (consultation := await _lock(db, consultation_id)) is not None:
            await merge_alike(db, consultation, found, now=now)


async def regroup_comments(database: Database, consultation_id: str, *, now: datetime) -> None:
    """Work out what grouping all comments anew would change (重新归并); nothing is changed by it."""
    await build_generation(database, space_of(UUID(consultation_id)), _words_of, now=now)


async def find_regroupings(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Consultations that wait for it: nobody woke the job, or it was killed."""
    return [(space.removeprefix("comment:"),) for space in await find_building(db, "comment:")]


async def _words_of(db: AsyncSession, text_ids: Sequence[int]) -> dict[int, str]:
    """What was said, for texts by id: the first comment with each."""
    query = select(Comment.text_id, Comment.title, Comment.text).order_by(Comment.id.desc())
    said: dict[int, str] = {}
    for ids in chunks(text_ids):
        for text_id, title, words in (await db.execute(query.where(Comment.text_id.in_(ids)))).tuples():
            said[text_id or 0] = f"{title}\n{words}" if title else words
    return said


async def suggest_matters(database: Database, consultation_id: str, *, now: datetime) -> None:
    """Find groups that speak of one matter (同一事项): newcomers beside the others, once a day and when asked all."""
    key = UUID(consultation_id)
    async with database.read() as db:
        asked = await read_groups(db, key, now=now)
    if not asked.is_due:
        return
    found = await compare_groups(asked)
    async with database.write() as db:
        if (consultation := await _lock(db, key)) is not None:
            await store_matters(db, consultation, asked, found, now)


async def find_unplaced(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Consultations with comments that nobody placed yet, whoever forgot to ask for it."""
    query = select(Comment.consultation_id).where(Comment.placed_at.is_(None)).distinct()
    return [(str(consultation_id),) for consultation_id in await db.scalars(query)]


async def count_new_supports(database: Database, consultation_id: str, *, now: datetime) -> None:
    """Bring the supports of groups up to those of their comments (支持数)."""
    async with database.write() as db:
        if await _lock(db, UUID(consultation_id)) is not None:
            await count_supports(db, UUID(consultation_id))


async def find_new_supports(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Consultations in which comments in groups have other supports than the groups say."""
    given = (
        select(Comment.consultation_id, func.sum(Comment.support_count).label("n"))
        .where(Comment.support_count > 0, Comment.placed_at.is_not(None), Comment.is_late.is_(False))
        .group_by(Comment.consultation_id)
        .subquery()
    )
    counted = (
        select(OpinionGroup.consultation_id, func.sum(OpinionGroup.supports).label("n"))
        .where(OpinionGroup.size > 0)
        .group_by(OpinionGroup.consultation_id)
        .subquery()
    )
    query = select(counted.c.consultation_id).outerjoin(given, given.c.consultation_id == counted.c.consultation_id)
    differ = query.where(func.coalesce(given.c.n, 0) != counted.c.n)
    return [(str(consultation_id),) for consultation_id in await db.scalars(differ)]


async def _lock(db: AsyncSession, consultation_id: UUID) -> Consultation | None:
    query = select(Consultation).where(Consultation.id == consultation_id).with_for_update(key_share=True)
    return (await db.execute(query)).scalar_one_or_none()
