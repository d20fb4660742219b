"""Telling people what became of their comments, after the report is published."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.models import AdoptionReport
from app.adoption.rules import ReportState
from app.comments.models import Comment
from app.consultations.models import Consultation
from app.lib.db import Database
from app.lib.i18n import gettext, in_locale
from app.notices.services import post_mail
from app.receipts.links import stop_link, topic_of
from app.receipts.models import Receipt

BATCH = 200


async def notify_commenters(
    database: Database, consultation_id: str, *, base_url: str, batch: int = BATCH, now: datetime
) -> None:
    """Put a mail into the outbox for every receipt of the consultation that has an address (告知采纳情况).

    In batches; the key of a mail names report and receipt, so that running again sends nothing twice.
    """
    wanted = UUID(consultation_id)
    last: UUID | None = None
    while True:
        async with database.write() as db:
            report = await _report_to_tell(db, wanted)
            if report is None:
                return
            title = await db.scalar(select(Consultation.title).where(Consultation.id == wanted)) or ""
            receipts = await _receipts_after(db, wanted, last, batch)
            for receipt in receipts:
                await _tell(db, receipt, wanted, title, base_url=base_url, now=now)
            if len(receipts) < batch:
                report.notified_at = now
                return
            last = receipts[-1].id


async def find_untold(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Published reports whose mails are not all in the outbox (sweep)."""
    query = select(AdoptionReport.consultation_id).where(
        AdoptionReport.state == ReportState.PUBLISHED.value, AdoptionReport.notified_at.is_(None)
    )
    return [(str(consultation_id),) for consultation_id in await db.scalars(query)]


async def _report_to_tell(db: AsyncSession, consultation_id: UUID) -> AdoptionReport | None:
    query = select(AdoptionReport).where(
        AdoptionReport.consultation_id == consultation_id,
        AdoptionReport.state == ReportState.PUBLISHED.value,
        AdoptionReport.notified_at.is_(None),
    )
    return (await db.execute(query)).scalar_one_or_none()


async def _receipts_after(db: AsyncSession, consultation_id: UUID, last: UUID | None, batch: int) -> Sequence[Receipt]:
    # A receipt may carry several comments: EXISTS, so that its person gets one mail.
    said = select(Comment.id).where(Comment.receipt_id == Receipt.id, Comment.consultation_id == consultation_id)
    query = select(Receipt).where(Receipt.contact_email.is_not(None), said.exists())
    if last is not None:
        query = query.where(Receipt.id > last)
    return (await db.scalars(query.order_by(Receipt.id).limit(batch))).all()


async def _tell(
    db: AsyncSession, receipt: Receipt, consultation_id: UUID, title: str, *, base_url: str, now: datetime
) -> None:
    """The mail holds the number of the receipt, never its code."""
    if not receipt.contact_email:
        return
    with in_locale(receipt.locale):
        subject = gettext("What became of the comments: {title}", title=title)
        body = gettext(
            "The adoption report on “{title}” has been published:\n{report}\n\n"
            "With receipt {number} and its code you can read what became of your comment and why:\n{receipts}\n",
            title=title,
            report=f"{base_url}/consultations/{consultation_id}/report",
            number=receipt.number,
            receipts=f"{base_url}/receipts",
        )
        stop = stop_link(receipt.id, base_url, now=now)
        body += "\n" + gettext("No mails about this receipt, and erase the address:\n{stop}", stop=stop) + "\n"
    await post_mail(
        db,
        agency_id=receipt.agency_id,
        key=f"report_published:{consultation_id}:{receipt.id}",
        to=receipt.contact_email,
        subject=subject,
        body=body,
        topic=topic_of(receipt.id),
        stop_url=stop,
        now=now,
    )
