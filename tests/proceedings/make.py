"""What the tests of procedural steps share."""

from app.lib.db import Database
from app.workdays.services import seed_calendar
from tests.conftest import START


async def seeded(database: Database) -> None:
    """The official calendar."""
    async with database.write() as db:
        await seed_calendar(db, now=START)
