"""Making the files of a published report: once, and anew only where words have been withheld since."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.document import canonical, digest_of
from app.adoption.file_queries import KINDS, count_acts
from app.adoption.formats.csv import write_csv
from app.adoption.formats.docx import write_docx
from app.adoption.formats.pdf import write_pdf
from app.adoption.formats.xlsx import write_xlsx
from app.adoption.models import AdoptionReport, ReportFile
from app.adoption.report_queries import get_published_report, get_shown_document
from app.lib.apart import CannotMake, run_apart
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.i18n import gettext, in_locale

WRITERS: Mapping[str, Callable[[Mapping[str, Any]], bytes]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "docx": write_docx,
    "pdf": write_pdf,
}


async def make_report_files(
    database: Database, consultation_id: str, *, base_url: str, fonts: str, now: datetime
) -> None:
    """Make what is missing of the report's files (生成报告文件), each in a process of its own.

    Where an act of moderation came since, but what the report says is the same, the files stay as they are.
    """
    wanted = UUID(consultation_id)
    async with database.read() as db:
        report = await get_published_report(db, wanted)
        document = await get_shown_document(db, report)
        acts = await db.scalar(select(count_acts(wanted))) or 0
        there = {one.kind: one for one in await db.scalars(select(ReportFile).filter_by(report_id=report.id))}
    digest = digest_of(document)
    address = f"{base_url}/consultations/{consultation_id}/report"
    for kind in KINDS:
        old = there.get(kind)
        if old and old.source_digest == digest and not old.fault:
            await _keep(database, old, acts)
            continue
        note = _note(report, digest, now)
        data = {"document": json.loads(document), "digest": digest, "address": address, "note": note, "fonts": fonts}
        await _make(database, report.id, kind, data, acts=acts, now=now)


async def _keep(database: Database, file: ReportFile, acts: int) -> None:
    if file.acts != acts:
        async with database.write() as db:
            (await _row(db, file.report_id, file.kind)).acts = acts


async def _make(
    database: Database, report_id: UUID, kind: str, data: Mapping[str, Any], *, acts: int, now: datetime
) -> None:
    fault, content = "", b""
    try:
        content = canonical(data["document"]).encode() if kind == "json" else await run_apart(WRITERS[kind], data)
    except CannotMake as cannot:
        fault = cannot.message
    async with database.write() as db:
        row = await _row(db, report_id, kind)
        row.source_digest, row.acts, row.made_at, row.note = data["digest"], acts, now, data["note"]
        row.fault, row.size, row.content = fault, len(content), content
        row.digest = hashlib.sha256(content).hexdigest() if content else ""


async def _row(db: AsyncSession, report_id: UUID, kind: str) -> ReportFile:
    row = await db.get(ReportFile, {"report_id": report_id, "kind": kind}, with_for_update=True)
    if row is None:
        row = ReportFile(report_id=report_id, kind=kind)
        db.add(row)
    return row


def _note(report: AdoptionReport, digest: str, now: datetime) -> str:
    """Said in the file and on the page where the report no longer reads as it was published."""
    if digest == report.digest:
        return ""
    with in_locale("zh-CN"):
        return gettext(
            "Made anew on {day}: words that were hidden after publication are left out. Nothing else changed.",
            day=local_date(now).isoformat(),
        )
