"""Tables of followers: an address, what it follows, and the events that it is told of."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun

_OF_AGENCY = text("consultation_id IS NULL")
_UNTOLD = text("told_at IS NULL")


class Follower(Noun):
    """An address that follows something (关注者). Erased with the last thing it follows."""

    __tablename__ = "follower"

    address_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed hash of the address in small letters."""
    address: Mapped[str] = mapped_column(encrypted_text())
    locale: Mapped[str] = mapped_column(String(5))
    asked_on: Mapped[date]
    """Day (Shanghai) that `asked_count` counts."""
    asked_count: Mapped[int] = mapped_column(default=0)
    """Mails of that day that anybody could trigger by typing the address."""


class Follow(Noun):
    """One thing that somebody follows (关注): a consultation, or whatever an agency publishes anew."""

    __tablename__ = "follow"
    __table_args__ = (
        UniqueConstraint("follower_id", "consultation_id"),
        Index(
            "ix_follow_agency",
            "follower_id",
            "agency_id",
            unique=True,
            sqlite_where=_OF_AGENCY,
            postgresql_where=_OF_AGENCY,
        ),
        Index("ix_follow_consultation", "consultation_id", "id"),
        Index("ix_follow_of_agency", "agency_id", "id", sqlite_where=_OF_AGENCY, postgresql_where=_OF_AGENCY),
    )

    follower_id: Mapped[UUID] = mapped_column(ForeignKey("follower.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    consultation_id: Mapped[UUID | None] = mapped_column(ForeignKey("consultation.id"))
    """None: every new consultation of the agency."""
    asked_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True), index=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """None until its reader pressed the button; then told of what happens from this moment on."""


class Announcement(Noun):
    """One event that followers are told of (通知事项). Found in the rows of the consultation, told in batches."""

    __tablename__ = "announcement"
    __table_args__ = (
        UniqueConstraint("consultation_id", "key"),
        Index("ix_announcement_untold", "consultation_id", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    key: Mapped[str] = mapped_column(String(80))
    """The event and which one of its kind, e.g. ``extended:HISTORY_ENTRY``."""
    event: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    details: Mapped[dict[str, str]] = mapped_column(JSON)
    told_up_to: Mapped[UUID | None]
    """The last follow of the batches that are in the outbox already."""
    told_count: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
    """When all mails were in the outbox; None is work to do."""
