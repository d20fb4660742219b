"""Answers by the act in which they were given: for one group or for thousands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.models import Answer
from app.adoption.queries import counted_groups, group_rows, shown_group
from app.adoption.rules import AnswerState
from app.consultations.queries import person_names
from app.opinion_groups.models import OpinionGroup

PAGE = 20
SHOWN = 8


def in_act(consultation_id: UUID, act_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """WHERE of the answers given in one act."""
    return Answer.consultation_id == consultation_id, Answer.act_id == act_id


async def list_batches(
    db: AsyncSession, consultation_id: UUID, *, state: AnswerState | None = None, page: int = 1
) -> tuple[list[dict[str, Any]], int]:
    """A page of acts of answering, the latest first, and how many there are.

    {batch, author_id, author, approver, state, outcome, reason, returned_note, answered_at, approved_at, n, comments,
    groups}: `groups` are the largest few.
    """
    same = (
        Answer.act_id,
        Answer.answered_by_id,
        Answer.answered_at,
        Answer.state,
        Answer.outcome,
        Answer.approved_by_id,
    )
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
    shown = acts.order_by(Answer.act_id.desc(), Answer.state, Answer.outcome)
    rows = (await db.execute(shown.limit(PAGE).offset((max(1, page) - 1) * PAGE))).mappings().all()
    people = {one for row in rows for one in (row["answered_by_id"], row["approved_by_id"])}
    names = await person_names(db, list(people))
    groups = await _largest(db, consultation_id, [row["act_id"] for row in rows])
    return [
        dict(row)
        | {
            "batch": row["act_id"],
            "author_id": row["answered_by_id"],
            "author": names.get(row["answered_by_id"], ""),
            "approver": names.get(row["approved_by_id"], ""),
            "groups": groups.get(row["act_id"], []),
        }
        for row in rows
    ], total


async def _largest(db: AsyncSession, consultation_id: UUID, acts: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The largest groups of each act."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    if not acts:
        return found
    few = [
        select(
            select(Answer.group_id)
            .join(OpinionGroup, OpinionGroup.id == Answer.group_id)
            .where(*in_act(consultation_id, act_id), *counted_groups(consultation_id))
            .order_by(OpinionGroup.size.desc(), OpinionGroup.number)
            .limit(SHOWN)
            .subquery()
        )
        for act_id in acts
    ]
    query = group_rows().add_columns(Answer.act_id).where(OpinionGroup.id.in_(union_all(*few)))
    for row in (await db.execute(query.order_by(OpinionGroup.size.desc(), OpinionGroup.number))).mappings():
        found.setdefault(row["act_id"], []).append(shown_group(row))
    return found
