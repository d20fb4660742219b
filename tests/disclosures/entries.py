"""Entries for tests."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.disclosures.draft_services import add_file, amend_entry, approve_version, draft_entry, submit_version
from app.disclosures.forms import EntryForm, RelationForm, ValidityForm
from app.disclosures.guide import publish_guide
from app.disclosures.guide_forms import GuideForm
from app.disclosures.models import Disclosure
from app.disclosures.queries import list_files
from app.disclosures.rules import (
    Content,
    DisclosureSource,
    FiveOpenness,
    Genre,
    NewEntry,
    RelationKind,
    Validity,
)
from app.disclosures.services import Published, publish_entry
from app.disclosures.staff_queries import get_open_version
from app.disclosures.standing_services import change_validity, link_entries
from app.files.store import FileStore
from app.lib.clock import local_date
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


async def make_entry(database: Database, cast: Cast, *, now: datetime, **changes: Any) -> UUID:
    """A published entry whose second version chen is drafting."""
    done = await publish(database, cast, now=now, **changes)
    async with database.write() as db:
        await amend_entry(db, await db.get_one(Disclosure, done.id), actor=cast["chen"], now=now)
    return done.id


async def attach_file(database: Database, store: FileStore, cast: Cast, entry_id: UUID, *, now: datetime) -> UUID:
    """A file of the version that is being drafted."""
    data = "附件的内容。".encode()
    async with database.write() as db:
        entry, version = await db.get_one(Disclosure, entry_id), await get_open_version(db, entry_id)
        who = {"actor": cast["chen"], "now": now}
        await add_file(db, store, entry, version, name="附件.txt", data=data, **who)
        return (await list_files(db, version.id))[-1]["id"]


async def make_catalogue(database: Database, cast: Cast, *, now: datetime) -> dict[str, str]:
    """Entries in every state, with texts that show all there is on their pages; the names that addresses use."""
    old = await publish(database, cast, now=now - timedelta(days=2), title="某市社会保险补贴旧办法", doc_no="")
    new = await publish(database, cast, now=now - timedelta(days=1), body=CONTENT.body + "\n<b>不是粗体</b>")
    chen, qian = cast["chen"], cast["qian"]
    async with database.write() as db:
        entry, earlier = await db.get_one(Disclosure, new.id), await db.get_one(Disclosure, old.id)
        relation = RelationForm(kind=RelationKind.REPEALS, index_no=old.index_no)
        await link_entries(db, entry, relation, actor=chen, now=now)
        repeal = ValidityForm(validity=Validity.REPEALED, repealed_on=local_date(now), reason="被新办法代替。")
        await change_validity(db, earlier, repeal, actor=qian, now=now)
        second = await amend_entry(db, entry, actor=chen, now=now)
        second.change_note = "扩大了申领对象。"
        await submit_version(db, entry, second, False, actor=chen, now=now)
        await approve_version(db, entry, second, actor=qian, now=now)
        await amend_entry(db, entry, actor=chen, now=now)
    made = {"entry_no": new.index_no, "repealed_no": old.index_no, "entry_id": str(new.id)}
    for name, body in (("submitted_entry", CONTENT.body), ("found_entry", "咨询请拨打13800138000。")):
        async with database.write() as db:
            form = entry_form(title=f"某市办事指南{name[0]}", body=body)
            entry = await draft_entry(db, form, actor=chen, now=now)
            if name == "submitted_entry":
                version = await get_open_version(db, entry.id)
                await submit_version(db, entry, version, False, actor=chen, now=now)
            made[name] = str(entry.id)
    async with database.write() as db:
        await publish_guide(db, GuideForm(**GUIDE), actor=qian, now=now)
    return made


GUIDE = {
    "classification": "规范性文件、统计信息、办事指南。",
    "arrangement": "按发布日期排列。",
    "ways": "在本网站查阅。",
    "office": "办公室",
    "address": "某市某路1号",
    "hours": "周一至周五",
    "phone": "021-00000000",
    "contact": "office@example.org",
}


def entry_form(**changes: Any) -> EntryForm:
    """What a clerk types."""
    return EntryForm(**{
        "title": "某市养老保险办事指南", "issuer": CONTENT.issuer, "topic": "15-02", "genre": Genre.SERVICE_GUIDE,
        "five_openness": FiveOpenness.SERVICE, "proactive_basis": "20-5", "made_on": CONTENT.made_on,
        "keywords": "养老保险、转移", "abstract": "怎样办。", "body": CONTENT.body, **changes,
    })  # fmt: skip
