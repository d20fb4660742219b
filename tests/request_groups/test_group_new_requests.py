"""New requests find their group within seconds, never across a guard; the threshold; the same applicant again."""

from datetime import date, timedelta

from sqlalchemy import select

from app.lib.db import Database
from app.request_groups.jobs import find_ungrouped
from app.request_groups.models import RequestPlace
from app.request_groups.queries import list_near, suggest_reply
from app.request_groups.reaching import find_trigger
from app.request_groups.rules import Relation
from app.request_groups.triggers import TriggerKind
from app.requests.models import InformationRequest
from app.similarity.facts import Guard
from tests.cast import Cast
from tests.conftest import Clock
from tests.request_groups.scene import FUND_2024, FUND_2025, FUND_OTHER, NOTICE, ask, group_of, groups, place

DAY = date(2026, 5, 6)


async def test_at_41_the_third_person_within_a_year_sets_off_the_trigger(
    database: Database, cast: Cast, clock: Clock
) -> None:
    now = clock()
    mine = [await ask(database, cast, NOTICE[n], n, on=DAY, now=now, kind="granted") for n in (0, 1)]
    third = await ask(database, cast, NOTICE[2], 2, on=DAY + timedelta(days=70), now=now)
    again = await ask(database, cast, NOTICE[3], 2, on=DAY + timedelta(days=80), now=now)
    before = await ask(database, cast, NOTICE[4], 9, on=DAY - timedelta(days=330), now=now, kind="granted")
    others = [
        await ask(database, cast, words, 20 + n, on=DAY, now=now, kind="granted")
        for n, words in enumerate(
            (
                FUND_2024,
                FUND_2025,
                FUND_OTHER,
                "沪人社职〔2025〕31号的测算依据和专家论证意见",
                "本人按沪人社职〔2025〕31号申领的企业新型学徒制补贴记录",
                "申请公开沪人社职〔2025〕32号全文",
            )
        )
    ]
    await place(database, cast, now)
    number = await group_of(database, mine[0])
    for one in (*mine, third, again, before):
        assert await group_of(database, one) == number
    assert number not in [await group_of(database, one) for one in others]
    found = (await groups(database))[number or 0]
    assert (found.size, found.people) == (5, 4)
    async with database.read() as db:
        on = DAY + timedelta(days=90)
        trigger = await find_trigger(db, [third], on=on)
        assert trigger is not None
        assert (trigger.number, trigger.reach.people, trigger.reach.requests) == (number, 3, 4)
        assert trigger.reach.kinds == (TriggerKind.HIGH_REPETITION,)
        assert await find_trigger(db, [mine[0]], on=on) is None  # without the third reply there are two
        assert await find_trigger(db, [again], on=on) is not None  # the same person's other request is the third too
        assert await find_trigger(db, [others[0]], on=on) is None
        late = await find_trigger(db, [third], on=DAY + timedelta(days=366))
        assert late is None  # the first two are older than 365 days by then


async def test_at_37_the_same_applicant_repeats_and_another_one_counts(
    database: Database, cast: Cast, clock: Clock
) -> None:
    now = clock()
    first = await ask(database, cast, FUND_2024, 1, on=DAY, now=now, kind="granted")
    again = await ask(database, cast, "2024年上海市工伤保险基金的收支数据", 1, on=DAY + timedelta(days=30), now=now)
    await place(database, cast, now)
    assert [(one.size, one.people) for one in (await groups(database)).values()] == [(2, 1)]
    async with database.read() as db:
        request = await db.get_one(InformationRequest, again)
        earlier = await suggest_reply(db, request)
        first_no = (await db.get_one(InformationRequest, first)).register_no
    assert earlier is not None
    assert (earlier.kind, earlier.request_id, earlier.register_no) == ("repeat", first, first_no)
    other = await ask(database, cast, "请公开二〇二四年工伤保险基金收支", 2, on=DAY, now=now)
    await place(database, cast, now)
    assert [(one.size, one.people) for one in (await groups(database)).values()] == [(3, 2)]
    async with database.read() as db:
        assert await suggest_reply(db, await db.get_one(InformationRequest, other)) is None


async def test_five_requests_of_anybody_are_a_high_volume(database: Database, cast: Cast, clock: Clock) -> None:
    ids = [await ask(database, cast, NOTICE[n], n % 2, on=DAY, now=clock()) for n in range(5)]
    await place(database, cast, clock())
    async with database.read() as db:
        trigger = await find_trigger(db, ids[:1], on=DAY)
    assert trigger is not None
    assert trigger.reach.kinds == (TriggerKind.HIGH_VOLUME,)


async def test_close_but_another_year_is_shown_as_such(database: Database, cast: Cast, clock: Clock) -> None:
    one = await ask(database, cast, FUND_2024, 1, on=DAY, now=clock())
    other = await ask(database, cast, FUND_2025, 2, on=DAY, now=clock())
    await place(database, cast, clock())
    assert await group_of(database, one) != await group_of(database, other)
    async with database.read() as db:
        group = (await groups(database))[await group_of(database, one) or 0]
        ((near, likeness),) = await list_near(db, group)
    assert near.number == await group_of(database, other)
    assert (likeness.relation, likeness.guards) == (Relation.NEAR, (Guard.PERIOD,))


async def test_what_is_about_the_writer_or_says_nothing_has_no_group(
    database: Database, cast: Cast, clock: Clock
) -> None:
    for n, words in enumerate(("申请公开本人养老保险缴费明细", "申请公开", "我的工伤认定案件材料")):
        assert await group_of(database, await ask(database, cast, words + "。" * 5, n, on=DAY, now=clock())) is None
    await place(database, cast, clock())
    assert await groups(database) == {}
    async with database.read() as db:
        places = list(await db.scalars(select(RequestPlace)))
        assert len(places) == 3
        assert all(one.group_id is None and one.text_id is None for one in places)
        assert await find_ungrouped(db, clock()) == []


async def test_placing_twice_changes_nothing(database: Database, cast: Cast, clock: Clock) -> None:
    await ask(database, cast, FUND_2024, 1, on=DAY, now=clock())
    async with database.read() as db:
        assert await find_ungrouped(db, clock()) == [(str(cast.agency.id),)]
    await place(database, cast, clock())
    await place(database, cast, clock())
    assert [(one.size, one.people, one.revision) for one in (await groups(database)).values()] == [(1, 1, 0)]


async def test_personal_data_is_masked_before_it_is_compared(database: Database, cast: Cast, clock: Clock) -> None:
    words = "2024年度上海市工伤保险基金收支情况，请联系张三13912345678"
    request_id = await ask(database, cast, words, 1, on=DAY, now=clock())
    await place(database, cast, clock())
    async with database.read() as db:
        assert "13912345678" not in (await db.get_one(RequestPlace, request_id)).body
