"""Attachments of a consultation: the desk's page with its acts, and the downloads of the public and of the staff."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.response import Stream

from app.accounts.rules import Actor
from app.consultations import attachment_services as services
from app.consultations import queries
from app.consultations.attachment_queries import get_attachment, get_public_file, list_attachments
from app.consultations.forms import AttachmentForm
from app.consultations.routes.pieces import BASE, Answer, as_dict, with_typed
from app.consultations.rules import may_edit
from app.drafts.services import get_original
from app.files.downloads import as_download
from app.files.queries import get_file
from app.files.store import FileStore
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Asked = Request[Any, Any, Any]


async def _page(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, invalid: FormInvalid | None = None
) -> Answer:
    async with database.read() as db:
        consultation = await queries.get_staff_consultation(db, consultation_id, viewer)
        attachments = await list_attachments(db, consultation_id)
        original = await get_original(db, consultation.draft_id) if consultation.draft_id else None
    attached = {one["digest"] for one in attachments}
    return render(
        request,
        "consultations/attachments.html",
        invalid=invalid,
        c=as_dict(consultation),
        attachments=attachments,
        original=original[0] if original and original[0].digest not in attached else None,
        original_is_clean=bool(original and original[1]),
        most=request.app.state.settings.most_attachments,
        may_edit=may_edit(viewer, agency_id=consultation.agency_id, division_id=consultation.division_id),
    )


@get("/consultations/{consultation_id:uuid}/attachments", name="consultations.attachments")
async def index(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    return await _page(request, database, viewer, consultation_id)


@post("/consultations/{consultation_id:uuid}/attachments", name="consultations.add_attachment")
async def add_attachment(
    request: Asked, database: Database, files: FileStore, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    async with database.read() as db:
        await queries.get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    most = request.app.state.settings.most_attachments
    try:
        form = await forms.read(request, AttachmentForm)
        name, data = await _upload(request)
        async with database.write() as tx:
            consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.add_attachment(
                tx, files, consultation, form, name=name, data=data, most=most, actor=viewer, now=now
            )
    except FormInvalid as invalid:
        return await _page(request, database, viewer, consultation_id, await with_typed(request, invalid))
    flash(request, _("Attached."))
    return see_other(f"{BASE}/{consultation_id}/attachments")


async def _upload(request: Asked) -> tuple[str, bytes]:
    upload = (await request.form()).get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise FormInvalid.of("file", _("Please choose a file."))
    return upload.filename, await upload.read()


@post("/consultations/{consultation_id:uuid}/attachments/original", name="consultations.attach_original")
async def attach_original(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    async with database.write() as tx:
        consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        await services.attach_original(tx, consultation, actor=viewer, now=now)
    flash(request, _("Attached."))
    return see_other(f"{BASE}/{consultation_id}/attachments")


@post(
    "/consultations/{consultation_id:uuid}/attachments/{attachment_id:uuid}/remove",
    name="consultations.remove_attachment",
)
async def remove_attachment(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, attachment_id: UUID
) -> Answer:
    async with database.write() as tx:
        consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        attachment = await get_attachment(tx, consultation_id, attachment_id)
        await services.remove_attachment(tx, consultation, attachment, actor=viewer, now=now)
    flash(request, _("Removed."))
    return see_other(f"{BASE}/{consultation_id}/attachments")


@get("/consultations/{consultation_id:uuid}/attachments/{attachment_id:uuid}", name="consultations.desk_attachment")
async def desk_download(
    database: Database, files: FileStore, viewer: Actor, consultation_id: UUID, attachment_id: UUID
) -> Stream:
    async with database.read() as db:
        await queries.get_staff_consultation(db, consultation_id, viewer)
        file = await get_file(db, (await get_attachment(db, consultation_id, attachment_id)).file_id)
    return await as_download(files, file)


@get("/consultations/{consultation_id:uuid}/attachments/{attachment_id:uuid}", name="consultations.attachment")
async def download(database: Database, files: FileStore, consultation_id: UUID, attachment_id: UUID) -> Stream:
    """An attachment for anybody, as a file to be saved."""
    async with database.read() as db:
        file = await get_public_file(db, consultation_id, attachment_id)
    return await as_download(files, file)


handlers = [index, add_attachment, attach_original, remove_attachment, desk_download]
