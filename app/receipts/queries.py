"""Reading receipts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.crypto import keyed_hash
from app.lib.errors import NotFound
from app.receipts.models import Receipt
from app.receipts.rules import ReceiptKind, make_code, read_number


@dataclass(frozen=True)
class ReceiptView:
    """One receipt, without its code."""

    id: UUID
    agency_id: UUID
    number: str
    kind: ReceiptKind
    locale: str
    issued_at: datetime


async def get_receipt(db: AsyncSession, number: str) -> ReceiptView:
    """A receipt by its number, however it was typed. Raises NotFound. Opens nothing: see `open_receipt`."""
    query = select(
        Receipt.id, Receipt.agency_id, Receipt.number, Receipt.kind, Receipt.locale, Receipt.issued_at
    ).where(Receipt.number == read_number(number))
    if (row := (await db.execute(query)).one_or_none()) is None:
        raise NotFound
    return ReceiptView(row[0], row[1], row[2], ReceiptKind(row[3]), row[4], row[5])


async def get_code(db: AsyncSession, receipt_id: UUID) -> str:
    """The code of a receipt, for the one browser that may see it after posting. Raises NotFound."""
    if (token := await db.scalar(select(Receipt.token).where(Receipt.id == receipt_id))) is None:
        raise NotFound
    return code_of(token)


async def find_contact(db: AsyncSession, receipt_id: UUID) -> tuple[str, str] | None:
    """Mail address and language of whoever holds the receipt, where an address was given."""
    query = select(Receipt.contact_email, Receipt.locale).where(Receipt.id == receipt_id)
    row = (await db.execute(query)).one_or_none()
    return (row[0], row[1]) if row and row[0] else None


def code_of(token: str) -> str:
    """The code that belongs to a form's token: nothing but this installation can compute it."""
    return make_code(keyed_hash("receipt code", token))
