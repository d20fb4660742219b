"""Putting new requests where they belong (归并): by document number, else by words, never across a guard.

Candidates come from an index (similarity's, or the document number's), so the work for one request does not grow with
how many there are. What stands in a group stays there: the engine only adds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.applicants.models import Applicant
from app.lib.personal_data import mask, scan
from app.request_groups.membership import facts_of, new_group, recount
from app.request_groups.models import RequestGroup, RequestPlace
from app.request_groups.rules import LIVE, Held, Likeness, Relation, pairs_of, relate
from app.requests.models import Application, InformationRequest
from app.requests.rules import RequestState
from app.similarity.facts import Facts, Guard, read_facts
from app.similarity.queries import find_candidates
from app.similarity.ready import Ready, get_ready
from app.similarity.services import add_texts

BATCH = 50
_LOOKED_AT = 8
"""Members of a group that a newcomer is compared with."""
_GROUPS = 40
"""Groups that a newcomer is compared with."""
_LEAST_BODY = 4
_COMMON_FROM, _COMMON_SHARE = 4, 0.2
_NOT_GROUPED = (RequestState.SUBMITTED, RequestState.AWAITING_CONFIRMATION, RequestState.WITHDRAWN)


@dataclass(frozen=True)
class Newcomer:
    """A request that has no place yet."""

    request_id: UUID
    applicant_key: str
    received_on: date
    facts: Facts

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


def space_of(agency_id: UUID) -> str:
    """The similarity space of an agency's requests."""
    return f"requests:{agency_id}"


async def prepare_requests(db: AsyncSession, agency_id: UUID) -> Prepared:
    """Read the next waiting requests of an agency, in the order of their receipt."""
    query = (
        select(InformationRequest, Applicant.id, Applicant.id_hash)
        .join(Application, Application.id == InformationRequest.application_id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .outerjoin(RequestPlace, RequestPlace.request_id == InformationRequest.id)
        .where(InformationRequest.agency_id == agency_id, *waiting())
        .order_by(InformationRequest.received_on, InformationRequest.id)
        .limit(BATCH)
    )
    newcomers = [
        Newcomer(request.id, id_hash or str(applicant_id), request.received_on, _read(request))
        for request, applicant_id, id_hash in (await db.execute(query)).tuples()
        if request.received_on is not None
    ]
    bodies = [one.facts.body for one in newcomers if one.is_groupable and one.facts.body]
    return Prepared(newcomers, await get_ready(db, space_of(agency_id), bodies))


def waiting() -> tuple[ColumnElement[bool], ...]:
    """WHERE of requests that were received and have no place (outer join of RequestPlace)."""
    return (
        RequestPlace.request_id.is_(None),
        InformationRequest.received_on.is_not(None),
        InformationRequest.state.not_in([state.value for state in _NOT_GROUPED]),
    )


def _read(request: InformationRequest) -> Facts:
    said = request.description
    if request.doc_no and request.doc_no not in said:
        said = f"{said} {request.doc_no}"
    facts = read_facts(said)
    return Facts(facts.values, mask(facts.body, scan(facts.body)))


async def place_requests(db: AsyncSession, agency_id: UUID, prepared: Prepared, *, now: datetime) -> int:
    """Give each newcomer its place. The caller holds the agency's lock. Answers how many had none before."""
    ids = [one.request_id for one in prepared.newcomers]
    there = set(await db.scalars(select(RequestPlace.request_id).where(RequestPlace.request_id.in_(ids))))
    newcomers = [one for one in prepared.newcomers if one.request_id not in there]
    texts = await _add_texts(db, agency_id, newcomers, prepared.ready, now)
    touched: set[UUID] = set()
    for one in newcomers:
        group, likeness = None, Likeness(Relation.UNRELATED, 1.0)
        text_id = texts.get(one.facts.body) if one.is_groupable else None
        if one.is_groupable:
            group, likeness = await _home(db, agency_id, one, text_id)
            group = group or await new_group(db, agency_id)
            group.guards = Held.of(group.guards).join(one.facts.values).stored()
            touched.add(group.id)
        db.add(_place(agency_id, one, group, text_id, likeness.score))
        await db.flush()
    await recount(db, touched)
    return len(newcomers)


def _place(
    agency_id: UUID, one: Newcomer, group: RequestGroup | None, text_id: int | None, score: float
) -> RequestPlace:
    personal = one.facts.is_personal
    return RequestPlace(
        request_id=one.request_id,
        agency_id=agency_id,
        group_id=group.id if group else None,
        guards={guard.value: "1" if personal else value for guard, value in one.facts.values.items()},
        document=None if personal else one.facts.values.get(Guard.DOCUMENT),
        body=one.facts.body,
        text_id=text_id,
        applicant_key=one.applicant_key,
        received_on=one.received_on,
        score=round(score, 3),
        placed_by="engine",
        is_new=bool(group and group.confirmed_at),
    )


async def _add_texts(
    db: AsyncSession, agency_id: UUID, newcomers: Sequence[Newcomer], ready: Ready, now: datetime
) -> dict[str, int]:
    """Put their words into the index; the text of each body."""
    bodies = [one.facts.body for one in newcomers if one.is_groupable and one.facts.body]
    placed = await add_texts(db, space_of(agency_id), bodies, ready=ready, now=now)
    return {body: placement.text_id for body, placement in zip(bodies, placed, strict=True)}


async def _home(
    db: AsyncSession, agency_id: UUID, one: Newcomer, text_id: int | None
) -> tuple[RequestGroup | None, Likeness]:
    """The group that it belongs to, if any: nothing contradicts, and the members it is most like say the same."""
    best: tuple[float, int] = (0.0, 0)
    chosen: tuple[RequestGroup | None, Likeness] = (None, Likeness(Relation.UNRELATED, 1.0))
    near = [
        (group, members)
        for group, members in await candidates(db, agency_id, one.facts, text_id)
        if not Held.of(group.guards).conflicts(one.facts.values)
    ]
    common = common_pairs([members for _, members in near])
    for group, members in near:
        found = [relate(one.facts, member, common=common) for member in members]
        likeness = max(found, key=lambda like: (like.relation is Relation.SAME, like.score))
        together = sum(like.relation is Relation.SAME for like in found)
        if together * 2 < len(found) or not together:
            continue
        rank = (likeness.score + likeness.is_by_document, -group.number)
        if chosen[0] is None or rank > best:
            best, chosen = rank, (group, likeness)
    return chosen


def common_pairs(groups: Sequence[Sequence[Facts]]) -> frozenset[str]:
    """Pairs of characters that many groups have which nothing but their words keeps apart: they tell no matter."""
    held = Counter(pair for members in groups for pair in frozenset().union(*(pairs_of(m.body) for m in members)))
    return frozenset(pair for pair, n in held.items() if n >= max(_COMMON_FROM, len(groups) * _COMMON_SHARE))


async def candidates(
    db: AsyncSession, agency_id: UUID, facts: Facts, text_id: int | None
) -> list[tuple[RequestGroup, list[Facts]]]:
    """Living groups that share words or the document number, each with some of its members."""
    document = facts.values.get(Guard.DOCUMENT)
    text_ids = await find_candidates(db, space_of(agency_id), facts.body) if facts.body else []
    alike: list[ColumnElement[bool]] = [RequestPlace.text_id.in_([*text_ids, *([text_id] if text_id else [])])]
    if document:
        alike.append(RequestPlace.document == document)
    near = (
        select(RequestPlace.group_id)
        .where(RequestPlace.agency_id == agency_id, RequestPlace.group_id.is_not(None), or_(*alike))
        .group_by(RequestPlace.group_id)
        .order_by(func.max(RequestPlace.received_on).desc())
        .limit(_GROUPS)
    )
    group_ids = list(await db.scalars(near))
    groups = list(
        await db.scalars(
            select(RequestGroup)
            .where(RequestGroup.id.in_(group_ids), RequestGroup.state.in_(LIVE))
            .order_by(RequestGroup.number)
        )
    )
    members = await facts_of(db, [group.id for group in groups], most=_LOOKED_AT)
    return [(group, members[group.id]) for group in groups if members.get(group.id)]
