"""Tables of the receipts and of the tries to open them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.lib.crypto import encrypted_text
from app.lib.db import DateTimeUTC, Noun, Table


class Receipt(Noun):
    """One receipt (回执)."""

    __tablename__ = "receipt"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    """The random token of the form: posting the same form twice gives the same receipt."""
    contact_email: Mapped[str | None] = mapped_column(encrypted_text())
    locale: Mapped[str] = mapped_column(String(5))
    issued_at: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True))


class ReceiptTry(Table):
    """Wrong codes for a number: of one client, or (client ``*``) of everybody. Also for numbers that do not exist."""

    __tablename__ = "receipt_try"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    client_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(DateTimeUTC(timezone=True), index=True)
    not_before: Mapped[datetime | None] = mapped_column(DateTimeUTC(timezone=True))
