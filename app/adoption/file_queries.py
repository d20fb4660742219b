"""Reading the files of a report: which there are, which may be given out, which are still to be made."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, undefer

from app.adoption.models import AdoptionReport, ReportFile
from app.adoption.rules import ReportState
from app.lib.errors import NotFound
from app.lib.i18n import gettext_noop as _
from app.moderation.models import ModerationAct

KINDS = ("pdf", "docx", "xlsx", "csv", "json")
"""What is made of every report, in the order of the page."""
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}
AGAIN_AFTER = timedelta(hours=1)


class FileNotReady(NotFound):
    """Between publication and the job, and while words are being taken out."""

    code = "E_REPORT_FILE_NOT_READY"
    message = _("This file is being made. Please try again in a minute; the web page says the same.")


def count_acts(consultation_id: ColumnElement[UUID] | InstrumentedAttribute[UUID] | UUID) -> Any:
    """How many acts of moderation a consultation has had. Rows are only ever added, so that another number means
    that some comment reads otherwise."""
    return select(func.count()).where(ModerationAct.consultation_id == consultation_id).scalar_subquery()


async def list_files(db: AsyncSession, report: AdoptionReport) -> list[dict[str, Any]]:
    """Every kind in order: {kind, size, digest, fault, note}; what is still to be made has neither size nor fault."""
    query = select(ReportFile.kind, ReportFile.size, ReportFile.digest, ReportFile.fault, ReportFile.note).where(
        ReportFile.report_id == report.id, ReportFile.acts == count_acts(report.consultation_id)
    )
    found = {row["kind"]: dict(row) for row in (await db.execute(query)).mappings()}
    none = {"size": 0, "digest": "", "fault": "", "note": ""}
    return [found.get(kind, {"kind": kind, **none}) for kind in KINDS]


async def get_file(db: AsyncSession, report: AdoptionReport, kind: str) -> ReportFile:
    """One file with its bytes. FileNotReady, or NotFound with the reason why it cannot be made."""
    query = select(ReportFile).where(
        ReportFile.report_id == report.id,
        ReportFile.kind == kind,
        ReportFile.acts == count_acts(report.consultation_id),
    )
    file = (await db.execute(query.options(undefer(ReportFile.content)))).scalar_one_or_none()
    if file is None:
        raise FileNotReady
    if file.fault:
        raise NotFound(file.fault, code="E_REPORT_FILE_CANNOT")
    return file


async def find_unmade(db: AsyncSession, now: datetime) -> list[tuple[str, ...]]:
    """Published reports whose files are not all there and true (sweep). What could not be made is tried every hour."""
    is_good = and_(
        ReportFile.report_id == AdoptionReport.id,
        ReportFile.acts == count_acts(AdoptionReport.consultation_id),
        or_(ReportFile.fault == "", ReportFile.made_at > now - AGAIN_AFTER),
    )
    good = select(func.count()).where(is_good).scalar_subquery()
    query = select(AdoptionReport.consultation_id).where(
        AdoptionReport.state == ReportState.PUBLISHED.value, good < len(KINDS)
    )
    return [(str(one),) for one in await db.scalars(query)]
