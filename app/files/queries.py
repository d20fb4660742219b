"""Reading stored files. Whether the viewer may is asked by the query of the floor that attached them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.files.models import StoredFile


async def get_file(db: AsyncSession, file_id: UUID) -> StoredFile:
    """The row of a file that the caller's own row points to."""
    return await db.get_one(StoredFile, file_id)


async def find_unnamed(db: AsyncSession, digests: Sequence[str]) -> set[str]:
    """Those of the digests that no row names."""
    named = await db.scalars(select(StoredFile.digest).where(StoredFile.digest.in_(digests)))
    return set(digests) - set(named)
