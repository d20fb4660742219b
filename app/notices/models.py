"""Table of the outbox."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun


class Mail(Noun):
    """One mail to one address. Waiting while `next_try_at` is set; without it, sent or refused for good."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_next_try_at", "next_try_at"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    to: Mapped[str] = mapped_column("recipient", encrypted_text())
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(encrypted_text())
    message_id: Mapped[str] = mapped_column(String(100), unique=True)
    posted_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    next_try_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    last_error: Mapped[str] = mapped_column(String(300), default="")
    topic: Mapped[str | None] = mapped_column(String(80), index=True)
    """What the receiver can end, e.g. ``follower:ID``: then what waits is dropped and what was sent is blanked."""
    stop_url: Mapped[str | None] = mapped_column(encrypted_text())
    """Address that ends such mails by one POST (RFC 8058); it holds a signed token, so it is a secret."""
    is_bulk: Mapped[bool] = mapped_column(default=False, server_default=false())
    """One of many that say the same: what a single person waits for goes out first."""
