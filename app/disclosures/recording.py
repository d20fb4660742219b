"""Acts on an entry, for the record (办理记录)."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.disclosures.models import Disclosure
from app.history import services as history


def record(db: AsyncSession, verb: str, entry: Disclosure, *, actor: Actor, now: datetime, **details: object) -> None:
    """One act on the entry. Of a published entry everybody may read what was done, but not by whom."""
    subject = f"disclosure:{entry.id}"
    history.record(db, f"disclosure:{verb}", subject, agency_id=entry.agency_id, actor=actor, now=now, **details)
