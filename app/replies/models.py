"""Tables of replies. What is written of a request is encrypted: it may name people."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun, Table


class Reply(Noun):
    """The reply to one request (答复)."""

    __tablename__ = "reply"
    __table_args__ = (
        Index("ix_reply_waiting", "agency_id", "state", "next_role"),
        Index("ix_reply_batch", "batch_id"),
        CheckConstraint("(issued_at IS NULL) = (letter_id IS NULL)", name="issued_with_letter"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"), unique=True)
    division_id: Mapped[UUID | None] = mapped_column(ForeignKey("division.id"))
    """The division whose head approves it."""
    batch_id: Mapped[UUID | None]
    """Replies with the same words to several requests, approved as one (批量答复)."""
    state: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(30))
    bases: Mapped[list[str]] = mapped_column(JSON, default=list)
    content: Mapped[str] = mapped_column(encrypted_text())
    """Facts and edited text as JSON."""
    is_override: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    digest: Mapped[str] = mapped_column(String(64))
    """Of content and files: what a reviewer has seen."""
    drafted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    round: Mapped[int] = mapped_column(default=0)
    """How often it went to the reviewers."""
    next_role: Mapped[str | None] = mapped_column(String(30))
    """Whose step it is while it is under review."""
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("letter.id"), unique=True)
    issued_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date | None]
    """The last day of the period when it was issued: a later calendar does not make it late."""
    is_late: Mapped[bool] = mapped_column(default=False)
    annual_row: Mapped[str | None] = mapped_column(String(40), index=True)
    """Row of table 3 of the annual report."""


class ReplyVersion(Table):
    """An earlier text of a reply (历次稿)."""

    __tablename__ = "reply_version"

    reply_id: Mapped[UUID] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(30))
    bases: Mapped[list[str]] = mapped_column(JSON, default=list)
    content: Mapped[str] = mapped_column(encrypted_text())
    drafted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class ReplyFile(Noun):
    """A file that goes with the reply (答复附件). Its row in the store has a name without meaning."""

    __tablename__ = "reply_file"

    reply_id: Mapped[UUID] = mapped_column(ForeignKey("reply.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    title: Mapped[str] = mapped_column(encrypted_text())
    is_redacted: Mapped[bool] = mapped_column(default=False)
    """Made here from a text with passages taken out (区分处理)."""


class ReplyReview(Noun):
    """What one reviewer decided (签审意见): added, never changed."""

    __tablename__ = "reply_review"
    __table_args__ = (
        Index("ix_reply_review_reply", "reply_id", "round"),
        CheckConstraint("decision IN ('approve', 'return')", name="decision"),
    )

    reply_id: Mapped[UUID] = mapped_column(ForeignKey("reply.id"))
    round: Mapped[int]
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(30))
    decision: Mapped[str] = mapped_column(String(10))
    comment: Mapped[str] = mapped_column(encrypted_text(), default="")
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    for_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """Who should have decided; the person stood in (代签)."""
    deputy_reason: Mapped[str] = mapped_column(encrypted_text(), default="")
    decided_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
