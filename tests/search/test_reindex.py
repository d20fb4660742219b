"""`daylight reindex`: everything is read anew, and the site may go on meanwhile."""

from sqlalchemy import update

from app.home.commands import _run
from app.lib.clock import system_clock
from app.lib.db import Database
from app.lib.settings import Settings
from app.search.models import SearchText
from tests.cast import Cast
from tests.make import make_consultation
from tests.search.conftest import Look, Put, titles


async def test_reindexing(put: Put, look: Look, database: Database, settings: Settings, cast: Cast) -> None:
    await put("职业培训补贴办法")
    await make_consultation(database, cast, now=system_clock())
    async with database.write() as db:
        await db.execute(update(SearchText).values(facts='[{"gone":"x"},"words"]'))
    total, is_open = await _run(settings)
    assert (total, is_open) == (2, 1)
    assert titles(await look("培训")) == ["职业培训补贴办法"]
    assert (await look("缴费")).total == 1
