"""What was heard elsewhere, at the desk: one comment after another, or a table."""

import asyncio
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.comments import heard, queries, uploads
from app.comments.heard_forms import ColumnsForm, HeardForm, UploadForm
from app.comments.models import CommentUpload
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import GROUPING_STATES, METHOD_LABELS, Method, check_state
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.guards import signed_in
from app.lib.i18n import current_locale, gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other, show_date
from app.receipts.queries import get_code, get_receipt
from app.receipts.rules import show_code

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
SLIP = "heard_receipt"
C = "/consultations/{consultation_id:uuid}"


@get(f"{C}/heard", name="comments.heard")
async def show(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, way: str = "",
    said_on: str = "",
) -> Answer:  # fmt: skip
    """The form, ready for the next comment, and what was entered last."""
    values = {"way": way, "said_on": said_on}
    return await _form_page(request, database, viewer, consultation_id, values, now=now)


@post(f"{C}/heard", name="comments.enter_heard")
async def enter_heard(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, HeardForm)
        async with database.write() as tx:
            await get_staff_consultation(tx, consultation_id, viewer, to_edit=True)
            consultation = await queries.get_open_for(tx, consultation_id)
            targets = await queries.list_targets(tx, consultation.draft_id)
            choice = heard.find_choice(await heard.list_choices(tx, consultation_id), form.way)
            issued = await heard.enter_heard(
                tx, consultation, choice, form, targets=targets, locale=current_locale(), actor=viewer, now=now
            )
    except FormInvalid as invalid:
        invalid.typed = invalid.typed or await _typed(request)
        return await _form_page(request, database, viewer, consultation_id, invalid.typed, invalid, now=now)
    if issued:
        request.session[SLIP] = issued.number
    flash(request, _("Entered. The form is ready for the next one."))
    day = f"&said_on={form.said_on}" if form.said_on else ""
    return see_other(f"/staff/consultations/{consultation_id}/heard?way={form.way}{day}")


@get(f"{C}/uploads", name="comments.uploads")
async def index(request: Asked, database: Database, viewer: Actor, consultation_id: UUID, way: str = "") -> Answer:
    return await _uploads_page(request, database, viewer, consultation_id, way)


@post(f"{C}/uploads", name="comments.keep_upload")
async def keep_upload(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    """Take a file; what it holds is shown before anything of it is stored as a comment."""
    async with database.read() as db:
        await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    try:
        form = await forms.read(request, UploadForm)
        content, name = await _file(request)
        await asyncio.to_thread(uploads.look_at, content, name)
        async with database.write() as tx:
            consultation = await queries.get_open_for(tx, consultation_id)
            choice = heard.find_choice(await heard.list_choices(tx, consultation_id), form.way)
            upload_id = await uploads.keep_upload(tx, consultation, choice, content, name, actor=viewer, now=now)
    except FormInvalid as invalid:
        way = str((await _typed(request)).get("way", ""))
        return await _uploads_page(request, database, viewer, consultation_id, way, invalid)
    return see_other(f"/staff/consultations/{consultation_id}/uploads/{upload_id}")


@get(f"{C}/uploads/{{upload_id:uuid}}", name="comments.upload")
async def show_upload(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, upload_id: UUID
) -> Answer:
    """The first lines and the choice of columns; afterwards what became of each line."""
    return await _upload_page(request, database, viewer, consultation_id, upload_id)


@post(f"{C}/uploads/{{upload_id:uuid}}", name="comments.take_in_table")
async def take_in(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, upload_id: UUID
) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        check_state(consultation.state, GROUPING_STATES)
        upload = await uploads.get_upload(db, consultation_id, upload_id)
        choice = uploads.find_uploaded(await heard.list_choices(db, consultation_id), upload)
    here = f"/staff/consultations/{consultation_id}/uploads/{upload_id}"
    if upload.result is not None:
        return see_other(here)  # the second click
    try:
        form = await forms.read(request, ColumnsForm)
        await uploads.take_in(database, consultation_id, upload, choice, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        invalid.typed = invalid.typed or await _typed(request)
        return await _upload_page(request, database, viewer, consultation_id, upload_id, invalid)
    return see_other(here)


async def _form_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    typed: dict[str, Any],
    invalid: FormInvalid | None = None,
    *,
    now: datetime,
) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        check_state(consultation.state, GROUPING_STATES)
        choices = await heard.list_choices(db, consultation_id)
        targets = await queries.list_targets(db, consultation.draft_id)
        entered = await heard.list_entered(db, consultation_id, choices.get(str(typed.get("way", ""))))
        number = str(request.session.pop(SLIP, "") if not invalid else "")
        receipt = await get_receipt(db, number) if number else None
        code = await get_code(db, receipt.id) if receipt else ""
    labels = {target.unit: target.label for target in targets.values()}
    empty = {"way": "", "said_on": "", "clause": "", "text": "", "speaker": "", "form_token": secrets.token_urlsafe(24)}
    answer = render(
        request,
        "comments/heard.html",
        invalid=invalid,
        c={"id": str(consultation.id), "title": consultation.title},
        values=empty | {name: value for name, value in typed.items() if name in empty and value},
        with_receipt=bool(typed.get("with_receipt")),
        ways=_options(choices),
        clauses=[{"value": unit, "text": label} for unit, label in labels.items()],
        entered=[one | {"clause": labels.get(one["clause_ref"], "")} for one in entered],
        slip={"number": number, "code": show_code(code)} if code else None,
        today=local_date(now),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _uploads_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    way: str,
    invalid: FormInvalid | None = None,
) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        check_state(consultation.state, GROUPING_STATES)
        choices = await heard.list_choices(db, consultation_id)
        found = await uploads.list_uploads(db, consultation_id)
    return render(
        request,
        "comments/uploads.html",
        invalid=invalid,
        c={"id": str(consultation.id), "title": consultation.title},
        way=way,
        ways=_options(choices),
        uploads=[one | {"method_label": METHOD_LABELS[Method(one["method"])]} for one in found],
    )


async def _upload_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    upload_id: UUID,
    invalid: FormInvalid | None = None,
) -> Answer:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        upload = await uploads.get_upload(db, consultation_id, upload_id)
        choices = await heard.list_choices(db, consultation_id)
    choice = uploads.find_uploaded(choices, upload)
    look = await asyncio.to_thread(uploads.look_at, upload.content, upload.name) if upload.content else None
    return render(
        request,
        "comments/upload.html",
        invalid=invalid,
        c={"id": str(consultation.id), "title": consultation.title},
        upload={"id": str(upload.id), "name": upload.name, "result": _result(upload)},
        look=look,
        options=[{"value": name, "text": name} for name in look.names] if look else [],
        place=_label(choice),
        value=choice.value,
        asks_for_day=choice.held_on is None,
    )


def _result(upload: CommentUpload) -> dict[str, Any] | None:
    if upload.result is None:
        return None
    refused = [
        {"number": one["number"], "reason": gettext(one["reason"], **one["params"])} for one in upload.result["refused"]
    ]
    return {**upload.result, "refused": refused}


def _options(choices: dict[str, heard.Choice]) -> list[dict[str, str]]:
    empty = {"value": "", "text": gettext("Please choose")}
    return [empty, *({"value": value, "text": _label(one)} for value, one in choices.items())]


def _label(choice: heard.Choice) -> str:
    label = gettext(METHOD_LABELS[choice.method])
    return f"{show_date(choice.held_on)}　{label}" if choice.held_on else label


async def _file(request: Asked) -> tuple[bytes, str]:
    upload = (await request.form()).get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise FormInvalid.of("file", _("Choose a CSV, TSV, JSONL or XLSX file."))
    return await upload.read(), upload.filename


async def _typed(request: Asked) -> dict[str, Any]:
    sent = await request.form()
    return {name: value for name, value in sent.items() if isinstance(value, str) and name != "_csrf_token"}


staff = Router(
    path="/staff", guards=[signed_in], route_handlers=[show, enter_heard, index, keep_upload, show_upload, take_in]
)
