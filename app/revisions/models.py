"""Tables of revisions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table


class Revision(Noun):
    """The final text of one consultation's draft (正式文本) and its comparison with it; frozen when published."""

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint("approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name="four_eyes"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), unique=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), unique=True)
    """The final text, as a document with clauses of its own."""
    state: Mapped[str] = mapped_column(String(10))
    """drafting, submitted, published."""
    note: Mapped[str] = mapped_column(Text, default="")
    """What the public reads above it: under which number and from when the text applies."""
    returned_note: Mapped[str] = mapped_column(Text, default="")
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    counts: Mapped[dict[str, int] | None] = mapped_column(JSON)
    """The frozen numbers: how many clauses are unchanged, changed, new, removed, moved."""


class ClauseLink(Noun):
    """One clause of the draft and the clause of the final text that continues it (条文对应); a side may be missing."""

    __tablename__ = "clause_link"
    __table_args__ = (
        CheckConstraint("before_id IS NOT NULL OR after_id IS NOT NULL", name="has_a_side"),
        UniqueConstraint("revision_id", "before_id", "after_id", name="uq_clause_link_sides"),
    )

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"))
    before_id: Mapped[UUID | None] = mapped_column(ForeignKey("clause.id"), index=True)
    after_id: Mapped[UUID | None] = mapped_column(ForeignKey("clause.id"), index=True)
    score: Mapped[int]
    """Similarity, 0 to 100; 0 where a person made the link or a side is missing."""
    needs_look: Mapped[bool]
    """A person has to confirm it or say otherwise before it is published."""
    row: Mapped[int | None]
    """Position of its row in the published comparison."""


class ChangeCause(Table):
    """A group of comments that caused the change of a clause (修改缘由), as the adoption report froze it."""

    __tablename__ = "change_cause"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    clause_id: Mapped[UUID] = mapped_column(ForeignKey("clause.id"), primary_key=True)
    """A clause of the draft, or of the final text where it is new."""
    position: Mapped[int] = mapped_column(primary_key=True)
    """That of the group in the report."""


class ComparisonRow(Table):
    """One row of the published comparison (对照行), frozen: what pages read."""

    __tablename__ = "comparison_row"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    is_moved: Mapped[bool]
    data: Mapped[dict[str, object]] = mapped_column(JSON)
