"""Putting new requests where they belong (归并): by document number, else by words, never across a guard.

What stands in a group stays there, unless the request's own words changed (following.py). `InformationRequest.text_id`
tells which were read: whoever changes a description empties it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.applicants.models import Applicant
from app.lib.personal_data import mask, scan
from app.request_groups.following import follow_words, read_into, requests_of
from app.request_groups.homes import find_home, space_of
from app.request_groups.membership import new_group, recount
from app.request_groups.models import RequestPlace
from app.request_groups.rules import Held, Likeness, Relation
from app.requests.models import Application, InformationRequest
from app.requests.rules import RequestState
from app.similarity.facts import Facts, Guard, read_facts
from app.similarity.ready import Ready, get_ready
from app.similarity.services import add_texts

BATCH = 50
_LEAST_BODY = 4
_NOT_COMPARED = "不参与归并"
"""Stands in the index for all that belong to no group: read, and compared with nothing."""
_NOT_GROUPED = (RequestState.SUBMITTED, RequestState.AWAITING_CONFIRMATION, RequestState.WITHDRAWN)


@dataclass(frozen=True)
class Newcomer:
    """A request that has no place yet, or one whose words changed."""

    request_id: UUID
    applicant_key: str
    received_on: date
    said: str
    was_reworded: bool

    @cached_property
    def facts(self) -> Facts:
        """What is read from it."""
        return _read(self.said)

    @property
    def is_groupable(self) -> bool:
        """About the matter of others too, and about something."""
        says_something = len(self.facts.body) >= _LEAST_BODY or Guard.DOCUMENT in self.facts.values
        return says_something and not self.facts.is_personal


@dataclass
class Prepared:
    """What can be done before anything is locked: reading and sketching."""

    newcomers: list[Newcomer] = field(default_factory=list)
    ready: Ready = field(default_factory=Ready)


async def prepare_requests(db: AsyncSession, agency_id: UUID) -> Prepared:
    """Read the next waiting requests of an agency, in the order of their receipt."""
    query = (
        select(InformationRequest, Applicant.id, Applicant.id_hash, Application.original_words)
        .join(Application, Application.id == InformationRequest.application_id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .where(InformationRequest.agency_id == agency_id, *waiting())
        .order_by(InformationRequest.received_on, InformationRequest.id)
        .limit(BATCH)
    )
    newcomers = [
        Newcomer(request.id, id_hash or str(applicant_id), request.received_on, _said(request), words is not None)
        for request, applicant_id, id_hash, words in (await db.execute(query)).tuples()
        if request.received_on is not None
    ]
    bodies = [one.facts.body for one in newcomers if one.is_groupable and one.facts.body]
    return Prepared(newcomers, await get_ready(db, space_of(agency_id), bodies))


def waiting() -> tuple[ColumnElement[bool], ...]:
    """WHERE of requests that were received and were not read since their words last changed."""
    return (
        InformationRequest.text_id.is_(None),
        InformationRequest.received_on.is_not(None),
        InformationRequest.state.not_in([state.value for state in _NOT_GROUPED]),
    )


def _said(request: InformationRequest) -> str:
    if request.doc_no and request.doc_no not in request.description:
        return f"{request.description} {request.doc_no}"
    return request.description


def _read(said: str) -> Facts:
    facts = read_facts(said)
    return Facts(facts.values, mask(facts.body, scan(facts.body)))


async def place_requests(db: AsyncSession, agency_id: UUID, prepared: Prepared, *, now: datetime) -> int:
    """Give each newcomer its place, or the place that follows its changed words. The caller holds the agency's lock.

    Answers how many were read.
    """
    ids = [one.request_id for one in prepared.newcomers]
    requests = await requests_of(db, ids)
    places = {
        one.request_id: one for one in await db.scalars(select(RequestPlace).where(RequestPlace.request_id.in_(ids)))
    }
    newcomers = [
        one
        for one in prepared.newcomers
        if (held := requests.get(one.request_id)) and held.text_id is None and _said(held) == one.said
    ]
    texts = await _add_texts(db, agency_id, newcomers, prepared.ready, now)
    for one in newcomers:
        text_id = texts.get(one.facts.body) if one.is_groupable else None
        place = places.get(one.request_id)
        if place is None:
            await _place(db, agency_id, one, text_id)
        elif one.was_reworded:
            await follow_words(db, place, one.facts, text_id, is_groupable=one.is_groupable, now=now)
        requests[one.request_id].text_id = text_id or texts[_NOT_COMPARED]
        await db.flush()
    return len(newcomers)


async def _place(db: AsyncSession, agency_id: UUID, one: Newcomer, text_id: int | None) -> None:
    group, likeness = None, Likeness(Relation.UNRELATED, 1.0)
    if one.is_groupable:
        group, likeness = await find_home(db, agency_id, one.facts, text_id)
        group = group or await new_group(db, agency_id)
        group.guards = Held.of(group.guards).join(one.facts.values).stored()
    place = RequestPlace(
        request_id=one.request_id,
        agency_id=agency_id,
        group_id=group.id if group else None,
        applicant_key=one.applicant_key,
        received_on=one.received_on,
        score=round(likeness.score, 3),
        placed_by="engine",
        is_new=bool(group and group.confirmed_at),
    )
    read_into(place, one.facts, text_id)
    db.add(place)
    await recount(db, [group.id] if group else [])


async def _add_texts(
    db: AsyncSession, agency_id: UUID, newcomers: Sequence[Newcomer], ready: Ready, now: datetime
) -> dict[str, int]:
    """Put their words into the index; the text of each body."""
    bodies = [one.facts.body for one in newcomers if one.is_groupable and one.facts.body]
    bodies += [_NOT_COMPARED] if len(bodies) < len(newcomers) else []
    placed = await add_texts(db, space_of(agency_id), bodies, ready=ready, now=now)
    return {body: placement.text_id for body, placement in zip(bodies, placed, strict=True)}
