"""Table of challenges."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun


class Challenge(Noun):
    """One reconsideration or lawsuit about a request (复议诉讼案件)."""

    __tablename__ = "challenge"
    __table_args__ = (
        Index("ix_challenge_agency", "agency_id", "filed_on"),
        CheckConstraint("(result = 'pending') = (decided_on IS NULL)", name="a_result_has_its_day"),
        CheckConstraint("decided_on IS NULL OR decided_on >= filed_on", name="decided_after_filing"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    organ: Mapped[str] = mapped_column(String(100))
    """Organ of reconsideration (复议机关) or court (审理法院)."""
    case_no: Mapped[str] = mapped_column(String(80), default="")
    filed_on: Mapped[date]
    result: Mapped[str] = mapped_column(String(10))
    decided_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(encrypted_text(), default="")
    recorded_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
