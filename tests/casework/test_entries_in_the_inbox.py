"""A catalogue entry that was submitted waits in the inbox of who may approve it, and of nobody else."""

from app.casework.inbox import list_inbox
from app.lib.clock import local_date
from app.lib.db import Database
from app.workdays.queries import load_calendar
from tests.cast import Cast
from tests.conftest import Clock
from tests.disclosures.entries import make_catalogue


async def test_who_may_approve_finds_it(database: Database, cast: Cast, clock: Clock) -> None:
    made = await make_catalogue(database, cast, now=clock())
    found: dict[str, list[str]] = {}
    async with database.read() as db:
        calendar = await load_calendar(db)
        for who in ("chen", "deng", "qian", "luo", "shen"):
            sections = await list_inbox(db, cast[who], today=local_date(clock()), calendar=calendar)
            found[who] = [str(row["id"]) for one in sections if one.key == "entries" for row in one.rows]
    waiting = [made["submitted_entry"]]
    assert found == {"chen": [], "deng": waiting, "qian": waiting, "luo": [], "shen": []}
