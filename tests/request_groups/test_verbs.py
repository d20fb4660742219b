"""What a person does with groups, through the pages: each act, each refusal, and the way back."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from app.lib.db import Database
from app.request_groups.models import RequestGroupEvent, RequestPlace
from app.request_groups.queries import list_near
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.request_groups.scene import FUND_2024, FUND_2025, NOTICE, ask, group_of, groups, place

DAY = date(2026, 5, 6)
BASE = "/staff/request-groups"


@pytest.fixture
async def ids(client: Browser, database: Database, cast: Cast, clock: Clock) -> list[UUID]:
    """Group 1: a notice, asked for by three; 2 and 3: the fund in 2024 and in 2025."""
    words = (NOTICE[0], NOTICE[1], NOTICE[2], FUND_2024, FUND_2025)
    found = [await ask(database, cast, one, n, on=DAY, now=clock()) for n, one in enumerate(words)]
    await place(database, cast, clock())
    await client.sign_in("ouyang", PASSWORD)
    return found


async def numbers(database: Database, ids: list[UUID]) -> list[int | None]:
    return [await group_of(database, one) for one in ids]


async def last_event(database: Database) -> RequestGroupEvent:
    async with database.read() as db:
        found = await db.scalar(select(RequestGroupEvent).order_by(RequestGroupEvent.id.desc()).limit(1))
        assert found is not None
        return found


async def test_at_45_different_years_merge_only_with_a_reason(
    client: Browser, database: Database, ids: list[UUID]
) -> None:
    page = await client.get(f"{BASE}/2")
    assert "相近，不同年度" in page.main
    assert "2025" in page.main
    refused = await client.post(f"{BASE}/2/merge", {"seen": "0", "other": "3", "reason": ""})
    assert refused.status == 422
    assert "理由" in refused.errors["reason"]
    assert await numbers(database, ids) == [1, 1, 1, 2, 3]
    done = await client.post(f"{BASE}/2/merge", {"seen": "0", "other": "3", "reason": "申请人实际要的是两年对照表"})
    assert done.status == 303
    assert await numbers(database, ids) == [1, 1, 1, 2, 2]
    event = await last_event(database)
    assert (event.reason, event.details["overridden"]) == ("申请人实际要的是两年对照表", ["period"])
    assert (await groups(database))[2].guards["period"] == ["2024", "2025"]
    assert "申请人实际要的是两年对照表" in (await client.get(f"{BASE}/2")).main


async def test_acts_and_their_way_back(client: Browser, database: Database, ids: list[UUID]) -> None:
    assert (await client.post(f"{BASE}/1/split", {"seen": "0", "chosen": [str(ids[0])]})).status == 303
    assert await numbers(database, ids) == [4, 1, 1, 2, 3]
    first = await last_event(database)
    moved = await client.post(f"{BASE}/1/move", {"seen": "1", "chosen": [str(ids[1])], "other": "4"})
    assert moved.status == 303
    assert await numbers(database, ids) == [4, 4, 1, 2, 3]
    second = await last_event(database)
    rests = await client.post(f"{BASE}/events/{first.id}/undo", {"seen": ""})
    assert rests.status == 409
    assert (await client.post(f"{BASE}/events/{second.id}/undo", {"seen": ""})).status == 303
    assert (await client.post(f"{BASE}/events/{first.id}/undo", {"seen": ""})).status == 303
    assert await numbers(database, ids) == [1, 1, 1, 2, 3]
    state = await groups(database)
    assert (state[1].size, state[1].people, state[4].state) == (3, 3, "empty")
    assert (await client.post(f"{BASE}/events/{first.id}/undo", {"seen": ""})).status == 409
    async with database.read() as db:
        assert {one.placed_by for one in await db.scalars(select(RequestPlace))} == {"engine"}


async def test_a_merge_is_taken_back_and_not_proposed_again(
    client: Browser, database: Database, ids: list[UUID]
) -> None:
    await client.post(f"{BASE}/1/split", {"seen": "0", "chosen": [str(ids[0])]})
    await client.post(f"{BASE}/1/merge", {"seen": "1", "other": "4"})
    assert await numbers(database, ids) == [1, 1, 1, 2, 3]
    assert (await client.post(f"{BASE}/events/{(await last_event(database)).id}/undo", {"seen": ""})).status == 303
    assert await numbers(database, ids) == [4, 1, 1, 2, 3]
    async with database.read() as db:
        assert 4 not in [one.number for one, _ in await list_near(db, (await groups(database))[1])]


async def test_confirming_naming_judging(
    client: Browser, database: Database, cast: Cast, ids: list[UUID], clock: Clock
) -> None:
    assert (await client.post(f"{BASE}/1/confirm", {"seen": "0"})).status == 303
    assert (await client.post(f"{BASE}/1/confirm", {"seen": "0"})).status == 409  # somebody was quicker
    assert (await client.post(f"{BASE}/1/rename", {"title": "企业新型学徒制补贴通知"})).status == 303
    assert (await client.post(f"{BASE}/1/rename", {"title": "长" * 201})).status == 422
    assert (await client.post(f"{BASE}/1/reach", {"wide_scope": "1"})).status == 303
    await ask(database, cast, NOTICE[4], 8, on=DAY, now=clock())
    await place(database, cast, clock())
    group = (await groups(database))[1]
    assert (group.state, group.title, group.is_wide_scope, group.new_count) == (
        "confirmed",
        "企业新型学徒制补贴通知",
        True,
        1,
    )
    page = await client.get(BASE)
    assert "企业新型学徒制补贴通知" in page.main
    assert (await client.get(f"{BASE}/99")).status == 404


async def test_thresholds_are_the_chiefs(client: Browser, database: Database, ids: list[UUID]) -> None:
    assert (await client.post(f"{BASE}/threshold", {"people": "2", "requests": "9", "days": "180"})).status == 403
    await client.sign_in("qian", PASSWORD)
    assert (await client.post(f"{BASE}/threshold", {"people": "1", "requests": "9", "days": "180"})).status == 422
    assert (await client.post(f"{BASE}/threshold", {"people": "2", "requests": "9", "days": "180"})).status == 303
    assert "180 日内 2 名不同申请人" in (await client.get(BASE)).main


async def test_pages_mask_the_applicants(client: Browser, ids: list[UUID]) -> None:
    page = await client.get(f"{BASE}/1")
    assert "王某" in page.main
    assert "王小明" not in page.text
    assert "310101199001" not in page.text


@pytest.mark.parametrize("who", ["shen", "chen", "foreign"])
async def test_others_change_nothing(client: Browser, database: Database, ids: list[UUID], who: str) -> None:
    await client.sign_in(who, PASSWORD)
    expected = {"shen": 200, "chen": 403, "foreign": 404}[who]
    assert (await client.get(f"{BASE}/1")).status == expected
    answer = await client.post(f"{BASE}/1/split", {"seen": "0", "chosen": [str(ids[0])]})
    assert answer.status in (403, 404)
    assert await numbers(database, ids) == [1, 1, 1, 2, 3]
