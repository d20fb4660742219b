"""Pages of archives: the public one for everybody, the internal one for those who check the office."""

import tempfile
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Stream

from app.accounts.rules import Actor
from app.archives.building import write_archive
from app.archives.queries import find_archive, get_archive
from app.archives.ranges import read_range
from app.archives.rules import check_may_take_internal
from app.archives.services import take_internal
from app.consultations.queries import get_public_consultation, get_staff_consultation
from app.files.store import FileStore
from app.lib.db import Database
from app.lib.downloads import attachment
from app.lib.guards import signed_in
from app.lib.pages import render

Asked = Request[Any, Any, Any]
PIECE = 256 * 1024


@get("/consultations/{consultation_id:uuid}/archive", name="archives.show")
async def show(request: Asked, database: Database, consultation_id: UUID) -> Response[bytes]:
    """What is in the archive, how large it is, and how to check it."""
    async with database.read() as db:
        found = await find_archive(db, consultation_id)
        c = await get_public_consultation(db, consultation_id)
    made: dict[str, Any] | None = None
    if found:
        archive, file = found
        made = {"size": file.size, "digest": file.digest, "made_at": archive.made_at, "files": archive.files,
                "comments": archive.comments, "manifest_digest": archive.manifest_digest}  # fmt: skip
    return render(request, "archives/show.html", c={"id": str(c["id"]), "title": c["title"]}, archive=made)


@get("/consultations/{consultation_id:uuid}/archive.zip", name="archives.download")
async def download(request: Asked, database: Database, files: FileStore, consultation_id: UUID) -> Response[Any]:
    """The file itself, in pieces; a part of it where a broken download goes on."""
    async with database.read() as db:
        _archive, file = await get_archive(db, consultation_id)
    etag = f'"{file.digest}"'
    headers = {"etag": etag, "cache-control": "no-cache", "accept-ranges": "bytes"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    asked = request.headers.get("range", "") if request.headers.get("if-range", etag) == etag else ""
    wanted = read_range(asked, file.size)
    if wanted is None:
        return Response(b"", status_code=416, headers=headers | {"content-range": f"bytes */{file.size}"})
    headers |= {"content-length": str(len(wanted)), "content-disposition": attachment(file.name)}
    if asked:
        headers["content-range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{file.size}"
    return Stream(
        files.part(file.digest, start=wanted.start, end=wanted.stop),
        status_code=206 if asked else 200,
        media_type="application/zip",
        headers=headers,
    )


@get("/consultations/{consultation_id:uuid}/archive", name="archives.desk")
async def desk(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Response[bytes]:
    """Where the internal archive is fetched: a button, and what its fetching means."""
    async with database.read() as db:
        c = await get_staff_consultation(db, consultation_id, viewer)
    check_may_take_internal(viewer)
    return render(request, "archives/desk.html", c={"id": str(c.id), "title": c.title})


@post("/consultations/{consultation_id:uuid}/archive", name="archives.take_internal", status_code=200)
async def fetch(
    request: Asked, database: Database, files: FileStore, now: datetime, viewer: Actor, consultation_id: UUID
) -> Stream:
    """The archive with everything, made now and kept nowhere."""
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer)
        await take_internal(tx, consultation, actor=viewer, now=now)
    out = tempfile.TemporaryFile()  # noqa: SIM115  closed when it has been sent
    base_url = request.app.state.settings.base_url
    async with database.read() as db:
        await write_archive(db, out, consultation_id, store=files, base_url=base_url, is_internal=True, now=now)
    size = out.tell()
    return Stream(
        _pieces(out),
        media_type="application/zip",
        headers={
            "content-length": str(size),
            "cache-control": "no-store",
            "content-disposition": attachment(f"internal-{consultation_id}.zip"),
        },
    )


async def _pieces(out: Any) -> AsyncIterator[bytes]:
    with out:
        out.seek(0)
        while piece := out.read(PIECE):
            yield piece


public = Router(path="/", route_handlers=[show, download])
staff = Router(path="/staff", guards=[signed_in], route_handlers=[desk, fetch])
