"""Entries for tests."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.disclosures.rules import Content, DisclosureSource, FiveOpenness, Genre, NewEntry
from app.disclosures.services import Published, publish_entry
from app.lib.db import Database
from tests.cast import Cast

CONTENT = Content(
    title="某市灵活就业人员社会保险补贴办法",
    topic="15-01",
    genre=Genre.MEASURES,
    five_openness=FiveOpenness.EXECUTION,
    proactive_basis="20-11",
    made_on=date(2026, 9, 1),
    issuer="某市人力资源和社会保障局",
    doc_no="某人社规〔2026〕3号",
    keywords=("灵活就业", "社会保险补贴"),
    abstract="谁可以申领补贴、补贴多少、怎样申领。",
    body="一、申领对象\n就业困难人员和离校两年内未就业的毕业生可以申领补贴。\n二、补贴标准\n按实际缴费的三分之二给予补贴。",
)


def new_entry(agency_id: UUID, division_id: UUID | None = None, **changes: Any) -> NewEntry:
    """An entry that can be published as it is; `changes` are of its content."""
    return NewEntry(agency_id=agency_id, division_id=division_id, content=replace(CONTENT, **changes))


async def publish(
    database: Database,
    cast: Cast,
    *,
    now: datetime,
    by: str = "qian",
    source: DisclosureSource = DisclosureSource.DIRECT,
    **changes: Any,
) -> Published:
    new = new_entry(cast.agency.id, cast.divisions["pension"].id, **changes)
    async with database.write() as tx:
        return await publish_entry(tx, new, source=source, actor=cast[by], now=now)
