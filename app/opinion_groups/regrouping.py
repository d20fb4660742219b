"""Group everything anew (重新归并): start it, accept what it found, or drop it. The caller locks the consultation.

What is accepted changes the engine's clusters and the groups in one transaction. Every group that changes gets an
event that can be taken back as if a person had merged, split or moved by hand, marked as coming from here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert  # SQLite reads the same ON CONFLICT
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.comments.models import Comment
from app.consultations.models import Consultation
from app.history.services import record
from app.lib.i18n import gettext
from app.lib.jobs import wake
from app.opinion_groups.acts import add_act, check_may_group
from app.opinion_groups.homes import keep_texts_home, pin_strays
from app.opinion_groups.membership import choose_representative, merged_groups, move_members, recount, revive
from app.opinion_groups.merging import join_groups, seniority
from app.opinion_groups.models import ClusterHome, GroupEvent, GroupMember, OpinionGroup
from app.opinion_groups.placing import next_group, space_of
from app.opinion_groups.regroup_plans import groups_of_clusters, plan_changes
from app.opinion_groups.regroup_rules import NotPossible, Plan, RegroupingChanged, Verdict, stamp
from app.opinion_groups.rules import EVERY_CLAUSE, NothingChosen, Verb, root_of
from app.similarity.generation_models import Generation, GenerationChange, ShadowText
from app.similarity.generations import close_generation, load_open, start_generation
from app.similarity.switching import list_open, switch_changes

JOB = "regroup_comments"


@dataclass
class _Switch:
    """What the changes of one acceptance have in common while they are carried out."""

    generation: Generation
    merged: dict[UUID, UUID | None]
    born: dict[int, UUID]
    """New cluster -> the group that its first part became."""
    touched: set[UUID]
    events: list[GroupEvent]


async def start_regrouping(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> Generation:
    """Group all comments once more, beside the groups that are there. Raises GenerationOpen while another waits."""
    check_may_group(consultation, actor)
    generation = await start_generation(db, space_of(consultation.id), by=actor.name, now=now)
    _record(db, "start_regrouping", consultation, actor, now, texts=generation.texts)
    await wake(db, JOB, str(consultation.id))
    return generation


async def accept_regrouping(
    db: AsyncSession,
    consultation: Consultation,
    chosen: Collection[int] | None,
    *,
    seen: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Accept changes by id, or (None) all that need no question; answers how many. What is accepted last closes it.

    Raises RegroupingChanged where the page (`seen`) showed something else than what is there, NotPossible where one
    of the chosen cannot be done, NothingChosen, GenerationGone.
    """
    check_may_group(consultation, actor)
    generation = await load_open(db, space_of(consultation.id))
    plans = await plan_changes(db, consultation.id, generation)
    if stamp(plans) != seen:
        raise RegroupingChanged
    wanted = _wanted(plans, chosen)
    switch = _Switch(generation, await merged_groups(db, consultation.id), {}, set(), [])
    await switch_changes(db, generation, {one.change_id for one in wanted}, by=actor.name, now=now)
    for one in wanted:
        await _carry_out(db, consultation, switch, one, actor=actor, now=now)
    await _settle(db, consultation, switch, [one.change_id for one in wanted])
    _record(db, "accept_regrouping", consultation, actor, now, accepted=len(wanted), of=len(plans))
    if not await list_open(db, generation.id):
        await close_generation(db, space_of(consultation.id), by=actor.name, now=now)
    return len(wanted)


async def end_regrouping(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> Generation:
    """Leave the groups as they are and end it (放弃); what was accepted before stays. Raises GenerationGone."""
    check_may_group(consultation, actor)
    generation = await close_generation(db, space_of(consultation.id), by=actor.name, now=now)
    _record(db, "end_regrouping", consultation, actor, now)
    return generation


def _wanted(plans: Sequence[Plan], chosen: Collection[int] | None) -> list[Plan]:
    if chosen is None:
        wanted = [one for one in plans if one.verdict in (Verdict.FREE, Verdict.UNSEEN)]
    else:
        wanted = [one for one in plans if one.change_id in set(chosen)]
        if len(wanted) != len(set(chosen)):
            raise RegroupingChanged
        for one in wanted:
            if one.verdict is Verdict.BLOCKED:
                raise NotPossible(why=gettext(one.why, **one.params))
    if not wanted:
        raise NothingChosen
    return wanted


async def _carry_out(
    db: AsyncSession, consultation: Consultation, switch: _Switch, one: Plan, *, actor: Actor, now: datetime
) -> None:
    """Let the comments of one change follow their texts: their group joins another, or they leave it."""
    if one.verdict is Verdict.UNSEEN or one.source is None:
        return
    source = await db.get_one(OpinionGroup, root_of(one.source.id, switch.merged))
    into = switch.born.get(one.label) or (one.target.id if one.target else None)
    target = await db.get_one(OpinionGroup, root_of(into, switch.merged)) if into else None
    going = _going(one.change_id)
    n = await _count(db, source.id, going)
    if not n or source is target:
        return
    if n == await _count(db, source.id):
        if target is None:
            switch.born[one.label] = source.id
            return
        into_, other = sorted((target, source), key=lambda group: (not group.outcome, *seniority(group)))
        event = await join_groups(db, into_, other, actor=actor, now=now)
        switch.merged[other.id] = into_.id
        switch.touched |= {into_.id, other.id}
        event.details = {**event.details, "generation": switch.generation.id}
        switch.events.append(event)
        return
    await _take_out(db, consultation, switch, one, source, target, going, actor=actor, now=now)


async def _take_out(
    db: AsyncSession,
    consultation: Consultation,
    switch: _Switch,
    one: Plan,
    source: OpinionGroup,
    target: OpinionGroup | None,
    going: Select[tuple[UUID]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    verb, is_born = (Verb.SPLIT, True) if target is None else (Verb.MOVE, False)
    if target is None:
        target = await next_group(db, consultation, state=source.state, confirmed_at=source.confirmed_at)
        switch.born[one.label] = target.id
    event = await add_act(
        db, source, verb, other=target, actor=actor, now=now, generation=switch.generation.id,
        representative=str(source.representative_id) if source.representative_id else None,
        **({"made_group": True} if is_born else {}),
    )  # fmt: skip
    is_new = True if target.outcome else None
    await move_members(db, event, source=source.id, target=target.id, only=going, by_person=False, is_new=is_new)
    event.details = {**event.details, "texts": await keep_texts_home(db, event, target=target.id)}
    change = await db.get_one(GenerationChange, one.change_id)
    if is_born and change.cluster_id is not None:
        home = {"cluster_id": change.cluster_id, "clause_ref": EVERY_CLAUSE, "group_id": target.id}
        await db.execute(insert(ClusterHome.__table__).on_conflict_do_nothing(), [home | {"event_id": event.id}])
    switch.touched |= {source.id, target.id}
    switch.events.append(event)


async def _settle(db: AsyncSession, consultation: Consultation, switch: _Switch, change_ids: Sequence[int]) -> None:
    """Nothing else moves, and the numbers are those of the members."""
    moved, around = await groups_of_clusters(db, consultation.id, change_ids)
    switch.touched |= around
    merged = await merged_groups(db, consultation.id)
    await pin_strays(db, None, texts=moved, group_ids=switch.touched, merged_into=merged)
    await recount(db, switch.touched)
    for group_id in sorted(switch.touched):
        group = await db.get_one(OpinionGroup, group_id)
        if group.merged_into_id is None:
            await choose_representative(db, group)
            revive(group)


def _going(change_id: int) -> Select[tuple[UUID]]:
    """The comments of a change that no person placed."""
    return (
        select(Comment.id)
        .join(ShadowText, ShadowText.text_id == Comment.text_id)
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .where(ShadowText.change_id == change_id, GroupMember.placed_by == "engine")
    )


async def _count(db: AsyncSession, group_id: UUID, only: Select[tuple[UUID]] | None = None) -> int:
    query = select(func.count()).select_from(GroupMember).where(GroupMember.group_id == group_id)
    return await db.scalar(query if only is None else query.where(GroupMember.comment_id.in_(only))) or 0


def _record(
    db: AsyncSession, verb: str, consultation: Consultation, actor: Actor, now: datetime, **details: object
) -> None:
    record(
        db,
        f"opinion_group:{verb}",
        f"consultation:{consultation.id}",
        agency_id=consultation.agency_id,
        actor=actor,
        now=now,
        **details,
    )
