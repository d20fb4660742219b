"""A period ends at 24:00 in Shanghai, wherever the server's clock stands (AT-15)."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.comments.models import Comment
from app.consultations.jobs import turn_pages
from app.consultations.models import Tally
from app.lib.clock import day_end
from app.lib.db import Database
from app.opinion_groups.jobs import group_new_comments
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import START, Clock
from tests.consultations.conftest import stored
from tests.make import days_from, make_consultation

LAST = days_from(START, 35)


@pytest.fixture(params=["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])  # 14 hours ahead, 8 behind, and none
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


async def test_in_time_until_midnight_in_shanghai(
    zone: str, database: Database, cast: Cast, client: Browser, clock: Clock
) -> None:
    one = await make_consultation(database, cast, now=START, closes_on=LAST)
    end = day_end(LAST)
    for n, now in enumerate((end - timedelta(seconds=1), end)):
        clock.now = now
        await turn_pages(database, now=now)
        assert (await stored(database, one)).state == ("open", "closed")[n]
        said = {"text": f"建议把宽限期延长到{n + 3}个月。", "form_token": f"{n}" * 32, "confirmed": "1"}
        assert (await client.post(f"/consultations/{one}/comments", said)).status == 303
    async with database.read() as db:
        rows = (await db.execute(select(Comment.is_late, Comment.said_at).order_by(Comment.id))).tuples().all()
    assert rows == [(False, end - timedelta(seconds=1)), (True, end)]
    await group_new_comments(database, str(one), now=clock())
    async with database.read() as db:
        assert (await db.execute(select(Tally.day, Tally.n))).tuples().all() == [(LAST, 1)]
    assert f"{LAST.month}月{LAST.day}日" in (await client.get(f"/consultations/{one}")).main
