"""What the worker does for the search."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import Database
from app.search import folding


async def fold_search(database: Database, *, now: datetime, least: int = folding.FOLD_FROM) -> None:
    """Fold waiting texts into segments until fewer than `least` wait (整理索引)."""
    while await folding.fold(database, now=now, least=least):
        pass


async def find_unfolded(db: AsyncSession, _now: datetime, least: int = folding.FOLD_FROM) -> Sequence[tuple[str, ...]]:
    """One call without arguments when enough waits (for the sweep)."""
    return [()] if await folding.is_due(db, least) else []
