"""Tables of occasions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun, Table


class Occasion(Noun):
    """One occasion on which people are heard (听取意见活动)."""

    __tablename__ = "occasion"
    __table_args__ = (Index("ix_occasion_consultation", "consultation_id", "held_on"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    method: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10))
    held_on: Mapped[date]
    """The day in Shanghai: of what took place, or for which it is announced."""
    starts_at: Mapped[str] = mapped_column(String(5))
    """HH:MM, or empty."""
    place: Mapped[str] = mapped_column(String(200))
    organiser: Mapped[str] = mapped_column(String(200))
    participants: Mapped[dict[str, int]] = mapped_column(JSON)
    """How many took part, by category; those with none are left out."""
    summary: Mapped[str] = mapped_column(Text)
    """What was said, in short; public."""
    note: Mapped[str] = mapped_column(Text)
    """For the office only."""
    announced_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """Since when the public sees it; a hearing that is being prepared has none."""
    cancelled_note: Mapped[str] = mapped_column(Text, default="")


class Hearing(Table):
    """What a hearing (听证会) has besides: its notice, its participants, its materials and its record."""

    __tablename__ = "hearing"
    __table_args__ = (CheckConstraint("signed_count >= 0", name="signed_count"),)

    occasion_id: Mapped[UUID] = mapped_column(ForeignKey("occasion.id"), primary_key=True)
    is_rule_making: Mapped[bool] = mapped_column(default=False)
    """On a draft of a regulation or rule: announced thirty days ahead."""
    seats: Mapped[dict[str, int]] = mapped_column(JSON)
    """Seats by category."""
    selection_rule: Mapped[str] = mapped_column(Text)
    sign_up: Mapped[str] = mapped_column(Text)
    """How to sign up."""
    sign_up_until: Mapped[date]
    attendees: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """The published list: category, name as it is shown, represents. Full names only with their consent."""
    listed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    materials: Mapped[str] = mapped_column(Text, default="")
    materials_sent_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    signed_count: Mapped[int] = mapped_column(default=0)
    unsigned_note: Mapped[str] = mapped_column(Text, default="")
    """Why somebody did not sign the record."""
