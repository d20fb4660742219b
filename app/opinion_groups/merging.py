"""Two groups become one: by a person, or by the engine where no person has decided (合并)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite reads the same ON CONFLICT
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import SYSTEM, Actor
from app.comments.models import Comment
from app.consultations.models import Consultation
from app.history.services import record
from app.opinion_groups.absorbing import absorb
from app.opinion_groups.homes import chunks
from app.opinion_groups.membership import MEMBERS, add_event, merged_groups, move_members
from app.opinion_groups.models import ClusterHome, GroupEvent, GroupMember, MergeProposal, OpinionGroup
from app.opinion_groups.placing import space_of
from app.opinion_groups.rules import EVERY_CLAUSE, GroupState, Joining, Verb, joining, pairs_apart, root_of
from app.similarity.merging import Pass, merge_pass
from app.similarity.queries import Merge, last_event, propose_merges


async def join_groups(
    db: AsyncSession,
    into: OpinionGroup,
    other: OpinionGroup,
    *,
    actor: Actor,
    now: datetime,
    seen_size: int | None = None,
) -> GroupEvent:
    """Put all members of one group into another; the emptied one leads there from now on.

    Nobody looked at the engine's merges, nor at members beyond `seen_size`: in a confirmed group those are new.
    The caller counts the group anew.
    """
    event = await add_event(
        db,
        into,
        Verb.MERGE,
        other=other,
        actor_id=actor.id,
        actor_name=actor.name,
        now=now,
        state=other.state,
    )
    is_confirmed = into.state == GroupState.CONFIRMED
    if is_confirmed and seen_size is not None:
        await mark_unseen(db, other, seen_size)
    await move_members(
        db,
        event,
        source=other.id,
        target=into.id,
        by_person=False,
        is_new=True if is_confirmed and actor.kind == "system" else None,
    )
    other.state, other.merged_into_id = GroupState.MERGED.value, into.id
    record(
        db,
        "opinion_group:merge_groups",
        f"opinion_group:{into.id}",
        agency_id=into.agency_id,
        actor=actor,
        now=now,
        number=into.number,
        other=other.number,
    )
    return event


async def mark_unseen(db: AsyncSession, group: OpinionGroup, seen_size: int) -> None:
    """Members that joined after the page was shown are new: nobody has looked at them."""
    if (unseen := group.size - seen_size) <= 0:
        return
    latest = (
        select(GroupMember.comment_id)
        .join(Comment, Comment.id == GroupMember.comment_id)
        .where(GroupMember.group_id == group.id)
        .order_by(Comment.placed_at.desc(), Comment.id.desc())
        .limit(unseen)
    )
    await db.execute(update(MEMBERS).where(MEMBERS.c.comment_id.in_(latest)).values(is_new=True))


async def merge_alike(db: AsyncSession, consultation: Consultation, found: Pass, *, now: datetime) -> int:
    """Let the engine join groups of one campaign (自动合并); answers how many it joined.

    Only groups that no person decided about are joined, and a suggested one joins a confirmed one; everything else
    that is alike becomes a proposal. Every join is an event that can be taken back.
    """
    space = space_of(consultation.id)
    before = await last_event(db, space)
    merges = await merge_pass(db, space, found, now=now)
    proposals = await propose_merges(db, space, after=before)
    if not merges and not proposals:
        return 0
    pairs = await _group_pairs(db, [*merges, *proposals])
    merged = await merged_groups(db, consultation.id)
    apart = pairs_apart(await acts_apart(db, consultation.id), merged)
    groups = await _groups(db, [root_of(one, merged) for pair in pairs.values() for one in pair])
    joined = 0
    proposed: list[tuple[OpinionGroup, OpinionGroup, float]] = []
    for merge in [*merges, *proposals]:
        if (pair := pairs.get((merge.older_cluster, merge.younger_cluster))) is None:
            continue
        ids = {root_of(one, merged) for one in pair}
        if len(ids) == 1 or any(groups[one].state == GroupState.EMPTY for one in ids):
            continue
        into, other = sorted((groups[one] for one in ids), key=seniority)
        may = joining([into.state, other.state], are_apart=frozenset(ids) in apart)
        if merge in merges and may is Joining.MERGE:
            await absorb(db, into, other, as_new=into.state == GroupState.CONFIRMED)
            await join_groups(db, into, other, actor=SYSTEM, now=now)
            merged[other.id] = into.id
            apart = {frozenset(root_of(one, merged) for one in two) for two in apart}
            joined += 1
        else:
            proposed.append((into, other, merge.score))
    await _propose(db, consultation.id, [p for p in proposed if GroupState.MERGED not in (p[0].state, p[1].state)])
    return joined


def seniority(group: OpinionGroup) -> tuple[bool, bool, int]:
    """Which of two groups lives on: the confirmed one, the named one, the older one."""
    return group.state != GroupState.CONFIRMED, not group.title, group.number


async def _group_pairs(db: AsyncSession, merges: Iterable[Merge]) -> dict[tuple[int, int], tuple[UUID, UUID]]:
    """The groups where two clusters were at home at first."""
    merges = list(merges)
    homes: dict[int, UUID] = {}
    for ids in chunks({one for merge in merges for one in (merge.older_cluster, merge.younger_cluster)}):
        query = select(ClusterHome.cluster_id, ClusterHome.group_id).where(
            ClusterHome.cluster_id.in_(ids), ClusterHome.clause_ref == EVERY_CLAUSE
        )
        homes |= {cluster_id: group_id for cluster_id, group_id in (await db.execute(query)).tuples()}
    return {
        (m.older_cluster, m.younger_cluster): (homes[m.older_cluster], homes[m.younger_cluster])
        for m in merges
        if m.older_cluster in homes and m.younger_cluster in homes
    }


async def acts_apart(db: AsyncSession, consultation_id: UUID) -> Sequence[tuple[UUID, UUID | None]]:
    """Pairs of groups that a person took apart: by a split, by a move, by saying so, by taking back a
    merge."""
    query = select(GroupEvent.group_id, GroupEvent.other_group_id, GroupEvent.verb, GroupEvent.details).where(
        GroupEvent.consultation_id == consultation_id,
        GroupEvent.verb.in_([Verb.SPLIT, Verb.MOVE, Verb.KEEP_APART, Verb.UNDO]),
        GroupEvent.undone_by_id.is_(None),
    )
    return [
        (one, other)
        for one, other, verb, details in (await db.execute(query)).tuples()
        if verb != Verb.UNDO or details.get("undone") == Verb.MERGE
    ]


async def _groups(db: AsyncSession, group_ids: Iterable[UUID]) -> dict[UUID, OpinionGroup]:
    found: dict[UUID, OpinionGroup] = {}
    for ids in chunks(set(group_ids)):
        rows = await db.scalars(select(OpinionGroup).where(OpinionGroup.id.in_(ids)))
        found |= {group.id: group for group in rows}
    return found


async def _propose(
    db: AsyncSession, consultation_id: UUID, proposed: Sequence[tuple[OpinionGroup, OpinionGroup, float]]
) -> None:
    """Leave the decision to a person; what was proposed or rejected before is not proposed again."""
    rows = {}
    for one, other, score in proposed:
        first, second = sorted((one, other), key=lambda group: group.number)
        rows[first.id, second.id] = {
            "group_id": first.id,
            "other_group_id": second.id,
            "consultation_id": consultation_id,
            "score": score,
            "state": "open",
        }
    for part in chunks(rows.values()):
        await db.execute(insert(MergeProposal.__table__).on_conflict_do_nothing(), part)
