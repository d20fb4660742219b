"""Storing files and letting go of them."""

import asyncio
from dataclasses import dataclass
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
    sealed: bool = False,
    agency_id: UUID,
    actor: Actor,
    now: datetime,
) -> StoredFile:
    """Keep a file (保存文件): the bytes first, then the row, so that no row ever names bytes that are not there.

    The caller points to the row in the same transaction. Where that fails, the bytes are taken away by a job.

    Raises:
        RefusedFile: a subclass for each reason; nothing was stored.
    """
    kept = await keep_bytes(store, name, data, largest=largest, sealed=sealed)
    return await add_file(db, kept, agency_id=agency_id, actor=actor, now=now)


@dataclass(frozen=True)
class Kept:
    """Bytes that are in the store already; no row names them yet."""

    name: str
    kind: str
    size: int
    digest: str


async def keep_bytes(
    store: FileStore, name: str, data: bytes, *, largest: int = LARGEST_FILE, sealed: bool = False
) -> Kept:
    """The first half of `store_file`, before a transaction begins: what takes long is done while nobody waits.

    `sealed` for what people hand in and what is given to one of them: it lies encrypted.
    """
    examined = await asyncio.to_thread(examine, name, data, largest=largest)
    digest = await store.put(examined.data, sealed=sealed)
    return Kept(examined.name, examined.kind.value, len(examined.data), digest)


async def add_file(
    db: AsyncSession, kept: Kept, *, name: str | None = None, agency_id: UUID, actor: Actor, now: datetime
) -> StoredFile:
    """The second half: the row that names the bytes. `name` replaces one that says whose file it is."""
    file = StoredFile(
        agency_id=agency_id,
        name=name or kept.name,
        kind=kept.kind,
        size=kept.size,
        digest=kept.digest,
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
