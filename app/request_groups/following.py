"""A request whose words changed after it had its place (补正、拆分以后): its place follows them.

The engine moves only what nobody decided: in a group that was confirmed, answered or made public, and where a person
put the request himself, it stays, is shown as new there, and a person decides. Either way the change is an event of the
group.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import SYSTEM
from app.request_groups.homes import find_home
from app.request_groups.membership import add_event, new_group, recount, regather
from app.request_groups.models import RequestGroup, RequestPlace
from app.request_groups.rules import Held, Likeness, Relation, Verb
from app.request_groups.triggers import DISCLOSED
from app.requests.models import InformationRequest
from app.similarity.facts import Facts, Guard


def read_into(place: RequestPlace, facts: Facts, text_id: int | None) -> None:
    """Keep what was read from a request. Of one about the writer's own records only which guards spoke."""
    personal = facts.is_personal
    place.guards = {guard.value: "1" if personal else value for guard, value in facts.values.items()}
    place.document = None if personal else facts.values.get(Guard.DOCUMENT)
    place.body, place.text_id = facts.body, text_id


async def follow_words(
    db: AsyncSession, place: RequestPlace, facts: Facts, text_id: int | None, *, is_groupable: bool, now: datetime
) -> None:
    """Let a place follow the changed words of its request. The caller holds the agency's lock."""
    before = (dict(place.guards), place.body)
    read_into(place, facts, text_id)
    if before == (place.guards, place.body):
        return
    group = await db.get(RequestGroup, place.group_id) if place.group_id else None
    if group is not None and await _is_settled(db, group, place):
        await reword(db, group, place, now=now)
        return
    await _place_anew(db, place, facts, group, is_groupable=is_groupable, now=now)


async def reword(db: AsyncSession, group: RequestGroup, place: RequestPlace, *, now: datetime) -> None:
    """It stays, and is shown as new (内容变更待核对)."""
    place.is_new = True
    await add_event(db, group, Verb.REWORD, actor=SYSTEM, now=now, request=str(place.request_id))
    await recount(db, [group.id])


async def leave(
    db: AsyncSession, group: RequestGroup, home: RequestGroup | None, moved: list[dict[str, object]], *, now: datetime
) -> None:
    """It went to another group, or to none (退出归组)."""
    verb = Verb.FOLLOW if home else Verb.LEAVE
    await add_event(db, group, verb, other=home, actor=SYSTEM, now=now, moved=moved)


async def _is_settled(db: AsyncSession, group: RequestGroup, place: RequestPlace) -> bool:
    """Whether a person decided about this group or this place, or somebody has an answer from the group."""
    if place.placed_by == "person" or group.confirmed_at is not None or group.converted_on is not None:
        return True
    answered = (
        select(func.count())
        .select_from(RequestPlace)
        .join(InformationRequest, InformationRequest.id == RequestPlace.request_id)
        .where(RequestPlace.group_id == group.id, RequestPlace.request_id != place.request_id)
        .where(InformationRequest.reply_kind.in_(DISCLOSED))
    )
    return bool(await db.scalar(answered))


async def _place_anew(
    db: AsyncSession,
    place: RequestPlace,
    facts: Facts,
    group: RequestGroup | None,
    *,
    is_groupable: bool,
    now: datetime,
) -> None:
    """Find its home as if it had just come; alone in its old group, it keeps that one rather than open another."""
    was_alone = group is not None and group.size == 1
    moved: list[dict[str, object]] = [
        {"id": str(place.request_id), "placed_by": place.placed_by, "is_new": place.is_new}
    ]
    place.group_id = None
    await db.flush()
    if group is not None:
        await regather(db, [group])
    home, likeness = None, Likeness(Relation.UNRELATED, 1.0)
    if is_groupable:
        home, likeness = await find_home(db, place.agency_id, facts, place.text_id)
        home = home or (group if was_alone else None) or await new_group(db, place.agency_id)
        home.guards = Held.of(home.guards).join(facts.values).stored()
    place.group_id, place.score = home.id if home else None, round(likeness.score, 3)
    place.is_new = bool(home and home.confirmed_at)
    if group is not None and home is not group:
        await leave(db, group, home, moved, now=now)
    await recount(db, {one.id for one in (group, home) if one is not None})


async def requests_of(db: AsyncSession, request_ids: list[UUID]) -> dict[UUID, InformationRequest]:
    """These requests, held until the end of the transaction; those that somebody else holds are left for later."""
    query = select(InformationRequest).where(InformationRequest.id.in_(request_ids))
    held = await db.scalars(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    return {one.id: one for one in held}
