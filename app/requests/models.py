"""Tables of applications and requests. What a citizen wrote is encrypted; plain are only states, days and numbers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun, Table

_RUNNING: dict[str, Any] = {"sqlite_where": text("closed_at IS NULL"), "postgresql_where": text("closed_at IS NULL")}
_CLOSED: dict[str, Any] = {
    "sqlite_where": text("closed_at IS NOT NULL"),
    "postgresql_where": text("closed_at IS NOT NULL"),
}
_COVERED = ("state", "due_is_provisional", "closed_at")
"""The board counts from its indexes alone: rows with their encrypted texts are wide."""


class Application(Noun):
    """What a person filed (申请书)."""

    __tablename__ = "application"
    __table_args__ = (Index("ix_application_applicant", "applicant_id"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("receipt.id"), unique=True)
    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("applicant.id"))
    channel: Mapped[str] = mapped_column(String(20))
    submitted_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    arrived_on: Mapped[date | None]
    """The day on which it reached the office; None for what came through this site."""
    received_on: Mapped[date | None]
    """The day of receipt in the sense of the law (收到申请之日, 条例 art. 31); None until it is confirmed."""
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    form_wanted: Mapped[str] = mapped_column(String(20))
    way_wanted: Mapped[str] = mapped_column(String(20))
    help_wanted: Mapped[str | None] = mapped_column(encrypted_text())
    entered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    """Who of the staff wrote it down; None for what came through this site."""
    suggests_disclosure: Mapped[bool] = mapped_column(default=False)
    suggestion_reason: Mapped[str | None] = mapped_column(encrypted_text())
    suggested_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    original_words: Mapped[str | None] = mapped_column(encrypted_text())
    """The applicant's own words, kept when the staff split the application into items (一事一申请)."""


class ApplicationFile(Table):
    """A file that came with an application (附件). Its row in the store has a plain name without meaning."""

    __tablename__ = "application_file"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True, unique=True)
    name: Mapped[str] = mapped_column(encrypted_text())
    """What its owner called it: names of files name people."""


class InformationRequest(Noun):
    """One matter of an application (件): it has the clock, the state, the register's number and the reply."""

    __tablename__ = "information_request"
    __table_args__ = (
        UniqueConstraint("application_id", "position"),
        UniqueConstraint("agency_id", "register_no"),
        Index("ix_information_request_text", "text_id"),
        Index("ix_information_request_due", "agency_id", "due_on", "id", *_COVERED, **_RUNNING),
        Index("ix_information_request_division", "agency_id", "division_id", "due_on", "id", *_COVERED, **_RUNNING),
        Index("ix_information_request_state", "agency_id", "state", "id"),
        Index(
            "ix_information_request_board", "agency_id", "state", "due_on", "id", "division_id", "closed_at", **_RUNNING
        ),
        Index("ix_information_request_closed", "agency_id", "closed_at", "id", **_CLOSED),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    """1…n within the application."""
    register_no: Mapped[str | None] = mapped_column(String(30))
    division_id: Mapped[UUID | None] = mapped_column(ForeignKey("division.id"))
    title: Mapped[str | None] = mapped_column(String(200))
    """The staff's words, or a document number: nothing that only the citizen wrote."""
    description: Mapped[str] = mapped_column(encrypted_text())
    doc_no: Mapped[str | None] = mapped_column(encrypted_text())
    text_id: Mapped[int | None] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), ForeignKey("similar_text.id")
    )
    """Its words among those that are compared; None: they are to be read (again). Whoever changes them empties it."""
    state: Mapped[str] = mapped_column(String(30))
    received_on: Mapped[date | None]
    due_on: Mapped[date | None]
    """Kept by `services.recompute_due` alone."""
    due_is_provisional: Mapped[bool] = mapped_column(default=False)
    calendar_version: Mapped[int] = mapped_column(default=0, server_default="0")
    """Of the calendar with which `due_on` was computed: after a change of the calendar it is computed anew."""
    is_extended: Mapped[bool] = mapped_column(default=False)
    replied_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    reply_kind: Mapped[str | None] = mapped_column(String(30))
    closed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class ClockEventRow(Noun):
    """What moved the clock of a request (期限事件): added, never changed, except that an open span gets its end."""

    __tablename__ = "clock_event"
    __table_args__ = (Index("ix_clock_event_request", "request_id", "id"),)

    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"))
    kind: Mapped[str] = mapped_column(String(30))
    start_on: Mapped[date]
    served_on: Mapped[date | None]
    """When the letter arrived at those who are asked; None: on the day it went out."""
    end_on: Mapped[date | None]
    workdays: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class Deflection(Table):
    """How often "this answers me" was said to something that is public already (现有信息已满足需要)."""

    __tablename__ = "deflection"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]


class RegisterCount(Table):
    """How many numbers of the register (登记号) an agency has given in a year: the next one leaves no gap."""

    __tablename__ = "register_count"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
