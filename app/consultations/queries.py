"""Reading consultations: for the public, and for staff within their rights."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency, Division, Person
from app.accounts.rules import Actor, Role
from app.consultations.models import Consultation, Tally
from app.consultations.rules import PUBLIC_STATES, State, may_edit
from app.drafts.models import Clause, Draft
from app.history.models import HistoryEntry
from app.lib.errors import Forbidden, NotFound

PAGE = 20


def readable_by(viewer: Actor) -> list[ColumnElement[bool]]:
    """WHERE of everything that a signed-in person may see: the same law as `rules.may_read`."""
    if not (viewer.roles - {Role.SYSADMIN}):
        return [false()]
    mine: list[ColumnElement[bool]] = [Consultation.agency_id == viewer.agency_id]
    if not viewer.sees_all_divisions:
        mine.append(Consultation.division_id == viewer.division_id)
    return mine


async def get_staff_consultation(
    db: AsyncSession, consultation_id: UUID, viewer: Actor, *, to_edit: bool = False, lock: bool = False
) -> Consultation:
    """The row, if the viewer may see it; NotFound otherwise. `to_edit` also asks for the right to change it (403).

    `lock` keeps other changes of this consultation's groups and state waiting until the transaction ends.
    """
    query = select(Consultation).where(Consultation.id == consultation_id, *readable_by(viewer))
    if lock:
        query = query.with_for_update(key_share=True)
    consultation = (await db.execute(query)).scalar_one_or_none()
    if consultation is None:
        raise NotFound
    if to_edit and not may_edit(viewer, agency_id=consultation.agency_id, division_id=consultation.division_id):
        raise Forbidden
    return consultation


def _card() -> Select[Any]:
    return (
        select(
            Consultation.id,
            Consultation.title,
            Consultation.summary,
            Consultation.state,
            Consultation.opens_on,
            Consultation.closes_on,
            Consultation.is_past,
            Consultation.collected_count,
            Consultation.late_count,
            Consultation.people_count,
            Consultation.cookie_people_count,
            Consultation.published_at,
            Consultation.submitted_at,
            Consultation.report_due_on,
            Consultation.final_published_at,
            Consultation.agency_id,
            Consultation.division_id,
            Division.name.label("division"),
            Division.name_en.label("division_en"),
            Agency.name.label("agency"),
            Agency.name_en.label("agency_en"),
        )
        .join(Division, Division.id == Consultation.division_id)
        .join(Agency, Agency.id == Consultation.agency_id)
    )


def _is_public(states: Sequence[State]) -> list[ColumnElement[bool]]:
    """WHERE of what anybody may see. What was withdrawn before its first day never became public."""
    wanted = [state.value for state in states if state in PUBLIC_STATES]
    return [Consultation.state.in_(wanted), Consultation.published_at.is_not(None)]


_ROWS = Consultation.__table__.c
_IS_LISTED = [_ROWS.state.in_(bindparam("states", expanding=True)), _ROWS.published_at.is_not(None)]
_LISTED = (
    select(
        _ROWS.id,
        _ROWS.title,
        _ROWS.summary,
        _ROWS.state,
        _ROWS.opens_on,
        _ROWS.closes_on,
        _ROWS.is_past,
        _ROWS.collected_count,
        _ROWS.published_at,
        Division.__table__.c.name.label("division"),
        Division.__table__.c.name_en.label("division_en"),
        Agency.__table__.c.name.label("agency"),
        Agency.__table__.c.name_en.label("agency_en"),
    )
    .join(Division.__table__, Division.__table__.c.id == _ROWS.division_id)
    .join(Agency.__table__, Agency.__table__.c.id == _ROWS.agency_id)
    .where(*_IS_LISTED)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_SOONEST, _LATEST = (_LISTED.order_by(day, _ROWS.id) for day in (_ROWS.closes_on.asc(), _ROWS.closes_on.desc()))
_COUNTED = select(_ROWS.state, func.count()).where(*_IS_LISTED).group_by(_ROWS.state)
"""Statements of the pages that most people see first: building them would cost more than running them."""


async def list_public(
    db: AsyncSession, states: Sequence[State], *, page: int = 1, limit: int = PAGE
) -> list[dict[str, Any]]:
    """Cards of consultations in these states; open ones by closing day, the others newest first.

    A `limit` above PAGE shows whether another page follows. What was withdrawn before its first day never was public.
    """
    wanted = [state.value for state in states if state in PUBLIC_STATES]
    query = _SOONEST if State.OPEN in states else _LATEST
    rows = await db.execute(query, {"states": wanted, "limit": limit, "offset": (page - 1) * PAGE})
    return [row._asdict() for row in rows]


async def count_public(db: AsyncSession) -> dict[str, int]:
    """How many public consultations are in each state."""
    rows = await db.execute(_COUNTED, {"states": [state.value for state in PUBLIC_STATES]})
    return {state: n for state, n in rows.tuples()}


async def list_staff(
    db: AsyncSession, viewer: Actor, *, states: Sequence[State] = tuple(State), page: int = 1, limit: int = PAGE
) -> list[dict[str, Any]]:
    """Cards for the desk: what the viewer may see, the latest first."""
    query = (
        _card()
        .where(Consultation.state.in_(list(states)), *readable_by(viewer))
        .order_by(Consultation.opens_on.desc(), Consultation.id)
        .limit(limit)
        .offset((page - 1) * PAGE)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def get_public_consultation(db: AsyncSession, consultation_id: UUID) -> dict[str, Any]:
    """Everything the public page shows of one consultation but its clauses. NotFound before it is published."""
    query = (
        _card()
        .add_columns(
            Consultation.draft_id,
            Consultation.explanation,
            Consultation.basis,
            Consultation.methods,
            Consultation.shorten_reason,
            Consultation.contact,
            Consultation.moderation_policy,
            Consultation.withdrawn_note,
            Consultation.occasion_count,
            Draft.title.label("draft_title"),
            Draft.preamble,
            Draft.signature,
            Draft.annexes,
        )
        .join(Draft, Draft.id == Consultation.draft_id)
        .where(Consultation.id == consultation_id, *_is_public(PUBLIC_STATES))
    )
    row = (await db.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound
    return dict(row)


async def list_clauses(db: AsyncSession, draft_id: UUID) -> list[dict[str, Any]]:
    """The clauses of a draft in reading order: id, ref, parent_ref, kind, label, heading, text, became."""
    query = (
        select(
            Clause.id,
            Clause.ref,
            Clause.parent_ref,
            Clause.kind,
            Clause.label,
            Clause.heading,
            Clause.text,
            Clause.became,
        )
        .where(Clause.draft_id == draft_id)
        .order_by(Clause.position)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def tally_by_clause(db: AsyncSession, consultation_id: UUID) -> dict[str, int]:
    """Comments in time by article or section ref; "" is the whole draft."""
    query = (
        select(Tally.clause_ref, func.sum(Tally.n))
        .where(Tally.consultation_id == consultation_id)
        .group_by(Tally.clause_ref)
    )
    return {ref: int(n) for ref, n in (await db.execute(query)).tuples()}


async def tally_by_day(db: AsyncSession, consultation_id: UUID) -> dict[date, int]:
    query = select(Tally.day, func.sum(Tally.n)).where(Tally.consultation_id == consultation_id).group_by(Tally.day)
    return {day: int(n) for day, n in (await db.execute(query.order_by(Tally.day))).tuples()}


async def tally_by_method(db: AsyncSession, consultation_id: UUID) -> dict[str, int]:
    query = (
        select(Tally.method, func.sum(Tally.n)).where(Tally.consultation_id == consultation_id).group_by(Tally.method)
    )
    return {method: int(n) for method, n in (await db.execute(query)).tuples()}


async def list_extensions(db: AsyncSession, consultation_id: UUID) -> list[dict[str, Any]]:
    """How the period was made longer: at, closes_on, before (dates), reason; the first extension first."""
    query = (
        select(HistoryEntry.at, HistoryEntry.details)
        .where(
            HistoryEntry.subject == f"consultation:{consultation_id}",
            HistoryEntry.verb == "consultation:extend_period",
        )
        .order_by(HistoryEntry.at, HistoryEntry.id)
    )
    return [
        {
            "at": at,
            "closes_on": date.fromisoformat(str(details["closes_on"])),
            "before": date.fromisoformat(str(details["before"])),
            "reason": details["reason"],
        }
        for at, details in (await db.execute(query)).tuples()
    ]


async def person_names(db: AsyncSession, ids: Sequence[UUID | None]) -> dict[UUID, str]:
    """Names of staff for "submitted by", "approved by"."""
    wanted = [one for one in ids if one]
    if not wanted:
        return {}
    query = select(Person.id, Person.full_name).where(Person.id.in_(wanted))
    return {person_id: name for person_id, name in (await db.execute(query)).tuples()}
