"""What nobody needs any more: sessions that are over, records of finished background work."""

import asyncio
import logging
from datetime import datetime, timedelta

from dbos import DBOS

from app.lib.db import Database
from app.lib.sessions import delete_expired_sessions

KEPT = timedelta(days=7)
"""How long finished background work stays on record, for whoever looks into a fault."""

log = logging.getLogger("daylight.jobs")


async def tidy_up(database: Database, *, now: datetime) -> None:
    """Delete what is over."""
    await delete_expired_sessions(database, now=now)
    await asyncio.to_thread(_delete_finished_jobs, now - KEPT)


def _delete_finished_jobs(before: datetime) -> None:
    done = DBOS.list_workflows(
        status=["SUCCESS", "ERROR"],
        completed_before=before.isoformat(),
        limit=10_000,
        load_input=False,
        load_output=False,
    )
    if done:
        DBOS.delete_workflows([one.workflow_id for one in done])
        log.info("deleted the records of %d finished jobs", len(done))
