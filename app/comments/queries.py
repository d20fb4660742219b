"""Reading comments. What others wrote is always masked here; only its author and a checking officer read all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.comments import rules
from app.comments.models import LISTED, Comment, HiddenCount, Support
from app.comments.rules import MAX_OFFERED, OFFERED_FROM, Said, Target, Visibility, shown_text
from app.consultations.models import Consultation
from app.consultations.queries import list_clauses
from app.consultations.rules import PUBLIC_STATES, State, is_late
from app.drafts.units import unit_label, unit_refs
from app.lib.clock import day_start
from app.lib.errors import NotFound
from app.similarity.models import SimilarText
from app.similarity.queries import find_similar

PAGE = 20
KEPT_DRAFTS = 64

_targets: dict[UUID, Mapping[str, Target]] = {}
_CONSULTATION = Consultation.__table__.c
_OPEN_FOR = select(
    _CONSULTATION.id,
    _CONSULTATION.agency_id,
    _CONSULTATION.draft_id,
    _CONSULTATION.title,
    _CONSULTATION.state,
    _CONSULTATION.opens_on,
    _CONSULTATION.closes_on,
    _CONSULTATION.moderation_policy,
    _CONSULTATION.is_past,
).where(
    _CONSULTATION.id == bindparam("consultation"),
    _CONSULTATION.state.in_([state.value for state in (*PUBLIC_STATES, State.APPROVED)]),
)
"""Columns in the order of `OpenFor`. Built once, as every comment asks it."""


@dataclass(frozen=True, slots=True)
class OpenFor:
    """A consultation as the verbs of comments see it."""

    id: UUID
    agency_id: UUID
    draft_id: UUID | None
    title: str
    state: State
    opens_on: date
    closes_on: date
    moderation_policy: str
    is_past: bool

    def is_late(self, now: datetime) -> bool:
        return is_late(now, self.closes_on)


def space(consultation_id: UUID) -> str:
    """Name of the texts of one consultation for `similarity`."""
    return f"comment:{consultation_id}"


async def get_open_for(db: AsyncSession, consultation_id: UUID, *, now: datetime | None = None) -> OpenFor:
    """The consultation that a comment is for. NotFound while it is being drafted.

    With `now` also before its first day: nobody outside the office may know of it yet.
    """
    row = (await db.execute(_OPEN_FOR, {"consultation": consultation_id})).one_or_none()
    if row is None or (now and row.state == State.APPROVED and now < day_start(row.opens_on)):
        raise NotFound
    id_, agency_id, draft_id, title, state, *rest = row
    return OpenFor(id_, agency_id, draft_id, title, State(state), *rest)


async def list_targets(db: AsyncSession, draft_id: UUID | None) -> Mapping[str, Target]:
    """Every clause that can be commented on, by ref, in reading order.

    For drafts that citizens see: such a draft never changes, so each process reads it once.
    """
    if draft_id is None:
        return {}
    if (known := _targets.get(draft_id)) is None:
        clauses = await list_clauses(db, draft_id)
        units = unit_refs(clauses)
        labels = {unit: unit_label(clauses, unit) for unit in dict.fromkeys(units.values())}
        ids = {row["ref"]: row["id"] for row in clauses}
        known = {ref: Target(ids[ref], ref, unit, labels[unit]) for ref, unit in units.items()}
        if len(_targets) >= KEPT_DRAFTS:
            _targets.clear()
        _targets[draft_id] = known
    return known


async def get_contact(db: AsyncSession, consultation_id: UUID) -> str:
    """Other ways to comment: address, telephone, mail."""
    return await db.scalar(select(Consultation.contact).where(Consultation.id == consultation_id)) or ""


async def list_comments(
    db: AsyncSession, consultation_id: UUID, *, clause: str = "", before: UUID | None = None
) -> list[dict[str, Any]]:
    """Comments that everybody may read, the latest first: one more than a page, so that the caller sees a next one.

    `before` is the id of the last comment of the page before.
    """
    query = _card().where(Comment.consultation_id == consultation_id, text(LISTED))
    if clause:
        query = query.where(Comment.clause_ref == clause)
    if before:
        query = query.where(Comment.id < before)
    rows = await db.execute(query.order_by(Comment.id.desc()).limit(PAGE + 1))
    return [_shown(row) for row in rows.mappings()]


async def get_listed(db: AsyncSession, consultation_id: UUID, comment_id: UUID) -> dict[str, Any]:
    """One comment that everybody may read."""
    query = _card().where(Comment.id == comment_id, Comment.consultation_id == consultation_id, text(LISTED))
    row = (await db.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound
    return _shown(row)


async def list_similar(
    db: AsyncSession, consultation_id: UUID, typed: str, *, at_least: float = 0.0
) -> list[dict[str, Any]]:
    """What others already said that a text resembles, best first: only comments that everybody may read."""
    hits = await find_similar(db, space(consultation_id), typed, limit=MAX_OFFERED * 2)
    scores = {hit.text_id: hit.score for hit in hits if hit.score >= at_least}
    if not scores:
        return []
    # The first listed comment of each text: one step into ix_comment_text, however often it was said.
    same = aliased(Comment)
    first = (
        select(same.id)
        .where(
            same.text_id == SimilarText.id, same.consultation_id == consultation_id, same.visibility.in_(rules.LISTED)
        )
        .order_by(same.id)
        .limit(1)
        .scalar_subquery()
    )
    wanted = select(first).where(SimilarText.id.in_(scores))
    rows = await db.execute(_card().where(Comment.id.in_(wanted)))
    found = sorted(rows.mappings(), key=lambda row: (-scores[row["text_id"]], row["text_id"]))
    return [_shown(row) for row in found[:MAX_OFFERED]]


async def read_ahead(db: AsyncSession) -> None:
    """Read what was said in open consultations into memory, so that nobody who types waits for it after a start."""
    query = select(Consultation.id).where(Consultation.state == State.OPEN.value)
    for consultation_id in (await db.scalars(query)).all():
        await find_similar(db, space(consultation_id), "读入内存")


async def list_offered(
    db: AsyncSession, consultation_id: UUID, parts: Sequence[Said], *, at_least: float = OFFERED_FROM
) -> list[list[dict[str, Any]]]:
    """For each part of a form what others already said."""
    return [await list_similar(db, consultation_id, part.text, at_least=at_least) for part in parts]


async def supported_by(db: AsyncSession, person_key: str | None, comment_ids: Sequence[UUID]) -> set[UUID]:
    """Which of these comments this person supports."""
    if not person_key or not comment_ids:
        return set()
    query = select(Support.comment_id).where(Support.person_key == person_key, Support.comment_id.in_(comment_ids))
    return set((await db.execute(query)).scalars())


async def count_held(db: AsyncSession, consultation_id: UUID) -> int:
    """How many wait for a person."""
    query = select(func.count()).where(
        Comment.consultation_id == consultation_id, Comment.visibility == Visibility.HELD.value
    )
    return await db.scalar(query) or 0


async def count_hidden(db: AsyncSession, consultation_id: UUID) -> dict[str, int]:
    """How many are hidden, by kind of reason, most first: they are counted and answered like all others."""
    query = select(HiddenCount.category, HiddenCount.n).where(
        HiddenCount.consultation_id == consultation_id, HiddenCount.n > 0
    )
    rows = await db.execute(query.order_by(HiddenCount.n.desc(), HiddenCount.category))
    return dict(rows.tuples().all())


async def find_source_refs(db: AsyncSession, consultation_id: UUID, wanted: Sequence[str]) -> set[str | None]:
    """Which of these imported lines are there already."""
    query = select(Comment.source_ref).where(Comment.consultation_id == consultation_id, Comment.source_ref.in_(wanted))
    return set((await db.execute(query)).scalars())


async def get_comment(db: AsyncSession, consultation_id: UUID, comment_id: UUID, *, lock: bool = False) -> Comment:
    """The row, for a verb of a person who may change the consultation."""
    query = select(Comment).where(Comment.id == comment_id, Comment.consultation_id == consultation_id)
    comment = (await db.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if comment is None:
        raise NotFound
    return comment


def _card() -> Select[Any]:
    return select(
        Comment.id,
        Comment.clause_ref,
        Comment.title,
        Comment.text,
        Comment.findings,
        Comment.method,
        Comment.said_at,
        Comment.is_late,
        Comment.visibility,
        Comment.support_count,
        Comment.text_id,
    )


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A card as others read it."""
    return {
        **{name: row[name] for name in _SHOWN},
        "text": shown_text(row["text"], row["findings"]),
        "title": rules.shown_title(row["title"]),
    }


_SHOWN = ("id", "clause_ref", "method", "said_at", "is_late", "visibility", "support_count")
