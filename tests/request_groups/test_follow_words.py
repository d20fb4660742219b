"""A request whose words change later is grouped anew, and nothing that was decided or answered changes silently."""

from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from app.lib.db import Database
from app.lib.errors import NotFound
from app.request_groups.jobs import find_ungrouped
from app.request_groups.models import RequestGroupEvent, RequestPlace
from app.request_groups.rules import Verb
from app.request_groups.services import confirm_group, load_group, merge_groups
from app.request_groups.undo import undo_event
from app.requests.intake import split_request
from app.requests.models import Application, InformationRequest
from tests.cast import Cast
from tests.conftest import Clock
from tests.request_groups.scene import FUND_2024, FUND_2025, FUND_OTHER, ask, group_of, groups, place

DAY = date(2026, 5, 6)
VAGUE = "申请公开贵局2024年度各项社会保险基金的有关材料和数据。"


async def reword(database: Database, request_id: UUID, words: str) -> None:
    """What a correction or a division stores."""
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        application = await db.get_one(Application, request.application_id)
        application.original_words = application.original_words or request.description
        request.description, request.text_id = words, None


async def events(database: Database) -> list[RequestGroupEvent]:
    async with database.read() as db:
        return list(await db.scalars(select(RequestGroupEvent).order_by(RequestGroupEvent.id)))


async def pair(database: Database, cast: Cast, now: datetime) -> tuple[UUID, UUID]:
    """Two requests in the group of 2024."""
    one = await ask(database, cast, FUND_2024, 1, on=DAY, now=now)
    two = await ask(database, cast, "请提供2024年度上海市工伤保险基金收支情况", 2, on=DAY, now=now)
    await place(database, cast, now)
    assert await group_of(database, one) == await group_of(database, two) == 1
    return one, two


async def test_a_corrected_request_leaves_its_group_for_the_one_it_asks_for_now(
    database: Database, cast: Cast, clock: Clock
) -> None:
    _, two = await pair(database, cast, clock())
    other = await ask(database, cast, FUND_2025, 3, on=DAY, now=clock())
    await place(database, cast, clock())
    await reword(database, two, "请公开2025年度上海市工伤保险基金收支情况（13912345678）")
    async with database.read() as db:
        assert await find_ungrouped(db, clock()) == [(str(cast.agency.id),)]
    await place(database, cast, clock())
    assert await group_of(database, two) == await group_of(database, other) == 2
    found = await groups(database)
    assert [(found[n].size, found[n].people, found[n].guards["period"]) for n in (1, 2)] == [
        (1, 1, ["2024"]),
        (2, 2, ["2025"]),
    ]
    (event,) = await events(database)
    assert (event.verb, event.actor_id) == (Verb.FOLLOW, None)
    async with database.read() as db:
        assert "13912345678" not in (await db.get_one(RequestPlace, two)).body
        assert await find_ungrouped(db, clock()) == []
    async with database.write() as db:
        with pytest.raises(NotFound):
            await undo_event(db, event.id, actor=cast["ouyang"], now=clock())
    await place(database, cast, clock())
    assert len(await events(database)) == 1


async def test_what_asks_about_the_writer_now_belongs_to_no_group(database: Database, cast: Cast, clock: Clock) -> None:
    _, two = await pair(database, cast, clock())
    await reword(database, two, "申请公开本人2024年工伤保险缴费明细")
    await place(database, cast, clock())
    assert await group_of(database, two) is None
    assert [one.verb for one in await events(database)] == [Verb.LEAVE]
    await reword(database, two, FUND_2024)
    await place(database, cast, clock())
    assert await group_of(database, two) == 1


async def test_alone_in_its_group_it_keeps_the_number(database: Database, cast: Cast, clock: Clock) -> None:
    one = await ask(database, cast, VAGUE, 1, on=DAY, now=clock())
    await place(database, cast, clock())
    number = await group_of(database, one)
    await reword(database, one, FUND_OTHER)
    await place(database, cast, clock())
    assert await group_of(database, one) == number
    assert (await groups(database))[number or 0].guards["insurance"] == ["生育保险"]
    assert await events(database) == []


@pytest.mark.parametrize("decided", ["confirmed", "answered", "public"])
async def test_in_a_group_that_was_decided_it_stays_and_is_shown(
    database: Database, cast: Cast, clock: Clock, decided: str
) -> None:
    one, two = await pair(database, cast, clock())
    async with database.write() as db:
        group = await load_group(db, 1, actor=cast["ouyang"])
        if decided == "confirmed":
            await confirm_group(db, group, actor=cast["ouyang"], now=clock())
        elif decided == "public":
            group.converted_on = DAY
        else:
            (await db.get_one(InformationRequest, one)).reply_kind = "granted"
    await reword(database, two, FUND_2025)
    await place(database, cast, clock())
    assert await group_of(database, two) == 1
    group = (await groups(database))[1]
    assert (group.size, group.new_count, group.guards["period"]) == (2, 1, ["2024"])
    assert (await events(database))[-1].verb == Verb.REWORD


async def test_the_same_words_again_change_nothing(database: Database, cast: Cast, clock: Clock) -> None:
    _, two = await pair(database, cast, clock())
    await reword(database, two, "请提供2024年度上海市工伤保险基金收支情况")
    await place(database, cast, clock())
    assert [(one.size, one.revision) for one in (await groups(database)).values()] == [(2, 0)]


async def test_an_older_act_taken_back_leaves_it_where_its_words_led(
    database: Database, cast: Cast, clock: Clock
) -> None:
    one = await ask(database, cast, FUND_2024, 1, on=DAY, now=clock())
    two = await ask(database, cast, VAGUE, 2, on=DAY, now=clock())
    await place(database, cast, clock())
    async with database.write() as db:
        into, other = [await load_group(db, n, actor=cast["ouyang"]) for n in (1, 2)]
        await merge_groups(db, into, other, reason="同一材料", actor=cast["ouyang"], now=clock())
    (merge,) = await events(database)
    async with database.write() as db:
        (await db.get_one(RequestPlace, two)).placed_by = "engine"
    await reword(database, two, FUND_2025)
    await place(database, cast, clock())
    number = await group_of(database, two)
    assert number not in (1, None)
    async with database.write() as db:
        await undo_event(db, merge.id, actor=cast["ouyang"], now=clock())
    assert (await group_of(database, one), await group_of(database, two)) == (1, number)


async def test_the_items_of_a_divided_application_are_grouped_each(
    database: Database, cast: Cast, clock: Clock
) -> None:
    await pair(database, cast, clock())
    both = await ask(database, cast, FUND_2024 + FUND_2025, 5, on=DAY, now=clock())
    await place(database, cast, clock())
    async with database.write() as db:
        request = await db.get_one(InformationRequest, both)
        items = await split_request(db, request, [FUND_2024, FUND_2025], actor=cast["ouyang"], now=clock())
        ids = [item.id for item in items]
    await place(database, cast, clock())
    first, second = [await group_of(database, one) for one in ids]
    assert first == 1
    assert second not in (1, None)
