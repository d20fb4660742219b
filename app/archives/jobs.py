"""Making the public archives."""

import tempfile
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.accounts.rules import SYSTEM
from app.adoption.file_queries import count_acts
from app.archives.building import Built, write_archive
from app.archives.models import Archive
from app.consultations.models import Consultation
from app.files.models import StoredFile
from app.files.services import remove_file
from app.files.store import FileStore
from app.lib.db import Database
from app.lib.settings import Settings


async def build_archive(
    database: Database, consultation_id: str, *, store: FileStore, settings: Settings, now: datetime
) -> None:
    """Make the archive for everybody (生成归档包), and let go of the one before."""
    wanted = UUID(consultation_id)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.zip"
        async with database.read() as db:
            acts = await db.scalar(select(count_acts(wanted))) or 0
            with path.open("wb") as out:
                built = await write_archive(db, out, wanted, store=store, base_url=settings.base_url, now=now)
        digest, size = await store.put_file(path)
    await _keep(database, wanted, built, acts=acts, digest=digest, size=size, now=now)


async def _keep(
    database: Database, consultation_id: UUID, built: Built, *, acts: int, digest: str, size: int, now: datetime
) -> None:
    async with database.write() as db:
        agency_id = (await db.get_one(Consultation, consultation_id)).agency_id
        file = StoredFile(
            agency_id=agency_id, name=f"archive-{consultation_id}.zip", kind="zip", size=size, digest=digest,
            stored_by_id=None, stored_at=now,
        )  # fmt: skip
        db.add(file)
        await db.flush()
        archive = await db.get(Archive, consultation_id, with_for_update=True)
        before = archive.file_id if archive else None
        if archive is None:
            archive = Archive(consultation_id=consultation_id)
            db.add(archive)
        archive.file_id, archive.acts, archive.made_at = file.id, acts, now
        archive.manifest_digest, archive.files, archive.comments = built.manifest_digest, built.files, built.comments
        await db.flush()
        if before:
            await remove_file(db, await db.get_one(StoredFile, before), actor=SYSTEM, now=now)
