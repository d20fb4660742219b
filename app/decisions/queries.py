"""Reading matters: always within the rights of the viewer."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division
from app.accounts.rules import Actor, Role
from app.adoption.models import AdoptionReport
from app.consultations.models import Consultation
from app.consultations.queries import readable_by as readable_consultations
from app.consultations.rules import State, may_edit
from app.decisions.models import DecisionMatter, MatterConsultation
from app.lib.errors import Forbidden, NotFound

PAGE = 30


def readable_by(viewer: Actor) -> list[ColumnElement[bool]]:
    """WHERE of the matters that a signed-in person may see: the same law as `consultations.rules.may_read`."""
    if not (viewer.roles - {Role.SYSADMIN}):
        return [false()]
    mine: list[ColumnElement[bool]] = [DecisionMatter.agency_id == viewer.agency_id]
    if not viewer.sees_all_divisions:
        mine.append(DecisionMatter.division_id == viewer.division_id)
    return mine


async def get_matter(
    db: AsyncSession, matter_id: UUID, viewer: Actor, *, to_edit: bool = False, lock: bool = False
) -> DecisionMatter:
    """The row, if the viewer may see it; NotFound otherwise. `to_edit` also asks for the right to change it."""
    query = select(DecisionMatter).where(DecisionMatter.id == matter_id, *readable_by(viewer))
    matter = (await db.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if matter is None:
        raise NotFound
    if to_edit and not may_edit(viewer, agency_id=matter.agency_id, division_id=matter.division_id):
        raise Forbidden
    return matter


async def list_matters(db: AsyncSession, viewer: Actor, *, page: int = 1) -> list[dict[str, Any]]:
    """Matters in progress first, the latest first; one more than a page."""
    linked = (
        select(func.count())
        .where(MatterConsultation.matter_id == DecisionMatter.id)
        .correlate(DecisionMatter)
        .scalar_subquery()
    )
    query = (
        select(
            DecisionMatter.id,
            DecisionMatter.title,
            DecisionMatter.kind,
            DecisionMatter.state,
            DecisionMatter.created_at,
            DecisionMatter.concluded_at,
            Division.name.label("division"),
            linked.label("consultations"),
        )
        .join(Division, Division.id == DecisionMatter.division_id)
        .where(*readable_by(viewer))
        .order_by(DecisionMatter.state.desc(), DecisionMatter.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def list_linked(db: AsyncSession, matter_id: UUID) -> list[dict[str, Any]]:
    """The consultations of a matter with the state of each and of its report."""
    query = (
        select(
            Consultation.id,
            Consultation.title,
            Consultation.state,
            Consultation.collected_count,
            AdoptionReport.published_at.label("reported_at"),
            AdoptionReport.state.label("report_state"),
        )
        .join(MatterConsultation, MatterConsultation.consultation_id == Consultation.id)
        .outerjoin(AdoptionReport, AdoptionReport.consultation_id == Consultation.id)
        .where(MatterConsultation.matter_id == matter_id)
        .order_by(Consultation.opens_on, Consultation.id)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def list_linkable(db: AsyncSession, viewer: Actor) -> list[dict[str, Any]]:
    """Consultations within the viewer's rights that belong to no matter yet."""
    taken = select(MatterConsultation.consultation_id)
    query = (
        select(Consultation.id, Consultation.title, Consultation.opens_on)
        .where(
            *readable_consultations(viewer),
            Consultation.state.not_in([State.WITHDRAWN.value, State.ARCHIVED.value]),
            Consultation.id.not_in(taken),
        )
        .order_by(Consultation.opens_on.desc(), Consultation.id)
        .limit(200)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]
