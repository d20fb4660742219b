"""Background work on stored files."""

import logging
from datetime import datetime, timedelta

from app.files.queries import find_unnamed
from app.files.store import FileStore
from app.lib.db import Database

log = logging.getLogger("daylight.jobs")

KEPT = timedelta(days=1)
"""How long bytes wait for their row: longer than any form stays open between an upload and its "yes"."""
BATCH = 500


async def remove_orphans(database: Database, *, store: FileStore, now: datetime) -> None:
    """Take away bytes that no row names (清理无主文件): their transaction failed, or their file was removed.

    Bytes that are put again meanwhile are young again and stay. On SQLite the write block also keeps others from
    storing between the look and the deed.
    """
    old = await store.list_before(now - KEPT)
    for start in range(0, len(old), BATCH):
        async with database.write() as tx:
            unnamed = await find_unnamed(tx, old[start : start + BATCH])
            gone = [digest for digest in unnamed if await store.delete_if_before(digest, now - KEPT)]
        if gone:
            log.info("removed the bytes of %d files that nothing names", len(gone))
