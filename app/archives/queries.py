"""Reading archives: which is there, which is to be made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.file_queries import KINDS, count_acts
from app.adoption.models import AdoptionReport, ReportFile
from app.adoption.report_queries import get_published_report
from app.adoption.rules import ReportState
from app.archives.models import Archive
from app.archives.rules import ArchiveNotReady
from app.files.models import StoredFile

Found = tuple[Archive, StoredFile]


async def find_archive(db: AsyncSession, consultation_id: UUID) -> Found | None:
    """The public archive, if it says what may be said today. NotFound before the report is published."""
    await get_published_report(db, consultation_id)
    query = (
        select(Archive, StoredFile)
        .join(StoredFile, StoredFile.id == Archive.file_id)
        .where(Archive.consultation_id == consultation_id, Archive.acts == count_acts(consultation_id))
    )
    row = (await db.execute(query)).tuples().one_or_none()
    return tuple(row) if row else None  # type: ignore[return-value]


async def get_archive(db: AsyncSession, consultation_id: UUID) -> Found:
    """The same; ArchiveNotReady where there is none."""
    found = await find_archive(db, consultation_id)
    if found is None:
        raise ArchiveNotReady
    return found


async def find_unbuilt(db: AsyncSession, _now: datetime) -> list[tuple[str, ...]]:
    """Published reports whose files are there and whose archive is not, or says too much (sweep)."""
    acts = count_acts(AdoptionReport.consultation_id)
    files = (
        select(func.count()).where(ReportFile.report_id == AdoptionReport.id, ReportFile.acts == acts).scalar_subquery()
    )
    query = (
        select(AdoptionReport.consultation_id)
        .outerjoin(Archive, Archive.consultation_id == AdoptionReport.consultation_id)
        .where(
            AdoptionReport.state == ReportState.PUBLISHED.value,
            files >= len(KINDS),
            or_(Archive.consultation_id.is_(None), Archive.acts != acts),
        )
    )
    return [(str(one),) for one in await db.scalars(query)]
