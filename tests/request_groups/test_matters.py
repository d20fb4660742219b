"""Groups of requests that ask for one matter in other words: suggested, decided, explained, and stored in no words."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from app.lib.db import Database
from app.request_groups.matters import find_unlooked, suggest_request_matters
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.request_groups.scene import FUND_2024, FUND_2025, ask, group_of, groups, place

DAY = date(2026, 5, 6)
BASE = "/staff/request-groups"
ONE = "申请公开外卖骑手职业伤害保障试点的案件数量。"
OTHER = "外卖骑手摔伤以后怎样申请职业伤害理赔，试点平台有哪些案件。"
REST = (
    "申请公开高校毕业生就业见习基地的评估结果。",
    "人才引进落户审批的排队时间统计表。",
    "公共实训基地设备采购合同全文。",
    "信访窗口接待登记制度。",
)


@pytest.fixture
async def ids(client: Browser, database: Database, cast: Cast, clock: Clock) -> list[UUID]:
    """Groups 1 and 2 are perhaps one matter, 3 and 4 of two years."""
    found = [
        await ask(database, cast, one, n, on=DAY, now=clock())
        for n, one in enumerate((ONE, OTHER, FUND_2024, FUND_2025, *REST))
    ]
    await place(database, cast, clock())
    await look(database, cast, clock)
    await client.sign_in("ouyang", PASSWORD)
    return found


async def look(database: Database, cast: Cast, clock: Clock) -> None:
    await suggest_request_matters(database, str(cast.agency.id), now=clock())


async def test_suggested_decided_and_taken_back(
    ids: list[UUID], client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    assert [await group_of(database, one) for one in ids[:4]] == [1, 2, 3, 4]
    async with database.read() as db:
        assert await find_unlooked(db, clock()) == []
    page = await client.get(f"{BASE}/matters")
    assert "第 1 组与第 2 组" in page.one("article").text()
    assert {mark.text() for mark in page.one("article").css("mark")} >= {"外卖", "伤害"}
    page = await client.get(f"{BASE}/matters?show=close")
    assert "2024" in page.one("article").text()
    assert not page.all("form[action$='/merge']")
    revision = (await groups(database))[1].revision
    await client.post(f"{BASE}/1/keep-apart", {"seen": str(revision), "other": "2"})
    await look(database, cast, clock)
    assert not (await client.get(f"{BASE}/matters")).all("article")
    page = await client.get(f"{BASE}/1")
    undo = page.one("form[action$='/undo']").attributes["action"]
    await client.post(str(undo), {})
    await look(database, cast, clock)
    assert (await client.get(f"{BASE}/matters")).all("article")
    revision = (await groups(database))[1].revision
    await client.post(f"{BASE}/1/merge", {"seen": str(revision), "other": "2"})
    assert await group_of(database, ids[1]) == 1


async def test_any_two_are_explained(ids: list[UUID], client: Browser) -> None:
    assert "可能是：相近度" in (await client.get(f"{BASE}/compare?one=1&other=2")).main
    assert "不提示为同一事项" in (await client.get(f"{BASE}/compare?one=3&other=4")).main
    assert "不像" in (await client.get(f"{BASE}/compare?one=1&other=5")).main
    assert "没有这个编号" in (await client.get(f"{BASE}/compare?one=1&other=99")).main
    await client.sign_in("luo", PASSWORD)
    assert (await client.get(f"{BASE}/matters")).status == 403
    assert (await client.get(f"{BASE}/compare?one=1&other=2")).status == 403


async def test_no_words_are_stored(ids: list[UUID], database: Database) -> None:
    async with database.read() as db:
        for table in ("request_matter", "request_matter_suggestion", "request_matter_look"):
            for row in await db.execute(text(f"SELECT * FROM {table}")):
                assert "骑手" not in str(row)
