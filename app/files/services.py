"""Storing files and letting go of them."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.files.examine import examine
from app.files.models import StoredFile
from app.files.rules import LARGEST_FILE
from app.files.store import FileStore
from app.history.services import record


async def store_file(
    db: AsyncSession,
    store: FileStore,
    name: str,
    data: bytes,
    *,
    largest: int = LARGEST_FILE,
    agency_id: UUID,
    actor: Actor,
    now: datetime,
) -> StoredFile:
    """Keep a file (保存文件): the bytes first, then the row, so that no row ever names bytes that are not there.

    The caller points to the row in the same transaction. Where that fails, the bytes are taken away by a job.

    Raises:
        RefusedFile: a subclass for each reason; nothing was stored.
    """
    examined = await asyncio.to_thread(examine, name, data, largest=largest)
    digest = await store.put(examined.data)
    file = StoredFile(
        agency_id=agency_id,
        name=examined.name,
        kind=examined.kind.value,
        size=len(examined.data),
        digest=digest,
        stored_by_id=actor.id,
        stored_at=now,
    )
    db.add(file)
    await db.flush()
    _record(db, "store_file", file, actor, now)
    return file


async def remove_file(db: AsyncSession, file: StoredFile, *, actor: Actor, now: datetime) -> None:
    """Let go of a file that nothing points to any more (删除文件). A job takes its bytes away later."""
    _record(db, "remove_file", file, actor, now)
    await db.delete(file)
    await db.flush()


def _record(db: AsyncSession, verb: str, file: StoredFile, actor: Actor, now: datetime) -> None:
    record(
        db,
        f"file:{verb}",
        f"file:{file.id}",
        agency_id=file.agency_id,
        actor=actor,
        now=now,
        name=file.name,
        size=file.size,
        digest=file.digest,
    )
