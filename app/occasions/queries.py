"""Reading occasions: for the public, for staff, and for the report."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consultations.rules import METHOD_LABELS, Method
from app.history.models import HistoryEntry
from app.lib.errors import NotFound
from app.occasions.models import Hearing, Occasion
from app.occasions.rules import CATEGORY_LABELS, OCCASION_LABELS, Category, OccasionState, present

MOST = 200


async def get_occasion(db: AsyncSession, consultation_id: UUID, occasion_id: UUID) -> Occasion:
    """The row, for staff who may see its consultation. NotFound where it belongs to another."""
    query = select(Occasion).where(Occasion.id == occasion_id, Occasion.consultation_id == consultation_id)
    occasion = (await db.execute(query)).scalar_one_or_none()
    if occasion is None:
        raise NotFound
    return occasion


async def get_plain_occasion(db: AsyncSession, consultation_id: UUID, occasion_id: UUID) -> Occasion:
    """The row of an occasion that is entered by one form. NotFound for a hearing, which has steps of its own."""
    occasion = await get_occasion(db, consultation_id, occasion_id)
    if await db.get(Hearing, occasion_id) is not None:
        raise NotFound
    return occasion


async def get_hearing(db: AsyncSession, occasion_id: UUID) -> Hearing:
    """What a hearing has besides. NotFound where the occasion is none."""
    hearing = await db.get(Hearing, occasion_id)
    if hearing is None:
        raise NotFound
    return hearing


async def list_for_staff(db: AsyncSession, consultation_id: UUID) -> list[dict[str, Any]]:
    """All of a consultation, the latest day first."""
    return await _list(db, Occasion.consultation_id == consultation_id)


async def list_public(db: AsyncSession, consultation_id: UUID) -> list[dict[str, Any]]:
    """What the public sees: announced, held and cancelled ones, the latest day first; without the internal note."""
    rows = await _list(db, Occasion.consultation_id == consultation_id, Occasion.announced_at.is_not(None))
    return [{name: value for name, value in row.items() if name != "note"} for row in rows]


async def get_public_hearing(db: AsyncSession, consultation_id: UUID, occasion_id: UUID) -> dict[str, Any]:
    """The notice of a hearing, its participants and what became of it. NotFound before it is announced."""
    rows = await _list(
        db,
        Occasion.consultation_id == consultation_id,
        Occasion.id == occasion_id,
        Occasion.announced_at.is_not(None),
    )
    if not rows:
        raise NotFound
    hearing = await get_hearing(db, occasion_id)
    return {name: value for name, value in rows[0].items() if name != "note"} | as_hearing(hearing)


async def list_held(db: AsyncSession, consultation_id: UUID) -> list[dict[str, Any]]:
    """Occasions that took place, the first one first: where comments may have been said."""
    query = (
        select(Occasion)
        .where(Occasion.consultation_id == consultation_id, Occasion.state == OccasionState.HELD.value)
        .order_by(Occasion.held_on, Occasion.id)
    )
    return [as_card(row) for row in await db.scalars(query)]


async def list_postponements(db: AsyncSession, occasion_id: UUID) -> list[dict[str, Any]]:
    """How the day was moved: at, before, after (dates), reason; the first time first."""
    query = (
        select(HistoryEntry.at, HistoryEntry.details)
        .where(HistoryEntry.subject == f"occasion:{occasion_id}", HistoryEntry.verb == "occasion:postpone_occasion")
        .order_by(HistoryEntry.at, HistoryEntry.id)
    )
    return [
        {
            "at": at,
            "before": date.fromisoformat(str(details["before"])),
            "after": date.fromisoformat(str(details["after"])),
            "reason": details["reason"],
        }
        for at, details in (await db.execute(query)).tuples()
    ]


async def _list(db: AsyncSession, *where: ColumnElement[bool]) -> list[dict[str, Any]]:
    query = (
        select(Occasion, Hearing.occasion_id, Hearing.sign_up_until)
        .outerjoin(Hearing, Hearing.occasion_id == Occasion.id)
        .where(*where)
        .order_by(Occasion.held_on.desc(), Occasion.id.desc())
        .limit(MOST)
    )
    return [
        as_card(row) | {"is_hearing": hearing is not None, "sign_up_until": until}
        for row, hearing, until in (await db.execute(query)).tuples()
    ]


def as_card(row: Occasion) -> dict[str, Any]:
    """One occasion as pages show it."""
    return {
        "id": str(row.id),
        "method": row.method,
        "method_label": METHOD_LABELS[Method(row.method)],
        "state": row.state,
        "state_label": OCCASION_LABELS[OccasionState(row.state)],
        "held_on": row.held_on,
        "starts_at": row.starts_at,
        "place": row.place,
        "organiser": row.organiser,
        "participants": in_order(row.participants),
        "present": present(row.participants),
        "summary": row.summary,
        "note": row.note,
        "cancelled_note": row.cancelled_note,
        "announced_at": row.announced_at,
    }


def as_hearing(row: Hearing) -> dict[str, Any]:
    return {
        "is_rule_making": row.is_rule_making,
        "seats": in_order(row.seats),
        "seat_count": present(row.seats),
        "selection_rule": row.selection_rule,
        "sign_up": row.sign_up,
        "sign_up_until": row.sign_up_until,
        "attendees": [one | {"label": CATEGORY_LABELS[Category(one["category"])]} for one in row.attendees],
        "listed_at": row.listed_at,
        "materials": row.materials,
        "materials_sent_on": row.materials_sent_on,
        "signed_on": row.signed_on,
        "signed_count": row.signed_count,
        "unsigned_note": row.unsigned_note,
    }


def in_order(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Categories with their labels (msgids) and numbers, in the official order."""
    return [
        {"category": one.value, "label": CATEGORY_LABELS[one], "n": counts[one.value]}
        for one in Category
        if counts.get(one.value)
    ]
