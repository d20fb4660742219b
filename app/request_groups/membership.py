"""What every verb of a group rests on: its members, what is counted of them, and the record of each change."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.accounts.rules import Actor
from app.history.services import record
from app.lib.errors import NotFound
from app.request_groups.models import RequestGroup, RequestGroupEvent, RequestPlace
from app.request_groups.rules import GroupState, Held, Verb
from app.similarity.facts import Facts, Guard


async def lock_agency(db: AsyncSession, agency_id: UUID) -> None:
    """Groups of one agency change one after another."""
    query = select(Agency.id).where(Agency.id == agency_id).with_for_update(key_share=True)
    if await db.scalar(query) is None:
        raise NotFound


async def new_group(db: AsyncSession, agency_id: UUID) -> RequestGroup:
    """An empty group with the next number. The caller holds the agency's lock."""
    last = await db.scalar(select(func.max(RequestGroup.number)).where(RequestGroup.agency_id == agency_id)) or 0
    group = RequestGroup(agency_id=agency_id, number=last + 1, state=GroupState.OPEN.value, guards={})
    db.add(group)
    await db.flush()
    return group


async def facts_of(db: AsyncSession, group_ids: Sequence[UUID], *, most: int) -> dict[UUID, list[Facts]]:
    """The newest `most` members of each group, as they were read."""
    rank = func.row_number().over(
        partition_by=RequestPlace.group_id, order_by=(RequestPlace.received_on.desc(), RequestPlace.request_id)
    )
    ranked = select(RequestPlace.request_id, rank.label("n")).where(RequestPlace.group_id.in_(group_ids)).subquery()
    query = select(RequestPlace).join(ranked, ranked.c.request_id == RequestPlace.request_id).where(ranked.c.n <= most)
    found: dict[UUID, list[Facts]] = {}
    for place in await db.scalars(query.order_by(RequestPlace.request_id)):
        assert place.group_id is not None
        found.setdefault(place.group_id, []).append(read_place(place))
    return found


def read_place(place: RequestPlace) -> Facts:
    """What was read from a request when it was placed."""
    return Facts({Guard(guard): value for guard, value in place.guards.items()}, place.body)


async def list_places(
    db: AsyncSession, group_id: UUID, request_ids: Collection[UUID] | None = None
) -> list[RequestPlace]:
    """The places of a group's requests, all or some of them."""
    query = select(RequestPlace).where(RequestPlace.group_id == group_id).order_by(RequestPlace.request_id)
    if request_ids is not None:
        query = query.where(RequestPlace.request_id.in_(request_ids))
    return list(await db.scalars(query))


def move_places(places: Iterable[RequestPlace], target: RequestGroup) -> list[dict[str, object]]:
    """Put requests into another group by a person's hand; what the way back needs."""
    before = []
    for place in places:
        before.append({"id": str(place.request_id), "placed_by": place.placed_by, "is_new": place.is_new})
        place.group_id, place.placed_by, place.is_new = target.id, "person", False
    return before


async def recount(db: AsyncSession, group_ids: Collection[UUID]) -> None:
    """Count these groups anew from their members; a group without any is empty."""
    query = (
        select(
            RequestPlace.group_id,
            func.count(),
            func.count(RequestPlace.applicant_key.distinct()),
            func.count().filter(RequestPlace.is_new),
            func.max(RequestPlace.received_on),
        )
        .where(RequestPlace.group_id.in_(group_ids))
        .group_by(RequestPlace.group_id)
    )
    await db.flush()
    counts = {row[0]: row[1:] for row in (await db.execute(query)).tuples()}
    for group in await db.scalars(select(RequestGroup).where(RequestGroup.id.in_(group_ids))):
        size, people, new, last = counts.get(group.id, (0, 0, 0, None))
        group.size, group.people, group.new_count, group.last_asked_on = size, people, new, last
        if group.state != GroupState.MERGED:
            group.state = _state(group)
    await db.flush()


def _state(group: RequestGroup) -> str:
    if not group.size:
        return GroupState.EMPTY.value
    return (GroupState.CONFIRMED if group.confirmed_at else GroupState.OPEN).value


async def regather(db: AsyncSession, groups: Iterable[RequestGroup]) -> None:
    """Read the guards of groups anew from their members."""
    for group in groups:
        held = Held()
        for place in await list_places(db, group.id):
            held = held.join(read_place(place).values)
        group.guards = held.stored()


async def add_event(
    db: AsyncSession,
    group: RequestGroup,
    verb: Verb,
    *,
    other: RequestGroup | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
    **details: object,
) -> RequestGroupEvent:
    """Write an act down twice: as an event that can be taken back, and in the record that cannot."""
    event = RequestGroupEvent(
        agency_id=group.agency_id,
        at=now,
        actor_id=actor.id,
        actor_name=actor.name,
        verb=verb.value,
        group_id=group.id,
        other_group_id=other.id if other else None,
        reason=reason,
        details=details,
    )
    db.add(event)
    for one in (group, other):
        if one is not None:
            one.revision += 1
    record(
        db,
        f"request_group:{verb.value}",
        f"request_group:{group.id}",
        agency_id=group.agency_id,
        actor=actor,
        now=now,
        number=group.number,
        **({"other": other.number} if other else {}),
        **({"reason": reason} if reason else {}),
    )
    await db.flush()
    return event
