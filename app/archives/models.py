"""Table of archives."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Table


class Archive(Table):
    """The public archive of one consultation (归档包)."""

    __tablename__ = "archive"

    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    acts: Mapped[int]
    """How many acts of moderation there were when it was made: after another one it is made anew."""
    made_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
    manifest_digest: Mapped[str] = mapped_column(String(64))
    files: Mapped[int]
    comments: Mapped[int]
    """Comments in it, those without their words included."""
