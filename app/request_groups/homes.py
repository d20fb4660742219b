"""Which group a request belongs to: by document number, else by words, never across a guard.

Candidates come from an index (similarity's, or the document number's), so the work for one request does not grow with
how many there are.
"""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.request_groups.membership import facts_of
from app.request_groups.models import RequestGroup, RequestPlace
from app.request_groups.rules import LIVE, Held, Likeness, Relation, pairs_of, relate
from app.similarity.facts import Facts, Guard
from app.similarity.queries import find_candidates

_LOOKED_AT = 8
"""Members of a group that a newcomer is compared with."""
_GROUPS = 40
"""Groups that a newcomer is compared with."""
_COMMON_FROM, _COMMON_SHARE = 4, 0.2


def space_of(agency_id: UUID) -> str:
    """The similarity space of an agency's requests."""
    return f"requests:{agency_id}"


async def find_home(
    db: AsyncSession, agency_id: UUID, facts: Facts, text_id: int | None
) -> tuple[RequestGroup | None, Likeness]:
    """The group that it belongs to, if any: nothing contradicts, and the members it is most like say the same."""
    best: tuple[float, int] = (0.0, 0)
    chosen: tuple[RequestGroup | None, Likeness] = (None, Likeness(Relation.UNRELATED, 1.0))
    near = [
        (group, members)
        for group, members in await candidates(db, agency_id, facts, text_id)
        if not Held.of(group.guards).conflicts(facts.values)
    ]
    common = common_pairs([members for _, members in near])
    for group, members in near:
        found = [relate(facts, member, common=common) for member in members]
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
