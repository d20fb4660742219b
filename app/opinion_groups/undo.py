"""Taking back a change of groups (撤销): possible as long as nothing later rests on it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.history.services import record
from app.lib.errors import NotFound
from app.lib.i18n import gettext
from app.opinion_groups.acts import check_may_group
from app.opinion_groups.homes import moved_texts, pin_strays, restore_homes, send_home
from app.opinion_groups.membership import MEMBERS, add_event, choose_representative, merged_groups, recount, revive
from app.opinion_groups.models import GroupEvent, GroupMove, MatterSuggestion, OpinionGroup
from app.opinion_groups.rules import (
    VERB_LABELS,
    Act,
    AlreadyUndone,
    GroupState,
    SomethingRests,
    Verb,
    rests_on,
)


async def undo_event(
    db: AsyncSession, consultation: Consultation, event_id: UUID, *, actor: Actor, now: datetime
) -> GroupEvent:
    """Reverse one event. What joined since then goes where its home leads now. Refused, naming it, where a later event
    rests on this one; the engine never repeats by itself what a person took back."""
    check_may_group(consultation, actor)
    event = await db.get(GroupEvent, event_id)
    if event is None or event.consultation_id != consultation.id:
        raise NotFound
    if event.undone_by_id is not None or event.verb == Verb.UNDO:
        raise AlreadyUndone
    await _check_nothing_rests(db, event)
    group = await db.get_one(OpinionGroup, event.group_id)
    other = await db.get_one(OpinionGroup, event.other_group_id) if event.other_group_id else None
    await _reverse(db, event, group, other)
    undo = await add_event(
        db, group, Verb.UNDO, other=other, actor_id=actor.id, actor_name=actor.name, now=now,
        undone=event.verb, event=str(event.id),
    )  # fmt: skip
    event.undone_by_id = undo.id
    record(
        db,
        "opinion_group:undo_event",
        f"opinion_group:{group.id}",
        agency_id=consultation.agency_id,
        actor=actor,
        now=now,
        number=group.number,
        undone=event.verb,
    )
    return undo


async def _check_nothing_rests(db: AsyncSession, event: GroupEvent) -> None:
    query = (
        select(GroupEvent)
        .where(
            GroupEvent.consultation_id == event.consultation_id,
            GroupEvent.id > event.id,
            GroupEvent.verb != Verb.UNDO,
            GroupEvent.undone_by_id.is_(None),
        )
        .order_by(GroupEvent.id)
    )
    later = (await db.scalars(query)).all()
    sharing = await _sharing(db, event, [one.id for one in later])
    act = _act(event)
    for one in later:
        if rests_on(_act(one), act, shares_comments=one.id in sharing):
            names = select(OpinionGroup.id, OpinionGroup.number)
            ids = [one.group_id, one.other_group_id or one.group_id]
            numbers = dict((await db.execute(names.where(OpinionGroup.id.in_(ids)))).tuples().all())
            raise SomethingRests(what=describe(one, numbers), who=one.actor_name)


def describe(event: GroupEvent, numbers: Mapping[UUID, int]) -> str:
    """One event as a sentence in the reader's language."""
    other = numbers.get(event.other_group_id, 0) if event.other_group_id else 0
    return gettext(VERB_LABELS[Verb(event.verb)], number=numbers[event.group_id], other=other)


def _act(event: GroupEvent) -> Act:
    return Act(event.id, event.verb, event.group_id, event.other_group_id, bool(event.details.get("made_group")))


async def _sharing(db: AsyncSession, event: GroupEvent, later: list[UUID]) -> set[UUID]:
    """Later events that moved a comment of this one on."""
    if not later:
        return set()
    first, then = aliased(GroupMove), aliased(GroupMove)
    query = (
        select(then.event_id)
        .join(first, first.comment_id == then.comment_id)
        .where(
            first.event_id == event.id,
            first.from_group_id != first.to_group_id,
            then.from_group_id != then.to_group_id,
            then.event_id.in_(later),
        )
        .distinct()
    )
    return set(await db.scalars(query))


async def _reverse(db: AsyncSession, event: GroupEvent, group: OpinionGroup, other: OpinionGroup | None) -> None:
    if event.verb == Verb.RENAME:
        group.title = str(event.details["title"])
        return
    if event.verb == Verb.CONFIRM:
        await _reverse_confirm(db, event, group)
        return
    if event.verb == Verb.KEEP_APART:
        await db.execute(
            update(MatterSuggestion).where(MatterSuggestion.event_id == event.id).values(state="open", event_id=None)
        )
        return
    assert other is not None, "merge, split and move have two groups"
    touched = {group, other}
    texts = await moved_texts(db, event)
    await _members_back(db, event)
    if event.verb == Verb.MERGE:
        other.state, other.merged_into_id = str(event.details["state"]), None
        await db.flush()
        if other.state == GroupState.SUGGESTED:
            await db.execute(update(MEMBERS).where(MEMBERS.c.group_id == other.id).values(is_new=False))
    else:
        await restore_homes(db, event)
    merged = await merged_groups(db, event.consultation_id)
    reached: set[UUID] = set()
    for one in (group, other):
        otherwise = group.id if event.details.get("made_group") else one.id
        reached |= await send_home(db, one.id, since=event.at, otherwise=otherwise, merged_into=merged)
    ids = {one.id for one in touched} | reached
    await pin_strays(db, event, texts=texts, group_ids=ids, merged_into=merged, is_undone=True)
    touched |= set(await db.scalars(select(OpinionGroup).where(OpinionGroup.id.in_(reached))))
    await recount(db, [one.id for one in touched])
    if event.details.get("representative"):
        group.representative_id = UUID(str(event.details["representative"]))
    for one in touched:
        await choose_representative(db, one)
        revive(one)


async def _reverse_confirm(db: AsyncSession, event: GroupEvent, group: OpinionGroup) -> None:
    before = event.details["confirmed_at"]
    group.state = str(event.details["state"])
    group.confirmed_at = datetime.fromisoformat(str(before)) if before else None
    was_new = select(GroupMove.comment_id).where(GroupMove.event_id == event.id)
    mine = MEMBERS.c.group_id == group.id
    if group.state == GroupState.SUGGESTED:
        await db.execute(update(MEMBERS).where(mine, MEMBERS.c.is_new).values(is_new=False))
    else:
        await db.execute(update(MEMBERS).where(mine, MEMBERS.c.comment_id.in_(was_new)).values(is_new=True))
    await recount(db, [group.id])


async def _members_back(db: AsyncSession, event: GroupEvent) -> None:
    """Every moved comment returns, placed as it was placed before."""
    before = select(GroupMove.was_placed_by).where(
        GroupMove.event_id == event.id, GroupMove.comment_id == MEMBERS.c.comment_id
    )
    moved = select(GroupMove.comment_id).where(GroupMove.event_id == event.id)
    source = event.other_group_id if event.verb == Verb.MERGE else event.group_id
    await db.execute(
        update(MEMBERS)
        .where(MEMBERS.c.comment_id.in_(moved))
        .values(group_id=source, placed_by=before.scalar_subquery())
    )
