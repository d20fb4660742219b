"""What the page of a re-clustering shows of its changes: a few of the comments, and what to compare them with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import Comment
from app.comments.rules import shown_text
from app.opinion_groups.models import GroupMember, OpinionGroup
from app.opinion_groups.regroup_rules import Plan
from app.similarity.generation_models import ShadowText

_SHOWN = 3


@dataclass
class Sample:
    """Words of one change as others read them: some that go, one of the group they leave, one of where they go."""

    going: list[str] = field(default_factory=list)
    staying: str = ""
    there: str = ""
    names: dict[int, str] = field(default_factory=dict)
    """Titles that officers gave, by number."""


async def list_samples(db: AsyncSession, plans: Sequence[Plan]) -> dict[int, Sample]:
    """Samples of the changes of one page, by change."""
    samples = {one.change_id: Sample() for one in plans}
    for change_id, words in await _words(db, [_going(one) for one in plans if one.source]):
        samples[change_id].going.append(words)
    for change_id, words in await _words(db, [_other(one, one.source.id) for one in plans if one.source]):
        samples[change_id].staying = words
    for change_id, words in await _words(db, [_other(one, one.target.id) for one in plans if one.target]):
        samples[change_id].there = words
    ids = {side.id for one in plans for side in (one.source, one.target) if side}
    named = select(OpinionGroup.number, OpinionGroup.title).where(OpinionGroup.id.in_(ids), OpinionGroup.title != "")
    names = dict((await db.execute(named)).tuples().all())
    for sample in samples.values():
        sample.names = names
    return samples


async def _words(db: AsyncSession, queries: Sequence[Select[Any]]) -> list[tuple[int, str]]:
    if not queries:
        return []
    found = union_all(*(select(query.subquery()) for query in queries)).subquery()
    query = select(found.c.change_id, Comment.text, Comment.findings).join(Comment, Comment.id == found.c.comment_id)
    rows = await db.execute(query.order_by(found.c.change_id, Comment.id))
    return [(change_id, shown_text(text, findings or [])) for change_id, text, findings in rows.tuples()]


def _going(one: Plan) -> Select[Any]:
    """One comment of each wording that goes, the first few."""
    assert one.source is not None
    return (
        select(literal(one.change_id).label("change_id"), func.min(Comment.id).label("comment_id"))
        .join(ShadowText, ShadowText.text_id == Comment.text_id)
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .where(ShadowText.change_id == one.change_id, GroupMember.group_id == one.source.id)
        .group_by(Comment.text_id)
        .order_by(Comment.text_id)
        .limit(_SHOWN)
    )


def _other(one: Plan, group_id: UUID) -> Select[Any]:
    """The member of a group that is most like the others and not concerned by the change."""
    going = select(ShadowText.text_id).where(ShadowText.change_id == one.change_id)
    return (
        select(literal(one.change_id).label("change_id"), GroupMember.comment_id)
        .join(Comment, Comment.id == GroupMember.comment_id)
        .where(GroupMember.group_id == group_id, Comment.text_id.not_in(going))
        .order_by(GroupMember.score.desc(), GroupMember.comment_id)
        .limit(1)
    )
