"""Tables of a draft: one document, its clauses in reading order."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table


class Draft(Noun):
    """One text of a decision (决策草案), as it was imported, corrected and confirmed."""

    __tablename__ = "draft"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    style: Mapped[str] = mapped_column(String(20))
    preamble: Mapped[list[str]] = mapped_column(JSON)
    signature: Mapped[list[str]] = mapped_column(JSON)
    annexes: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list, server_default="[]")
    """What follows the signature (附件): {title, lines}, shown behind the draft; nobody comments on its lines."""
    warnings: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    source_name: Mapped[str] = mapped_column(String(300))
    source_digest: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))


class DraftOriginal(Table):
    """The file that a draft was read from (草案原件), kept for who wants to compare."""

    __tablename__ = "draft_original"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    is_clean: Mapped[bool]
    """Whether the public may have it: it holds no tracked changes, comments or hidden text."""


class Clause(Noun):
    """One clause (条款): its `id` lasts, its `ref` (a9, a9-2) is its address within this version."""

    __tablename__ = "clause"
    __table_args__ = (
        UniqueConstraint("draft_id", "ref", name="uq_clause_ref"),
        UniqueConstraint("draft_id", "position", name="uq_clause_position"),
    )

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(40))
    parent_ref: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(40))
    heading: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    lineage_id: Mapped[UUID | None]
    """The clause of an earlier version that this one continues, whatever its number became; set when that is public."""
    became: Mapped[str | None] = mapped_column(String(200))
    """Its name in the published final text (第九条); empty where it is gone, NULL before anything is published."""
