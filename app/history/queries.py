"""Reading the record."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.history.models import HistoryEntry
from app.history.rules import Actor

PAGE = 50


async def list_history(db: AsyncSession, subject: str, *, viewer: Actor, page: int = 1) -> list[dict[str, Any]]:
    """The acts on one object, newest first; of the viewer's agency only."""
    query = (
        select(
            HistoryEntry.at, HistoryEntry.actor_name, HistoryEntry.actor_kind, HistoryEntry.verb, HistoryEntry.details
        )
        .where(HistoryEntry.subject == subject, HistoryEntry.agency_id == viewer.agency_id)
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]
