"""Table of applicants: what names a person is encrypted, the rest tells nothing of whom it is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun


class Applicant(Noun):
    """Who asked in one application (申请人)."""

    __tablename__ = "applicant"
    __table_args__ = (Index("ix_applicant_same", "agency_id", "id_hash"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(encrypted_text())
    id_kind: Mapped[str] = mapped_column(String(20))
    id_number: Mapped[str | None] = mapped_column(encrypted_text())
    id_hash: Mapped[str | None] = mapped_column(String(64))
    """Blind index: the same applicant has the same, and only this installation can compute it."""
    id_masked: Mapped[str] = mapped_column(String(40), default="")
    contact_name: Mapped[str | None] = mapped_column(encrypted_text())
    phone: Mapped[str | None] = mapped_column(encrypted_text())
    email: Mapped[str | None] = mapped_column(encrypted_text())
    address: Mapped[str | None] = mapped_column(encrypted_text())
    postcode: Mapped[str | None] = mapped_column(encrypted_text())
    erased_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """When retention emptied it."""
