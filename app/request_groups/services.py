"""What a person decides about groups of requests. Each act is an event that can be taken back.

The agency's groups are locked while one is changed. `revision` is what the form showed of the group: GroupChanged
where somebody else has changed it since.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor, Role
from app.history.services import record
from app.lib.errors import Forbidden, NotFound
from app.lib.i18n import gettext
from app.request_groups.membership import (
    add_event,
    list_places,
    lock_agency,
    move_places,
    new_group,
    recount,
    regather,
)
from app.request_groups.models import RequestGroup, RequestGroupApart, RequestGroupEvent, RequestThreshold
from app.request_groups.rules import (
    GUARD_LABELS,
    LIVE,
    GroupChanged,
    GroupGone,
    GroupState,
    GuardConflict,
    Held,
    NothingChosen,
    Verb,
    may_group,
)


async def load_group(db: AsyncSession, number: int, *, actor: Actor, revision: int | None = None) -> RequestGroup:
    """A living group of the actor's agency, for change. Raises NotFound, Forbidden, GroupGone, GroupChanged."""
    if not may_group(actor) or actor.agency_id is None:
        raise Forbidden
    await lock_agency(db, actor.agency_id)
    query = select(RequestGroup).where(RequestGroup.agency_id == actor.agency_id, RequestGroup.number == number)
    group = await db.scalar(query.execution_options(populate_existing=True))
    if group is None:
        raise NotFound
    if group.state not in LIVE:
        raise GroupGone(number=number)
    if revision is not None and group.revision != revision:
        raise GroupChanged(number=number)
    return group


async def confirm_group(db: AsyncSession, group: RequestGroup, *, actor: Actor, now: datetime) -> None:
    """Confirm that these requests ask for the same (确认归并)."""
    places = [place for place in await list_places(db, group.id) if place.is_new]
    await add_event(
        db, group, Verb.CONFIRM, actor=actor, now=now,
        confirmed_at=group.confirmed_at.isoformat() if group.confirmed_at else None,
        new=[str(place.request_id) for place in places],
    )  # fmt: skip
    group.confirmed_at = now
    for place in places:
        place.is_new = False
    await recount(db, [group.id])


async def rename_group(db: AsyncSession, group: RequestGroup, title: str, *, actor: Actor, now: datetime) -> None:
    """Say in the staff's words what the information is (命名); the public reads this and nothing of the requests."""
    await add_event(db, group, Verb.RENAME, actor=actor, now=now, title=group.title)
    group.title = title


async def judge_reach(
    db: AsyncSession, group: RequestGroup, *, wide_scope: bool, wide_awareness: bool, actor: Actor, now: datetime
) -> None:
    """Say that many are concerned, or that all should know (涉及范围广、需要社会广泛知晓): a trigger."""
    await add_event(
        db, group, Verb.JUDGE, actor=actor, now=now,
        wide_scope=group.is_wide_scope, wide_awareness=group.is_wide_awareness,
    )  # fmt: skip
    group.is_wide_scope, group.is_wide_awareness = wide_scope, wide_awareness


async def merge_groups(
    db: AsyncSession, into: RequestGroup, other: RequestGroup, *, reason: str = "", actor: Actor, now: datetime
) -> None:
    """Put another group into this one (合并). Raises GuardConflict where they ask for different information and no
    reason is given; with one, the guard is overridden and the reason stays on record."""
    if into.id == other.id:
        raise NothingChosen
    apart = Held.of(into.guards).differing(Held.of(other.guards))
    if apart and not reason.strip():
        raise GuardConflict(guards="、".join(gettext(GUARD_LABELS[guard]) for guard in apart))
    places = await list_places(db, other.id)
    moved = move_places(places, into)
    await add_event(
        db, into, Verb.MERGE, other=other, reason=reason.strip() if apart else "", actor=actor, now=now,
        moved=moved, guards=into.guards, overridden=[guard.value for guard in apart],
    )  # fmt: skip
    other.state, other.merged_into_id = GroupState.MERGED.value, into.id
    await regather(db, [into])
    await recount(db, [into.id, other.id])


async def split_group(
    db: AsyncSession, group: RequestGroup, request_ids: Sequence[UUID], *, actor: Actor, now: datetime
) -> RequestGroup:
    """Take requests out into a group of their own (拆分)."""
    other = await new_group(db, group.agency_id)
    await _move(db, Verb.SPLIT, group, other, request_ids, actor=actor, now=now)
    return other


async def move_requests(
    db: AsyncSession,
    group: RequestGroup,
    request_ids: Sequence[UUID],
    target: RequestGroup,
    *,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Put requests into another group (移动). Raises GuardConflict as `merge_groups`."""
    held, apart = Held.of(target.guards), set()
    for place in await list_places(db, group.id, request_ids):
        apart |= set(held.differing(Held.of({guard: [value] for guard, value in place.guards.items()})))
    if apart and not reason.strip():
        raise GuardConflict(guards="、".join(sorted(gettext(GUARD_LABELS[guard]) for guard in apart)))
    why = reason.strip() if apart else ""
    await _move(db, Verb.MOVE, group, target, request_ids, reason=why, actor=actor, now=now)


async def _move(
    db: AsyncSession,
    verb: Verb,
    group: RequestGroup,
    target: RequestGroup,
    request_ids: Sequence[UUID],
    *,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    places = await list_places(db, group.id, request_ids)
    if not places or group.id == target.id:
        raise NothingChosen
    moved = move_places(places, target)
    event = await add_event(db, group, verb, other=target, reason=reason, actor=actor, now=now, moved=moved)
    await regather(db, [group, target])
    await recount(db, [group.id, target.id])
    await set_apart(db, event, group.id, target.id)


async def keep_apart(
    db: AsyncSession, group: RequestGroup, other: RequestGroup, *, actor: Actor, now: datetime
) -> None:
    """Say that two groups are not the same (不合并): they are no longer proposed."""
    event = await add_event(db, group, Verb.KEEP_APART, other=other, actor=actor, now=now)
    await set_apart(db, event, group.id, other.id)


async def set_apart(db: AsyncSession, event: RequestGroupEvent, one: UUID, other: UUID) -> None:
    first, second = sorted((one, other))
    if await db.get(RequestGroupApart, (first, second)) is None:
        db.add(RequestGroupApart(group_id=first, other_group_id=second, event_id=event.id))
        await db.flush()


async def mark_converted(db: AsyncSession, group: RequestGroup, *, index_no: str, path: str, on: date) -> None:
    """Keep where the information is public (已转主动公开). Called by the room that published it and recorded it."""
    group.converted_on, group.index_no, group.path = on, index_no, path
    await db.flush()


def check_may_set(actor: Actor) -> None:
    """The threshold is the openness chief's. Raises Forbidden."""
    if not actor.has(Role.OPENNESS_CHIEF) or actor.agency_id is None:
        raise Forbidden


async def set_thresholds(
    db: AsyncSession, *, people: int, requests: int, days: int, actor: Actor, now: datetime
) -> None:
    """Set the agency's own numbers for conversion (设定转化阈值). Raises Forbidden."""
    check_may_set(actor)
    assert actor.agency_id is not None
    await lock_agency(db, actor.agency_id)
    own = await db.get(RequestThreshold, actor.agency_id)
    if own is None:
        own = RequestThreshold(agency_id=actor.agency_id)
        db.add(own)
    own.people, own.requests, own.days = people, requests, days
    record(
        db,
        "request_group:set_thresholds",
        f"agency:{actor.agency_id}",
        agency_id=actor.agency_id,
        actor=actor,
        now=now,
        people=people,
        requests=requests,
        days=days,
    )
    await db.flush()
