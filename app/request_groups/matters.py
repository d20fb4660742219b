"""Groups of requests that ask for one matter in other words (同一事项): found in the background, decided by a person.

What was written is read, compared in memory and forgotten: stored are numbers of groups, a likeness and guards.
A person merges or keeps apart with the verbs of the groups (services.py), which are recorded and can be taken back.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.accounts.rules import Actor
from app.lib.db import Database
from app.lib.errors import Forbidden, NotFound
from app.request_groups.matter_models import RequestMatter, RequestMatterLook, RequestMatterSuggestion
from app.request_groups.membership import facts_of, lock_agency
from app.request_groups.models import RequestGroup, RequestGroupApart
from app.request_groups.rules import LIVE, may_see_groups
from app.similarity.facts import Guard
from app.similarity.matters import Found, Told, find_matters

BATCH_EVERY = timedelta(days=1)
MOST = 3_000
"""Groups of an agency that are compared, those asked for last first."""
PAGE = 25


@dataclass(frozen=True, slots=True)
class Looked:
    """Living groups of an agency and what each asks for; only in memory."""

    groups: list[tuple[UUID, int, int]]
    """Id, number, revision."""
    told: list[Told]
    facts: list[Mapping[Guard, str]]
    known: list[int | None]
    touched: list[int]
    apart: set[frozenset[int]]
    rest: list[tuple[UUID, int, int]]
    """Groups that are not compared: they say nothing, or there are more than `MOST`."""


async def suggest_request_matters(database: Database, agency_id: str, *, now: datetime) -> None:
    """Find groups of requests for one matter (同一事项): newcomers beside the others, once a day all of them."""
    key = UUID(agency_id)
    async with database.read() as db:
        last = await db.get(RequestMatterLook, key)
        is_batch = last is None or last.batch_at is None or last.batch_at <= now - BATCH_EVERY
        looked = await _read(db, key)
    known = [] if is_batch else looked.known
    found = await asyncio.to_thread(
        find_matters, looked.told, known, touched=looked.touched, apart=looked.apart, facts=looked.facts
    )
    async with database.write() as db:
        await lock_agency(db, key)
        await _store(db, key, looked, found, is_batch=is_batch)
        if is_batch:
            look = await db.get(RequestMatterLook, key) or RequestMatterLook(agency_id=key)
            look.batch_at = now
            db.add(look)


async def _read(db: AsyncSession, agency_id: UUID) -> Looked:
    query = (
        select(RequestGroup)
        .where(RequestGroup.agency_id == agency_id, RequestGroup.state.in_(LIVE))
        .order_by(RequestGroup.last_asked_on.desc(), RequestGroup.number)
    )
    everything = list(await db.scalars(query))
    bodies = await facts_of(db, [group.id for group in everything[:MOST]], most=1)
    groups = [group for group in everything if bodies.get(group.id)]
    place = {group.id: n for n, group in enumerate(groups)}
    stored = {
        one.group_id: one for one in await db.scalars(select(RequestMatter).where(RequestMatter.agency_id == agency_id))
    }
    pairs = select(RequestGroupApart.group_id, RequestGroupApart.other_group_id)
    return Looked(
        groups=[(group.id, group.number, group.revision) for group in groups],
        told=[told_of(bodies[group.id][0].body) for group in groups],
        facts=[facts_held(group) for group in groups],
        known=[stored[group.id].matter if group.id in stored else None for group in groups],
        touched=[n for n, g in enumerate(groups) if g.id in stored and stored[g.id].revision != g.revision],
        apart={
            frozenset((place[one], place[other]))
            for one, other in (await db.execute(pairs)).tuples()
            if one in place and other in place
        },
        rest=[(group.id, group.number, group.revision) for group in everything if group.id not in place],
    )


def told_of(body: str) -> Told:
    """The words of a request that are compared; personal data was masked when they were read."""
    return Told("", body.replace("|", "，"))


def facts_held(group: RequestGroup) -> dict[Guard, str]:
    """What the members of a group name that makes another matter of the same words: all that keeps groups apart."""
    held = {guard: "、".join(filter(None, group.guards.get(guard.value, []))) for guard in Guard}
    return {guard: said for guard, said in held.items() if said}


async def _store(db: AsyncSession, agency_id: UUID, looked: Looked, found: Found, *, is_batch: bool) -> None:
    first: dict[int, int] = {}
    for n, matter in enumerate(found.matter):
        first[matter] = min(first.get(matter, looked.groups[n][1]), looked.groups[n][1])
    await db.execute(delete(RequestMatter).where(RequestMatter.agency_id == agency_id))
    rows = [
        {"group_id": i, "agency_id": agency_id, "revision": revision, "matter": first[m] if is_batch or m < 0 else m}
        for (i, _, revision), m in zip(looked.groups, found.matter, strict=True)
    ]
    rows += [
        {"group_id": i, "agency_id": agency_id, "revision": revision, "matter": number}
        for i, number, revision in looked.rest
    ]
    fresh = {found.matter[n] for n, one in enumerate(looked.known) if is_batch or one is None or n in looked.touched}
    ids = [looked.groups[n][0] for n, matter in enumerate(found.matter) if matter in fresh]
    gone = RequestMatterSuggestion.agency_id == agency_id
    if not is_batch:
        either = (RequestMatterSuggestion.group_id.in_(ids), RequestMatterSuggestion.other_group_id.in_(ids))
        gone = gone & or_(*either)
    await db.execute(delete(RequestMatterSuggestion).where(gone))
    links = []
    for link in found.links:
        one, other = sorted((looked.groups[link.one], looked.groups[link.other]), key=lambda group: group[1])
        links.append(
            {
                "group_id": one[0],
                "other_group_id": other[0],
                "agency_id": agency_id,
                "cosine": link.cosine,
                "guards": [guard.value for guard in link.guards],
            }
        )
    for table, values in ((RequestMatter, rows), (RequestMatterSuggestion, links)):
        if values:
            await db.execute(insert(table), values)


async def find_unlooked(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Agencies with groups that nobody compared since they changed, or not for a day."""
    changed = (
        select(RequestGroup.agency_id)
        .outerjoin(RequestMatter, RequestMatter.group_id == RequestGroup.id)
        .where(
            RequestGroup.state.in_(LIVE),
            or_(RequestMatter.group_id.is_(None), RequestMatter.revision != RequestGroup.revision),
        )
        .distinct()
    )
    looks = {one.agency_id: one.batch_at for one in await db.scalars(select(RequestMatterLook))}
    old = {agency for agency, at in looks.items() if at is None or at <= now - BATCH_EVERY}
    return [(str(one),) for one in {*await db.scalars(changed), *old}]


def _pairs(agency_id: UUID | None, *, is_close: bool) -> Select[Any]:
    one, other = aliased(RequestGroup), aliased(RequestGroup)
    apart = select(RequestGroupApart.group_id).where(
        or_(
            (RequestGroupApart.group_id == one.id) & (RequestGroupApart.other_group_id == other.id),
            (RequestGroupApart.group_id == other.id) & (RequestGroupApart.other_group_id == one.id),
        )
    )
    return (
        select(RequestMatterSuggestion, one, other)
        .join(one, one.id == RequestMatterSuggestion.group_id)
        .join(other, other.id == RequestMatterSuggestion.other_group_id)
        .where(
            RequestMatterSuggestion.agency_id == agency_id,
            one.state.in_(LIVE),
            other.state.in_(LIVE),
            ~apart.exists(),
        )
        .order_by(RequestMatterSuggestion.cosine.desc(), one.number, other.number)
    )


async def list_matters(
    db: AsyncSession, viewer: Actor, *, is_close: bool
) -> list[tuple[RequestMatterSuggestion, RequestGroup, RequestGroup]]:
    """Pairs of groups that are perhaps one matter, or close but not the same, most alike first. Raises Forbidden."""
    if not may_see_groups(viewer):
        raise Forbidden
    rows = (await db.execute(_pairs(viewer.agency_id, is_close=is_close).limit(8 * PAGE))).tuples()
    return [row for row in rows if bool(row[0].guards) == is_close]


async def get_two(db: AsyncSession, viewer: Actor, numbers: Sequence[int]) -> list[RequestGroup]:
    """Two groups by number, in order, also merged ones. Raises Forbidden, NotFound."""
    if not may_see_groups(viewer):
        raise Forbidden
    query = select(RequestGroup).where(RequestGroup.agency_id == viewer.agency_id, RequestGroup.number.in_(numbers))
    found = {group.number: group for group in await db.scalars(query)}
    if not set(numbers) <= found.keys():
        raise NotFound
    return [found[number] for number in numbers]


async def told_around(
    db: AsyncSession, viewer: Actor, groups: Sequence[RequestGroup], *, most: int = 200
) -> list[Told]:
    """What the latest groups ask for, and these groups last, in order: all say which words are rare."""
    query = (
        select(RequestGroup.id)
        .where(RequestGroup.agency_id == viewer.agency_id, RequestGroup.state.in_(LIVE))
        .order_by(RequestGroup.last_asked_on.desc(), RequestGroup.number)
        .limit(most)
    )
    own = [group.id for group in groups]
    others = [one for one in await db.scalars(query) if one not in own]
    bodies = await facts_of(db, [*others, *own], most=1)
    said = {group_id: many[0].body for group_id, many in bodies.items() if many}
    return [told_of(said.get(one, "")) for one in (*others, *own)]
