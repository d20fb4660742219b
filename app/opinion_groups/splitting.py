"""Members of a group go elsewhere: into a group of their own, one a clause, or into another group (拆分、移动)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.accounts.rules import Actor
from app.comments.models import Comment
from app.consultations.models import Consultation
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.opinion_groups.acts import add_act, load_live, load_seen
from app.opinion_groups.homes import keep_clause_home, keep_texts_home, moved_texts, pin_strays
from app.opinion_groups.membership import choose_representative, merged_groups, move_members, next_number, recount
from app.opinion_groups.models import GroupClause, GroupEvent, GroupMember, OpinionGroup
from app.opinion_groups.rules import (
    GroupState,
    NothingChosen,
    NotInGroup,
    OneClause,
    SameGroup,
    Seen,
    Verb,
    WholeGroup,
    main_clause,
    root_of,
)


async def split_group(
    db: AsyncSession,
    consultation: Consultation,
    source: Seen,
    comment_ids: Collection[UUID],
    *,
    actor: Actor,
    now: datetime,
) -> OpinionGroup:
    """Make a group of its own of some members (拆分): confirmed, and exact repeats go along, now and later."""
    group = (await load_seen(db, consultation, [source], actor=actor))[0]
    chosen = await _with_repeats(db, group, comment_ids)
    new = await _new_group(db, group, now=now)
    event = await add_act(
        db, group, Verb.SPLIT, other=new, actor=actor, now=now, made_group=True, representative=_representative(group)
    )
    await move_members(db, event, source=group.id, target=new.id, only=chosen, by_person=True, is_new=False)
    event.details = {**event.details, "texts": await keep_texts_home(db, event, target=new.id)}
    await _settle(db, event, group, new)
    return new


async def split_by_clause(
    db: AsyncSession, consultation: Consultation, source: Seen, *, actor: Actor, now: datetime
) -> list[OpinionGroup]:
    """Make one group for each clause (按条款拆分); the clause that most are about keeps the group. Newcomers follow."""
    group = (await load_seen(db, consultation, [source], actor=actor))[0]
    query = select(GroupClause.clause_ref, GroupClause.n).where(GroupClause.group_id == group.id)
    spread = {clause: n for clause, n in (await db.execute(query)).tuples() if n}
    if len(spread) < 2:
        raise OneClause(number=group.number)
    merged = await merged_groups(db, consultation.id)
    family = [group.id, *(one for one in merged if root_of(one, merged) == group.id)]
    made = []
    for clause in sorted(spread.keys() - {main_clause(spread)}):
        new = await _new_group(db, group, now=now)
        event = await add_act(
            db, group, Verb.SPLIT, other=new, actor=actor, now=now, made_group=True, clause=clause,
            representative=_representative(group),
        )  # fmt: skip
        chosen = select(Comment.id).where(Comment.consultation_id == consultation.id, Comment.clause_ref == clause)
        await move_members(db, event, source=group.id, target=new.id, only=chosen, by_person=False, is_new=False)
        replaced = await keep_clause_home(db, event, family=family, clause_ref=clause, target=new.id)
        event.details = {**event.details, **replaced}
        await _settle(db, event, group, new)
        made.append(new)
    return made


async def move_comments(
    db: AsyncSession,
    consultation: Consultation,
    source: Seen,
    comment_ids: Collection[UUID],
    target_number: int,
    *,
    actor: Actor,
    now: datetime,
) -> OpinionGroup:
    """Move some members to another group (移动). Exact repeats go along, now and later."""
    group = (await load_seen(db, consultation, [source], actor=actor))[0]
    if target_number == group.number:
        raise SameGroup(number=group.number)
    try:
        target = (await load_live(db, consultation, [target_number], actor=actor))[0]
    except NotFound:
        raise FormInvalid.of("target", _("There is no group {number}."), number=target_number) from None
    chosen = await _with_repeats(db, group, comment_ids)
    event = await add_act(
        db, group, Verb.MOVE, other=target, actor=actor, now=now, representative=_representative(group)
    )
    await move_members(db, event, source=group.id, target=target.id, only=chosen, by_person=True, is_new=False)
    event.details = {**event.details, "texts": await keep_texts_home(db, event, target=target.id)}
    await _settle(db, event, group, target)
    return target


async def _with_repeats(db: AsyncSession, group: OpinionGroup, comment_ids: Collection[UUID]) -> Select[tuple[UUID]]:
    """The chosen members and every exact repeat of theirs in the group, as a query of ids."""
    ids = list(set(comment_ids))
    if not ids:
        raise NothingChosen
    query = select(Comment.text_id).join(GroupMember, GroupMember.comment_id == Comment.id)
    found = (await db.scalars(query.where(Comment.id.in_(ids), GroupMember.group_id == group.id))).all()
    if len(found) != len(ids):
        raise NotInGroup(number=group.number)
    chosen = (
        select(Comment.id)
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .where(GroupMember.group_id == group.id, Comment.text_id.in_(set(found)))
    )
    if await db.scalar(select(func.count()).select_from(chosen.subquery())) == group.size:
        raise WholeGroup(number=group.number)
    return chosen


async def _new_group(db: AsyncSession, source: OpinionGroup, *, now: datetime) -> OpinionGroup:
    group = OpinionGroup(
        id=uuid7(),
        agency_id=source.agency_id,
        consultation_id=source.consultation_id,
        number=await next_number(db, source.consultation_id),
        state=GroupState.CONFIRMED.value,
        confirmed_at=now,
        revision=0,
    )
    db.add(group)
    await db.flush()
    return group


async def _settle(db: AsyncSession, event: GroupEvent, *groups: OpinionGroup) -> None:
    """Nothing else moves, and the numbers are those of the members."""
    await pin_strays(
        db,
        event,
        texts=await moved_texts(db, event),
        group_ids=[group.id for group in groups],
        merged_into=await merged_groups(db, event.consultation_id),
    )
    await recount(db, [group.id for group in groups])
    for group in groups:
        await choose_representative(db, group)


def _representative(group: OpinionGroup) -> str | None:
    return str(group.representative_id) if group.representative_id else None
