"""Reading groups for everybody: what people say, in the words of somebody whose words are public."""

from typing import Any
from uuid import UUID

from sqlalchemy import SelectBase, func, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import LISTED, Comment
from app.comments.rules import shown_text
from app.opinion_groups.models import GroupClause, GroupMember, OpinionGroup
from app.opinion_groups.rules import LIVE

PAGE = 20


async def list_voices(
    db: AsyncSession, consultation_id: UUID, *, clause: str | None = None, page: int = 1, limit: int = PAGE
) -> tuple[list[dict[str, Any]], int]:
    """Groups by size, the largest first, and how many there are; with a clause, those that speak about it.

    {number, title, size, n (comments about the clause, or size), people, texts, shared, supports, comment_id, text,
    support_count}.
    `comment_id` is None where no member may be shown: then there are only numbers.
    """
    columns = (
        OpinionGroup.id,
        OpinionGroup.number,
        OpinionGroup.title,
        OpinionGroup.size,
        OpinionGroup.people,
        OpinionGroup.texts,
        OpinionGroup.shared,
        OpinionGroup.supports,
        OpinionGroup.representative_id,
    )
    query = select(*columns, OpinionGroup.size.label("n")).where(
        OpinionGroup.consultation_id == consultation_id, OpinionGroup.state.in_(LIVE), OpinionGroup.size > 0
    )
    order = OpinionGroup.size.desc()
    if clause is not None:
        query = (
            select(*columns, GroupClause.n)
            .join(GroupClause, GroupClause.group_id == OpinionGroup.id)
            .where(
                GroupClause.consultation_id == consultation_id,
                GroupClause.clause_ref == clause,
                GroupClause.n > 0,
                OpinionGroup.state.in_(LIVE),
            )
        )
        order = GroupClause.n.desc()
    total = await db.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = await db.execute(query.order_by(order, OpinionGroup.number).limit(limit).offset((max(1, page) - 1) * limit))
    voices = [dict(row) for row in rows.mappings()]
    words = await _public_words(db, voices)
    return [voice | words.get(voice["id"], _WITHHELD) for voice in voices], total


_WITHHELD = {"comment_id": None, "text": "", "support_count": 0}


async def _public_words(db: AsyncSession, voices: list[dict[str, Any]]) -> dict[UUID, dict[str, Any]]:
    """For each group a member that everybody may read: its representative, else the best matched one."""
    member = select(GroupMember.group_id, GroupMember.comment_id)
    listed = member.join(Comment, Comment.id == GroupMember.comment_id).where(text(LISTED))
    speaking = listed.join(OpinionGroup, OpinionGroup.representative_id == GroupMember.comment_id).where(
        OpinionGroup.id.in_([voice["id"] for voice in voices]), OpinionGroup.id == GroupMember.group_id
    )
    words = await _words(db, speaking)
    silent = [voice["id"] for voice in voices if voice["id"] not in words]
    if silent:
        best = [
            select(
                listed.where(GroupMember.group_id == group_id).order_by(GroupMember.score.desc()).limit(1).subquery()
            )
            for group_id in silent
        ]
        words |= await _words(db, union_all(*best))
    return words


async def _words(db: AsyncSession, chosen: SelectBase) -> dict[UUID, dict[str, Any]]:
    """By group the words of these members (group_id, comment_id)."""
    found = chosen.subquery()
    query = select(
        found.c.group_id, Comment.id.label("comment_id"), Comment.text, Comment.findings, Comment.support_count
    ).join(Comment, Comment.id == found.c.comment_id)
    return {
        row["group_id"]: {
            "comment_id": row["comment_id"],
            "text": shown_text(row["text"], row["findings"]),
            "support_count": row["support_count"],
        }
        for row in (await db.execute(query)).mappings()
    }
