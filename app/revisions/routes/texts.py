"""The final text at the desk: import, correct, confirm."""

import asyncio
from datetime import datetime
from uuid import UUID

from litestar import get, post
from litestar.datastructures import UploadFile

from app.accounts.rules import Actor
from app.consultations.forms import CorrectedDraftForm, PastedDraftForm
from app.consultations.queries import get_staff_consultation, list_clauses
from app.consultations.rules import may_edit
from app.drafts import importing
from app.drafts.importing import ImportedDraft
from app.drafts.services import get_draft
from app.drafts.units import annex_blocks, blocks, framed
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.revisions import queries, services
from app.revisions.routes.pieces import Asked, Page, address, with_typed
from app.revisions.rules import RevisionState, check_report


@get("/consultations/{consultation_id:uuid}/revision/text", name="revisions.text")
async def text(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Page:
    """Import, the parsed tree with its warnings, and the tree as text to correct."""
    return await text_page(request, database, viewer, consultation_id)


@post("/consultations/{consultation_id:uuid}/revision/text", name="revisions.import_final_text")
async def import_text(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    """Take a file, or pasted text where no file was chosen."""
    try:
        read = await _read(request)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            source = {"source_name": read.source_name, "source_digest": read.source_digest}
            await services.import_final_text(tx, consultation, read.parsed, **source, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await text_page(request, database, viewer, consultation_id, await with_typed(request, invalid))
    return see_other(address(consultation_id, "/text"))


async def _read(request: Asked) -> ImportedDraft:
    upload = (await request.form()).get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        accepts = (await request.form()).get("accept_changes") == "1"
        data = await upload.read()
        return await asyncio.to_thread(importing.from_file, data, upload.filename, accept_changes=accepts)
    pasted = await forms.read(request, PastedDraftForm)
    if not pasted.text:
        raise FormInvalid.of("file", _("Choose a file, or paste the final text."))
    return await asyncio.to_thread(importing.from_text, pasted.text)


@post("/consultations/{consultation_id:uuid}/revision/text/correct", name="revisions.correct_final_text")
async def correct(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    try:
        form = await forms.read(request, CorrectedDraftForm)
        parsed = await asyncio.to_thread(importing.from_corrected_text, form.text)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.correct_final_text(tx, consultation, parsed, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await text_page(request, database, viewer, consultation_id, await with_typed(request, invalid))
    flash(request, _("The clauses were changed. Please confirm them."))
    return see_other(address(consultation_id, "/text"))


@post("/consultations/{consultation_id:uuid}/revision/text/confirm", name="revisions.confirm_final_text")
async def confirm(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        await services.confirm_final_text(tx, consultation, actor=viewer, now=now)
    flash(request, _("The clauses are confirmed, and each was looked for in the draft."))
    return see_other(address(consultation_id, "/pairs"))


async def text_page(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, invalid: FormInvalid | None = None
) -> Page:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=invalid is not None)
        check_report(consultation.state)
        revision = await queries.find_revision(db, consultation_id)
        stored = await get_draft(db, revision.draft_id) if revision else None
        clauses = await list_clauses(db, stored.id) if stored else []
    kept = None
    if stored:
        names = ("title", "style", "preamble", "signature", "annexes", "source_name", "warnings", "confirmed_at")
        kept = {name: getattr(stored, name) for name in names}
    rights = {"agency_id": consultation.agency_id, "division_id": consultation.division_id}
    is_open = revision is None or revision.state == RevisionState.DRAFTING
    return render(
        request,
        "revisions/text.html",
        invalid=invalid,
        c={"id": str(consultation_id), "title": consultation.title},
        text=kept,
        preamble=framed(stored.preamble if stored else []),
        blocks=blocks(clauses, {}),
        annexes=annex_blocks(stored.annexes if stored else []),
        clause_count=len(clauses),
        tree_text=importing.as_text(kept, clauses) if kept else "",
        is_open=is_open and may_edit(viewer, **rights),
    )


handlers = [text, import_text, correct, confirm]
