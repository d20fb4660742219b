"""An open consultation is found with its draft; one that is not open is not."""

from datetime import timedelta

import pytest

from app.consultations.jobs import turn_pages
from app.consultations.searching import reindex_consultations
from app.lib.db import Database
from app.search.queries import find
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_consultation


async def hits(database: Database, query: str) -> list[str]:
    async with database.read() as db:
        return [hit.path for hit in (await find(db, query)).hits]


async def test_found_while_open_only(database: Database, cast: Cast, clock: Clock) -> None:
    opened = await make_consultation(database, cast, now=clock())
    await make_consultation(database, cast, now=clock(), state="drafting")
    assert await hits(database, "宽限期 十五日内补缴") == [f"/consultations/{opened}"]
    clock.advance(timedelta(days=40))
    await turn_pages(database, now=clock())
    assert await hits(database, "缴费") == []


@pytest.mark.parametrize("state", ["closed", "withdrawn", "open"])
async def test_reindexing_follows_the_state(database: Database, cast: Cast, clock: Clock, state: str) -> None:
    await make_consultation(database, cast, now=clock(), state=state)
    async with database.write() as db:
        assert await reindex_consultations(db, now=clock()) == (state == "open")
    assert len(await hits(database, "缴费")) == (state == "open")
