"""What is done with letters: issued once, served, never changed."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.history.services import record
from app.letters.models import Letter, Letterhead, LetterSeries, LetterService
from app.letters.queries import get_head
from app.letters.rules import (
    LEGAL_VERSION,
    FrozenLetter,
    LetterContent,
    LetterKind,
    ServiceMethod,
    check_content,
    check_head,
    check_served_on,
    make_number,
)
from app.lib.clock import local_date
from app.lib.db import InsertNew

_OPEN_SERIES = InsertNew(LetterSeries.__table__)


async def issue_letter(
    db: AsyncSession,
    *,
    agency_id: UUID,
    kind: LetterKind,
    subject: str,
    content: LetterContent,
    legal_version: str = LEGAL_VERSION,
    actor: Actor,
    now: datetime,
) -> Letter:
    """Issue a letter (制发文书): numbered without gaps in the caller's transaction, frozen, on record.

    `subject` is ``noun:id`` of what it belongs to. It bears the date of the day: letters are not dated back.

    Raises:
        OutdatedPhrase, RemedyMisplaced: nothing was issued and no number was used.
    """
    if content.dated_on != local_date(now):
        raise ValueError("A letter bears the date of the day on which it is issued.")
    check_content(kind, content)
    head = await get_head(db, agency_id)
    serial = await _next_serial(db, agency_id, kind, content.dated_on.year)
    number = make_number(head.prefix, content.dated_on.year, serial, head.codes[kind])
    frozen = FrozenLetter(head.name, number, kind, legal_version, content)
    text = msgspec.json.encode(frozen, order="deterministic").decode()
    letter = Letter(
        agency_id=agency_id,
        kind=kind.value,
        year=content.dated_on.year,
        serial=serial,
        number=number,
        subject=subject,
        legal_version=legal_version,
        content=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        dated_on=content.dated_on,
        issued_at=now,
        issued_by_id=actor.id,
    )
    db.add(letter)
    await db.flush()
    _record(db, "issue_letter", letter, actor, now, digest=letter.digest)
    return letter


async def record_service(
    db: AsyncSession,
    letter: Letter,
    *,
    method: ServiceMethod,
    served_on: date,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> LetterService:
    """Record how a letter reached its addressee (登记送达). Raises ServedEarly."""
    check_served_on(served_on, dated_on=letter.dated_on, today=local_date(now))
    service = LetterService(
        letter_id=letter.id,
        method=method.value,
        served_on=served_on,
        note=note,
        recorded_at=now,
        recorded_by_id=actor.id,
    )
    db.add(service)
    await db.flush()
    _record(db, "record_service", letter, actor, now, method=method.value, served_on=served_on.isoformat())
    return service


async def keep_letterhead(
    db: AsyncSession,
    agency_id: UUID,
    *,
    name: str,
    prefix: str,
    reconsideration_organ: str = "",
    court: str = "",
    contact: str = "",
    complaints: str = "",
    codes: Mapping[LetterKind, str] | None = None,
    actor: Actor,
    now: datetime,
) -> Letterhead:
    """How this body heads its letters from now on (设置版头); those already issued stay as they are.

    `codes` replaces some of the characters that end numbers. Raises FormInvalid.
    """
    check_head(prefix, codes or {})
    head = await db.get(Letterhead, agency_id) or Letterhead(agency_id=agency_id, codes={})
    head.name, head.prefix, head.contact, head.complaints = name, prefix, contact, complaints
    head.reconsideration_organ, head.court = reconsideration_organ, court
    if codes is not None:
        head.codes = {kind.value: code for kind, code in codes.items()}
    db.add(head)
    await db.flush()
    subject = f"agency:{agency_id}"
    record(db, "letter:keep_letterhead", subject, agency_id=agency_id, actor=actor, now=now, prefix=prefix)
    return head


async def _next_serial(db: AsyncSession, agency_id: UUID, kind: LetterKind, year: int) -> int:
    """Counts in the database itself: the row is locked until the caller commits, and a rollback gives it back."""
    key = {"agency_id": agency_id, "kind": kind.value, "year": year}
    await db.execute(_OPEN_SERIES, key | {"last": 0})
    count_up = (
        update(LetterSeries)
        .where(*(getattr(LetterSeries, name) == value for name, value in key.items()))
        .values(last=LetterSeries.last + 1)
        .returning(LetterSeries.last)
        .execution_options(synchronize_session=False)
    )
    return (await db.execute(count_up)).scalar_one()


def _record(db: AsyncSession, verb: str, letter: Letter, actor: Actor, now: datetime, **details: object) -> None:
    record(
        db,
        f"letter:{verb}",
        letter.subject,
        agency_id=letter.agency_id,
        actor=actor,
        now=now,
        letter=str(letter.id),
        kind=letter.kind,
        number=letter.number,
        **details,
    )
