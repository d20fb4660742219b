"""What happens by the clock: opening at 00:00 of the first day, closing at 24:00 of the last, Shanghai time."""

from datetime import datetime, timedelta

import pytest

from app.consultations.jobs import find_due, turn_pages
from app.lib.clock import SHANGHAI, day_end, day_start
from app.lib.db import Database
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import START, Clock
from tests.consultations.conftest import SignIn, acts, stored
from tests.consultations.test_create_consultation import NEW
from tests.make import days_from, make_consultation

FIRST, LAST = days_from(START, 5), days_from(START, 35)
SECOND = timedelta(seconds=1)


async def is_due(database: Database, now: datetime) -> bool:
    async with database.read() as db:
        return bool(await find_due(db, now))


async def test_it_opens_at_midnight(database: Database, cast: Cast, client: Browser, clock: Clock) -> None:
    one = await make_consultation(database, cast, now=START, state="approved", opens_on=FIRST, closes_on=LAST)
    opening = day_start(FIRST)
    clock.now = opening - SECOND
    assert not await is_due(database, clock())
    await turn_pages(database, now=clock())
    assert (await stored(database, one)).state == "approved"
    assert (await client.get(f"/consultations/{one}")).status == 404
    clock.now = opening
    assert await is_due(database, clock())
    await turn_pages(database, now=clock())
    row = await stored(database, one)
    assert (row.state, row.published_at) == ("open", opening)
    assert (await client.get(f"/consultations/{one}")).status == 200
    assert not await is_due(database, clock())


async def test_it_closes_after_its_last_day(database: Database, cast: Cast, client: Browser, clock: Clock) -> None:
    one = await make_consultation(database, cast, now=START, closes_on=LAST)
    closing = day_end(LAST)
    assert closing.astimezone(SHANGHAI).hour == 0
    for now, state, due in ((closing - SECOND, "open", False), (closing, "closed", True)):
        clock.now = now
        assert await is_due(database, now) is due
        await turn_pages(database, now=now)
        row = await stored(database, one)
        assert row.state == state
        page = await client.get(f"/consultations/{one}")
        assert ("正在征求意见" in page.main.split("办理进度")[0]) is (state == "open")
    assert "现在提出的意见会保存并转承办处室参考，但不计入统计" in page.main
    await turn_pages(database, now=closing)
    assert (await acts(database, one)).count("close") == 1, "it closes once"


async def test_both_on_one_day(database: Database, cast: Cast) -> None:
    """A server that slept through a whole period opens and closes in one go."""
    one = await make_consultation(database, cast, now=START, state="approved", opens_on=FIRST, closes_on=LAST)
    await turn_pages(database, now=day_end(LAST))
    assert (await stored(database, one)).state == "closed"
    assert (await acts(database, one))[-2:] == ["open", "close"]


async def test_the_study_begins(sign_in: SignIn, database: Database, cast: Cast) -> None:
    one = await make_consultation(database, cast, now=START, state="closed")
    clerk = await sign_in("chen")
    page = await clerk.follow(await clerk.post(f"{NEW}/{one}/analyse"))
    assert "正在研究意见" in page.main
    assert (await stored(database, one)).state == "analysing"
    assert (await clerk.post(f"{NEW}/{one}/analyse")).status == 409


@pytest.mark.parametrize(
    ("username", "status"), [("luo", 404), ("foreign", 404), ("xu", 404), ("deng", 403), ("shen", 403)]
)
async def test_who_may_not_begin_the_study(
    sign_in: SignIn, database: Database, cast: Cast, username: str, status: int
) -> None:
    one = await make_consultation(database, cast, now=START, state="closed")
    assert (await (await sign_in(username)).post(f"{NEW}/{one}/analyse")).status == status


@pytest.mark.parametrize("state", ["drafting", "open", "withdrawn", "report_published"])
async def test_the_study_begins_after_closing_only(sign_in: SignIn, database: Database, cast: Cast, state: str) -> None:
    one = await make_consultation(database, cast, now=START, state=state)
    assert (await (await sign_in("chen")).post(f"{NEW}/{one}/analyse")).status == 409
