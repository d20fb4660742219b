"""What a person decides about whole groups. It stays: the engine never takes it back, only a person can.

The consultation is locked by the caller (`get_staff_consultation(..., lock=True)`), so that two people never work on
one group at once; what a form showed (`Seen`) is compared with what is there now.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.history.services import record
from app.lib.errors import NotFound
from app.opinion_groups.acts import add_act, load_live, load_seen
from app.opinion_groups.membership import MEMBERS, recount
from app.opinion_groups.merging import join_groups, mark_unseen, seniority
from app.opinion_groups.models import GroupMove, MergeProposal, OpinionGroup
from app.opinion_groups.rules import (
    AnsweredDifferently,
    AnsweredGroup,
    GroupState,
    NothingChosen,
    OneChosen,
    Seen,
    Verb,
)


async def confirm_groups(
    db: AsyncSession, consultation: Consultation, seen: Sequence[Seen], *, actor: Actor, now: datetime
) -> list[OpinionGroup]:
    """Confirm that these groups belong together as shown (确认归并). Who joined after the page was shown is new."""
    groups = await load_seen(db, consultation, seen, actor=actor)
    for group, one in zip(groups, seen, strict=True):
        event = await add_act(
            db, group, Verb.CONFIRM, actor=actor, now=now, state=group.state, confirmed_at=_iso(group)
        )
        looked_at = (MEMBERS.c.group_id == group.id, MEMBERS.c.is_new)
        await db.execute(
            insert(GroupMove).from_select(
                ["event_id", "comment_id", "from_group_id", "to_group_id", "was_placed_by"],
                select(
                    literal(event.id, GroupMove.event_id.type),
                    MEMBERS.c.comment_id,
                    MEMBERS.c.group_id,
                    MEMBERS.c.group_id,
                    MEMBERS.c.placed_by,
                ).where(*looked_at),
            )
        )
        await db.execute(update(MEMBERS).where(*looked_at).values(is_new=False))
        await mark_unseen(db, group, one.size)
        group.state, group.confirmed_at = GroupState.CONFIRMED.value, now
        group.new_count = max(0, group.size - one.size)
    return groups


async def rename_group(
    db: AsyncSession, consultation: Consultation, number: int, title: str, *, actor: Actor, now: datetime
) -> OpinionGroup:
    """Give a group a name of its own (命名); empty: its representative text stands for it again."""
    group = (await load_live(db, consultation, [number], actor=actor))[0]
    await add_act(db, group, Verb.RENAME, actor=actor, now=now, title=group.title, new_title=title)
    group.title = title
    return group


async def merge_groups(
    db: AsyncSession, consultation: Consultation, into: Seen, others: Sequence[Seen], *, actor: Actor, now: datetime
) -> OpinionGroup:
    """Put other groups into one (合并): their members and all newcomers of theirs, from now on."""
    others = [one for one in others if one.number != into.number]
    if not others:
        raise NothingChosen
    target, *sources = await load_seen(db, consultation, [into, *others], actor=actor)
    for source, one in zip(sources, others, strict=True):
        if source.outcome and not target.outcome:
            raise AnsweredGroup(number=source.number)
        if source.outcome and source.outcome != target.outcome:
            raise AnsweredDifferently(one=target.number, other=source.number)
        await join_groups(db, target, source, actor=actor, now=now, seen_size=one.size)
    await recount(db, [target.id, *(source.id for source in sources)])
    return target


async def merge_chosen(
    db: AsyncSession, consultation: Consultation, seen: Sequence[Seen], *, actor: Actor, now: datetime
) -> OpinionGroup:
    """Merge groups whichever lives on: the answered one, the confirmed one, the named one, the oldest."""
    groups = await load_seen(db, consultation, seen, actor=actor)
    if len(groups) == 1:
        raise OneChosen
    ranked = sorted(zip(groups, seen, strict=True), key=lambda pair: (not pair[0].outcome, *seniority(pair[0])))
    into, *others = [one for _, one in ranked]
    return await merge_groups(db, consultation, into, others, actor=actor, now=now)


async def decide_proposal(
    db: AsyncSession,
    consultation: Consultation,
    one: Seen,
    other: Seen,
    *,
    is_accepted: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Accept or reject what the engine proposes (处理合并建议): accepting merges the two, the older one lives on."""
    groups = await load_seen(db, consultation, [one, other], actor=actor)
    query = select(MergeProposal).where(
        MergeProposal.group_id.in_([g.id for g in groups]),
        MergeProposal.other_group_id.in_([g.id for g in groups]),
        MergeProposal.state == "open",
    )
    proposal = (await db.execute(query)).scalar_one_or_none()
    if proposal is None:
        raise NotFound
    proposal.state = "accepted" if is_accepted else "rejected"
    if is_accepted:
        await merge_chosen(db, consultation, [one, other], actor=actor, now=now)
        return
    record(
        db,
        "opinion_group:reject_proposal",
        f"opinion_group:{groups[0].id}",
        agency_id=consultation.agency_id,
        actor=actor,
        now=now,
        number=groups[0].number,
        other=groups[1].number,
    )


async def mark_answered(db: AsyncSession, groups: Sequence[OpinionGroup], *, outcome: str, now: datetime) -> None:
    """Keep the outcome of an answer with its group ("" when it is withdrawn); answering is confirming, and newcomers
    count from here. Called by the feature that keeps answers, which also records it."""
    for group in groups:
        group.outcome = outcome
        if outcome:
            group.state, group.confirmed_at, group.new_count = GroupState.CONFIRMED.value, now, 0
    if outcome:
        ids = [group.id for group in groups]
        await db.execute(update(MEMBERS).where(MEMBERS.c.group_id.in_(ids), MEMBERS.c.is_new).values(is_new=False))


def _iso(group: OpinionGroup) -> str | None:
    return group.confirmed_at.isoformat() if group.confirmed_at else None
