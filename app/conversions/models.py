"""Tables of conversions: what is to be published, who cleared it, what was decided, and suggestions' reviews."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun, Table


class ConversionDraft(Table):
    """What a group's information would say in the catalogue, before it is public. Encrypted: it may name people."""

    __tablename__ = "conversion_draft"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"), primary_key=True)
    content: Mapped[str] = mapped_column(encrypted_text())
    file_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Files of the replies that are published with it."""
    digest: Mapped[str] = mapped_column(String(64))
    """Of all that would be published: a clearance holds for these very words and files."""
    findings: Mapped[int]
    """Places that look like personal data."""
    drafted_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class ConversionClearance(Table):
    """One person looked at every place of one text and cleared it (脱敏核定)."""

    __tablename__ = "conversion_clearance"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    person_name: Mapped[str] = mapped_column(String(100))
    cleared_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class Conversion(Noun):
    """How a conversion was settled (转化决定): public since then, or why not."""

    __tablename__ = "conversion"
    __table_args__ = (
        Index("ix_conversion_public", "decision", "decided_at"),
        Index("ix_conversion_group", "group_id"),
        CheckConstraint("(decision = 'published') = (entry_id IS NOT NULL)", name="published_with_entry"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("request_group.id"))
    decision: Mapped[str] = mapped_column(String(20))
    triggers: Mapped[list[str]] = mapped_column(JSON)
    title: Mapped[str] = mapped_column(String(300))
    people: Mapped[int]
    """Different people who had asked by then."""
    requests: Mapped[int]
    first_asked_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it is not published."""
    entry_id: Mapped[UUID | None] = mapped_column(ForeignKey("disclosure.id"))
    index_no: Mapped[str | None] = mapped_column(String(40))
    path: Mapped[str | None] = mapped_column(String(200))
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class ConversionReply(Table):
    """A request whose reply went out in the same act."""

    __tablename__ = "conversion_reply"

    conversion_id: Mapped[UUID] = mapped_column(ForeignKey("conversion.id"), primary_key=True)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"), primary_key=True)


class SuggestionReview(Table):
    """What became of an applicant's suggestion to disclose (主动公开建议的审核)."""

    __tablename__ = "suggestion_review"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    conversion_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversion.id"), index=True)
