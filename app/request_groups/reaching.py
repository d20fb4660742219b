"""Whether groups have reached the threshold, read from rows (转化触发)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.request_groups.models import RequestGroup, RequestPlace, RequestThreshold
from app.request_groups.rules import LIVE
from app.request_groups.triggers import Asked, Reach, Thresholds, Trigger, reach_of
from app.requests.models import Application, InformationRequest


async def get_thresholds(db: AsyncSession, agency_id: UUID) -> Thresholds:
    """The agency's numbers."""
    own = await db.get(RequestThreshold, agency_id)
    return Thresholds(own.people, own.requests, own.days) if own else Thresholds()


async def find_trigger(db: AsyncSession, request_ids: Collection[UUID], *, on: date) -> Trigger | None:
    """Whether replies that disclose these requests on a day must settle a conversion (E_CONV_SYNC); the largest.

    What is answered in the same act counts. None where the information is public already, or concerns one person.
    """
    theirs = select(RequestPlace.group_id).where(RequestPlace.request_id.in_(request_ids))
    query = select(RequestGroup).where(
        RequestGroup.id.in_(theirs), RequestGroup.state.in_(LIVE), RequestGroup.converted_on.is_(None)
    )
    groups = list(await db.scalars(query))
    reaches = await reach_groups(db, groups, on=on, answering=request_ids)
    found = [
        Trigger(group.id, group.number, group.title, reaches[group.id]) for group in groups if reaches[group.id].kinds
    ]
    return max(found, key=lambda one: (one.reach.people, one.reach.requests, -one.number), default=None)


async def reach_groups(
    db: AsyncSession, groups: Iterable[RequestGroup], *, on: date, answering: Collection[UUID] = ()
) -> dict[UUID, Reach]:
    """How far each group is from the threshold, in two queries."""
    by_id = {group.id: group for group in groups}
    if not by_id:
        return {}
    law = await get_thresholds(db, next(iter(by_id.values())).agency_id)
    asked = await _asked(db, list(by_id))
    return {
        group_id: reach_of(
            asked.get(group_id, []),
            frozenset(answering),
            wide_scope=group.is_wide_scope,
            wide_awareness=group.is_wide_awareness,
            on=on,
            law=law,
        )
        for group_id, group in by_id.items()
    }


async def _asked(db: AsyncSession, group_ids: Sequence[UUID]) -> dict[UUID, list[Asked]]:
    query = (
        select(
            RequestPlace.group_id,
            RequestPlace.request_id,
            RequestPlace.applicant_key,
            RequestPlace.received_on,
            InformationRequest.reply_kind,
            Application.suggests_disclosure,
        )
        .join(InformationRequest, InformationRequest.id == RequestPlace.request_id)
        .join(Application, Application.id == InformationRequest.application_id)
        .where(RequestPlace.group_id.in_(group_ids))
        .order_by(RequestPlace.received_on, RequestPlace.request_id)
    )
    found: dict[UUID, list[Asked]] = {}
    for group_id, request_id, applicant_key, received_on, reply_kind, suggests in (await db.execute(query)).tuples():
        assert group_id is not None
        found.setdefault(group_id, []).append(Asked(request_id, applicant_key, received_on, reply_kind, suggests))
    return found
