"""Letters with what they belong to: a letter knows no request, so the right to it is asked here."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Person
from app.accounts.rules import Actor
from app.letters.models import Letter
from app.letters.queries import get_letter, list_letters, list_services
from app.letters.rules import KIND_LABELS, METHOD_LABELS, TO_OTHERS, LetterKind, ServiceMethod
from app.lib.errors import NotFound
from app.receipts.models import Receipt
from app.requests.models import Application, InformationRequest
from app.requests.queries import get_staff_request


async def get_staff_letter(
    db: AsyncSession, letter_id: UUID, viewer: Actor, *, to_edit: bool = False
) -> tuple[Letter, InformationRequest]:
    """A letter and its request, for whoever may see that request. Raises NotFound, Forbidden."""
    letter = await get_letter(db, letter_id)
    request = await get_staff_request(db, _request_of(letter), viewer, to_edit=to_edit)
    return letter, request


async def get_public_letter(db: AsyncSession, number: str, letter_id: UUID) -> Letter:
    """A letter to the applicant, for the holder of the receipt with this number. Raises NotFound."""
    letter = await get_letter(db, letter_id)
    owner = (
        select(Receipt.number)
        .join(Application, Application.receipt_id == Receipt.id)
        .join(InformationRequest, InformationRequest.application_id == Application.id)
        .where(InformationRequest.id == _request_of(letter))
    )
    if await db.scalar(owner) != number or LetterKind(letter.kind) in TO_OTHERS:
        raise NotFound
    return letter


async def list_case_letters(db: AsyncSession, request_id: UUID) -> list[dict[str, Any]]:
    """The letters of a request with how each was served, oldest first."""
    letters = await list_letters(db, f"request:{request_id}")
    return [_row(letter) | {"services": await list_shown_services(db, letter.id)} for letter in letters]


async def list_shown_services(db: AsyncSession, letter_id: UUID) -> list[dict[str, Any]]:
    """How a letter was served, in words; the entry that counts first."""
    return [
        {
            "method": METHOD_LABELS[ServiceMethod(one.method)],
            "served_on": one.served_on,
            "note": one.note,
            "recorded_at": one.recorded_at,
        }
        for one in await list_services(db, letter_id)
    ]


async def get_issuer(db: AsyncSession, letter: Letter) -> str:
    """Who issued it; empty for the system."""
    return await db.scalar(select(Person.full_name).where(Person.id == letter.issued_by_id)) or ""


def _row(letter: Letter) -> dict[str, Any]:
    return {
        "id": str(letter.id),
        "number": letter.number,
        "kind": KIND_LABELS[LetterKind(letter.kind)],
        "dated_on": letter.dated_on,
    }


def _request_of(letter: Letter) -> UUID:
    noun, _colon, id_ = letter.subject.partition(":")
    if noun != "request":
        raise NotFound
    return UUID(id_)
