"""The demonstration's public catalogue (演示目录): a dozen entries in every state of validity, and the guide."""

import io
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.disclosures.draft_services import draft_entry, submit_version
from app.disclosures.forms import EntryForm, RelationForm, ValidityForm
from app.disclosures.guide import publish_guide
from app.disclosures.guide_forms import GuideForm
from app.disclosures.models import Disclosure
from app.disclosures.rules import (
    Content,
    DisclosureMethod,
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
from app.files.services import store_file
from app.files.store import FileStore
from app.lib.clock import day_start, local_date
from app.lib.db import Database

TEXTS = Path(__file__).parent / "texts" / "disclosures.toml"
ISSUER = "上海市人力资源和社会保障局（演示）"


async def play_disclosures(database: Database, store: FileStore, actors: dict[str, Actor], *, now: datetime) -> None:
    """Published on their days, oldest first, so that the numbers run with the calendar; two more are being prepared."""
    told = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    done: dict[str, Published] = {}
    for one in sorted(told["entry"], key=lambda one: -one["published"]):
        async with database.write() as db:
            done[one["key"]] = await _publish(db, store, one, actors, now=now)
    async with database.write() as db:
        for one in told["entry"]:
            await _follow_up(db, one, done, actors["tang.zhiyuan"], now=now)
        guide = GuideForm(**{name: text.strip() for name, text in told["guide"].items()})
        await publish_guide(db, guide, actor=actors["tang.zhiyuan"], now=now - timedelta(days=200))
        await _prepare(db, actors, now=now)


async def _publish(
    db: AsyncSession, store: FileStore, one: dict[str, Any], actors: dict[str, Actor], *, now: datetime
) -> Published:
    chief = actors["tang.zhiyuan"]
    when = _at(now, one["published"])
    source = DisclosureSource(one.get("source", "direct"))
    files = []
    if "file" in one and chief.agency_id:
        name = "部门预算表（示例）.xlsx"
        files = [await store_file(db, store, name, _table(), agency_id=chief.agency_id, actor=chief, now=when)]
    assert chief.agency_id is not None
    new = NewEntry(
        agency_id=chief.agency_id,
        division_id=chief.division_id,
        content=_content(one, local_date(now) - timedelta(days=one["made"]), source),
        file_ids=tuple(file.id for file in files),
    )
    return await publish_entry(db, new, source=source, actor=chief, now=when)


def _content(one: dict[str, Any], made_on: date, source: DisclosureSource) -> Content:
    is_asked = source == DisclosureSource.CONVERTED
    return Content(
        title=one["title"],
        topic=one["topic"],
        genre=Genre(one["genre"]),
        five_openness=FiveOpenness(one["five"]),
        proactive_basis=one["basis"],
        made_on=made_on,
        issuer=ISSUER,
        doc_no=one.get("doc_no", ""),
        keywords=tuple(one["keywords"]),
        abstract=one["abstract"],
        body=one["body"].strip(),
        disclosure_method=DisclosureMethod.FROM_REQUEST if is_asked else DisclosureMethod.PROACTIVE,
        source_note=one.get("source_note", ""),
    )


async def _follow_up(
    db: AsyncSession, one: dict[str, Any], done: dict[str, Published], chief: Actor, *, now: datetime
) -> None:
    """What became of it later: repealed, amended, expired, or not in force yet."""
    entry = await db.get_one(Disclosure, done[one["key"]].id)
    when = _at(now, one.get("ended", one["published"])) + timedelta(hours=1)
    for kind, name in ((RelationKind.REPEALS, "repeals"), (RelationKind.AMENDS, "amends")):
        if name in one:
            form = RelationForm(kind=kind, index_no=done[one[name]].index_no)
            await link_entries(db, entry, form, actor=chief, now=_at(now, one["published"]))
    if "validity" in one:
        ended = local_date(when) if "ended" in one else None
        form_of = ValidityForm(validity=Validity(one["validity"]), repealed_on=ended, reason=one["reason"])
        await change_validity(db, entry, form_of, actor=chief, now=when)


async def _prepare(db: AsyncSession, actors: dict[str, Actor], *, now: datetime) -> None:
    """One draft that is late and mentions a telephone number, one that waits for approval."""
    today = local_date(now)
    clerk = actors["zhou.min"]
    await draft_entry(
        db,
        _form(
            "企业年金备案办事指南（示例）",
            today - timedelta(days=45),
            "一、怎样备案\n企业将方案报送备案。\n二、咨询\n有疑问的，请拨打经办人手机13800138000。",
        ),
        actor=clerk,
        now=now - timedelta(days=6),
    )
    waiting = await draft_entry(
        db,
        _form("2026年基本养老金调整情况（示例）", today - timedelta(days=12), "一、调整范围\n去年底前已经退休的人员。"),
        actor=clerk,
        now=now - timedelta(days=3),
    )
    version = await get_open_version(db, waiting.id)
    await submit_version(db, waiting, version, False, actor=clerk, now=now - timedelta(days=2))


def _form(title: str, made_on: date, body: str) -> EntryForm:
    return EntryForm(
        title=title,
        issuer=ISSUER,
        topic="15-02",
        genre=Genre.SERVICE_GUIDE,
        five_openness=FiveOpenness.SERVICE,
        proactive_basis="20-11",
        made_on=made_on,
        keywords="养老保险",
        abstract="怎样办、多长时间办好。",
        body=body,
    )


def _at(now: datetime, days_ago: int) -> datetime:
    return min(day_start(local_date(now) - timedelta(days=days_ago)) + timedelta(hours=10), now)


def _table() -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        book.set_properties({"title": "部门预算表（示例）", "created": datetime(2026, 1, 1)})
        sheet = book.add_worksheet("收支总表")
        sheet.write_row(0, 0, ("项目", "金额（万元，虚构）"))
        for n, row in enumerate((("一般公共预算拨款", 48210), ("其他收入", 1260), ("支出合计", 49470)), start=1):
            sheet.write_row(n, 0, row)
        sheet.set_column(0, 1, 24)
    return kept.getvalue()
