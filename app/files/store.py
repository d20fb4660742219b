"""Where the bytes lie (文件存储): in a folder, or in a bucket that speaks S3, each under its SHA-256.

What holds personal data lies sealed (加密存放): the bytes themselves say so, and reading opens them. A file that came
before there was sealing stays readable.
"""

import asyncio
import hashlib
import logging
import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import obstore
from cryptography.exceptions import InvalidTag
from obstore.store import LocalStore, ObjectStore, from_url

from app.files.rules import FileLost
from app.lib.crypto import is_sealed, key_of, newest_key, open_bytes, seal_bytes
from app.lib.settings import BadSetting, Settings

log = logging.getLogger("daylight.files")

CHUNK = 256 * 1024
LONGEST_HEAD = 128
"""Bytes within which a sealed file says which key it needs."""


class FileStore:
    """Bytes by their SHA-256. Putting the same bytes twice keeps them once."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, data: bytes, *, sealed: bool = False) -> str:
        """Keep the bytes; they survive a power cut when this returns. Answers their digest.

        `sealed`: they lie encrypted (personal files); whoever reads them gets them plain either way.

        They are written even where they lie already: that mends damaged ones, and makes them young again for the job
        that takes away what nobody names.
        """
        digest = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        await self._write(digest, await asyncio.to_thread(seal_bytes, data) if sealed else data)
        return digest

    async def _write(self, digest: str, data: bytes) -> None:
        await obstore.put_async(self._store, _key(digest), data)
        if isinstance(self._store, LocalStore) and self._store.prefix is not None:
            await asyncio.to_thread(_flush, Path(self._store.prefix) / _key(digest))

    async def reseal(self) -> int:
        """Seal anew, with the newest key, every file that an older one sealed. Answers how many."""
        n = 0
        async for page in obstore.list(self._store):
            for one in page:
                if await self._key_of(one["path"]) in ("", newest_key()):
                    continue
                stored = bytes(await (await obstore.get_async(self._store, one["path"])).bytes_async())
                await self._write(_digest(one["path"]), await asyncio.to_thread(_sealed_anew, stored))
                n += 1
        return n

    async def _key_of(self, path: str) -> str:
        """The id of the key of a sealed file; empty for one that lies plain."""
        meta = await obstore.head_async(self._store, path)
        if meta["size"] <= LONGEST_HEAD:
            return ""
        head = bytes(await obstore.get_range_async(self._store, path, start=0, end=LONGEST_HEAD))
        return key_of(head) if is_sealed(head) else ""

    async def put_file(self, path: Path) -> tuple[str, int]:
        """The same for a file that is too large to be held: answers its digest and its size."""
        digest, size = await asyncio.to_thread(_measure, path)
        await obstore.put_async(self._store, _key(digest), path)
        if isinstance(self._store, LocalStore) and self._store.prefix is not None:
            await asyncio.to_thread(_flush, Path(self._store.prefix) / _key(digest))
        return digest, size

    async def part(self, digest: str, *, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end`, piece by piece. Raises FileLost where they are missing."""
        try:
            for at in range(start, end, CHUNK):
                yield bytes(
                    await obstore.get_range_async(self._store, _key(digest), start=at, end=min(at + CHUNK, end))
                )
        except FileNotFoundError as error:
            log.error("file %s: the bytes are missing: %s", digest, error)
            raise FileLost from error

    async def chunks(self, digest: str, *, size: int) -> AsyncIterator[bytes]:
        """The bytes piece by piece, opened where they lie sealed. Raises FileLost where they are missing, of another
        size, or sealed with a key that is gone."""
        try:
            found = await obstore.get_async(self._store, _key(digest))
            if found.meta["size"] != size:
                plain = await asyncio.to_thread(_opened, bytes(await found.bytes_async()))
                if len(plain) != size:
                    raise FileNotFoundError(f"{found.meta['size']} bytes, {size} expected")
                for at in range(0, size, CHUNK):
                    yield plain[at : at + CHUNK]
                return
            async for chunk in found.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)
        except FileNotFoundError as error:
            log.error("file %s: the bytes are missing: %s", digest, error)
            raise FileLost from error

    async def check(self, digest: str, *, size: int) -> None:
        """Read everything once and compare. Raises FileLost, after an entry in the log."""
        seen = hashlib.sha256()
        async for chunk in self.chunks(digest, size=size):
            seen.update(chunk)
        if seen.hexdigest() != digest:
            log.error("file %s: the bytes are damaged, they are now %s", digest, seen.hexdigest())
            raise FileLost

    async def read(self, digest: str, *, size: int) -> bytes:
        """All bytes, compared with their digest. Raises FileLost."""
        await self.check(digest, size=size)
        return b"".join([chunk async for chunk in self.chunks(digest, size=size)])

    async def list_before(self, moment: datetime) -> list[str]:
        """Digests of everything that was put before this moment."""
        found: list[str] = []
        async for page in obstore.list(self._store):
            found += [_digest(one["path"]) for one in page if one["last_modified"] < moment]
        return found

    async def delete_if_before(self, digest: str, moment: datetime) -> bool:
        """Take the bytes away unless somebody has put them again since."""
        try:
            meta = await obstore.head_async(self._store, _key(digest))
            if meta["last_modified"] >= moment:
                return False
            await obstore.delete_async(self._store, _key(digest))
        except FileNotFoundError:
            return False
        return True


def open_store(settings: Settings) -> FileStore:
    """The store that FILES_URL names; without it the folder `files` in DATA_DIR. Raises BadSetting."""
    url = settings.files_url or (settings.data_dir / "files").absolute().as_uri()
    try:
        options: dict[str, Any] = {"mkdir": True} if url.startswith("file://") else {}
        return FileStore(from_url(url, **options))
    except (ValueError, OSError, obstore.exceptions.BaseError) as error:
        raise BadSetting(f"FILES_URL cannot be used: {error}") from error


def _opened(stored: bytes) -> bytes:
    """What a sealed file holds; other bytes as they are. Raises FileNotFoundError where no key opens them."""
    try:
        return open_bytes(stored) if is_sealed(stored) else stored
    except (KeyError, InvalidTag) as error:
        raise FileNotFoundError(f"sealed, and no key opens it: {error!r}") from error


def _sealed_anew(stored: bytes) -> bytes:
    return seal_bytes(open_bytes(stored))


def _measure(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def _digest(path: str) -> str:
    return path.rpartition("/")[2]


def _flush(path: Path) -> None:
    """The file and the two folders that name it, to the disk."""
    for one in (path, path.parent, path.parent.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
