"""Texts of a group (写法): how many different ones, and how many comments share one. Kept beside the people: a letter
that five hundred send is one text of five hundred people, and both numbers are shown."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_add  # SQLite reads the same ON CONFLICT
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import Comment
from app.opinion_groups.models import GroupMember, GroupText, OpinionGroup
from app.opinion_groups.rules import shared_by
from app.similarity.models import SimilarText

TEXTS = GroupText.__table__


async def add_texts_said(
    db: AsyncSession, groups: Mapping[UUID, OpinionGroup], said: Mapping[tuple[UUID, int], int]
) -> None:
    """Add what newcomers said, {(group, text): comments}, to the texts of their groups: work for newcomers only."""
    if not said:
        return
    added = insert_or_add(TEXTS)
    await db.execute(
        added.on_conflict_do_update(index_elements=["group_id", "text_id"], set_={"n": TEXTS.c.n + added.excluded.n}),
        [{"group_id": group_id, "text_id": text_id, "n": n} for (group_id, text_id), n in said.items()],
    )
    query = (
        select(GroupText.group_id, GroupText.text_id, GroupText.n, *_LIKENESS)
        .join(SimilarText, SimilarText.id == GroupText.text_id)
        .where(
            GroupText.group_id.in_({group_id for group_id, _ in said}),
            GroupText.text_id.in_({text_id for _, text_id in said}),
        )
    )
    for group_id, text_id, n, length, score, nearest_id in (await db.execute(query)).tuples():
        if (more := said.get((group_id, text_id))) is None:
            continue
        like = {"length": length, "score": score, "has_nearest": nearest_id is not None}
        groups[group_id].texts += n == more
        groups[group_id].shared += shared_by(n, **like) - (shared_by(n - more, **like) if n > more else 0)


async def recount_texts(db: AsyncSession, groups: Collection[OpinionGroup]) -> None:
    """Count the texts of these groups anew from their members."""
    ids = [group.id for group in groups]
    await db.execute(delete(TEXTS).where(TEXTS.c.group_id.in_(ids)))
    members = (
        select(GroupMember.group_id, Comment.text_id, func.count())
        .join(Comment, Comment.id == GroupMember.comment_id)
        .where(GroupMember.group_id.in_(ids), Comment.text_id.is_not(None))
        .group_by(GroupMember.group_id, Comment.text_id)
    )
    await db.execute(insert(TEXTS).from_select(["group_id", "text_id", "n"], members))
    query = (
        select(GroupText.group_id, GroupText.n, *_LIKENESS)
        .join(SimilarText, SimilarText.id == GroupText.text_id)
        .where(GroupText.group_id.in_(ids))
    )
    texts: dict[UUID, int] = {}
    shared: dict[UUID, int] = {}
    for group_id, n, length, score, nearest_id in (await db.execute(query)).tuples():
        texts[group_id] = texts.get(group_id, 0) + 1
        more = shared_by(n, length=length, score=score, has_nearest=nearest_id is not None)
        shared[group_id] = shared.get(group_id, 0) + more
    for group in groups:
        group.texts, group.shared = texts.get(group.id, 0), shared.get(group.id, 0)


async def count_texts(db: AsyncSession, consultation_id: UUID) -> int:
    """Different wordings in a consultation: one that stands in two groups counts once."""
    said = select(func.count(GroupText.text_id.distinct())).join(OpinionGroup, OpinionGroup.id == GroupText.group_id)
    return await db.scalar(said.where(OpinionGroup.consultation_id == consultation_id)) or 0


_LIKENESS = (SimilarText.length, SimilarText.score, SimilarText.nearest_id)
