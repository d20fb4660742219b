"""Reading the wordings of a group, each once, whatever the number of comments that use it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import LISTED, Comment
from app.comments.rules import shown_text, shown_title
from app.opinion_groups.models import GroupMember, GroupText

MEMBERS_PAGE = 50
PAGE = 30


async def list_members(db: AsyncSession, group_id: UUID, *, page: int = 1) -> tuple[list[dict[str, Any]], int]:
    """Distinct wordings of a group, the most frequent first, and how many there are. Each in the words of its first
    comment; {n, new, supports} are those of all its comments in the group."""
    first = (
        select(Comment.id)
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .where(Comment.text_id == GroupText.text_id, GroupMember.group_id == GroupText.group_id)
        .order_by(Comment.id)
        .limit(1)
        .scalar_subquery()
    )
    shown = (
        select(GroupText.text_id, GroupText.n, first.label("comment_id"))
        .where(GroupText.group_id == group_id)
        .order_by(GroupText.n.desc(), GroupText.text_id)
        .limit(MEMBERS_PAGE)
        .offset((max(1, page) - 1) * MEMBERS_PAGE)
        .subquery()
    )
    query = (
        select(
            shown.c.text_id, shown.c.n, Comment.id, GroupMember.score, Comment.title, Comment.text, Comment.findings,
            Comment.clause_ref, Comment.said_at, Comment.visibility,
        )
        .join(Comment, Comment.id == shown.c.comment_id)
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .order_by(shown.c.n.desc(), shown.c.text_id)
    )  # fmt: skip
    rows = (await db.execute(query)).mappings().all()
    sums = await _sums(db, group_id, [row["text_id"] for row in rows])
    total = await db.scalar(select(func.count()).select_from(GroupText).where(GroupText.group_id == group_id)) or 0
    members = [
        dict(row)
        | {"text": shown_text(row["text"], row["findings"]), "title": shown_title(row["title"])}
        | dict(zip(("new", "supports"), sums.get(row["text_id"], (0, 0)), strict=True))
        for row in rows
    ]
    return members, total


async def _sums(db: AsyncSession, group_id: UUID, text_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Newcomers and supports by wording, looked up among the few comments that are new or supported."""
    query = (
        select(Comment.text_id, func.count().filter(GroupMember.is_new), func.sum(Comment.support_count))
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .where(
            GroupMember.group_id == group_id,
            Comment.text_id.in_(text_ids),
            or_(GroupMember.is_new, Comment.support_count > 0),
        )
        .group_by(Comment.text_id)
    )
    return {text_id or 0: (new, int(given)) for text_id, new, given in (await db.execute(query)).tuples()}


async def list_wordings(
    db: AsyncSession, group_id: UUID, *, page: int = 1, limit: int = PAGE
) -> tuple[list[dict[str, Any]], int]:
    """The wordings that everybody may read, the most frequent first, and how many there are: {n, text}.

    `n` counts all comments of the group with this wording.
    """
    first = (
        select(Comment.id)
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .where(Comment.text_id == GroupText.text_id, GroupMember.group_id == GroupText.group_id, text(LISTED))
        .order_by(Comment.id)
        .limit(1)
        .scalar_subquery()
    )
    readable = (
        select(GroupText.text_id, GroupText.n, first.label("comment_id"))
        .where(GroupText.group_id == group_id)
        .subquery()
    )
    total = await db.scalar(select(func.count(readable.c.comment_id))) or 0
    query = (
        select(readable.c.n, Comment.id.label("comment_id"), Comment.text, Comment.findings)
        .join(Comment, Comment.id == readable.c.comment_id)
        .order_by(readable.c.n.desc(), readable.c.text_id)
        .limit(limit)
        .offset((max(1, page) - 1) * limit)
    )
    rows = (await db.execute(query)).mappings()
    return [
        {"n": row["n"], "comment_id": row["comment_id"], "text": shown_text(row["text"], row["findings"])}
        for row in rows
    ], total
