"""Reading campaigns (联名或统一文本): the text that many sent, the other wordings, and what people added of their own.

Only what everybody may read: staff pages that show more say so themselves.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import select, text, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import LISTED, Comment
from app.comments.rules import shown_text
from app.lib.errors import NotFound
from app.opinion_groups.models import GroupMember, OpinionGroup
from app.opinion_groups.rules import LIVE
from app.opinion_groups.wording import own_words

_LOOKED_AT = 10
_SAME = 80.0
SHOWN = 3


async def list_own_words(
    db: AsyncSession, originals: Mapping[UUID, str], *, most: int = SHOWN
) -> dict[UUID, list[str]]:
    """For each group what some members said in their own words beside its text, of those least alike.

    A look at a few members a group, whatever their number.
    """
    if not originals:
        return {}
    least = [
        select(
            select(GroupMember.group_id, GroupMember.comment_id)
            .join(Comment, Comment.id == GroupMember.comment_id)
            .where(GroupMember.group_id == group_id, text(LISTED))
            .order_by(GroupMember.score, GroupMember.comment_id)
            .limit(_LOOKED_AT)
            .subquery()
        )
        for group_id in originals
    ]
    found = union_all(*least).subquery()
    query = select(found.c.group_id, Comment.text, Comment.findings).join(Comment, Comment.id == found.c.comment_id)
    said: dict[UUID, list[str]] = {group_id: [] for group_id in originals}
    for group_id, words, findings in (await db.execute(query.order_by(Comment.id))).tuples():
        if passages := own_words(shown_text(words, findings), originals[group_id]):
            said[group_id].append(" … ".join(passages))
    return {group_id: _apart(found)[:most] for group_id, found in said.items()}


def _apart(passages: list[str]) -> list[str]:
    """The longest first, without those that another one says too."""
    kept: list[str] = []
    for words in sorted(passages, key=len, reverse=True):
        if all(fuzz.partial_ratio(words, other) < _SAME for other in kept):
            kept.append(words)
    return kept


async def get_campaign(db: AsyncSession, consultation_id: UUID, number: int) -> dict[str, Any]:
    """The numbers of one living group. Raises NotFound."""
    query = select(
        OpinionGroup.id, OpinionGroup.number, OpinionGroup.title, OpinionGroup.size, OpinionGroup.people,
        OpinionGroup.texts, OpinionGroup.shared, OpinionGroup.supports, OpinionGroup.clause_ref,
    ).where(
        OpinionGroup.consultation_id == consultation_id,
        OpinionGroup.number == number,
        OpinionGroup.state.in_(LIVE),
        OpinionGroup.size > 0,
    )  # fmt: skip
    row = (await db.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound
    return dict(row)
