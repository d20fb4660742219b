"""Table of acts. Triggers of the database refuse UPDATE and DELETE for every role (migrations)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun


class HistoryEntry(Noun):
    """One act (办理记录)."""

    __tablename__ = "history_entry"
    __table_args__ = (Index("ix_history_entry_subject", "subject", "at"),)

    agency_id: Mapped[UUID | None] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[UUID | None]
    """Person, without a foreign key: the record outlives the account, and stands below accounts in the house."""
    actor_name: Mapped[str] = mapped_column(String(100))
    verb: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, object]] = mapped_column(JSON)
