"""What is over, and what was erased when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.adoption.models import AdoptionReport
from app.applicants.models import Applicant
from app.challenges.models import Challenge
from app.comments.models import Comment
from app.lib.settings import Settings
from app.mailbox.models import IncomingMail
from app.mailbox.rules import MailState
from app.notices.models import Mail
from app.receipts.models import Receipt
from app.requests.models import Application, InformationRequest
from app.retention.models import ErasureRun
from app.retention.rules import DataClass

RUNS = 50


def months_of(settings: Settings) -> dict[DataClass, int]:
    """The periods of this installation, in months."""
    return {
        DataClass.CONTACTS: settings.retention_contact_months,
        DataClass.REQUESTS: settings.retention_request_years * 12,
        DataClass.MAILS: settings.retention_log_months,
    }


def over_contacts(agency_id: UUID, cutoff: datetime) -> Select[tuple[UUID]]:
    """Receipts of comments whose report was published before, and that still have an address."""
    return (
        select(Receipt.id)
        .join(Comment, Comment.receipt_id == Receipt.id)
        .join(AdoptionReport, AdoptionReport.consultation_id == Comment.consultation_id)
        .where(Receipt.agency_id == agency_id, Receipt.contact_email.is_not(None))
        .group_by(Receipt.id)
        .having(func.max(AdoptionReport.published_at) < cutoff)
    )


def over_requests(agency_id: UUID, cutoff: datetime) -> Select[tuple[UUID]]:
    """Applications whose requests were all closed before, with nothing pending before an organ or a court."""
    pending = (
        select(InformationRequest.application_id)
        .join(Challenge, Challenge.request_id == InformationRequest.id)
        .where(or_(Challenge.decided_on.is_(None), Challenge.decided_on >= cutoff.date()))
    )
    return (
        select(Application.id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .join(InformationRequest, InformationRequest.application_id == Application.id)
        .where(Application.agency_id == agency_id, Applicant.erased_at.is_(None), Application.id.not_in(pending))
        .group_by(Application.id)
        .having(
            func.count() == func.count(InformationRequest.closed_at), func.max(InformationRequest.closed_at) < cutoff
        )
    )


def over_sent_mails(agency_id: UUID, cutoff: datetime) -> Select[tuple[UUID]]:
    """Mails that were sent before and still have words."""
    return select(Mail.id).where(Mail.agency_id == agency_id, Mail.sent_at < cutoff, Mail.subject != "")


def over_aside_mails(agency_id: UUID, cutoff: datetime) -> Select[tuple[UUID]]:
    """Incoming mails that were set aside before."""
    aside = IncomingMail.state == MailState.SET_ASIDE.value
    return select(IncomingMail.id).where(
        IncomingMail.agency_id == agency_id, aside, IncomingMail.handled_at < cutoff, IncomingMail.read_at.is_(None)
    )


OVER = {
    DataClass.CONTACTS: (over_contacts,),
    DataClass.REQUESTS: (over_requests,),
    DataClass.MAILS: (over_sent_mails, over_aside_mails),
}


async def count_over(db: AsyncSession, agency_id: UUID, cutoffs: Mapping[DataClass, datetime]) -> dict[DataClass, int]:
    """How much of each class is over and not erased yet."""
    return {
        kind: sum(
            [
                await db.scalar(select(func.count()).select_from(over(agency_id, cutoffs[kind]).subquery())) or 0
                for over in queries
            ]
        )
        for kind, queries in OVER.items()
    }


async def list_runs(db: AsyncSession, agency_id: UUID) -> list[dict[str, Any]]:
    """The latest runs that erased something."""
    query = select(ErasureRun).where(ErasureRun.agency_id == agency_id).order_by(ErasureRun.id.desc()).limit(RUNS)
    names = ("kind", "cutoff", "erased", "ran_at")
    return [{name: getattr(run, name) for name in names} for run in await db.scalars(query)]


async def list_agencies(db: AsyncSession) -> list[UUID]:
    return list(await db.scalars(select(Agency.id).order_by(Agency.id)))
