"""What the case page of a request shows (办理页), in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division, Person
from app.accounts.rules import Actor
from app.applicants.queries import MaskedApplicant, mask
from app.clocks.law import law_on
from app.clocks.rules import ClockEvent, ClockKind, ReplyClock, compute
from app.files.models import StoredFile
from app.history.models import HistoryEntry
from app.lib.errors import NotFound
from app.receipts.models import Receipt
from app.requests.arrivals import missing_parts
from app.requests.models import Application, ApplicationFile, InformationRequest
from app.requests.queries import get_application, get_staff_request, list_clock_events
from app.requests.services import to_events
from app.workdays.queries import load_calendar
from app.workdays.rules import Calendar


@dataclass(frozen=True)
class CaseFile:
    """Everything about one request that its page shows."""

    request: InformationRequest
    application: Application
    applicant: MaskedApplicant
    missing: tuple[str, ...]
    receipt_number: str
    division: str
    siblings: list[InformationRequest]
    files: list[dict[str, Any]]
    people: dict[UUID, str]
    clock: ReplyClock | None
    is_corrected: bool
    """Whether a correction was asked for: the law allows it once."""
    calendar: Calendar


async def get_case_file(db: AsyncSession, request_id: UUID, viewer: Actor) -> CaseFile:
    """The request with application, applicant (masked), files and clock. Raises NotFound."""
    request = await get_staff_request(db, request_id, viewer)
    application, applicant = await get_application(db, request.application_id)
    number = await db.scalar(select(Receipt.number).where(Receipt.id == application.receipt_id))
    division = await db.get(Division, request.division_id) if request.division_id else None
    siblings = select(InformationRequest).where(InformationRequest.application_id == application.id)
    ids = [one for one in (application.confirmed_by_id, application.entered_by_id) if one]
    names = select(Person.id, Person.full_name).where(Person.id.in_(ids))
    calendar = await load_calendar(db)
    events = to_events(await list_clock_events(db, [request.id]))
    reached_by = (applicant.phone, applicant.email, applicant.address)
    return CaseFile(
        request=request,
        application=application,
        applicant=mask(applicant),
        missing=missing_parts(
            name=applicant.name,
            has_identity=applicant.id_hash is not None,
            can_be_reached=any(reached_by),
            description=request.description,
        ),
        receipt_number=number or "",
        division=division.name if division else "",
        siblings=list(await db.scalars(siblings.order_by(InformationRequest.position))),
        files=await _list_files(db, application.id),
        people=dict((await db.execute(names)).tuples().all()) if ids else {},
        clock=_clock(request, events, calendar),
        is_corrected=any(one.kind == ClockKind.CORRECTION for one in events),
        calendar=calendar,
    )


async def _list_files(db: AsyncSession, application_id: UUID) -> list[dict[str, Any]]:
    query = (
        select(ApplicationFile.file_id, ApplicationFile.name, StoredFile.size)
        .join(StoredFile, StoredFile.id == ApplicationFile.file_id)
        .where(ApplicationFile.application_id == application_id)
        .order_by(StoredFile.stored_at, StoredFile.id)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


def _clock(request: InformationRequest, events: Sequence[ClockEvent], calendar: Calendar) -> ReplyClock | None:
    if request.received_on is None:
        return None
    return compute(calendar, request.received_on, events, law=law_on(request.received_on))


async def get_application_file(db: AsyncSession, request: InformationRequest, file_id: UUID) -> StoredFile:
    """A file of the application that the request belongs to. Raises NotFound."""
    query = (
        select(StoredFile)
        .join(ApplicationFile, ApplicationFile.file_id == StoredFile.id)
        .where(ApplicationFile.application_id == request.application_id, StoredFile.id == file_id)
    )
    if (file := await db.scalar(query)) is None:
        raise NotFound
    return file


async def list_acts(db: AsyncSession, request: InformationRequest, *, viewer: Actor) -> list[dict[str, Any]]:
    """The record of a request and of the application it came with, the latest first."""
    subjects = (f"request:{request.id}", f"application:{request.application_id}")
    query = (
        select(
            HistoryEntry.at, HistoryEntry.actor_name, HistoryEntry.actor_kind, HistoryEntry.verb, HistoryEntry.details
        )
        .where(or_(*(HistoryEntry.subject == one for one in subjects)), HistoryEntry.agency_id == viewer.agency_id)
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        .limit(200)
    )
    return [dict(row) for row in (await db.execute(query)).mappings()]


async def list_divisions(db: AsyncSession, viewer: Actor) -> list[dict[str, str]]:
    """Divisions of the viewer's agency, as choices."""
    query = select(Division.id, Division.name).where(Division.agency_id == viewer.agency_id).order_by(Division.id)
    return [{"value": str(one), "text": name} for one, name in (await db.execute(query)).tuples()]
