"""What is done with a matter, from its beginning to its conclusion."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division
from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import State, may_approve, may_edit
from app.decisions.forms import MatterForm
from app.decisions.models import DecisionMatter, MatterConsultation
from app.decisions.rules import AlreadyLinked, MatterState, check_conclusion, check_open
from app.history.services import record
from app.lib.errors import Forbidden, NotFound


async def create_matter(db: AsyncSession, form: MatterForm, *, actor: Actor, now: datetime) -> DecisionMatter:
    """Begin a matter (登记决策事项), by default in the person's own division."""
    division_id = form.division_id or actor.division_id
    agency_id = await db.scalar(select(Division.agency_id).where(Division.id == division_id))
    if agency_id is None or division_id is None:
        raise NotFound
    if not may_edit(actor, agency_id=agency_id, division_id=division_id):
        raise Forbidden
    matter = DecisionMatter(
        agency_id=agency_id,
        division_id=division_id,
        title=form.title,
        kind=form.kind.value,
        state=MatterState.OPEN.value,
        created_at=now,
    )
    db.add(matter)
    await db.flush()
    _record(db, "create_matter", matter, actor, now)
    return matter


async def link_consultation(
    db: AsyncSession, matter: DecisionMatter, consultation_id: UUID, *, actor: Actor, now: datetime
) -> None:
    """Say that a consultation was held on this matter (关联征求意见). A consultation belongs to one matter."""
    _check_editor(matter, actor)
    check_open(matter.state)
    consultation = await get_staff_consultation(db, consultation_id, actor, to_edit=True, lock=True)
    if await db.scalar(
        select(MatterConsultation.matter_id).where(MatterConsultation.consultation_id == consultation.id)
    ):
        raise AlreadyLinked
    db.add(MatterConsultation(matter_id=matter.id, consultation_id=consultation.id))
    _record(db, "link_consultation", matter, actor, now, consultation=str(consultation.id))


async def unlink_consultation(
    db: AsyncSession, matter: DecisionMatter, consultation_id: UUID, *, actor: Actor, now: datetime
) -> None:
    """Take back that link (取消关联), as long as the matter is in progress."""
    _check_editor(matter, actor)
    check_open(matter.state)
    linked = (
        MatterConsultation.matter_id == matter.id,
        MatterConsultation.consultation_id == consultation_id,
    )
    if await db.scalar(select(MatterConsultation.matter_id).where(*linked)) is None:
        raise NotFound
    await db.execute(delete(MatterConsultation).where(*linked))
    _record(db, "unlink_consultation", matter, actor, now, consultation=str(consultation_id))


async def conclude_matter(
    db: AsyncSession, matter: DecisionMatter, conclusion: str, *, actor: Actor, now: datetime
) -> None:
    """Conclude the matter (办结), and with it its consultations. Refused until every report is published (AT-19)."""
    if not may_approve(actor, agency_id=matter.agency_id, division_id=matter.division_id):
        raise Forbidden
    check_open(matter.state)
    query = (
        select(Consultation)
        .join(MatterConsultation, MatterConsultation.consultation_id == Consultation.id)
        .where(MatterConsultation.matter_id == matter.id)
        .order_by(Consultation.id)
        .with_for_update(key_share=True, of=Consultation)
    )
    consultations = (await db.scalars(query)).all()
    check_conclusion([consultation.state for consultation in consultations])
    for consultation in consultations:
        consultation.state = State.ARCHIVED.value
        record(
            db,
            "decision:archive_consultation",
            f"consultation:{consultation.id}",
            agency_id=consultation.agency_id,
            actor=actor,
            now=now,
            matter=str(matter.id),
        )
    matter.state, matter.conclusion, matter.concluded_at = MatterState.CONCLUDED.value, conclusion, now
    _record(db, "conclude_matter", matter, actor, now)


def _check_editor(matter: DecisionMatter, actor: Actor) -> None:
    if not may_edit(actor, agency_id=matter.agency_id, division_id=matter.division_id):
        raise Forbidden


def _record(
    db: AsyncSession, service: str, matter: DecisionMatter, actor: Actor, now: datetime, **details: object
) -> None:
    subject = f"matter:{matter.id}"
    record(db, f"decision:{service}", subject, agency_id=matter.agency_id, actor=actor, now=now, **details)
