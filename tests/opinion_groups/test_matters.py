"""Groups that speak of one matter in other words: found, decided by a person, taken back; and any pair explained."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.comments.models import Comment
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.lib.personal_data import scan
from app.opinion_groups.jobs import suggest_matters
from app.opinion_groups.matters import find_unlooked
from app.opinion_groups.models import GroupEvent, MatterSuggestion, OpinionGroup
from app.opinion_groups.services import mark_answered
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation
from tests.opinion_groups.scene import comment_of, group, members, say, seen

PARKING = "小区门口电动自行车乱停乱放，消防通道被堵，请划定停放区域。"
CHARGING = "电动自行车没有地方充电，居民把电动自行车推上楼，消防通道很危险。"
OF_2024 = "2024年职业技能提升补贴的发放标准太低，外卖骑手拿不到技能补贴。"
OF_2025 = "外卖骑手参加2025年职业技能提升补贴培训，标准希望再提高一些。"
OTHER = (
    "图书馆周末开放时间太短，建议延长到晚上九点。",
    "幼儿园招生名额不够，双职工家庭没人带孩子。",
    "公交线路调整以后，老人去医院要换两趟车。",
    "希望社区食堂午餐供应素菜，价格便宜一点。",
    "河道旁边的垃圾桶没人清理，夏天蚊虫很多。",
    "体育公园夜里灯光太暗，跑步的人容易摔倒。",
)


async def make_matters(database: Database, cast: Cast, clock: Clock) -> UUID:
    """Groups 1 and 2 are perhaps one matter, 3 and 4 are of two years, the others of their own."""
    c = await make_consultation(database, cast, now=clock())
    for words in (PARKING, CHARGING, OF_2024, OF_2025, *OTHER):
        await say(database, c, words, clock)
    assert len(await members(database, c)) == 10, "tier 1 keeps them apart"
    await look(database, c, clock)
    return c


async def look(database: Database, c: UUID, clock: Clock) -> None:
    await suggest_matters(database, str(c), now=clock())


async def pairs(database: Database, state: str = "open") -> list[tuple[int, int]]:
    query = select(MatterSuggestion).where(MatterSuggestion.state == state)
    async with database.read() as db:
        numbers = {one.id: one.number for one in await db.scalars(select(OpinionGroup))}
        return sorted((numbers[one.group_id], numbers[one.other_group_id]) for one in await db.scalars(query))


async def decide(client: Browser, database: Database, c: UUID, decision: str, one: int = 1, other: int = 2):  # type: ignore[no-untyped-def]
    typed = {"one": await seen(database, c, one), "other": await seen(database, c, other)}
    return await client.post(f"/staff/consultations/{c}/matters/{decision}", typed)


async def test_what_is_alike_in_other_words_is_suggested(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_matters(database, cast, clock)
    assert await pairs(database) == [(1, 2)]
    assert await pairs(database, "close") == [(3, 4)], "another year is never suggested as the same"
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/matters")
    pair = page.one("article.p-group")
    assert {mark.text() for mark in pair.css("blockquote mark")} >= {"电动", "消防通道"}
    assert "换了完全不同的词来说的，这里找不到" in page.main
    page = await client.get(f"/staff/consultations/{c}/matters?show=close")
    assert "2024" in page.one("article.p-group").text()
    assert not page.all("form[action$='/matters/same']")
    assert "可能是同一事项" in (await client.get(f"/staff/consultations/{c}/groups/1")).main


async def test_a_newcomer_is_compared_with_what_is_there(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_matters(database, cast, clock)
    async with database.read() as db:
        assert await find_unlooked(db, clock()) == []
    await say(database, c, "图书馆应当周末晚上也开放，方便学生自习。", clock)
    async with database.read() as db:
        assert await find_unlooked(db, clock()) == [(str(c),)]
    await look(database, c, clock)
    assert (5, 11) in await pairs(database)
    clock.advance(timedelta(days=2))
    async with database.read() as db:
        assert await find_unlooked(db, clock()) == [(str(c),)], "once a day all are compared"
    await look(database, c, clock)
    assert (1, 2) in await pairs(database)


async def test_one_matter_is_merged_and_taken_back(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_matters(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    page = await client.follow(await decide(client, database, c, "same"))
    assert "已合并为一组" in page.text
    assert len((await members(database, c))[1]) == 2
    async with database.read() as db:
        event = (await db.scalars(select(GroupEvent).where(GroupEvent.verb == "merge"))).one()
    await client.post(f"/staff/consultations/{c}/events/{event.id}/undo")
    assert len((await members(database, c))[2]) == 1
    await look(database, c, clock)
    assert await pairs(database) == [], "what a person took apart is not suggested again"


async def test_two_matters_are_not_asked_again_until_that_is_taken_back(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_matters(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    await decide(client, database, c, "apart")
    await client.post(f"/staff/consultations/{c}/matters/again")
    await look(database, c, clock)
    assert await pairs(database) == []
    page = await client.get(f"/staff/consultations/{c}/events")
    assert "认定意见组 1 和 2 不是同一事项" in page.main
    async with database.read() as db:
        event = (await db.scalars(select(GroupEvent).where(GroupEvent.verb == "keep_apart"))).one()
        said = await db.scalar(select(HistoryEntry).where(HistoryEntry.verb == "opinion_group:decide_matter"))
        assert said is not None
    await client.post(f"/staff/consultations/{c}/events/{event.id}/undo")
    await look(database, c, clock)
    assert await pairs(database) == [(1, 2)]


async def test_an_answer_is_not_spread_by_a_suggestion(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_matters(database, cast, clock)
    async with database.write() as db:
        await mark_answered(db, [await group(database, c, 1)], outcome="adopted", now=clock())
        answered = await db.get_one(OpinionGroup, (await group(database, c, 1)).id)
        answered.outcome = "adopted"
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/matters")
    assert not page.all("form[action$='/matters/same'] .p-mini--go")
    refused = await decide(client, database, c, "same")
    assert refused.status == 409
    assert "第 1 组已经答复" in refused.text
    assert await pairs(database) == [(1, 2)]


async def test_who_may_not_and_what_is_not_there(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_matters(database, cast, clock)
    await client.sign_in("qian", PASSWORD)
    assert (await decide(client, database, c, "same")).status == 403
    await client.sign_in("chen", PASSWORD)
    assert (await decide(client, database, c, "same", 5, 6)).status == 404
    assert await pairs(database) == [(1, 2)]


async def test_any_pair_is_explained(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_matters(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/compare?one=3&other=第4组")
    assert "年份或时期" in page.main or "2025" in page.main
    page = await client.get(f"/staff/consultations/{c}/compare?one=1&other=2")
    assert "不是：相似度" in page.main
    assert "可能是：相近度" in page.main
    page = await client.get(f"/staff/consultations/{c}/compare?one=1&other=5")
    assert "不像" in page.main
    comment = await comment_of(database, c, CHARGING)
    page = await client.get(f"/staff/consultations/{c}/compare?one=1&other={comment}")
    assert "第 2 组中的一条意见" in page.main
    page = await client.get(f"/staff/consultations/{c}/compare?one=1&other=99")
    assert "这里没有第 99 组" in page.main


async def test_what_is_masked_speaks_through_no_suggestion(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_consultation(database, cast, now=clock())
    for words in ("退休手续请打13912345678联系我。", "补缴年限有误，电话13912345678。", *OTHER):
        comment = await make_comment(database, c, words, now=clock())
        async with database.write() as db:
            found = [{"kind": one.kind, "start": one.start, "end": one.end} for one in scan(words)]
            (await db.get_one(Comment, comment)).findings = found
    await say(database, c, "另一件事。", clock)
    await look(database, c, clock)
    assert (1, 2) not in await pairs(database)
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/compare?one=1&other=2")
    assert page.status == 200
    assert "13912345678" not in page.text
