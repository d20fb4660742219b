"""Answers by the act in which they were given: what one person said at one moment, for one group or for thousands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.models import Answer
from app.adoption.queries import counted_groups, group_rows, shown_group
from app.adoption.rules import AnswerState
from app.consultations.queries import person_names
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.opinion_groups.models import OpinionGroup

PAGE = 20
SHOWN = 8


@dataclass(frozen=True)
class Batch:
    """The act: who, and when to the microsecond. Answering anew is another act, so it names one text."""

    author_id: UUID
    answered_at: datetime

    @classmethod
    def parse(cls, value: str) -> "Batch":
        """What a form carried. Raises FormInvalid for anything that no page of ours sends."""
        try:
            author, _gap, at = value.partition("/")
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is None:
                raise ValueError
            return cls(UUID(author), moment)
        except ValueError:
            raise FormInvalid.of("batch", _("Please open the page again.")) from None

    def __str__(self) -> str:
        return f"{self.author_id}/{self.answered_at.isoformat()}"


def in_batch(consultation_id: UUID, batch: Batch) -> tuple[ColumnElement[bool], ...]:
    """WHERE of the answers given in one act."""
    return (
        Answer.consultation_id == consultation_id,
        Answer.answered_by_id == batch.author_id,
        Answer.answered_at == batch.answered_at,
    )


async def list_batches(
    db: AsyncSession, consultation_id: UUID, *, state: AnswerState | None = None, page: int = 1
) -> tuple[list[dict[str, Any]], int]:
    """A page of acts of answering, the latest first, and how many there are.

    {batch, author_id, author, approver, state, outcome, reason, returned_note, answered_at, approved_at, n, comments,
    groups}: `groups` are the largest few.
    """
    same = (Answer.answered_by_id, Answer.answered_at, Answer.state, Answer.outcome, Answer.approved_by_id)
    acts = (
        select(
            *same,
            func.max(Answer.reason).label("reason"),
            func.max(Answer.returned_note).label("returned_note"),
            func.max(Answer.approved_at).label("approved_at"),
            func.count().label("n"),
            func.sum(OpinionGroup.size).label("comments"),
        )
        .join(OpinionGroup, OpinionGroup.id == Answer.group_id)
        .where(Answer.consultation_id == consultation_id, *counted_groups(consultation_id))
        .group_by(*same)
    )
    if state:
        acts = acts.where(Answer.state == state)
    total = await db.scalar(select(func.count()).select_from(acts.subquery())) or 0
    shown = acts.order_by(Answer.answered_at.desc(), Answer.answered_by_id, Answer.state)
    rows = (await db.execute(shown.limit(PAGE).offset((max(1, page) - 1) * PAGE))).mappings().all()
    people = {one for row in rows for one in (row["answered_by_id"], row["approved_by_id"])}
    names = await person_names(db, list(people))
    groups = await _largest(db, consultation_id, [(row["answered_by_id"], row["answered_at"]) for row in rows])
    return [
        dict(row)
        | {
            "batch": Batch(row["answered_by_id"], row["answered_at"]),
            "author_id": row["answered_by_id"],
            "author": names.get(row["answered_by_id"], ""),
            "approver": names.get(row["approved_by_id"], ""),
            "groups": groups.get((row["answered_by_id"], row["answered_at"]), []),
        }
        for row in rows
    ], total


async def _largest(
    db: AsyncSession, consultation_id: UUID, acts: Sequence[tuple[UUID, datetime]]
) -> dict[tuple[UUID, datetime], list[dict[str, Any]]]:
    """The largest groups of each act."""
    found: dict[tuple[UUID, datetime], list[dict[str, Any]]] = {}
    if not acts:
        return found
    few = [
        select(
            select(Answer.group_id)
            .join(OpinionGroup, OpinionGroup.id == Answer.group_id)
            .where(*in_batch(consultation_id, Batch(*act)), *counted_groups(consultation_id))
            .order_by(OpinionGroup.size.desc(), OpinionGroup.number)
            .limit(SHOWN)
            .subquery()
        )
        for act in acts
    ]
    query = group_rows().add_columns(Answer.answered_by_id).where(OpinionGroup.id.in_(union_all(*few)))
    for row in (await db.execute(query.order_by(OpinionGroup.size.desc(), OpinionGroup.number))).mappings():
        found.setdefault((row["answered_by_id"], row["answered_at"]), []).append(shown_group(row))
    return found


async def count_waiting(db: AsyncSession, consultation_id: UUID) -> int:
    """Answers that wait for a second person."""
    waits = and_(Answer.consultation_id == consultation_id, Answer.state == AnswerState.PROPOSED)
    query = select(func.count()).select_from(Answer).join(OpinionGroup, OpinionGroup.id == Answer.group_id)
    return await db.scalar(query.where(waits, *counted_groups(consultation_id))) or 0
