"""Numbers of the catalogue: the next index number, and how many entries are listed with which properties."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.disclosures.index_numbers import make_index_no, org_code_of
from app.disclosures.models import Disclosure, DisclosureCell, DisclosureSerial
from app.lib.clock import local_date
from app.lib.db import InsertNew

_NEW_SERIAL = InsertNew(DisclosureSerial.__table__)
_NEW_CELL = InsertNew(DisclosureCell.__table__)
_SERIAL = update(DisclosureSerial).execution_options(synchronize_session=False)
_TOUCHED = {"touched": DisclosureSerial.touched + 1}


async def give_index_no(db: AsyncSession, agency_id: UUID, *, now: datetime) -> str:
    """The next index number (编制索引号) of the agency in this year.

    The counter's row stays locked until the transaction ends, and rolls back with it: no number twice, no gap.
    """
    year = local_date(now).year
    org_code = await db.scalar(select(Agency.org_code).where(Agency.id == agency_id))
    await db.execute(_NEW_SERIAL, {"agency_id": agency_id, "year": year, "last": 0, "touched": 0})
    ours = (DisclosureSerial.agency_id == agency_id, DisclosureSerial.year == year)
    given = _SERIAL.where(*ours).values(last=DisclosureSerial.last + 1, **_TOUCHED).returning(DisclosureSerial.last)
    serial = (await db.execute(given)).scalar_one()
    return make_index_no(org_code_of(agency_id, org_code or ""), year, serial)


async def lock_counts(db: AsyncSession, entry: Disclosure) -> None:
    """Wait for whoever publishes for this agency now, so that two who move counts never wait for each other."""
    assert entry.published_at is not None
    year = local_date(entry.published_at).year
    ours = (DisclosureSerial.agency_id == entry.agency_id, DisclosureSerial.year == year)
    await db.execute(_SERIAL.where(*ours).values(**_TOUCHED))


async def count_entry(db: AsyncSession, entry: Disclosure, *, is_listed: bool) -> None:
    """Move the entry to the count of what it is now (更新目录统计), or out of every count."""
    old, new = entry.cell_id, await _cell_of(db, entry) if is_listed else None
    if old == new:
        return
    if old is not None:
        cell = await db.get_one(DisclosureCell, old, populate_existing=True)
        cell.n -= 1
        if cell.head_id == entry.id:
            cell.head_at, cell.head_id = await _newest_in(db, old, other_than=entry.id)
    if new is not None:
        cell = await db.get_one(DisclosureCell, new, populate_existing=True)
        cell.n += 1
        assert entry.published_at is not None
        here = (entry.published_at, entry.id)
        if cell.head_at is None or cell.head_id is None or (cell.head_at, cell.head_id) < here:
            cell.head_at, cell.head_id = here
    entry.cell_id = new


async def _newest_in(db: AsyncSession, cell_id: int, *, other_than: UUID) -> tuple[datetime, UUID] | tuple[None, None]:
    query = (
        select(Disclosure.published_at, Disclosure.id)
        .where(Disclosure.cell_id == cell_id, Disclosure.id != other_than)
        .order_by(Disclosure.published_at.desc(), Disclosure.id.desc())
        .limit(1)
    )
    return (await db.execute(query)).tuples().one_or_none() or (None, None)  # type: ignore[return-value]


async def _cell_of(db: AsyncSession, entry: Disclosure) -> int:
    assert entry.published_at is not None
    cell = {
        "agency_id": entry.agency_id,
        "year": local_date(entry.published_at).year,
        "topic": entry.topic,
        "genre": entry.genre,
        "validity": entry.validity,
        "five_openness": entry.five_openness,
        "source": entry.source,
    }
    wanted = select(DisclosureCell.id).filter_by(**cell)
    if (found := await db.scalar(wanted)) is None:
        await db.execute(_NEW_CELL, cell | {"n": 0})
        found = (await db.execute(wanted)).scalar_one()
    return found
