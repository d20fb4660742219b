"""Reads of conversions: the work on one, what is public because people asked, suggestions, numbers by trigger."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.accounts.rules import Actor
from app.applicants.models import Applicant
from app.conversions.models import Conversion, ConversionClearance, ConversionDraft, SuggestionReview
from app.conversions.rules import Decision, may_clear, may_convert
from app.files.models import StoredFile
from app.lib.errors import Forbidden
from app.replies.models import Reply, ReplyFile
from app.request_groups.models import RequestGroup, RequestPlace
from app.requests.models import Application, InformationRequest

PAGE = 30
FEED = 50


@dataclass(frozen=True, slots=True)
class Published:
    """One thing that is public because people asked, as everybody may read it."""

    id: UUID
    title: str
    agency: str
    agency_en: str
    people: int
    requests: int
    first_asked_on: Any
    published_at: Any
    triggers: tuple[str, ...]
    index_no: str
    path: str


def _published() -> Any:
    return (
        select(Conversion, Agency.name, Agency.name_en)
        .join(Agency, Agency.id == Conversion.agency_id)
        .where(Conversion.decision == Decision.PUBLISHED.value)
        .order_by(Conversion.decided_at.desc(), Conversion.id.desc())
    )


async def list_published(db: AsyncSession, *, page: int = 1, size: int = PAGE) -> list[Published]:
    """A page of what became public because people asked, the newest first."""
    rows = (await db.execute(_published().limit(size).offset((page - 1) * size))).tuples()
    return [
        Published(
            id=one.id,
            title=one.title,
            agency=agency,
            agency_en=agency_en,
            people=one.people,
            requests=one.requests,
            first_asked_on=one.first_asked_on,
            published_at=one.decided_at,
            triggers=tuple(one.triggers),
            index_no=one.index_no or "",
            path=one.path or "",
        )
        for one, agency, agency_en in rows
    ]


async def count_published(db: AsyncSession) -> tuple[int, int]:
    """How many became public, and how many people had asked for them (each counted once a matter)."""
    query = select(func.count(), func.coalesce(func.sum(Conversion.people), 0)).where(
        Conversion.decision == Decision.PUBLISHED.value
    )
    row = (await db.execute(query)).one()
    return row[0], row[1]


async def count_by_trigger(db: AsyncSession, agency_id: UUID | None = None) -> dict[str, dict[str, int]]:
    """By trigger, how many became public and how many did not (转化统计); one may have several triggers."""
    query = select(Conversion.decision, Conversion.triggers)
    if agency_id is not None:
        query = query.where(Conversion.agency_id == agency_id)
    counts: dict[str, Counter[str]] = {}
    for decision, triggers in (await db.execute(query)).tuples():
        for trigger in triggers or ["none"]:
            counts.setdefault(trigger, Counter())[decision] += 1
    return {trigger: dict(counted) for trigger, counted in counts.items()}


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to see before a conversion is settled."""

    draft: ConversionDraft | None
    clearances: list[ConversionClearance]
    approved: list[InformationRequest]
    """Requests of the group whose reply is approved and waits to be issued."""
    unanswered: int
    files: list[dict[str, Any]]
    earlier: list[Conversion]


async def get_work(db: AsyncSession, group: RequestGroup, viewer: Actor) -> Work:
    """All that the page of a conversion shows. Raises Forbidden."""
    if not (may_convert(viewer) or may_clear(viewer)):
        raise Forbidden
    draft = await db.get(ConversionDraft, group.id)
    clearances = select(ConversionClearance).where(
        ConversionClearance.group_id == group.id, ConversionClearance.digest == (draft.digest if draft else "")
    )
    replies = (
        select(InformationRequest, Reply.state)
        .join(RequestPlace, RequestPlace.request_id == InformationRequest.id)
        .outerjoin(Reply, Reply.request_id == InformationRequest.id)
        .where(RequestPlace.group_id == group.id, InformationRequest.replied_at.is_(None))
        .where(InformationRequest.closed_at.is_(None))
        .order_by(InformationRequest.received_on, InformationRequest.id)
    )
    rows = list((await db.execute(replies)).tuples())
    earlier = select(Conversion).where(Conversion.group_id == group.id).order_by(Conversion.decided_at.desc())
    return Work(
        draft,
        list(await db.scalars(clearances.order_by(ConversionClearance.cleared_at))),
        [request for request, state in rows if state == "approved"],
        sum(state != "approved" for _, state in rows),
        await _list_files(db, group.id),
        list(await db.scalars(earlier)),
    )


async def _list_files(db: AsyncSession, group_id: UUID) -> list[dict[str, Any]]:
    """Files of the group's replies, each once: what may be published with it."""
    query = (
        select(StoredFile.id, StoredFile.size, ReplyFile.title, ReplyFile.is_redacted)
        .join(ReplyFile, ReplyFile.file_id == StoredFile.id)
        .join(Reply, Reply.id == ReplyFile.reply_id)
        .join(RequestPlace, RequestPlace.request_id == Reply.request_id)
        .where(RequestPlace.group_id == group_id)
        .order_by(ReplyFile.id)
    )
    rows = (await db.execute(query)).tuples()
    return list(
        {
            file_id: {"id": str(file_id), "size": size, "title": title, "is_redacted": redacted}
            for file_id, size, title, redacted in rows
        }.values()
    )


async def list_approved(
    db: AsyncSession, group_id: UUID, chosen: Sequence[UUID] | None = None
) -> list[InformationRequest]:
    """Requests of a group whose approved replies go out now, locked."""
    query = (
        select(InformationRequest)
        .join(RequestPlace, RequestPlace.request_id == InformationRequest.id)
        .join(Reply, Reply.request_id == InformationRequest.id)
        .where(RequestPlace.group_id == group_id, Reply.state == "approved")
        .order_by(InformationRequest.received_on, InformationRequest.id)
        .with_for_update(of=InformationRequest)
        .execution_options(populate_existing=True)
    )
    if chosen is not None:
        query = query.where(InformationRequest.id.in_(chosen))
    return list(await db.scalars(query))


async def list_suggestions(
    db: AsyncSession, viewer: Actor, *, is_open: bool
) -> list[tuple[Application, Applicant, InformationRequest, RequestGroup | None, SuggestionReview | None]]:
    """Suggestions of the agency's applicants, the oldest open ones first. Raises Forbidden."""
    if not may_convert(viewer):
        raise Forbidden
    query = (
        select(Application, Applicant, InformationRequest, RequestGroup, SuggestionReview)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .join(InformationRequest, InformationRequest.application_id == Application.id)
        .outerjoin(RequestPlace, RequestPlace.request_id == InformationRequest.id)
        .outerjoin(RequestGroup, RequestGroup.id == RequestPlace.group_id)
        .outerjoin(SuggestionReview, SuggestionReview.application_id == Application.id)
        .where(Application.agency_id == viewer.agency_id, Application.suggests_disclosure)
        .where(InformationRequest.position == 1)
        .where(SuggestionReview.application_id.is_(None) if is_open else SuggestionReview.application_id.is_not(None))
        .order_by(Application.suggested_at if is_open else SuggestionReview.decided_at.desc())
        .limit(100)
    )
    return [(a, b, c, d, e) for a, b, c, d, e in (await db.execute(query)).tuples()]


async def get_review(db: AsyncSession, application_id: UUID) -> SuggestionReview | None:
    """What became of a suggestion; whoever asks has the right to the application."""
    return await db.get(SuggestionReview, application_id)


async def list_chosen(db: AsyncSession, draft: ConversionDraft | None) -> list[StoredFile]:
    """The files that would be published with a draft."""
    ids = [UUID(one) for one in draft.file_ids] if draft else []
    return list(await db.scalars(select(StoredFile).where(StoredFile.id.in_(ids)).order_by(StoredFile.id)))
