"""Groups that speak of one matter in other words (同一事项): found in the background, decided by a person.

Suggestions only: nothing is joined by itself. Groups are compared by the words of their representatives as others
read them, so nothing withheld speaks through a suggestion.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.dialects.postgresql import insert  # SQLite reads the same ON CONFLICT
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.comments.models import Comment
from app.comments.rules import shown_text, shown_title
from app.consultations.models import Consultation
from app.consultations.rules import GROUPING_STATES
from app.lib.errors import NotFound
from app.opinion_groups.acts import add_act, check_may_group, load_seen
from app.opinion_groups.homes import chunks
from app.opinion_groups.membership import merged_groups
from app.opinion_groups.merging import acts_apart
from app.opinion_groups.models import GroupMatter, MatterLook, MatterSuggestion, OpinionGroup
from app.opinion_groups.rules import LIVE, MatterAnswered, Seen, Verb, pairs_apart
from app.opinion_groups.services import merge_chosen
from app.similarity.matters import Found, Told, find_matters

BATCH_EVERY = timedelta(days=1)
MOST = 20_000
"""Groups of a consultation that are compared, the largest first."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Living groups of a consultation with what each says; `known` is the matter each had, None for a newcomer."""

    groups: list[tuple[UUID, int, tuple[int, UUID]]]
    """Id, number, and what was looked at: the revision and whose words stand for it."""
    told: list[Told]
    known: list[int | None]
    touched: list[int]
    apart: set[frozenset[int]]
    is_batch: bool
    rest: list[tuple[UUID, int, tuple[int, UUID]]]
    """Groups beyond `MOST`, which are not compared."""

    @property
    def is_due(self) -> bool:
        return self.is_batch or bool(self.touched) or None in self.known


async def read_groups(db: AsyncSession, consultation_id: UUID, *, now: datetime) -> Asked:
    """What a look at the matters of a consultation needs, read before anything is locked."""
    rows = (await db.execute(_told(consultation_id))).tuples().all()
    rest = [(group_id, number, (revision, speaker)) for group_id, number, revision, speaker, *_ in rows[MOST:]]
    rows = rows[:MOST]
    last = await db.get(MatterLook, consultation_id)
    is_batch = last is None or last.batch_at is None or last.batch_at <= now - BATCH_EVERY
    of = select(GroupMatter.group_id, GroupMatter.matter, GroupMatter.revision, GroupMatter.representative_id)
    stored = {
        group_id: (matter, (revision, speaker))
        for group_id, matter, revision, speaker in (
            await db.execute(of.where(GroupMatter.consultation_id == consultation_id))
        ).tuples()
    }
    groups = [(group_id, number, (revision, speaker)) for group_id, number, revision, speaker, *_ in rows]
    place = {group_id: n for n, (group_id, *_) in enumerate(groups)}
    pairs = pairs_apart(await acts_apart(db, consultation_id), await merged_groups(db, consultation_id))
    return Asked(
        groups=groups,
        told=[Told(shown_title(title or ""), shown_text(text, found or [])) for *_, title, text, found in rows],
        known=[stored[group_id][0] if group_id in stored else None for group_id, *_ in groups],
        touched=[n for n, (i, _, shown) in enumerate(groups) if i in stored and stored[i][1] != shown],
        apart={frozenset(place[one] for one in pair) for pair in pairs if len(pair) == 2 and pair <= place.keys()},
        is_batch=is_batch,
        rest=rest,
    )


async def told_groups(db: AsyncSession, consultation_id: UUID, *, limit: int) -> list[tuple[int, Told]]:
    """Number and words of the largest living groups: they say which words are rare here."""
    rows = (await db.execute(_told(consultation_id).limit(limit))).tuples().all()
    return [
        (number, Told(shown_title(title or ""), shown_text(text, found or [])))
        for _, number, *_, title, text, found in rows
    ]


def _told(consultation_id: UUID) -> Any:
    return (
        select(
            OpinionGroup.id,
            OpinionGroup.number,
            OpinionGroup.revision,
            OpinionGroup.representative_id,
            Comment.title,
            Comment.text,
            Comment.findings,
        )
        .join(Comment, Comment.id == OpinionGroup.representative_id)
        .where(OpinionGroup.consultation_id == consultation_id, OpinionGroup.state.in_(LIVE))
        .order_by(OpinionGroup.size.desc(), OpinionGroup.number)
    )


async def compare_groups(asked: Asked) -> Found:
    """Find the matters; a second for some thousand groups, in a thread of its own so that others have their turn."""
    known = [] if asked.is_batch else asked.known
    return await asyncio.to_thread(find_matters, asked.told, known, touched=asked.touched, apart=asked.apart)


async def store_matters(db: AsyncSession, consultation: Consultation, asked: Asked, found: Found, now: datetime) -> int:
    """Keep what was found; answers how many pairs are suggested now. What a person decided stays decided."""
    first: dict[int, int] = {}
    for n, matter in enumerate(found.matter):
        first[matter] = min(first.get(matter, asked.groups[n][1]), asked.groups[n][1])
    own = asked.is_batch
    rows = [
        {
            "group_id": group_id,
            "consultation_id": consultation.id,
            "matter": number if n >= len(found.matter) else first[m] if (m := found.matter[n]) < 0 or own else m,
            "revision": shown[0],
            "representative_id": shown[1],
        }
        for n, (group_id, number, shown) in enumerate([*asked.groups, *asked.rest])
    ]
    stored = insert(GroupMatter.__table__)
    stored = stored.on_conflict_do_update(
        index_elements=["group_id"],
        set_={name: stored.excluded[name] for name in ("matter", "revision", "representative_id")},
    )
    for part in chunks(rows):
        await db.execute(stored, part)
    await _forget(db, consultation.id, asked, found)
    links = [_row(consultation.id, asked, link) for link in found.links]
    for part in chunks(links):
        await db.execute(insert(MatterSuggestion.__table__).on_conflict_do_nothing(), part)
    if asked.is_batch:
        look = await db.get(MatterLook, consultation.id) or MatterLook(consultation_id=consultation.id)
        look.batch_at = now
        db.add(look)
        await db.flush()
    return len(links)


def _row(consultation_id: UUID, asked: Asked, link: Any) -> dict[str, Any]:
    one, other = sorted((asked.groups[link.one], asked.groups[link.other]), key=lambda group: group[1])
    return {
        "group_id": one[0],
        "other_group_id": other[0],
        "consultation_id": consultation_id,
        "cosine": link.cosine,
        "guards": [guard.value for guard in link.guards],
        "state": "close" if link.guards else "open",
    }


async def _forget(db: AsyncSession, consultation_id: UUID, asked: Asked, found: Found) -> None:
    """Undecided suggestions among the groups that were looked at anew are made anew."""
    undecided = (MatterSuggestion.consultation_id == consultation_id, MatterSuggestion.state.in_(("open", "close")))
    if asked.is_batch:
        await db.execute(delete(MatterSuggestion).where(*undecided))
        return
    fresh = {found.matter[n] for n, one in enumerate(asked.known) if one is None or n in asked.touched}
    ids = [asked.groups[n][0] for n, matter in enumerate(found.matter) if matter in fresh]
    for part in chunks(ids):
        either: ColumnElement[bool] = or_(
            MatterSuggestion.group_id.in_(part), MatterSuggestion.other_group_id.in_(part)
        )
        await db.execute(delete(MatterSuggestion).where(*undecided, either))


async def decide_matter(
    db: AsyncSession,
    consultation: Consultation,
    one: Seen,
    other: Seen,
    *,
    is_same: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Say that two suggested groups are one matter (they are merged) or are not (they are not suggested again).

    Both are acts that can be taken back. Raises MatterAnswered where a merge would spread an answer.
    """
    groups = await load_seen(db, consultation, [one, other], actor=actor)
    ids = [group.id for group in groups]
    query = select(MatterSuggestion).where(
        MatterSuggestion.group_id.in_(ids), MatterSuggestion.other_group_id.in_(ids), MatterSuggestion.state == "open"
    )
    suggestion = (await db.execute(query)).scalar_one_or_none()
    if suggestion is None:
        raise NotFound
    if not is_same:
        event = await add_act(db, groups[0], Verb.KEEP_APART, other=groups[1], actor=actor, now=now)
        suggestion.state, suggestion.event_id = "rejected", event.id
        return
    if answered := [group.number for group in groups if group.outcome]:
        raise MatterAnswered(number=answered[0])
    suggestion.state = "accepted"
    await merge_chosen(db, consultation, [one, other], actor=actor, now=now)


async def ask_for_matters(db: AsyncSession, consultation: Consultation, *, actor: Actor) -> None:
    """Have all groups compared anew, at once (重新比较)."""
    check_may_group(consultation, actor)
    look = await db.get(MatterLook, consultation.id) or MatterLook(consultation_id=consultation.id)
    look.batch_at = None
    db.add(look)
    await db.flush()


async def find_unlooked(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Consultations with groups that nobody compared with the others since they changed, or that wait for a batch."""
    working = Consultation.state.in_(GROUPING_STATES)
    changed = (
        select(OpinionGroup.consultation_id)
        .join(Consultation, Consultation.id == OpinionGroup.consultation_id)
        .outerjoin(GroupMatter, GroupMatter.group_id == OpinionGroup.id)
        .where(
            working,
            OpinionGroup.state.in_(LIVE),
            OpinionGroup.representative_id.is_not(None),
            or_(
                GroupMatter.group_id.is_(None),
                GroupMatter.revision != OpinionGroup.revision,
                GroupMatter.representative_id != OpinionGroup.representative_id,
            ),
        )
        .distinct()
    )
    waiting = (
        select(MatterLook.consultation_id)
        .join(Consultation, Consultation.id == MatterLook.consultation_id)
        .where(working, or_(MatterLook.batch_at.is_(None), MatterLook.batch_at <= now - BATCH_EVERY))
    )
    return [(str(one),) for one in {*await db.scalars(changed), *await db.scalars(waiting)}]
