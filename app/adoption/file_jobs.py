"""Making the files of a published report: once, and anew only where words have been withheld since."""

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.document import digest_of
from app.adoption.file_queries import KINDS, count_acts
from app.adoption.formats.every import read_every, write_every
from app.adoption.models import AdoptionReport, ReportFile
from app.adoption.report_queries import get_published_report, get_shown_document
from app.lib.apart import run_apart
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.i18n import gettext, in_locale

log = logging.getLogger("daylight.jobs")


async def make_report_files(
    database: Database, consultation_id: str, *, base_url: str, fonts: str, now: datetime
) -> None:
    """Make what is missing of the report's files (生成报告文件), in a process of its own.

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
    good = [one for one in there.values() if one.source_digest == digest and not one.fault]
    if older := [one for one in good if one.acts != acts]:
        await _keep(database, older, acts)
    kinds = [kind for kind in KINDS if kind not in {one.kind for one in good}]
    if not kinds:
        return
    note = _note(report, digest, now)
    data = {"document": json.loads(document), "digest": digest, "address": address, "note": note, "fonts": fonts}
    for kind, made in read_every(await run_apart(write_every, data | {"kinds": kinds})).items():
        if made.cause:
            log.error("report %s as %s: %s", report.id, kind, made.cause)
        async with database.write() as db:
            row = await _row(db, report.id, kind)
            row.source_digest, row.acts, row.made_at, row.note = digest, acts, now, note
            row.fault, row.size, row.content = made.fault, len(made.content), made.content
            row.digest = hashlib.sha256(made.content).hexdigest() if made.content else ""


async def _keep(database: Database, files: Sequence[ReportFile], acts: int) -> None:
    """What was looked at anew and reads the same may be given out again."""
    async with database.write() as db:
        for file in files:
            (await _row(db, file.report_id, file.kind)).acts = acts


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
