"""Taking passages out of a paper before it goes with the reply (区分处理)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.datastructures import UploadFile

from app.accounts.rules import Actor
from app.files.store import FileStore
from app.letters.queries import get_head
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid, NotFound, Refused
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.replies import drafting
from app.replies.forms import MarksForm, OriginalForm
from app.replies.papers import extract_text, make_paper
from app.replies.redaction import StillThere, mark_findings, mark_words, read_marks, redact
from app.replies.routes.pages import Answer, Asked, as_invalid, base_of, heading
from app.replies.rules import ReplyState
from app.requests.queries import get_staff_request

R = "/requests/{request_id:uuid}/reply/redact"


@get(R, name="replies.redact")
async def redact_page(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Answer:
    return await _page(request, database, viewer, request_id)


@post(R, name="replies.read_original")
async def read_original(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Answer:
    """The text of the paper with proposals marked. Nothing of it is stored here."""
    try:
        form = await forms.read(request, OriginalForm)
        marked = mark_findings(form.text or await _read_file(request))
    except FormInvalid as refused:
        invalid = await as_invalid(request, refused)
        return await _page(request, database, viewer, request_id, invalid)
    return await _page(request, database, viewer, request_id, values={"title": form.title, "marked": marked})


@post(f"{R}/marks", name="replies.redact_paper")
async def redact_paper(
    request: Asked, database: Database, files: FileStore, now: datetime, viewer: Actor, request_id: UUID
) -> Answer:
    """Mark words everywhere and look again, or make the new paper and put it to the reply."""
    try:
        form = await forms.read(request, MarksForm)
        marked = mark_words(form.marked, form.words.splitlines())
        values = {"title": form.title, "marked": marked, "words": form.words}
        if not form.make:
            return await _page(request, database, viewer, request_id, values=values, shown=marked)
        data = await _make(request, database, viewer, request_id, form.title, marked, now)
        async with database.write() as tx:
            found = await get_staff_request(tx, request_id, viewer, to_edit=True, lock=True)
            made: dict[str, Any] = {"name": "redacted.pdf", "data": data, "title": form.title, "is_redacted": True}
            await drafting.attach_file(tx, files, found, **made, actor=viewer, now=now)
    except (FormInvalid, StillThere) as refused:
        invalid = await _beside_the_text(request, refused)
        return await _page(request, database, viewer, request_id, invalid, status=refused.status)
    flash(request, _("The new paper goes with the reply. Open it once more before it is sent."))
    return see_other(base_of(request_id))


async def _make(
    request: Asked, database: Database, viewer: Actor, request_id: UUID, title: str, marked: str, now: datetime
) -> bytes:
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer, to_edit=True)
        agency = (await get_head(db, found.agency_id)).name
    withheld = [piece.text for piece in read_marks(marked) if piece.is_withheld]
    fonts = request.app.state.settings.fonts_dir
    return await make_paper(title, redact(marked), agency=agency, withheld=withheld, made_at=now, fonts=fonts)


async def _read_file(request: Asked) -> str:
    upload = (await request.form()).get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise FormInvalid.of("file", _("Please choose a file, or paste the text below."))
    return await extract_text(upload.filename, await upload.read())


async def _beside_the_text(request: Asked, refused: FormInvalid | Refused) -> FormInvalid:
    invalid = await as_invalid(request, refused)
    errors = [FieldError(error.field or "marked", error.message, error.params) for error in invalid.errors]
    return FormInvalid(errors, invalid.typed)


async def _page(
    request: Asked,
    database: Database,
    viewer: Actor,
    request_id: UUID,
    invalid: FormInvalid | None = None,
    *,
    values: dict[str, str] | None = None,
    shown: str = "",
    status: int = 200,
) -> Answer:
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer, to_edit=True)
        reply = await drafting.get_reply(db, request_id)
    if reply.state == ReplyState.ISSUED:
        raise NotFound
    typed = {name: str(value) for name, value in invalid.typed.items()} if invalid else {}
    return render(
        request,
        "replies/redact.html",
        invalid=invalid,
        status_code=status,
        r=heading(found),
        values={"title": "", "text": "", "marked": "", "words": ""} | (values or {}) | typed,
        paragraphs=_shown(shown),
    )


def _shown(marked: str) -> list[list[dict[str, Any]]]:
    try:
        lines = redact(marked) if marked else []
    except (FormInvalid, StillThere):
        return []
    return [[{"text": piece.text, "out": piece.is_withheld} for piece in line] for line in lines]


handlers = [redact_page, read_original, redact_paper]
