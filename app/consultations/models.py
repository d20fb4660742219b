"""Tables of consultations."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table


class Consultation(Noun):
    """One consultation (公开征求意见)."""

    __tablename__ = "consultation"
    __table_args__ = (
        Index("ix_consultation_agency_state", "agency_id", "state"),
        CheckConstraint("closes_on > opens_on", name="period_runs_forward"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name="four_eyes"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    division_id: Mapped[UUID] = mapped_column(ForeignKey("division.id"), index=True)
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("draft.id"), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text)
    """Explanation of the draft (起草说明), published with it (条例 art. 15)."""
    basis: Mapped[str] = mapped_column(Text)
    """Decision basis (决策依据), one per line."""
    methods: Mapped[list[str]] = mapped_column(JSON)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    """Last day (Shanghai); comments are in time until 24:00 of it."""
    shorten_reason: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text)
    moderation_policy: Mapped[str] = mapped_column(String(10), default="after")
    answer_review: Mapped[str] = mapped_column(String(12), default="none", server_default="none")
    """Which answers a second person looks at: ``none``, ``concentrated`` or ``all``."""
    is_past: Mapped[bool] = mapped_column(default=False)
    """Entered afterwards (补录): it took place elsewhere, its period lies in the past."""
    state: Mapped[str] = mapped_column(String(20))
    submitted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """When the server published it; never typed, never changed."""
    returned_note: Mapped[str] = mapped_column(Text, default="")
    withdrawal_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """Who asked to withdraw it; another person approves."""
    withdrawn_note: Mapped[str] = mapped_column(Text, default="")
    report_due_on: Mapped[date | None]
    """Target for the adoption report: 15 working days after closing."""
    collected_count: Mapped[int] = mapped_column(default=0)
    """Comments in time, from every method; kept by the job that places them."""
    late_count: Mapped[int] = mapped_column(default=0)
    people_count: Mapped[int] = mapped_column(default=0)
    cookie_people_count: Mapped[int] = mapped_column(default=0)
    """How many of the people are known by a device cookie only: then the number is shown as 约."""
    final_published_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """Since when the final text can be compared with the draft; kept by `revisions`."""
    occasion_count: Mapped[int] = mapped_column(default=0, server_default="0")
    """Occasions on which people were or will be heard that the public sees; kept by `occasions`."""


class Attachment(Noun):
    """A file that belongs to the notice (附件): a table, an assessment, the original of the draft."""

    __tablename__ = "attachment"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    """Why it came later; the public reads it. Empty for what was published with the notice."""
    is_supplement: Mapped[bool]
    """Added while comments were open (补充公开)."""
    added_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class Tally(Table):
    """Comments in time by clause, day and method: what pages and charts count with, whatever the number of comments."""

    __tablename__ = "tally"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    clause_ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Article or section that the comment is about; empty for the whole draft."""
    day: Mapped[date] = mapped_column(primary_key=True)
    method: Mapped[str] = mapped_column(String(30), primary_key=True)
    n: Mapped[int]


class Participant(Table):
    """Different people of one consultation, as keyed hashes."""

    __tablename__ = "participant"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    person_key: Mapped[str] = mapped_column(String(64), primary_key=True)
