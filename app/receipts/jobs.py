"""Housekeeping of receipts."""

from datetime import datetime

from app.lib.db import Database
from app.receipts.services import delete_old_tries


async def forget_tries(database: Database, *, now: datetime) -> None:
    """Forget wrong codes whose lock is over."""
    async with database.write() as db:
        await delete_old_tries(db, now=now)
