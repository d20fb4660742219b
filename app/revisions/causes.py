"""Which groups of comments caused which change (修改缘由): proposed from the answers, decided by a person."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.models import AdoptionReport, ReportItem
from app.adoption.rules import ReportState
from app.consultations.models import Consultation
from app.consultations.queries import list_clauses
from app.drafts.units import unit_refs
from app.opinion_groups.models import OpinionGroup
from app.revisions.models import ChangeCause, Revision


async def propose_causes(db: AsyncSession, consultation: Consultation, revision: Revision) -> None:
    """The groups whose answer gave a clause of the draft a new wording; only once, so that no decision is undone."""
    known = select(func.count()).select_from(ChangeCause).where(ChangeCause.revision_id == revision.id)
    if await db.scalar(known) or consultation.draft_id is None:
        return
    clauses = await list_clauses(db, consultation.draft_id)
    ids, units = {row["ref"]: row["id"] for row in clauses}, unit_refs(clauses)
    query = _frozen(consultation.id).add_columns(ReportItem.data)
    for position, data in (await db.execute(query)).tuples():
        change = data["change"] or {}
        if clause_id := ids.get(units.get(str(change.get("ref")), "")):
            db.add(ChangeCause(revision_id=revision.id, clause_id=clause_id, position=position))
    await db.flush()


async def find_position(db: AsyncSession, consultation_id: UUID, number: int) -> int | None:
    """Where a group stands in the published report."""
    query = (
        _frozen(consultation_id)
        .join(OpinionGroup, OpinionGroup.id == ReportItem.group_id)
        .where(OpinionGroup.number == number)
    )
    return await db.scalar(query)


async def put_cause(db: AsyncSession, revision: Revision, clause_id: UUID, position: int) -> bool:
    """Whether it is new."""
    key = {"revision_id": revision.id, "clause_id": clause_id, "position": position}
    if await db.get(ChangeCause, key) is not None:
        return False
    db.add(ChangeCause(**key))
    return True


async def drop_cause(db: AsyncSession, revision: Revision, clause_ids: list[UUID], position: int) -> bool:
    """Whether there was one."""
    wanted = (
        ChangeCause.revision_id == revision.id,
        ChangeCause.clause_id.in_(clause_ids),
        ChangeCause.position == position,
    )
    if not await db.scalar(select(func.count()).select_from(ChangeCause).where(*wanted)):
        return False
    await db.execute(delete(ChangeCause).where(*wanted))
    return True


def _frozen(consultation_id: UUID) -> Select[Any]:
    return (
        select(ReportItem.position)
        .join(AdoptionReport, AdoptionReport.id == ReportItem.report_id)
        .where(
            AdoptionReport.consultation_id == consultation_id,
            AdoptionReport.state == ReportState.PUBLISHED.value,
        )
        .order_by(ReportItem.position)
    )
