"""What looks like personal data inside attached files (附件个人信息核查): which file and what kind, never the words.

The bytes under a digest never change, so each file is read once a process.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.disclosures.models import DisclosureFile
from app.drafts.extracting import read_words
from app.files.models import StoredFile
from app.files.store import FileStore
from app.lib.crypto import keyed_hash
from app.lib.personal_data import VERSION, scan

UNREAD = "unread"
"""No words were found in it: people look at it themselves."""
MOST = 1_000


@dataclass(frozen=True, slots=True)
class FilePlace:
    """One kind of finding in one file, and in how many places. `mark` names the file's bytes and the kind."""

    name: str
    kind: str
    n: int
    mark: str


Scanned = Mapping[str, Mapping[str, int]]
"""By digest: how many places of each kind."""

_kept: dict[tuple[str, int], dict[str, int]] = {}


async def list_stored(db: AsyncSession, version_id: UUID) -> list[StoredFile]:
    """The files of a version, in their order."""
    query = select(StoredFile).join(DisclosureFile, DisclosureFile.file_id == StoredFile.id)
    query = query.where(DisclosureFile.version_id == version_id)
    return list(await db.scalars(query.order_by(DisclosureFile.position, StoredFile.id)))


async def scan_files(store: FileStore, files: Iterable[StoredFile]) -> Scanned:
    """Read these files and count what looks personal. Outside of any transaction: it may take seconds a file."""
    found: dict[str, Mapping[str, int]] = {}
    for file in files:
        key = (file.digest, VERSION)
        if key not in _kept:
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[key] = await _count(store, file)
        found[file.digest] = _kept[key]
    return found


async def _count(store: FileStore, file: StoredFile) -> dict[str, int]:
    words = await read_words(file.name, file.kind, await store.read(file.digest, size=file.size))
    if words is None:
        return {UNREAD: 1}
    return dict(Counter(one.kind.value for one in scan(words)))


def places_of(files: Iterable[StoredFile], scanned: Scanned) -> list[FilePlace]:
    """Every file and kind to be looked at. A file that was not read yet counts as unread."""
    return [
        FilePlace(file.name, kind, n, keyed_hash("disclosure file finding", f"{file.digest}|{kind}"))
        for file in files
        for kind, n in scanned.get(file.digest, {UNREAD: 1}).items()
    ]
