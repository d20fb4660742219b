"""Writing the record."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.history.models import HistoryEntry
from app.history.rules import Actor

_ADD = insert(HistoryEntry.__table__)


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


async def record_each(
    db: AsyncSession,
    verb: str,
    subjects: Mapping[str, Mapping[str, object]],
    *,
    agency_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> None:
    """The same act on several subjects, each with its details: one statement, for verbs that citizens wait for."""
    act = {
        "agency_id": agency_id,
        "at": now,
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "verb": verb,
    }
    rows = [act | {"id": uuid7(), "subject": one, "details": dict(details)} for one, details in subjects.items()]
    await db.execute(_ADD, rows)
