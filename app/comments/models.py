"""Tables of comments. A comment's row is written once; only its visibility and its counters change later."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table

LISTED = "visibility IN ('public', 'cleared')"
"""What anybody may read. Written out in queries too: a partial index is used only for its own words."""

_LISTED = {"sqlite_where": text(LISTED), "postgresql_where": text(LISTED)}


class Comment(Noun):
    """One comment (意见)."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("consultation_id", "source_ref"),
        Index(
            "ix_comment_unplaced",
            "consultation_id",
            "id",
            sqlite_where=text("placed_at IS NULL"),
            postgresql_where=text("placed_at IS NULL"),
        ),
        Index("ix_comment_listed", "consultation_id", "id", **_LISTED),
        Index("ix_comment_clause", "consultation_id", "clause_ref", "id", **_LISTED),
        Index(
            "ix_comment_late", "consultation_id", "id", sqlite_where=text("is_late"), postgresql_where=text("is_late")
        ),
        Index("ix_comment_text", "text_id", "id"),
        Index("ix_comment_receipt", "receipt_id"),
        Index("ix_comment_person", "consultation_id", "person_key"),
        Index(
            "ix_comment_supported",
            "consultation_id",
            sqlite_where=text("support_count > 0"),
            postgresql_where=text("support_count > 0"),
        ),
        Index("ix_comment_flagged", "consultation_id", "visibility", "id"),
        Index(
            "ix_comment_occasion",
            "occasion_id",
            "id",
            sqlite_where=text("occasion_id IS NOT NULL"),
            postgresql_where=text("occasion_id IS NOT NULL"),
        ),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    receipt_id: Mapped[UUID | None] = mapped_column(ForeignKey("receipt.id"))
    clause_id: Mapped[UUID | None] = mapped_column(ForeignKey("clause.id"))
    """The clause it is about; None for the whole draft."""
    clause_ref: Mapped[str] = mapped_column(String(40))
    """Ref of the unit that holds the clause (drafts.units), or empty for the whole: what pages count by."""
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(String(30))
    occasion_id: Mapped[UUID | None] = mapped_column(ForeignKey("occasion.id"))
    """The symposium, visit, hearing on which it was said; None where it came by itself."""
    said_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    """When it was said; for comments through the site the moment of receipt."""
    received_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    is_late: Mapped[bool] = mapped_column(default=False)
    """Said after the period: kept and shown as such, not counted (AT-15)."""
    person_key: Mapped[str | None] = mapped_column(String(64))
    person_basis: Mapped[str] = mapped_column(String(10))
    """What the person is known by: ``cookie``, ``contact``, ``import`` or ``none``."""
    visibility: Mapped[str] = mapped_column(String(10))
    """``public``, ``held`` (flagged by the scanner or by the policy), ``cleared`` or ``hidden`` (by a person)."""
    findings: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    """Personal data that the scanner found: kind, start, end. Masked wherever others read."""
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    """Why a person hid it; its author reads this with the receipt."""
    hidden_category: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """Kind of that reason (rules.HiddenCategory); everybody sees how many are hidden for each."""
    source_ref: Mapped[str | None] = mapped_column(String(200))
    """Identity of an imported line, so that an import is safe twice."""
    text_id: Mapped[int | None] = mapped_column(ForeignKey("similar_text.id"))
    placed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """When it was grouped and counted; None is work to do."""
    support_count: Mapped[int] = mapped_column(default=0)


class Support(Table):
    """One person supports one comment (支持)."""

    __tablename__ = "support"

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    supported_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class CommentIntake(Table):
    """Whether grouping was asked for since it last began: the first comment asks, the others find it asked."""

    __tablename__ = "comment_intake"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    is_grouping_requested: Mapped[bool] = mapped_column(default=False)


class CommentUpload(Noun):
    """A table of comments sent by the web (意见导入): kept until its columns are chosen, then only its result."""

    __tablename__ = "comment_upload"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    occasion_id: Mapped[UUID | None] = mapped_column(ForeignKey("occasion.id"))
    method: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    """The file; emptied when it has been taken in, for it may hold names."""
    uploaded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """stored, already, late, and the refused lines with their reasons."""


class HiddenCount(Table):
    """How many comments of a consultation are hidden for one kind of reason; kept by `moderation`."""

    __tablename__ = "hidden_count"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    category: Mapped[str] = mapped_column(String(20), primary_key=True)
    n: Mapped[int]
