"""Erasing by the calendar."""

import logging
from collections.abc import Mapping
from datetime import datetime

from app.lib.db import Database
from app.retention.queries import list_agencies
from app.retention.rules import DataClass, cutoff_of
from app.retention.services import erase_due

log = logging.getLogger("daylight.jobs")

MOST_BATCHES = 50


async def erase_what_is_over(database: Database, *, months: Mapping[DataClass, int], now: datetime) -> None:
    """Every class of every body, a batch a transaction; the rest comes with the next run."""
    async with database.read() as db:
        agencies = await list_agencies(db)
    for agency_id in agencies:
        for kind, period in months.items():
            cutoff = cutoff_of(now, period)
            for _batch in range(MOST_BATCHES):
                async with database.write() as tx:
                    erased = await erase_due(tx, kind, agency_id, cutoff=cutoff, now=now)
                if not erased:
                    break
                log.info("erased %d of %s", erased, kind.value)
