"""Where newcomers go: homes of texts and clusters, and how a person's acts change them.

Law: a comment that the engine placed stands where its home leads. So comments come back by themselves when an act
is taken back, and nothing moves that nobody moved.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite reads the same ON CONFLICT
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.comments.models import Comment
from app.opinion_groups.models import ClusterHome, GroupEvent, GroupMember, GroupMove, TextHome
from app.opinion_groups.rules import EVERY_CLAUSE, Match, Spot, find_home, root_of
from app.similarity.models import SimilarText

TEXT_HOMES, CLUSTER_HOMES, MEMBERS = TextHome.__table__, ClusterHome.__table__, GroupMember.__table__
_CHUNK = 500

T = TypeVar("T")


def chunks(many: Collection[T]) -> Iterator[list[T]]:
    """Lists short enough for one statement."""
    listed = list(many)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]


@dataclass
class Homes:
    """What is known about the homes of some texts: enough to say where a comment with one of them belongs."""

    matches: dict[int, Match]
    groups: dict[Spot, UUID]
    acts: dict[Spot, UUID | None]
    """The act that a home rests on."""

    def find(self, text_id: int, clause_ref: str) -> Spot | None:
        return find_home(self.matches[text_id], clause_ref, self.groups)

    def group_of(self, text_id: int, clause_ref: str) -> UUID | None:
        """The group where such a comment is at home, merged since or not."""
        spot = self.find(text_id, clause_ref)
        return self.groups[spot] if spot else None


async def load_homes(db: AsyncSession, text_ids: Collection[int]) -> Homes:
    """Homes of these texts, of their neighbours, and of the clusters that the neighbours were placed in."""
    known = Homes({}, {}, {})
    near = aliased(SimilarText)
    query = select(
        SimilarText.id, SimilarText.nearest_id, func.coalesce(near.cluster_id, SimilarText.cluster_id)
    ).outerjoin(near, near.id == SimilarText.nearest_id)
    for ids in chunks(set(text_ids)):
        for row in (await db.execute(query.where(SimilarText.id.in_(ids)))).tuples():
            known.matches[row[0]] = Match(*row)
    matches = known.matches.values()
    texts = {m.text_id for m in matches} | {m.nearest_id for m in matches if m.nearest_id is not None}
    for kind, table, keys in (
        ("text", TEXT_HOMES, texts),
        ("cluster", CLUSTER_HOMES, {m.cluster_id for m in matches}),
    ):
        for ids in chunks(keys):
            homes = select(table.c[0], table.c.clause_ref, table.c.group_id, table.c.event_id)
            for key, clause, group_id, event_id in await db.execute(homes.where(table.c[0].in_(ids))):
                known.groups[Spot(kind, key, clause)] = group_id
                known.acts[Spot(kind, key, clause)] = event_id
    return known


async def keep_texts_home(db: AsyncSession, event: GroupEvent, *, target: UUID) -> list[list[Any]]:
    """After comments moved: their texts are at home where they went.

    A text that is still said elsewhere is at home here only for the clauses that moved. Answers the homes that were
    replaced, as JSON, for the way back.
    """
    moved = (
        await db.execute(
            select(Comment.text_id, Comment.clause_ref)
            .join(GroupMove, GroupMove.comment_id == Comment.id)
            .where(GroupMove.event_id == event.id, Comment.text_id.is_not(None))
            .distinct()
        )
    ).all()
    texts = {row[0] for row in moved}
    elsewhere: set[int] = set()
    for ids in chunks(texts):
        still = select(Comment.text_id).join(GroupMember, GroupMember.comment_id == Comment.id)
        still = still.where(Comment.text_id.in_(ids), GroupMember.group_id != target).distinct()
        elsewhere |= {text_id for text_id in await db.scalars(still) if text_id is not None}
    homes = {(text_id, clause if text_id in elsewhere else EVERY_CLAUSE) for text_id, clause in moved}
    replaced = await _replace(db, TEXT_HOMES, texts, lambda t, c: t not in elsewhere or (t, c) in homes)
    await _add_homes(db, TEXT_HOMES, [(t, c, target, event.id) for t, c in sorted(homes)])
    return replaced


async def keep_clause_home(
    db: AsyncSession, event: GroupEvent, *, family: Collection[UUID], clause_ref: str, target: UUID
) -> dict[str, list[list[Any]]]:
    """After a split by clause: whatever was at home in the group is at home in the new one for this clause.

    `family` is the group with all that was merged into it. Answers what was replaced, as JSON.
    """
    replaced: dict[str, list[list[Any]]] = {}
    for name, table in (("texts", TEXT_HOMES), ("clusters", CLUSTER_HOMES)):
        key, clause, group = table.c[0], table.c.clause_ref, table.c.group_id
        owners: dict[int, str] = {}
        taken: set[int] = set()
        for ids in chunks(family):
            query = select(key, clause).where(group.in_(ids), clause.in_([EVERY_CLAUSE, clause_ref]))
            for owner, kind in (await db.execute(query)).tuples():
                owners[owner] = min(kind, owners.get(owner, kind), key=lambda k: k == EVERY_CLAUSE)
        for ids in chunks([owner for owner, kind in owners.items() if kind == EVERY_CLAUSE]):
            taken |= set(await db.scalars(select(key).where(key.in_(ids), clause == clause_ref)))
        mine = {owner for owner, kind in owners.items() if kind == clause_ref or owner not in taken}
        replaced[name] = await _replace(db, table, mine, lambda _, c: c == clause_ref)
        await _add_homes(db, table, [(owner, clause_ref, target, event.id) for owner in sorted(mine)])
    return replaced


async def moved_texts(db: AsyncSession, event: GroupEvent) -> set[int]:
    """The texts whose comments an event moved, and those that are at home somewhere because of it."""
    moved = select(Comment.text_id).join(GroupMove, GroupMove.comment_id == Comment.id)
    texts = set(await db.scalars(moved.where(GroupMove.event_id == event.id, Comment.text_id.is_not(None)).distinct()))
    return texts | set(await db.scalars(select(TextHome.text_id).where(TextHome.event_id == event.id)))


async def restore_homes(db: AsyncSession, event: GroupEvent) -> None:
    """Take back what an act did to homes, also for texts that came after it."""
    for name, table in (("texts", TEXT_HOMES), ("clusters", CLUSTER_HOMES)):
        await db.execute(delete(table).where(table.c.event_id == event.id))
        kept: Any = event.details.get(name) or []
        acts = {UUID(row[3]) for row in kept if row[3]}
        standing: set[UUID] = set()
        for ids in chunks(acts):
            query = select(GroupEvent.id).where(GroupEvent.id.in_(ids), GroupEvent.undone_by_id.is_(None))
            standing |= set(await db.scalars(query))
        homes = [(key, clause, UUID(group), UUID(act) if act else None) for key, clause, group, act in kept]
        await _add_homes(db, table, [home for home in homes if home[3] is None or home[3] in standing])


async def pin_strays(
    db: AsyncSession,
    event: GroupEvent | None,
    *,
    texts: Collection[int],
    group_ids: Collection[UUID],
    merged_into: Mapping[UUID, UUID | None],
    is_undone: bool = False,
) -> None:
    """After homes changed: what the engine placed and is now called elsewhere is kept where it is.

    Nobody moved it: a neighbour of it was moved, or another act still stands. Looked at are these groups and whatever
    has one of these texts for a neighbour. The pin ends with the event, or stays if the event itself has ended or there
    is none.
    """
    query = (
        select(Comment.text_id, Comment.clause_ref, GroupMember.group_id)
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .where(GroupMember.placed_by == "engine", Comment.text_id.is_not(None))
        .distinct()
    )
    rows = set((await db.execute(query.where(GroupMember.group_id.in_(group_ids)))).all())
    near = query.join(SimilarText, SimilarText.id == Comment.text_id)
    for ids in chunks(set(texts)):
        rows |= set((await db.execute(near.where(SimilarText.nearest_id.in_(ids) | SimilarText.id.in_(ids)))).all())
    event_id = None if is_undone or event is None else event.id
    known = await load_homes(db, {row.text_id for row in rows})
    strays = []
    for text_id, clause, group_id in rows:
        home = known.group_of(text_id, clause)
        if home is None or root_of(home, merged_into) != root_of(group_id, merged_into):
            strays.append((text_id, clause, group_id, event_id))
    await _add_homes(db, TEXT_HOMES, strays)


async def send_home(
    db: AsyncSession, group_id: UUID, *, since: datetime, otherwise: UUID, merged_into: Mapping[UUID, UUID | None]
) -> set[UUID]:
    """After an act was taken back: comments that joined since then go where their homes lead now.

    `otherwise` takes those that have no home any more. Answers the groups that got some.
    """
    rows = (
        await db.execute(
            select(Comment.id, Comment.text_id, Comment.clause_ref)
            .join(GroupMember, GroupMember.comment_id == Comment.id)
            .where(GroupMember.group_id == group_id, GroupMember.placed_by == "engine", Comment.placed_at >= since)
        )
    ).all()
    known = await load_homes(db, {row.text_id for row in rows})
    moves: dict[UUID, list[UUID]] = {}
    for row in rows:
        home = known.group_of(row.text_id, row.clause_ref) or otherwise
        if (target := root_of(home, merged_into)) != group_id:
            moves.setdefault(target, []).append(row.id)
    for target, comment_ids in moves.items():
        for ids in chunks(comment_ids):
            await db.execute(update(MEMBERS).where(MEMBERS.c.comment_id.in_(ids)).values(group_id=target))
    return set(moves)


async def _replace(db: AsyncSession, table: Any, keys: Collection[int], goes: Any) -> list[list[Any]]:
    """Remove the homes of these texts or clusters for which `goes(key, clause)`; they are answered as JSON."""
    replaced: list[list[Any]] = []
    for ids in chunks(keys):
        query = select(table.c[0], table.c.clause_ref, table.c.group_id, table.c.event_id).where(table.c[0].in_(ids))
        for key, clause, group_id, event_id in (await db.execute(query)).tuples():
            if goes(key, clause):
                replaced.append([key, clause, str(group_id), str(event_id) if event_id else None])
    if replaced:
        await db.execute(
            delete(table).where(table.c[0] == bindparam("key"), table.c.clause_ref == bindparam("clause")),
            [{"key": row[0], "clause": row[1]} for row in replaced],
        )
    return replaced


async def _add_homes(db: AsyncSession, table: Any, homes: Sequence[tuple[int, str, UUID, UUID | None]]) -> None:
    for part in chunks(homes):
        names = (table.c[0].name, "clause_ref", "group_id", "event_id")
        rows = [dict(zip(names, home, strict=True)) for home in part]
        await db.execute(insert(table).on_conflict_do_nothing(), rows)
