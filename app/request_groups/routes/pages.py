"""The board of groups, and one group."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.pages import render
from app.request_groups import queries
from app.request_groups.queries import Filter
from app.request_groups.reaching import get_thresholds, reach_groups
from app.request_groups.rules import may_group, may_see_groups
from app.request_groups.showing import event_lines, group_card, member_cards, near_cards

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect


@get("/", name="request_groups.index")
async def index(
    request: Asked, database: Database, viewer: Actor, now: datetime, show: str = "several", page: int = 1
) -> Answer:
    """Requests for the same, most people first."""
    return await board_page(request, database, viewer, now, Filter(show, max(1, page)))


async def board_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    now: datetime,
    wanted: Filter,
    invalid: FormInvalid | None = None,
) -> Answer:
    async with database.read() as db:
        law = await get_thresholds(db, queries.agency_of(viewer))
        groups, total = await queries.list_groups(db, viewer, wanted, law)
        counts = await queries.count_groups(db, viewer, law)
        words = await queries.first_words(db, [group.id for group in groups])
        reaches = await reach_groups(db, groups, on=local_date(now))
    return render(
        request,
        "request_groups/index.html",
        invalid=invalid,
        groups=[group_card(group, words.get(group.id, ""), reaches.get(group.id), law) for group in groups],
        counts=counts,
        total=total,
        page=wanted.page,
        pages=-(-total // queries.PAGE) or 1,
        shown=wanted.shown,
        law={"people": law.people, "requests": law.requests, "days": law.days},
        may_change=may_group(viewer),
        may_set=viewer.has("openness_chief"),
    )


@get("/{number:int}", name="request_groups.show")
async def show(request: Asked, database: Database, viewer: Actor, now: datetime, number: int) -> Answer:
    """One group: who asked, why together, what is near, the threshold, its changes."""
    return await group_page(request, database, viewer, now, number)


async def group_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    now: datetime,
    number: int,
    invalid: FormInvalid | None = None,
) -> Answer:
    async with database.read() as db:
        group = await queries.get_group(db, viewer, number)
        law = await get_thresholds(db, group.agency_id)
        members = await queries.list_members(db, group.id)
        reaches = await reach_groups(db, [group], on=local_date(now))
        near = await queries.list_near(db, group)
        words = await queries.first_words(db, [group.id, *(other.id for other, _ in near)])
        events = await queries.list_events(db, group.id)
        ids = {one for event in events for one in (event.group_id, event.other_group_id) if one}
        numbers = await queries.numbers_of(db, ids | ({group.merged_into_id} if group.merged_into_id else set()))
    may_change = may_group(viewer) and may_see_groups(viewer)
    return render(
        request,
        "request_groups/show.html",
        invalid=invalid,
        group=group_card(group, words.get(group.id, ""), reaches.get(group.id), law),
        merged_into=numbers.get(group.merged_into_id) if group.merged_into_id else None,
        members=member_cards(members),
        near=near_cards(near, words),
        events=event_lines(events, numbers, may_change=may_change),
        may_change=may_change,
    )


handlers = [index, show]
