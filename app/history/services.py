"""Writing the record."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.history.models import HistoryEntry
from app.history.rules import Actor


def record(
    db: AsyncSession,
    verb: str,
    subject: str,
    *,
    agency_id: UUID | None,
    actor: Actor,
    now: datetime,
    **details: object,
) -> None:
    """Add one act to the record (办理记录), in the transaction of the act itself.

    `verb` is ``noun:service``, e.g. ``consultation:publish_report``; `subject` is ``noun:id``. `details` must be
    JSON and must hold no citizen's personal data.
    """
    db.add(
        HistoryEntry(
            agency_id=agency_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name,
            verb=verb,
            subject=subject,
            details=details,
        )
    )
