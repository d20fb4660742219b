"""The engine's verb: comments that nobody placed yet are counted and put into groups (自动归并)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import Insert, insert  # SQLite reads the same ON CONFLICT
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.comments.models import Comment
from app.consultations.models import Consultation, Participant, Tally
from app.lib.clock import local_date
from app.opinion_groups.homes import Homes, load_homes
from app.opinion_groups.membership import merged_groups, next_number, revive
from app.opinion_groups.models import ClusterHome, GroupClause, GroupMember, OpinionGroup, TextHome
from app.opinion_groups.rules import EVERY_CLAUSE, GroupState, Spot, main_clause, root_of
from app.opinion_groups.texts import add_texts_said
from app.similarity.ready import Ready, get_ready
from app.similarity.services import Placement, add_texts

BATCH = 100
"""Comments a transaction: while it runs, citizens' posts wait on SQLite."""

COMMENTS = Comment.__table__


def space_of(consultation_id: UUID) -> str:
    """What is grouped together: the comments of one consultation."""
    return f"comment:{consultation_id}"


@dataclass
class Batch:
    """What one batch of comments needs written: who joins which group, new groups, new homes."""

    joined: list[tuple[Any, Placement, UUID]] = field(default_factory=list)
    """Comment, where the engine saw it, and its group."""
    born: list[OpinionGroup] = field(default_factory=list)
    homes: dict[Spot, tuple[UUID, UUID | None]] = field(default_factory=dict)

    def add_home(self, known: Homes, spot: Spot, group_id: UUID, event_id: UUID | None) -> None:
        known.groups[spot], known.acts[spot] = group_id, event_id
        self.homes[spot] = group_id, event_id


async def prepare_comments(db: AsyncSession, consultation_id: UUID, *, limit: int = BATCH) -> Ready:
    """Compare the next comments with what is there, in a session that only reads: `place_comments` is then quick."""
    in_time = [row for row in await _waiting(db, consultation_id, limit) if not row.is_late]
    return await get_ready(db, space_of(consultation_id), [_words(row) for row in in_time])


async def place_comments(
    db: AsyncSession, consultation: Consultation, ready: Ready | None = None, *, now: datetime, limit: int = BATCH
) -> int:
    """Count and group the next comments of a locked consultation; answers how many there were.

    Late comments are counted as late and not grouped. A text that the engine knows goes where it went before; no
    comment that has a group is moved.
    """
    waiting = await _waiting(db, consultation.id, limit)
    in_time = [row for row in waiting if not row.is_late]
    words = [_words(row) for row in in_time]
    placements = await add_texts(db, space_of(consultation.id), words, ready=ready, now=now)
    if in_time:
        await _join_groups(db, consultation, in_time, placements, now=now)
        await _count(db, consultation, in_time)
    consultation.late_count += len(waiting) - len(in_time)
    texts = {row.id: p.text_id for row, p in zip(in_time, placements, strict=True)}
    if waiting:
        await db.execute(
            update(COMMENTS)
            .where(COMMENTS.c.id == bindparam("comment"))
            .values(placed_at=now, text_id=bindparam("text_number")),
            [{"comment": row.id, "text_number": texts.get(row.id)} for row in waiting],
        )
    return len(waiting)


async def _waiting(db: AsyncSession, consultation_id: UUID, limit: int) -> Sequence[Any]:
    query = (
        select(
            Comment.id,
            Comment.clause_ref,
            Comment.title,
            Comment.text,
            Comment.method,
            Comment.said_at,
            Comment.is_late,
            Comment.person_key,
            Comment.person_basis,
        )
        .where(Comment.consultation_id == consultation_id, Comment.placed_at.is_(None))
        .order_by(Comment.id)
        .limit(limit)
    )
    return (await db.execute(query)).all()


def _words(row: Any) -> str:
    return f"{row.title}\n{row.text}" if row.title else row.text


async def _join_groups(
    db: AsyncSession, consultation: Consultation, rows: Sequence[Any], placements: Sequence[Placement], *, now: datetime
) -> None:
    known = await load_homes(db, {p.text_id for p in placements})
    merged = await merged_groups(db, consultation.id)
    batch = _choose_groups(consultation, rows, placements, known, merged, await next_number(db, consultation.id))
    db.add_all(batch.born)
    await db.flush()
    for kind, table in (("cluster", ClusterHome), ("text", TextHome)):
        homes = [
            {table.__table__.c[0].name: spot.key, "clause_ref": spot.clause_ref, "group_id": group, "event_id": act}
            for spot, (group, act) in batch.homes.items()
            if spot.kind == kind
        ]
        if homes:
            await db.execute(insert(table.__table__).on_conflict_do_nothing(), homes)
    await _count_groups(db, consultation, batch, now=now)


def _choose_groups(
    consultation: Consultation,
    rows: Sequence[Any],
    placements: Sequence[Placement],
    known: Homes,
    merged: Mapping[UUID, UUID | None],
    number: int,
) -> Batch:
    """The group of each comment, new ones numbered from `number`; what one learns the next ones know."""
    batch = Batch()
    for row, placement in zip(rows, placements, strict=True):
        match = known.matches[placement.text_id]
        spot = known.find(placement.text_id, row.clause_ref)
        if spot is None:
            group = _new_group(consultation, number + len(batch.born), row.id)
            batch.born.append(group)
            spot = Spot("cluster", match.cluster_id, EVERY_CLAUSE)
            batch.add_home(known, spot, group.id, None)
        home = known.groups[spot]
        is_neighbours = spot.kind == "text" and spot.key != match.text_id
        if placement.is_new_text and (is_neighbours or placement.cluster_id != match.cluster_id):
            # Who is matched with this text later must find the same home.
            batch.add_home(known, Spot("text", match.text_id, spot.clause_ref), home, known.acts[spot])
        batch.joined.append((row, placement, root_of(home, merged)))
    return batch


def _new_group(consultation: Consultation, number: int, representative_id: UUID | None) -> OpinionGroup:
    return OpinionGroup(
        id=uuid7(),
        agency_id=consultation.agency_id,
        consultation_id=consultation.id,
        number=number,
        representative_id=representative_id,
        state=GroupState.SUGGESTED,
        size=0,
        people=0,
        supports=0,
        new_count=0,
        texts=0,
        shared=0,
        revision=0,
    )


async def next_group(
    db: AsyncSession, consultation: Consultation, *, state: str, confirmed_at: datetime | None
) -> OpinionGroup:
    """An empty group with the next number, in a state that another one has."""
    group = _new_group(consultation, await next_number(db, consultation.id), None)
    group.state, group.confirmed_at = state, confirmed_at
    db.add(group)
    await db.flush()
    return group


async def _count_groups(db: AsyncSession, consultation: Consultation, batch: Batch, *, now: datetime) -> None:
    """Write the members and add them to the numbers of their groups."""
    ids = {group_id for _, _, group_id in batch.joined}
    found = await db.scalars(select(OpinionGroup).where(OpinionGroup.id.in_(ids)))
    groups = {group.id: group for group in found}
    people = await _new_people(db, consultation, batch, ids)
    members = []
    for row, placement, group_id in batch.joined:
        group = groups[group_id]
        is_new = group.state == GroupState.CONFIRMED
        group.size += 1
        revive(group)
        group.new_count += is_new
        group.last_joined_at = now
        members.append(
            {
                "comment_id": row.id,
                "group_id": group_id,
                "score": placement.score,
                "placed_by": "engine",
                "is_new": is_new,
            }
        )
    for group_id, n in people.items():
        groups[group_id].people += n
    spread = Counter((group_id, row.clause_ref) for row, _, group_id in batch.joined)
    await db.execute(
        _add_up(GroupClause, ["group_id", "clause_ref"]),
        [
            {"group_id": group_id, "clause_ref": clause, "consultation_id": consultation.id, "n": n}
            for (group_id, clause), n in spread.items()
        ],
    )
    clauses: dict[UUID, dict[str, int]] = {}
    query = select(GroupClause.group_id, GroupClause.clause_ref, GroupClause.n).where(GroupClause.group_id.in_(ids))
    for group_id, clause, n in (await db.execute(query)).tuples():
        clauses.setdefault(group_id, {})[clause] = n
    for group_id, group in groups.items():
        group.clause_ref = main_clause(clauses[group_id])
    await db.execute(insert(GroupMember.__table__), members)
    await add_texts_said(db, groups, Counter((group_id, placement.text_id) for _, placement, group_id in batch.joined))


async def _new_people(
    db: AsyncSession, consultation: Consultation, batch: Batch, group_ids: Collection[UUID]
) -> Counter[UUID]:
    """How many people each group gains: whoever is not among its members yet; unknown persons count one each."""
    gained: Counter[UUID] = Counter(group_id for row, _, group_id in batch.joined if row.person_key is None)
    pairs = {(group_id, row.person_key) for row, _, group_id in batch.joined if row.person_key is not None}
    if pairs:
        query = (
            select(GroupMember.group_id, Comment.person_key)
            .join(Comment, Comment.id == GroupMember.comment_id)
            .where(
                Comment.consultation_id == consultation.id,
                Comment.person_key.in_({key for _, key in pairs}),
                GroupMember.group_id.in_(group_ids),
            )
            .distinct()
        )
        pairs -= {(group_id, key) for group_id, key in await db.execute(query)}
        gained.update(group_id for group_id, _ in pairs)
    return gained


async def _count(db: AsyncSession, consultation: Consultation, rows: Sequence[Any]) -> None:
    """Add comments in time to the numbers of the consultation: collected, people, and the tally."""
    tally = Counter((row.clause_ref, local_date(row.said_at), row.method) for row in rows)
    await db.execute(
        _add_up(Tally, ["consultation_id", "clause_ref", "day", "method"]),
        [
            {"consultation_id": consultation.id, "clause_ref": clause, "day": day, "method": method, "n": n}
            for (clause, day, method), n in tally.items()
        ],
    )
    basis = {row.person_key: row.person_basis for row in rows if row.person_key is not None}
    if basis:
        query = select(Participant.person_key).where(
            Participant.consultation_id == consultation.id, Participant.person_key.in_(basis)
        )
        for key in await db.scalars(query):
            basis.pop(key)
    if basis:
        await db.execute(
            insert(Participant.__table__),
            [{"consultation_id": consultation.id, "person_key": key} for key in basis],
        )
    consultation.collected_count += len(rows)
    consultation.people_count += len(basis) + sum(row.person_key is None for row in rows)
    consultation.cookie_people_count += sum(kind == "cookie" for kind in basis.values())


def _add_up(table: type[GroupClause] | type[Tally], key: list[str]) -> Insert:
    """Insert counts, or add them to those that are there."""
    statement = insert(table.__table__)
    return statement.on_conflict_do_update(index_elements=key, set_={"n": table.__table__.c.n + statement.excluded.n})
