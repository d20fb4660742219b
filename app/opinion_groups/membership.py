"""What every verb of a group rests on: who is in it, and what is counted of it.

The row of the consultation is locked by whoever calls: within one consultation these run one after another.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import Comment
from app.opinion_groups.models import GroupClause, GroupEvent, GroupMember, GroupMove, GroupText, OpinionGroup
from app.opinion_groups.rules import LIVE, GroupState, Verb, main_clause
from app.opinion_groups.texts import recount_texts

MEMBERS, GROUPS = GroupMember.__table__, OpinionGroup.__table__
"""For statements over whole tables, where the ORM would look for each row it knows."""


async def merged_groups(db: AsyncSession, consultation_id: UUID) -> dict[UUID, UUID | None]:
    """Merged groups, each with the one it went into."""
    query = select(OpinionGroup.id, OpinionGroup.merged_into_id).where(
        OpinionGroup.consultation_id == consultation_id, OpinionGroup.merged_into_id.is_not(None)
    )
    return {one: into for one, into in (await db.execute(query)).tuples()}


async def add_event(
    db: AsyncSession,
    group: OpinionGroup,
    verb: Verb,
    *,
    other: OpinionGroup | None = None,
    actor_id: UUID | None,
    actor_name: str,
    now: datetime,
    **details: object,
) -> GroupEvent:
    """Write down a change and count it in the groups that it touches."""
    event = GroupEvent(
        consultation_id=group.consultation_id,
        at=now,
        actor_id=actor_id,
        actor_name=actor_name,
        verb=verb.value,
        group_id=group.id,
        other_group_id=other.id if other else None,
        details=details,
    )
    db.add(event)
    for one in (group, other):
        if one is not None:
            one.revision += 1
    await db.flush()
    return event


async def move_members(
    db: AsyncSession,
    event: GroupEvent,
    *,
    source: UUID,
    target: UUID,
    only: Select[tuple[UUID]] | None = None,
    by_person: bool,
    is_new: bool | None = None,
) -> None:
    """Move members (all, or those of a query of comment ids) and keep what the way back needs."""
    chosen: list[ColumnElement[bool]] = [MEMBERS.c.group_id == source]
    if only is not None:
        chosen.append(MEMBERS.c.comment_id.in_(only))
    await db.execute(
        insert(GroupMove).from_select(
            ["event_id", "comment_id", "from_group_id", "to_group_id", "was_placed_by"],
            select(
                literal(event.id, GroupMove.event_id.type),
                MEMBERS.c.comment_id,
                MEMBERS.c.group_id,
                literal(target, GroupMove.to_group_id.type),
                MEMBERS.c.placed_by,
            ).where(*chosen),
        )
    )
    values: dict[str, object] = {"group_id": target}
    if by_person:
        values["placed_by"] = "person"
    if is_new is not None:
        values["is_new"] = is_new
    await db.execute(update(MEMBERS).where(*chosen).values(values))


async def recount(db: AsyncSession, group_ids: Collection[UUID]) -> None:
    """Count these groups anew from their members: size, people, supports, newcomers, texts, spread over the clauses."""
    ids = list(group_ids)
    spread_rows = (
        await db.execute(
            select(
                GroupMember.group_id,
                Comment.clause_ref,
                func.count(),
                func.sum(Comment.support_count),
                func.count().filter(GroupMember.is_new),
            )
            .join(Comment, Comment.id == GroupMember.comment_id)
            .where(GroupMember.group_id.in_(ids))
            .group_by(GroupMember.group_id, Comment.clause_ref)
        )
    ).all()
    people_rows = (
        await db.execute(
            select(
                GroupMember.group_id,
                func.count(Comment.person_key.distinct()),
                func.count().filter(Comment.person_key.is_(None)),
            )
            .join(Comment, Comment.id == GroupMember.comment_id)
            .where(GroupMember.group_id.in_(ids))
            .group_by(GroupMember.group_id)
        )
    ).all()
    people = {group_id: known + unknown for group_id, known, unknown in people_rows}
    rows_of: dict[UUID, list[Any]] = {}
    for row in spread_rows:
        rows_of.setdefault(row[0], []).append(row)
    groups = (await db.scalars(select(OpinionGroup).where(OpinionGroup.id.in_(ids)))).all()
    await db.execute(delete(GroupClause).where(GroupClause.group_id.in_(ids)))
    spread: list[dict[str, Any]] = []
    for group in groups:
        mine = rows_of.get(group.id, [])
        group.size = sum(row[2] for row in mine)
        group.people = people.get(group.id, 0)
        group.supports = int(sum(row[3] for row in mine))
        group.new_count = sum(row[4] for row in mine)
        group.clause_ref = main_clause({row[1]: row[2] for row in mine})
        spread += [
            {"group_id": group.id, "clause_ref": row[1], "consultation_id": group.consultation_id, "n": row[2]}
            for row in mine
        ]
    await recount_texts(db, groups)
    await db.flush()
    if spread:
        await db.execute(insert(GroupClause), spread)


async def count_supports(db: AsyncSession, consultation_id: UUID) -> None:
    """Add up the supports of all groups of a consultation from their comments."""
    given = (
        select(GroupMember.group_id, func.sum(Comment.support_count).label("n"))
        .join(Comment, Comment.id == GroupMember.comment_id)
        .where(Comment.consultation_id == consultation_id, Comment.support_count > 0)
        .group_by(GroupMember.group_id)
        .subquery()
    )
    right = func.coalesce(given.c.n, 0)
    query = (
        select(GROUPS.c.id, right)
        .outerjoin(given, given.c.group_id == GROUPS.c.id)
        .where(GROUPS.c.consultation_id == consultation_id, GROUPS.c.supports != right)
    )
    if wrong := [{"group": group_id, "n": int(n)} for group_id, n in (await db.execute(query)).tuples()]:
        mend = update(GROUPS).where(GROUPS.c.id == bindparam("group")).values(supports=bindparam("n"))
        await db.execute(mend, wrong)


async def choose_representative(db: AsyncSession, group: OpinionGroup) -> None:
    """Where the representative left, the member that most others resemble stands for the group: the best matched."""
    if group.representative_id is not None:
        stays = await db.scalar(select(GroupMember.group_id).where(GroupMember.comment_id == group.representative_id))
        if stays == group.id:
            return
    group.representative_id = await db.scalar(
        select(GroupMember.comment_id)
        .where(GroupMember.group_id == group.id)
        .order_by(GroupMember.score.desc(), GroupMember.comment_id)
        .limit(1)
    )


async def refresh_representatives(db: AsyncSession, consultation_id: UUID, *, since: datetime) -> None:
    """Let the wording that most people used stand for a suggested group that grew; a tie changes nothing."""
    grown = (
        select(OpinionGroup.id)
        .where(
            OpinionGroup.consultation_id == consultation_id,
            OpinionGroup.state == GroupState.SUGGESTED,
            OpinionGroup.last_joined_at >= since,
            OpinionGroup.size > 2,
        )
        .scalar_subquery()
    )
    most = select(GroupText.group_id, func.max(GroupText.n).label("n")).where(GroupText.group_id.in_(grown))
    most = most.group_by(GroupText.group_id).subquery()
    speaks = (
        select(OpinionGroup, most.c.n)
        .join(most, most.c.group_id == OpinionGroup.id)
        .join(Comment, Comment.id == OpinionGroup.representative_id)
        .outerjoin(GroupText, (GroupText.group_id == OpinionGroup.id) & (GroupText.text_id == Comment.text_id))
        .where(most.c.n > func.coalesce(GroupText.n, 0))
    )
    for group, n in (await db.execute(speaks)).tuples():
        wording = select(func.min(GroupText.text_id)).where(GroupText.group_id == group.id, GroupText.n == n)
        first = select(Comment.id).join(GroupMember, GroupMember.comment_id == Comment.id)
        first = first.where(GroupMember.group_id == group.id, Comment.text_id == wording.scalar_subquery())
        group.representative_id = await db.scalar(first.order_by(Comment.id).limit(1))


async def next_number(db: AsyncSession, consultation_id: UUID) -> int:
    """The number of the next group; numbers are never reused."""
    top = await db.scalar(select(func.max(OpinionGroup.number)).where(OpinionGroup.consultation_id == consultation_id))
    return (top or 0) + 1


def revive(group: OpinionGroup) -> None:
    """A group without members is empty; one that got members again lives."""
    if group.size == 0 and group.state in LIVE:
        group.state = GroupState.EMPTY.value
    elif group.size and group.state == GroupState.EMPTY:
        group.state = (GroupState.CONFIRMED if group.confirmed_at else GroupState.SUGGESTED).value
