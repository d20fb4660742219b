"""Reading letters. Whether the viewer may is asked by the floor that owns the subject."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.letters.models import Letter, Letterhead, LetterService
from app.letters.rules import CODES, FrozenLetter, LetterDamaged, LetterKind
from app.lib.errors import NotFound


@dataclass(frozen=True)
class Head:
    """A body's letterhead with everything filled in."""

    name: str
    prefix: str
    codes: dict[LetterKind, str]
    organ: str
    court: str
    contact: str
    complaints: str


async def get_head(db: AsyncSession, agency_id: UUID) -> Head:
    """The letterhead (版头) of a public body; its own name where nothing was configured."""
    kept = await db.get(Letterhead, agency_id)
    agency = await db.get_one(Agency, agency_id)
    codes = CODES | {LetterKind(kind): code for kind, code in (kept.codes if kept else {}).items()}
    return Head(
        name=(kept.name if kept else "") or agency.name,
        prefix=(kept.prefix if kept else "") or f"{agency.name}公开",
        codes=codes,
        organ=(kept.reconsideration_organ if kept else "") or "上海市人民政府",
        court=(kept.court if kept else "") or "有管辖权的人民法院",
        contact=kept.contact if kept else "",
        complaints=kept.complaints if kept else "",
    )


async def get_letter(db: AsyncSession, letter_id: UUID) -> Letter:
    """The row. Raises NotFound."""
    letter = await db.get(Letter, letter_id)
    if letter is None:
        raise NotFound
    return letter


def read_letter(letter: Letter) -> FrozenLetter:
    """What was issued, compared with its digest. Raises LetterDamaged; NotFound when its period is over."""
    if not letter.content:
        raise NotFound
    if hashlib.sha256(letter.content.encode()).hexdigest() != letter.digest:
        raise LetterDamaged
    return msgspec.json.decode(letter.content, type=FrozenLetter)


async def list_letters(db: AsyncSession, subject: str) -> list[Letter]:
    """The letters of a subject, oldest first."""
    query = select(Letter).where(Letter.subject == subject).order_by(Letter.issued_at, Letter.id)
    return list(await db.scalars(query))


async def list_services(db: AsyncSession, letter_id: UUID) -> list[LetterService]:
    """How it was served, the entry that counts first."""
    query = select(LetterService).where(LetterService.letter_id == letter_id).order_by(LetterService.id.desc())
    return list(await db.scalars(query))


async def find_service(db: AsyncSession, letter_id: UUID) -> LetterService | None:
    """The entry that counts (送达情况), or None when it was not served yet."""
    served = await list_services(db, letter_id)
    return served[0] if served else None
