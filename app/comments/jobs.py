"""Background work of comments."""

from datetime import datetime

from app.comments.uploads import forget_unfinished
from app.lib.db import Database


async def forget_uploads(database: Database, *, now: datetime) -> None:
    """Delete tables whose columns nobody chose within a day: they may hold names."""
    async with database.write() as tx:
        await forget_unfinished(tx, now=now)
