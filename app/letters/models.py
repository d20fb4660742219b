"""Tables of letters. Triggers of the database refuse to change or delete what was issued (migrations)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun, Table


class Letterhead(Table):
    """How a public body heads its letters (版头): without a row its own name does."""

    __tablename__ = "letterhead"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(40))
    """机关代字, e.g. 沪人社公开."""
    codes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Characters that end the number, by kind, where they differ from ours."""
    reconsideration_organ: Mapped[str] = mapped_column(String(100), default="")
    court: Mapped[str] = mapped_column(String(100), default="")
    contact: Mapped[str] = mapped_column(String(300), default="")
    complaints: Mapped[str] = mapped_column(String(300), default="")
    """Where one may complain about the procedure."""


class LetterSeries(Table):
    """The last number given: one row for each body, kind and year, locked while a letter is issued."""

    __tablename__ = "letter_series"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class Letter(Noun):
    """One letter (文书). Only `content` may be written anew, by another key or when its time is over."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "year", "serial", name="uq_letter_serial"),
        UniqueConstraint("agency_id", "number", name="uq_letter_number"),
        CheckConstraint("serial > 0", name="serial_counts_from_one"),
        Index("ix_letter_subject", "subject"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    """Whose letter it is, ``request:ID``: the floor that owns it says who may read."""
    legal_version: Mapped[str] = mapped_column(String(60))
    content: Mapped[str] = mapped_column(encrypted_text())
    """The frozen letter as JSON; empty after its retention period."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of that JSON, in hexadecimal."""
    dated_on: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    issued_by_id: Mapped[UUID | None]


class LetterService(Noun):
    """How and when a letter reached its addressee (送达). A later entry corrects an earlier one; both stay."""

    __tablename__ = "letter_service"

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), index=True)
    method: Mapped[str] = mapped_column(String(20))
    served_on: Mapped[date]
    note: Mapped[str] = mapped_column(encrypted_text(), default="")
    recorded_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    recorded_by_id: Mapped[UUID | None]
