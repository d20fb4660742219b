"""Tables of mails that came in. What people wrote is encrypted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun, Table


class IncomingMail(Noun):
    """One mail (来信)."""

    __tablename__ = "incoming_mail"
    __table_args__ = (
        Index("ix_incoming_mail_state", "agency_id", "state", "id"),
        CheckConstraint("(state = 'on_case') = (request_id IS NOT NULL)", name="on_case_means_a_case"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("information_request.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Hash of Message-ID and content: the same mail is stored once."""
    state: Mapped[str] = mapped_column(String(10))
    found_by: Mapped[str] = mapped_column(String(10), default="")
    sender: Mapped[str] = mapped_column(encrypted_text())
    subject: Mapped[str] = mapped_column(encrypted_text())
    text: Mapped[str] = mapped_column(encrypted_text())
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    sent_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """As its writer's clock says."""
    received_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    read_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    handled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    handled_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    reason: Mapped[str | None] = mapped_column(encrypted_text())
    """Why it was set aside."""


class IncomingFile(Table):
    """A file that came with a mail, under the name that its sender gave it."""

    __tablename__ = "incoming_file"

    mail_id: Mapped[UUID] = mapped_column(ForeignKey("incoming_mail.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True, unique=True)
    name: Mapped[str] = mapped_column(encrypted_text())
