"""Verbs of receipts. Refused tries are counted, so nothing here raises for a wrong code: the caller commits."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.lib.clock import local_date
from app.lib.crypto import keyed_hash
from app.lib.db import InsertNew, is_duplicate
from app.receipts import rules
from app.receipts.models import Receipt, ReceiptTry
from app.receipts.queries import code_of
from app.receipts.rules import FOR_CLIENT, FOR_EVERYBODY, Limit, Outcome, ReceiptKind, Tries

_ISSUE = InsertNew(Receipt.__table__).returning(Receipt.__table__.c.id)

EVERYBODY = "*"
MAX_ATTEMPTS = 12
KEEP_TRIES = timedelta(days=2)


@dataclass(frozen=True)
class Issued:
    """A receipt as its holder gets it. `is_new` is false when the same form was posted before."""

    receipt_id: UUID
    number: str
    code: str
    is_new: bool


@dataclass(frozen=True)
class Opening:
    """Result of a try: `receipt_id` when opened, `until` when locked."""

    outcome: Outcome
    receipt_id: UUID | None = None
    until: datetime | None = None


async def issue_receipt(
    db: AsyncSession,
    *,
    agency_id: UUID,
    kind: ReceiptKind,
    token: str,
    contact_email: str | None,
    locale: str,
    now: datetime,
) -> Issued:
    """Issue a receipt (出具回执). `token` is the random token of the form (at least 16 characters).

    The same token gives the same receipt again, also when both posts arrive at the same moment.
    """
    if len(token) < rules.MIN_TOKEN_LENGTH:
        raise ValueError("A receipt needs a random token: two people must never share one.")
    code = code_of(token)
    for attempt in range(MAX_ATTEMPTS):
        digest = keyed_hash("receipt number", f"{token}:{attempt}")
        number = rules.make_number(kind, local_date(now).year, digest, attempt)
        row = {
            "agency_id": agency_id,
            "number": number,
            "code_hash": _hash_code(number, code),
            "kind": kind.value,
            "token": token,
            "contact_email": contact_email or None,
            "locale": locale,
            "issued_at": now,
        }
        if (receipt_id := await db.scalar(_ISSUE, row | {"id": uuid7()})) is not None:
            return Issued(receipt_id, number, code, is_new=True)
        # Either the same form was sent twice, perhaps at the same moment, or somebody else has this number.
        if (first := await find_issued(db, token)) is not None:
            return first
    raise RuntimeError("No free receipt number was found.")


async def find_issued(db: AsyncSession, token: str) -> Issued | None:
    """The receipt that a form got already."""
    row = (await db.execute(select(Receipt.id, Receipt.number).where(Receipt.token == token))).one_or_none()
    return Issued(row[0], row[1], code_of(token), is_new=False) if row else None


async def open_receipt(db: AsyncSession, number: str, code: str, *, client_key: str, now: datetime) -> Opening:
    """Try a code on a receipt (凭查询码查看). `client_key` tells clients apart, e.g. a keyed hash of the address.

    The two counts are locked before they are read, so that tries at the same moment cannot slip through together.
    """
    canonical = rules.read_number(number)
    if canonical is None:
        return Opening(Outcome.MISTYPED)
    everybody = await _lock_tries(db, canonical, EVERYBODY, now)
    client = await _lock_tries(db, canonical, client_key, now)
    blocked = [t.not_before for t in (everybody, client) if t.not_before and now < t.not_before]
    if blocked:
        return Opening(Outcome.LOCKED, until=max(blocked))
    query = select(Receipt.id, Receipt.code_hash).where(Receipt.number == canonical)
    known = (await db.execute(query)).one_or_none()
    given = _hash_code(canonical, rules.read_code(code))
    if hmac.compare_digest(known[1] if known else "", given) and known:
        client.wrong, client.not_before = 0, None
        return Opening(Outcome.OPENED, receipt_id=known[0])
    _count(everybody, FOR_EVERYBODY, now)
    _count(client, FOR_CLIENT, now)
    return Opening(Outcome.WRONG)


async def forget_contact(db: AsyncSession, receipt_id: UUID) -> None:
    """Erase the address that was given (删除联系方式). The receipt, its number and its code stay good."""
    await db.execute(update(Receipt).where(Receipt.id == receipt_id).values(contact_email=None))


async def delete_old_tries(db: AsyncSession, *, now: datetime) -> None:
    """Forget wrong tries of long ago (housekeeping)."""
    await db.execute(delete(ReceiptTry).where(ReceiptTry.since < now - KEEP_TRIES))


async def _lock_tries(db: AsyncSession, number: str, client_key: str, now: datetime) -> ReceiptTry:
    query = (
        select(ReceiptTry)
        .where(ReceiptTry.number == number, ReceiptTry.client_key == client_key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if (row := await db.scalar(query)) is not None:
        return row
    try:
        async with db.begin_nested():
            db.add(ReceiptTry(number=number, client_key=client_key, since=now))
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
    return (await db.scalars(query)).one()


def _count(row: ReceiptTry, limit: Limit, now: datetime) -> None:
    counted = rules.after_wrong_code(Tries(row.wrong, row.since, row.not_before), limit, now)
    row.wrong, row.since, row.not_before = counted.wrong, counted.since, counted.not_before


def _hash_code(number: str, code: str) -> str:
    return keyed_hash("receipt", f"{number}:{code}")
