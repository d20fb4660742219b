"""Table of stored files."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.db import DateTimeUTC, Noun


class StoredFile(Noun):
    """One file (附件) under the name that its owner gave it. Its bytes lie in the store under `digest`.

    Whoever attaches it points to it with a foreign key, and removes the row when nothing does any more.
    """

    __tablename__ = "stored_file"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    """Bytes, as they are stored (a picture without its metadata is smaller than it came)."""
    digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the bytes, in hexadecimal."""
    stored_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    stored_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))
