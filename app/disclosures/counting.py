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
_NEXT = (
    update(DisclosureSerial)
    .values(last=DisclosureSerial.last + 1)
    .returning(DisclosureSerial.last)
    .execution_options(synchronize_session=False)
)


async def give_index_no(db: AsyncSession, agency_id: UUID, *, now: datetime) -> str:
    """The next index number (编制索引号) of the agency in this year.

    The counter's row stays locked until the transaction ends, and rolls back with it: no number twice, no gap.
    """
    year = local_date(now).year
    org_code = await db.scalar(select(Agency.org_code).where(Agency.id == agency_id))
    await db.execute(_NEW_SERIAL, {"agency_id": agency_id, "year": year, "last": 0})
    ours = (DisclosureSerial.agency_id == agency_id, DisclosureSerial.year == year)
    serial = (await db.execute(_NEXT.where(*ours))).scalar_one()
    return make_index_no(org_code_of(agency_id, org_code or ""), year, serial)


async def lock_counts(db: AsyncSession, entry: Disclosure) -> None:
    """Wait for whoever publishes for this agency now, so that two who move counts never wait for each other."""
    assert entry.published_at is not None
    year = local_date(entry.published_at).year
    ours = (DisclosureSerial.agency_id == entry.agency_id, DisclosureSerial.year == year)
    await db.execute(select(DisclosureSerial.last).where(*ours).with_for_update())


async def count_entry(db: AsyncSession, entry: Disclosure, *, is_listed: bool) -> None:
    """Move the entry to the count of what it is now (更新目录统计), or out of every count."""
    old, new = entry.cell_id, await _cell_of(db, entry) if is_listed else None
    if old == new:
        return
    for cell_id, step in sorted((one, step) for one, step in ((old, -1), (new, 1)) if one is not None):
        await db.execute(
            update(DisclosureCell)
            .where(DisclosureCell.id == cell_id)
            .values(n=DisclosureCell.n + step, touched=DisclosureCell.touched + 1)
            .execution_options(synchronize_session=False)
        )
    entry.cell_id = new


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
        await db.execute(_NEW_CELL, cell | {"n": 0, "touched": 0})
        found = (await db.execute(wanted)).scalar_one()
    return found
