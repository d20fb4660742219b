"""Reading replies: what waits for whom, the approvals, earlier replies to the same applicant, what is released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.accounts.rules import Actor, Role
from app.applicants.models import Applicant
from app.files.models import StoredFile
from app.letters.models import Letter, LetterService
from app.lib.errors import NotFound
from app.replies.models import Reply, ReplyFile, ReplyReview, ReplyVersion
from app.replies.rules import ReplyKind, ReplyState, remedies_for
from app.requests.models import Application, InformationRequest
from app.requests.queries import readable_by
from app.requests.rules import RequestState

MOST_WAITING = 200
ANSWERED = (RequestState.REPLIED, RequestState.WITHDRAWN)
MOST_EARLIER = 20


@dataclass(frozen=True)
class Waiting:
    """A reply that waits for the viewer."""

    request_id: UUID
    title: str
    register_no: str
    kind: str
    what: str
    """review, issue or rewrite (returned to whoever wrote it)."""
    role: str
    due_on: date | None
    since: datetime


async def list_waiting(db: AsyncSession, viewer: Actor) -> list[Waiting]:
    """What the viewer has to do with replies, the most urgent first: review, rewrite, issue."""
    if viewer.id is None:
        return []
    to_rewrite = and_(Reply.state == ReplyState.DRAFTING, Reply.drafted_by_id == viewer.id, Reply.round > 0)
    is_issuer = viewer.has(Role.OPENNESS_OFFICER, Role.OPENNESS_CHIEF)
    to_issue = and_(Reply.state == ReplyState.APPROVED, true() if is_issuer else Reply.drafted_by_id == viewer.id)
    query = (
        select(Reply, InformationRequest)
        .join(InformationRequest, InformationRequest.id == Reply.request_id)
        .where(
            *readable_by(viewer),
            InformationRequest.state.not_in(ANSWERED),
            or_(_to_review(viewer), to_rewrite, to_issue),
        )
        .order_by(InformationRequest.due_on, Reply.id)
        .limit(MOST_WAITING)
    )
    return [_waiting(reply, request) for reply, request in (await db.execute(query)).tuples()]


def _to_review(viewer: Actor) -> ColumnElement[bool]:
    own_division = or_(Reply.next_role != Role.DIVISION_HEAD, Reply.division_id == viewer.division_id)
    return and_(
        Reply.state == ReplyState.UNDER_REVIEW,
        Reply.next_role.in_([role.value for role in viewer.roles]),
        Reply.submitted_by_id != viewer.id,
        own_division,
    )


_WHAT = {ReplyState.UNDER_REVIEW: "review", ReplyState.APPROVED: "issue", ReplyState.DRAFTING: "rewrite"}


def _waiting(reply: Reply, request: InformationRequest) -> Waiting:
    return Waiting(
        request_id=request.id,
        title=request.title or "",
        register_no=request.register_no or "",
        kind=reply.kind,
        what=_WHAT[ReplyState(reply.state)],
        role=reply.next_role or "",
        due_on=request.due_on,
        since=reply.submitted_at or reply.drafted_at,
    )


async def list_reviews(db: AsyncSession, reply: Reply) -> list[dict[str, Any]]:
    """Every decision on the reply with names, oldest first."""
    deputy = aliased(Person)
    query = (
        select(ReplyReview, Person.full_name, deputy.full_name)
        .join(Person, Person.id == ReplyReview.person_id)
        .outerjoin(deputy, deputy.id == ReplyReview.for_person_id)
        .where(ReplyReview.reply_id == reply.id)
        .order_by(ReplyReview.id)
    )
    return [
        {
            "round": review.round,
            "version": review.version,
            "role": review.role,
            "decision": review.decision,
            "comment": review.comment,
            "at": review.decided_at,
            "person_id": review.person_id,
            "person": person,
            "standing_for": standing_for or "",
            "deputy_reason": review.deputy_reason,
        }
        for review, person, standing_for in (await db.execute(query)).tuples()
    ]


async def list_versions(db: AsyncSession, reply: Reply) -> list[tuple[ReplyVersion, str]]:
    """Earlier texts with who wrote them, the newest first."""
    query = (
        select(ReplyVersion, Person.full_name)
        .join(Person, Person.id == ReplyVersion.drafted_by_id)
        .where(ReplyVersion.reply_id == reply.id)
        .order_by(ReplyVersion.version.desc())
    )
    return [(version, name) for version, name in (await db.execute(query)).tuples()]


async def list_holders(db: AsyncSession, agency_id: UUID, role: Role) -> list[Person]:
    """Who holds a role: whom somebody may stand in for."""
    query = select(Person).where(Person.agency_id == agency_id, Person.is_active).order_by(Person.full_name)
    return [person for person in await db.scalars(query) if role.value in person.roles]


@dataclass(frozen=True)
class Earlier:
    """An earlier reply to the same applicant."""

    request_id: UUID
    title: str
    number: str
    dated_on: date
    kind: str
    description: str


async def list_earlier(db: AsyncSession, request: InformationRequest) -> list[Earlier]:
    """Replies that the same applicant has had, the newest first: what he asks may have been answered (art. 36(6))."""
    own = (
        select(Applicant.id_hash)
        .join(Application, Application.applicant_id == Applicant.id)
        .where(Application.id == request.application_id)
        .scalar_subquery()
    )
    query = (
        select(InformationRequest, Letter, Reply.kind)
        .join(Reply, Reply.request_id == InformationRequest.id)
        .join(Letter, Letter.id == Reply.letter_id)
        .join(Application, Application.id == InformationRequest.application_id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .where(
            Applicant.agency_id == request.agency_id,
            Applicant.id_hash == own,
            InformationRequest.id != request.id,
        )
        .order_by(Letter.dated_on.desc(), Letter.id.desc())
        .limit(MOST_EARLIER)
    )
    return [
        Earlier(of.id, of.title or "", letter.number, letter.dated_on, kind, of.description)
        for of, letter, kind in (await db.execute(query)).tuples()
    ]


@dataclass(frozen=True)
class Released:
    """A reply as its applicant sees it on his receipt."""

    request_id: UUID
    kind: str
    letter_id: UUID
    number: str
    issued_at: datetime
    remedies: tuple[str, ...]
    files: tuple[tuple[UUID, str, int], ...]
    """Id, title and size of each file."""
    served_on: date | None
    """When it reached the applicant, as far as that is recorded."""


async def list_released(db: AsyncSession, request_ids: Sequence[UUID]) -> dict[UUID, Released]:
    """The issued replies of these requests. Whoever asks has the receipt, or the right to the requests."""
    if not request_ids:
        return {}
    query = (
        select(Reply, Letter.number)
        .join(Letter, Letter.id == Reply.letter_id)
        .where(Reply.request_id.in_(request_ids), Reply.state == ReplyState.ISSUED)
    )
    rows = list((await db.execute(query)).tuples())
    files = await _files_of(db, [reply.id for reply, _number in rows])
    served = await _served_on(db, [reply.letter_id for reply, _number in rows if reply.letter_id])
    return {
        reply.request_id: Released(
            request_id=reply.request_id,
            kind=reply.kind,
            letter_id=reply.letter_id,  # type: ignore[arg-type]  # the state says that there is one
            number=number,
            issued_at=reply.issued_at,  # type: ignore[arg-type]
            remedies=remedies_of(reply.kind),
            files=tuple(files.get(reply.id, ())),
            served_on=served.get(reply.letter_id),
        )
        for reply, number in rows
    }


def remedies_of(kind: str) -> tuple[str, ...]:
    """Variants of the remedies of a kind, for pages: A, B, both or none."""
    return tuple(remedy.value for remedy in remedies_for(ReplyKind(kind)))


async def _served_on(db: AsyncSession, letter_ids: Sequence[UUID]) -> dict[UUID | None, date]:
    """The day that counts for each letter: the latest entry corrects the earlier ones."""
    query = select(LetterService.letter_id, LetterService.served_on).where(LetterService.letter_id.in_(letter_ids))
    return {letter_id: day for letter_id, day in (await db.execute(query.order_by(LetterService.id))).tuples()}


async def _files_of(db: AsyncSession, reply_ids: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, str, int]]]:
    query = (
        select(ReplyFile.reply_id, ReplyFile.file_id, ReplyFile.title, StoredFile.size)
        .join(StoredFile, StoredFile.id == ReplyFile.file_id)
        .where(ReplyFile.reply_id.in_(reply_ids))
        .order_by(ReplyFile.id)
    )
    files: dict[UUID, list[tuple[UUID, str, int]]] = {}
    for reply_id, file_id, title, size in (await db.execute(query)).tuples():
        files.setdefault(reply_id, []).append((file_id, title, size))
    return files


async def get_released_file(db: AsyncSession, request_id: UUID, file_id: UUID) -> tuple[StoredFile, str]:
    """A file of an issued reply and its title. Raises NotFound for any other."""
    return await _get_file(db, request_id, file_id, Reply.state == ReplyState.ISSUED)


async def get_staff_file(db: AsyncSession, request_id: UUID, file_id: UUID) -> tuple[StoredFile, str]:
    """A file of a reply in any state; the caller has the right to the request. Raises NotFound."""
    return await _get_file(db, request_id, file_id)


async def _get_file(db: AsyncSession, request_id: UUID, file_id: UUID, *also: Any) -> tuple[StoredFile, str]:
    query = (
        select(StoredFile, ReplyFile.title)
        .join(ReplyFile, ReplyFile.file_id == StoredFile.id)
        .join(Reply, Reply.id == ReplyFile.reply_id)
        .where(Reply.request_id == request_id, StoredFile.id == file_id, *also)
    )
    row = (await db.execute(query)).first()
    if row is None:
        raise NotFound
    return row[0], row[1]
