"""The verb of the calendar: take in the holiday notice of a year."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.history.services import record
from app.workdays.models import CalendarChange
from app.workdays.notices import Notice
from app.workdays.services import store_notice


async def import_notice(
    db: AsyncSession, notice: Notice, *, source: str, actor: Actor, now: datetime
) -> CalendarChange:
    """Import or correct the notice of a year (导入放假安排). Every running due date is computed anew by a job."""
    change = await store_notice(db, notice, source=source, actor_id=actor.id, actor_name=actor.name, now=now)
    record(
        db,
        "calendar:correct_notice" if change.is_correction else "calendar:import_notice",
        f"calendar:{change.id}",
        agency_id=actor.agency_id,
        actor=actor,
        now=now,
        year=notice.year,
        changed=len(change.days),
        source=source,
    )
    return change
