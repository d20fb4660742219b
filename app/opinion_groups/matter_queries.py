"""Reading which groups are suggested as one matter, and the two texts that somebody wants compared."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.comments.models import Comment
from app.comments.rules import shown_text, shown_title
from app.lib.errors import NotFound
from app.opinion_groups.models import GroupMember, MatterSuggestion, OpinionGroup
from app.opinion_groups.queries import PAGE, card_query, shown_card
from app.opinion_groups.rules import LIVE
from app.similarity.matters import Told


def _matters(consultation_id: UUID, *, is_close: bool) -> Select[Any]:
    one, other = aliased(OpinionGroup), aliased(OpinionGroup)
    query = (
        select(MatterSuggestion.cosine, MatterSuggestion.guards, one.number, other.number.label("other"))
        .join(one, one.id == MatterSuggestion.group_id)
        .join(other, other.id == MatterSuggestion.other_group_id)
        .where(
            MatterSuggestion.consultation_id == consultation_id,
            MatterSuggestion.state == ("close" if is_close else "open"),
            one.state.in_(LIVE),
            other.state.in_(LIVE),
            or_(one.outcome == "", other.outcome == ""),
        )
    )
    return query.order_by(MatterSuggestion.cosine.desc(), one.number, other.number)


async def count_matters(db: AsyncSession, consultation_id: UUID) -> dict[str, int]:
    """How many pairs of groups are suggested as one matter, and how many are close but name something else."""
    counts = [
        select(func.count()).select_from(_matters(consultation_id, is_close=is_close).order_by(None).subquery())
        for is_close in (False, True)
    ]
    is_open, close = (await db.execute(select(*(count.scalar_subquery() for count in counts)))).one()
    return {"open": is_open, "close": close}


async def list_matters(
    db: AsyncSession, consultation_id: UUID, *, is_close: bool = False, page: int = 1, number: int | None = None
) -> list[dict[str, Any]]:
    """Pairs of groups that are one matter, or close to it, the most alike first: {cosine, guards, one, other}, both
    cards. With a number only the pairs of that group."""
    query = _matters(consultation_id, is_close=is_close)
    if number is not None:
        found = query.subquery()
        query = select(found).where((found.c.number == number) | (found.c.other == number))
    pairs = (await db.execute(query.limit(PAGE).offset((max(1, page) - 1) * PAGE))).tuples().all()
    numbers = {number for _, _, *two in pairs for number in two}
    cards = card_query(aliased(Comment)).where(
        OpinionGroup.consultation_id == consultation_id, OpinionGroup.number.in_(numbers)
    )
    shown = {row["number"]: shown_card(dict(row)) for row in (await db.execute(cards)).mappings()}
    return [
        {"cosine": cosine, "guards": guards, "one": shown[one], "other": shown[other]}
        for cosine, guards, one, other in pairs
    ]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts that are compared: a group's representative, or a comment in a group."""

    name: str
    """As the address carries it: the number of a group or the id of a comment."""
    number: int
    told: Told
    is_comment: bool


async def get_side(db: AsyncSession, consultation_id: UUID, name: str) -> Side:
    """A group by its number or a comment by its id, in the words that others read. Raises NotFound."""
    query = select(OpinionGroup.number, Comment.title, Comment.text, Comment.findings)
    if name.isdecimal():
        query = query.join(Comment, Comment.id == OpinionGroup.representative_id)
        query = query.where(OpinionGroup.number == int(name[:9]))
    else:
        try:
            comment_id = UUID(name)
        except ValueError:
            raise NotFound from None
        query = query.join(GroupMember, GroupMember.group_id == OpinionGroup.id)
        query = query.join(Comment, Comment.id == GroupMember.comment_id).where(Comment.id == comment_id)
    row = (await db.execute(query.where(OpinionGroup.consultation_id == consultation_id))).tuples().one_or_none()
    if row is None:
        raise NotFound
    number, title, text, findings = row
    return Side(name, number, Told(shown_title(title or ""), shown_text(text, findings or [])), not name.isdecimal())
