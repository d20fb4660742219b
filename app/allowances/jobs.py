"""Housekeeping of allowances."""

from datetime import datetime

from app.allowances import services
from app.lib.db import Database


async def forget_allowances(database: Database, *, now: datetime) -> None:
    """Forget what says nothing any more: nobody can ever ask what a network did."""
    async with database.write() as db:
        await services.forget_allowances(db, now=now)
