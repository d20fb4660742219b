"""Taking back a change of groups (撤销): possible as long as nothing later rests on it."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.lib.errors import Forbidden, NotFound
from app.lib.i18n import gettext
from app.request_groups.membership import add_event, list_places, lock_agency, recount, regather
from app.request_groups.models import RequestGroup, RequestGroupApart, RequestGroupEvent, RequestPlace
from app.request_groups.rules import (
    BY_ITSELF,
    VERB_LABELS,
    AlreadyUndone,
    GroupState,
    SomethingRests,
    Verb,
    may_group,
)
from app.request_groups.services import set_apart


async def undo_event(db: AsyncSession, event_id: UUID, *, actor: Actor, now: datetime) -> RequestGroup:
    """Reverse one act. What joined since then stays where it is. Refused where a later act rests on this one."""
    if not may_group(actor) or actor.agency_id is None:
        raise Forbidden
    await lock_agency(db, actor.agency_id)
    event = await db.get(RequestGroupEvent, event_id)
    if event is None or event.agency_id != actor.agency_id or event.verb in BY_ITSELF:
        raise NotFound
    if event.undone_by_id is not None or event.verb == Verb.UNDO:
        raise AlreadyUndone
    await _check_nothing_rests(db, event)
    group = await db.get_one(RequestGroup, event.group_id)
    other = await db.get_one(RequestGroup, event.other_group_id) if event.other_group_id else None
    await db.execute(delete(RequestGroupApart).where(RequestGroupApart.event_id == event.id))
    await _reverse(db, event, group, other)
    undo = await add_event(db, group, Verb.UNDO, other=other, actor=actor, now=now, undone=event.verb)
    event.undone_by_id = undo.id
    if event.verb == Verb.MERGE and other is not None:
        await set_apart(db, undo, group.id, other.id)
    await db.flush()
    return group


async def _check_nothing_rests(db: AsyncSession, event: RequestGroupEvent) -> None:
    """A later act that moved members of one of its groups, or changed the same thing of the same group."""
    ids = [event.group_id, *([event.other_group_id] if event.other_group_id else [])]
    touches = or_(RequestGroupEvent.group_id.in_(ids), RequestGroupEvent.other_group_id.in_(ids))
    later = select(RequestGroupEvent).where(
        RequestGroupEvent.agency_id == event.agency_id,
        RequestGroupEvent.id > event.id,
        RequestGroupEvent.verb != Verb.UNDO,
        RequestGroupEvent.undone_by_id.is_(None),
        touches,
    )
    for one in await db.scalars(later.order_by(RequestGroupEvent.id)):
        if one.verb == event.verb or (one.verb in _MOVING and event.verb in _MOVING):
            raise SomethingRests(what=await describe(db, one), who=one.actor_name)


_MOVING = (Verb.MERGE, Verb.SPLIT, Verb.MOVE)


async def describe(db: AsyncSession, event: RequestGroupEvent) -> str:
    """One event as a sentence in the reader's language."""
    ids = [event.group_id, event.other_group_id or event.group_id]
    query = select(RequestGroup.id, RequestGroup.number).where(RequestGroup.id.in_(ids))
    numbers = dict((await db.execute(query)).tuples().all())
    return gettext(VERB_LABELS[Verb(event.verb)], number=numbers[ids[0]], other=numbers[ids[1]])


async def _reverse(db: AsyncSession, event: RequestGroupEvent, group: RequestGroup, other: RequestGroup | None) -> None:
    details = cast(dict[str, Any], event.details)
    match Verb(event.verb):
        case Verb.RENAME:
            group.title = details["title"]
        case Verb.JUDGE:
            group.is_wide_scope, group.is_wide_awareness = details["wide_scope"], details["wide_awareness"]
        case Verb.CONFIRM:
            before = details["confirmed_at"]
            group.confirmed_at = datetime.fromisoformat(before) if before else None
            for place in await list_places(db, group.id, [UUID(one) for one in details["new"]]):
                place.is_new = True
            await recount(db, [group.id])
        case Verb.MERGE | Verb.SPLIT | Verb.MOVE:
            assert other is not None, "a move has two groups"
            home, away = (other, group) if event.verb == Verb.MERGE else (group, other)
            if event.verb == Verb.MERGE:
                other.state, other.merged_into_id = GroupState.OPEN.value, None
            await _members_back(db, details["moved"], away, home)
            await regather(db, [group, other])
            await recount(db, [group.id, other.id])
        case _:
            pass


async def _members_back(db: AsyncSession, moved: list[dict[str, Any]], away: RequestGroup, home: RequestGroup) -> None:
    """Every moved request returns, placed as it was placed before; not one that its changed words led elsewhere."""
    for before in moved:
        place = await db.get_one(RequestPlace, UUID(before["id"]))
        if place.group_id != away.id:
            continue
        place.group_id, place.placed_by, place.is_new = home.id, before["placed_by"], before["is_new"]
    await db.flush()
