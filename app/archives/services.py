"""What staff do with archives."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.archives.rules import check_may_take_internal
from app.consultations.models import Consultation
from app.history.services import record


async def take_internal(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    """Put on record that somebody fetches the internal archive (领取内部归档包). Forbidden for other roles."""
    check_may_take_internal(actor)
    record(
        db,
        "archive:take_internal",
        f"consultation:{consultation.id}",
        agency_id=consultation.agency_id,
        actor=actor,
        now=now,
    )
