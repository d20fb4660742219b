"""Reads of the groups' pages: the board, one group, what is near it, its record, and what an earlier reply settles."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.applicants.models import Applicant
from app.lib.errors import Forbidden, NotFound
from app.request_groups.homes import candidates
from app.request_groups.membership import facts_of, read_place
from app.request_groups.models import RequestGroup, RequestGroupApart, RequestGroupEvent, RequestPlace
from app.request_groups.rules import LIVE, Held, Likeness, Relation, may_see_groups, relate
from app.request_groups.triggers import DISCLOSED, Thresholds
from app.requests.models import Application, InformationRequest

PAGE = 20
MEMBERS = 50
NEAR = 12


@dataclass(frozen=True, slots=True)
class Filter:
    """What the board shows."""

    shown: str = "several"
    """several, due, new, converted, single, all."""
    page: int = 1


def agency_of(viewer: Actor) -> UUID:
    """The agency whose groups a viewer sees. Raises Forbidden."""
    if not may_see_groups(viewer) or viewer.agency_id is None:
        raise Forbidden
    return viewer.agency_id


def _where(wanted: Filter, law: Thresholds) -> list[ColumnElement[bool]]:
    ways: dict[str, list[ColumnElement[bool]]] = {
        "due": [
            or_(
                RequestGroup.people >= law.people,
                RequestGroup.size >= law.requests,
                RequestGroup.is_wide_scope,
                RequestGroup.is_wide_awareness,
            ),
            RequestGroup.converted_on.is_(None),
        ],
        "new": [RequestGroup.size > 1, or_(RequestGroup.confirmed_at.is_(None), RequestGroup.new_count > 0)],
        "converted": [RequestGroup.converted_on.is_not(None)],
        "single": [RequestGroup.size == 1],
        "all": [],
    }
    return ways.get(wanted.shown, [RequestGroup.size > 1])


async def list_groups(
    db: AsyncSession, viewer: Actor, wanted: Filter, law: Thresholds
) -> tuple[list[RequestGroup], int]:
    """A page of the agency's groups, most people first, and how many there are. Raises Forbidden."""
    if not may_see_groups(viewer):
        raise Forbidden
    where = [RequestGroup.agency_id == viewer.agency_id, RequestGroup.state.in_(LIVE), *_where(wanted, law)]
    total = await db.scalar(select(func.count()).select_from(RequestGroup).where(*where)) or 0
    query = (
        select(RequestGroup)
        .where(*where)
        .order_by(RequestGroup.people.desc(), RequestGroup.size.desc(), RequestGroup.number)
        .limit(PAGE)
        .offset((wanted.page - 1) * PAGE)
    )
    return list(await db.scalars(query)), total


async def count_groups(db: AsyncSession, viewer: Actor, law: Thresholds) -> dict[str, int]:
    """How many groups each filter shows, in one query."""
    kinds = ("several", "due", "new", "converted", "single")
    columns = [func.count().filter(*_where(Filter(kind), law)) for kind in kinds]
    row = (
        await db.execute(
            select(*columns).where(RequestGroup.agency_id == viewer.agency_id, RequestGroup.state.in_(LIVE))
        )
    ).one()
    return dict(zip(kinds, row, strict=True))


async def get_group(db: AsyncSession, viewer: Actor, number: int) -> RequestGroup:
    """One group of the agency, also one that was merged. Raises Forbidden, NotFound."""
    if not may_see_groups(viewer):
        raise Forbidden
    query = select(RequestGroup).where(RequestGroup.agency_id == viewer.agency_id, RequestGroup.number == number)
    group = await db.scalar(query)
    if group is None:
        raise NotFound
    return group


async def get_group_of(db: AsyncSession, request_id: UUID) -> RequestGroup | None:
    """The group of a request; whoever asks has the right to the request."""
    query = select(RequestGroup).join(RequestPlace, RequestPlace.group_id == RequestGroup.id)
    return await db.scalar(query.where(RequestPlace.request_id == request_id))


async def list_members(
    db: AsyncSession, group_id: UUID, *, most: int = MEMBERS
) -> list[tuple[RequestPlace, InformationRequest, Applicant]]:
    """The newest requests of a group with their applicants."""
    query = (
        select(RequestPlace, InformationRequest, Applicant)
        .join(InformationRequest, InformationRequest.id == RequestPlace.request_id)
        .join(Application, Application.id == InformationRequest.application_id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .where(RequestPlace.group_id == group_id)
        .order_by(RequestPlace.received_on.desc(), RequestPlace.request_id)
        .limit(most)
    )
    return [(place, request, applicant) for place, request, applicant in (await db.execute(query)).tuples()]


async def first_words(db: AsyncSession, group_ids: list[UUID]) -> dict[UUID, str]:
    """The words of the newest member of each group, personal data masked: a name until somebody gives one."""
    return {
        group_id: facts[0].body.replace("|", " ") for group_id, facts in (await facts_of(db, group_ids, most=1)).items()
    }


async def list_near(db: AsyncSession, group: RequestGroup) -> list[tuple[RequestGroup, Likeness]]:
    """Groups that might be the same, and those that are close but different information, most alike first."""
    ours = (await facts_of(db, [group.id], most=1)).get(group.id)
    if not ours:
        return []
    apart = await _kept_apart(db, group.id)
    found: list[tuple[RequestGroup, Likeness]] = []
    for other, members in await candidates(db, group.agency_id, ours[0], None):
        if other.id == group.id or other.id in apart:
            continue
        likeness = max((relate(ours[0], member) for member in members), key=lambda one: one.score)
        guards = Held.of(group.guards).differing(Held.of(other.guards))
        relation = likeness.relation
        if guards and relation is not Relation.UNRELATED:
            relation = Relation.NEAR
        if relation is not Relation.UNRELATED:
            found.append(
                (other, Likeness(relation, likeness.score, guards or likeness.guards, likeness.is_by_document))
            )
    found.sort(key=lambda one: (one[1].relation is Relation.NEAR, -one[1].score, one[0].number))
    return found[:NEAR]


async def _kept_apart(db: AsyncSession, group_id: UUID) -> set[UUID]:
    query = select(RequestGroupApart.group_id, RequestGroupApart.other_group_id).where(
        or_(RequestGroupApart.group_id == group_id, RequestGroupApart.other_group_id == group_id)
    )
    return {one for pair in (await db.execute(query)).tuples() for one in pair} - {group_id}


async def list_events(db: AsyncSession, group_id: UUID) -> list[RequestGroupEvent]:
    """The changes of a group, the newest first."""
    query = select(RequestGroupEvent).where(
        or_(RequestGroupEvent.group_id == group_id, RequestGroupEvent.other_group_id == group_id)
    )
    return list(await db.scalars(query.order_by(RequestGroupEvent.id.desc()).limit(MEMBERS)))


async def numbers_of(db: AsyncSession, group_ids: set[UUID]) -> dict[UUID, int]:
    """The numbers of groups by id."""
    query = select(RequestGroup.id, RequestGroup.number).where(RequestGroup.id.in_(group_ids))
    return dict((await db.execute(query)).tuples().all())


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier reply settles: `repeat` (the same applicant, 条例 art. 36(6)) or `already_public` (36(1))."""

    kind: str
    request_id: UUID | None = None
    register_no: str | None = None
    replied_on: date | None = None
    index_no: str | None = None
    path: str | None = None


async def suggest_reply(db: AsyncSession, request: InformationRequest) -> Earlier | None:
    """What the reply to a request may rest on, as a suggestion to the clerk; whoever asks has the right to it.

    Information that is public now comes first: it helps everybody. Also for a request about the writer himself, which
    is in no group, the same applicant's earlier ones are looked at.
    """
    place = await db.get(RequestPlace, request.id)
    if place is None:
        return None
    group = await db.get(RequestGroup, place.group_id) if place.group_id else None
    if group is not None and group.converted_on is not None:
        return Earlier("already_public", replied_on=group.converted_on, index_no=group.index_no, path=group.path)
    query = (
        select(RequestPlace, InformationRequest)
        .join(InformationRequest, InformationRequest.id == RequestPlace.request_id)
        .where(RequestPlace.agency_id == place.agency_id, RequestPlace.applicant_key == place.applicant_key)
        .where(RequestPlace.request_id != place.request_id, InformationRequest.replied_at.is_not(None))
        .order_by(InformationRequest.replied_at.desc())
        .limit(MEMBERS)
    )
    for other, earlier in (await db.execute(query)).tuples():
        if _is_repeat(place, other) and earlier.reply_kind not in ("withdrawn", "not_corrected", "fee_unpaid"):
            replied_on = earlier.replied_at.date() if earlier.replied_at else None
            return Earlier("repeat", earlier.id, earlier.register_no, replied_on)
    return None


def _is_repeat(place: RequestPlace, other: RequestPlace) -> bool:
    if place.group_id is not None and place.group_id == other.group_id:
        return True
    if place.guards != other.guards or "person" not in place.guards:
        return False  # two requests about the same person's own records, alike in every guard
    one, two = read_place(place), read_place(other)
    return _without_person(one, two)


def _without_person(one: Any, two: Any) -> bool:
    bare = [type(facts)({k: v for k, v in facts.values.items() if k != "person"}, facts.body) for facts in (one, two)]
    return relate(bare[0], bare[1]).relation is Relation.SAME


def is_disclosed(reply_kind: str | None) -> bool:
    """Whether a reply gave the information, whole or in part."""
    return reply_kind in DISCLOSED
