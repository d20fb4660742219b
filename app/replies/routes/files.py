"""Files that go with a reply."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.response import Stream

from app.accounts.rules import Actor
from app.files.downloads import as_download
from app.files.store import FileStore
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.replies import drafting
from app.replies.forms import FileForm
from app.replies.queries import get_staff_file
from app.replies.routes.pages import Answer, Asked, act
from app.requests.queries import get_staff_request

R = "/requests/{request_id:uuid}/reply/files"


@post(R, name="replies.attach_file")
async def attach_file(
    request: Asked, database: Database, files: FileStore, now: datetime, viewer: Actor, request_id: UUID
) -> Answer:
    async def step(tx: Any, found: Any) -> None:
        form = await forms.read(request, FileForm)
        name, data = await read_upload(request)
        await drafting.attach_file(tx, files, found, name=name, data=data, title=form.title, actor=viewer, now=now)

    return await act(request, database, viewer, request_id, step, _("Attached."), to_edit=True)


@post(f"{R}/{{file_id:uuid}}/remove", name="replies.detach_file")
async def detach_file(
    request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID, file_id: UUID
) -> Answer:
    async def step(tx: Any, found: Any) -> None:
        await drafting.detach_file(tx, found, file_id, actor=viewer, now=now)

    return await act(request, database, viewer, request_id, step, _("Removed."), to_edit=True)


@get(f"{R}/{{file_id:uuid}}", name="replies.file")
async def download(database: Database, files: FileStore, viewer: Actor, request_id: UUID, file_id: UUID) -> Stream:
    """A file of the reply, for whoever may see the request."""
    async with database.read() as db:
        await get_staff_request(db, request_id, viewer)
        file, title = await get_staff_file(db, request_id, file_id)
    file.name = f"{title}.{file.kind}"  # the row itself keeps a name without meaning
    return await as_download(files, file)


async def read_upload(request: Asked) -> tuple[str, bytes]:
    upload = (await request.form()).get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise FormInvalid.of("file", _("Please choose a file."))
    return upload.filename, await upload.read()


handlers = [attach_file, detach_file, download]
