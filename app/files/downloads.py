"""A stored file as an answer: to be saved, never to be run or shown inside the site."""

from collections.abc import AsyncIterator
from urllib.parse import quote

from litestar.response import Stream

from app.files.models import StoredFile
from app.files.rules import MEDIA_TYPES, FileKind
from app.files.store import FileStore


async def as_download(store: FileStore, file: StoredFile) -> Stream:
    """The file as a download, compared with its digest before the first byte leaves (下载). Raises FileLost."""
    await store.check(file.digest, size=file.size)

    async def pieces() -> AsyncIterator[bytes]:
        async for piece in store.chunks(file.digest, size=file.size):
            yield piece

    return Stream(
        pieces(),
        media_type=MEDIA_TYPES[FileKind(file.kind)],
        headers={
            "content-disposition": disposition(file.name, file.kind),
            "content-length": str(file.size),
            "content-security-policy": "sandbox; default-src 'none'",
            "x-content-type-options": "nosniff",
            "cross-origin-resource-policy": "same-origin",
            "cache-control": "no-cache",
            "etag": f'"{file.digest}"',
        },
    )


def disposition(name: str, kind: str) -> str:
    """Content-Disposition with the name as RFC 5987 writes it, and a plain one for old programs."""
    plain = name if name.isascii() and not set(name) & set('"\\') else f"file.{kind}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
