"""Pages of consultations for the staff: the notice, the draft, and the steps to publication."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect

from app.accounts.queries import list_divisions
from app.accounts.rules import Actor, Role
from app.consultations import queries, services
from app.consultations.forms import ConsultationForm, NoteForm, PastedDraftForm
from app.consultations.models import Consultation
from app.consultations.rules import METHOD_LABELS, STATE_LABELS, State, may_approve, may_edit
from app.drafts import importing
from app.drafts.services import get_draft
from app.drafts.units import blocks
from app.history.queries import list_history
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import Forbidden, FormInvalid
from app.lib.guards import signed_in
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Answer = Response[Any] | Redirect
BASE = "/staff/consultations"


@get("/consultations", name="consultations.desk")
async def index(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, page: int = 1
) -> Answer:
    async with database.read() as db:
        found = await queries.list_staff(db, viewer, page=max(1, page))
    return render(
        request,
        "consultations/desk.html",
        cards=found,
        page=max(1, page),
        has_next=len(found) == queries.PAGE,
        state_labels=STATE_LABELS,
        may_create=viewer.has(Role.DIVISION_CLERK, Role.OPENNESS_OFFICER),
    )


async def _notice_page(
    request: Request[Any, Any, Any],
    database: Database,
    viewer: Actor,
    consultation: Consultation | None,
    invalid: FormInvalid | None = None,
) -> Answer:
    """The form of the notice: empty, as it is stored, or as it was typed."""
    async with database.read() as db:
        divisions = await list_divisions(db, viewer.agency_id)
    return render(
        request,
        "consultations/edit.html",
        invalid=invalid,
        values=_values(consultation, invalid, viewer),
        consultation_id=consultation.id if consultation else None,
        divisions=[{"value": str(division["id"]), "text": division["name"]} for division in divisions],
        chooses_division=viewer.has(Role.OPENNESS_OFFICER) and consultation is None,
        method_choices=[{"value": method.value, "text": gettext(label)} for method, label in METHOD_LABELS.items()],
    )


def _values(consultation: Consultation | None, invalid: FormInvalid | None, viewer: Actor) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "title": "", "summary": "", "explanation": "", "basis": "", "methods": ["online_solicitation"], "opens_on": "",
        "closes_on": "", "shorten_reason": "", "contact": "", "moderation_policy": "after", "is_past": False,
        "division_id": str(viewer.division_id or ""),
    }  # fmt: skip
    if invalid:
        typed = dict(invalid.typed)
        methods = typed.get("methods", [])
        return (
            empty
            | typed
            | {"methods": [methods] if isinstance(methods, str) else methods}
            | {"is_past": bool(typed.get("is_past"))}
        )
    if consultation is None:
        return empty
    stored = {name: getattr(consultation, name) for name in empty}
    return stored | {"opens_on": stored["opens_on"].isoformat(), "closes_on": stored["closes_on"].isoformat()}


@get("/consultations/new", name="consultations.new")
async def new(request: Request[Any, Any, Any], database: Database, viewer: Actor) -> Answer:
    if not viewer.has(Role.DIVISION_CLERK, Role.OPENNESS_OFFICER):
        raise Forbidden
    return await _notice_page(request, database, viewer, None)


@post("/consultations", name="consultations.create_consultation")
async def create_consultation(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor
) -> Answer:
    try:
        form = await forms.read(request, ConsultationForm)
        async with database.write() as tx:
            consultation = await services.create_consultation(tx, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _notice_page(request, database, viewer, None, await _with_typed(request, invalid))
    return see_other(f"{BASE}/{consultation.id}/draft")


@get("/consultations/{consultation_id:uuid}/edit", name="consultations.edit")
async def edit(request: Request[Any, Any, Any], database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    async with database.read() as db:
        consultation = await queries.get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    return await _notice_page(request, database, viewer, consultation)


@post("/consultations/{consultation_id:uuid}/edit", name="consultations.change_consultation")
async def change_consultation(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    async with database.read() as db:
        stored = await queries.get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    try:
        form = await forms.read(request, ConsultationForm)
        async with database.write() as tx:
            consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.change_consultation(tx, consultation, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _notice_page(request, database, viewer, stored, await _with_typed(request, invalid))
    flash(request, _("Saved."))
    return see_other(f"{BASE}/{consultation_id}")


@get("/consultations/{consultation_id:uuid}", name="consultations.desk_show")
async def show(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    """Where the consultation stands, what is missing, and the next step."""
    async with database.read() as db:
        consultation = await queries.get_staff_consultation(db, consultation_id, viewer)
        draft = await get_draft(db, consultation.draft_id) if consultation.draft_id else None
        people = await queries.person_names(
            db, [consultation.submitted_by_id, consultation.approved_by_id, consultation.withdrawal_by_id]
        )
        history = await list_history(db, f"consultation:{consultation_id}", viewer=viewer)
    rights = {"agency_id": consultation.agency_id, "division_id": consultation.division_id}
    return render(
        request,
        "consultations/desk_show.html",
        c=_as_dict(consultation),
        draft_confirmed_at=draft.confirmed_at if draft else None,
        people={str(person_id): name for person_id, name in people.items()},
        history=history,
        may_edit=may_edit(viewer, **rights),
        may_approve=may_approve(viewer, **rights),
        viewer_id=str(viewer.id),
        state_labels=STATE_LABELS,
        method_labels=METHOD_LABELS,
    )


async def _draft_page(
    request: Request[Any, Any, Any],
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    invalid: FormInvalid | None = None,
) -> Answer:
    """Import, the parsed tree with its warnings, and the tree as text to correct."""
    async with database.read() as db:
        consultation = await queries.get_staff_consultation(db, consultation_id, viewer)
        draft = await get_draft(db, consultation.draft_id) if consultation.draft_id else None
        clauses = await queries.list_clauses(db, draft.id) if draft else []
    kept = None
    if draft:
        kept = {name: getattr(draft, name) for name in ("title", "style", "preamble", "signature", "source_name")}
        kept |= {"warnings": draft.warnings, "confirmed_at": draft.confirmed_at}
    return render(
        request,
        "consultations/draft.html",
        invalid=invalid,
        c=_as_dict(consultation),
        draft=kept,
        blocks=blocks(clauses, {}),
        clause_count=len(clauses),
        tree_text=importing.as_text(kept, clauses) if kept else "",
        may_edit=may_edit(viewer, agency_id=consultation.agency_id, division_id=consultation.division_id),
    )


@get("/consultations/{consultation_id:uuid}/draft", name="consultations.draft")
async def draft(request: Request[Any, Any, Any], database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    return await _draft_page(request, database, viewer, consultation_id)


@post("/consultations/{consultation_id:uuid}/draft", name="consultations.import_draft")
async def import_draft(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    """Take a file, or pasted text where no file was chosen."""
    try:
        upload = (await request.form()).get("file")
        if isinstance(upload, UploadFile) and upload.filename:
            imported = importing.from_file(await upload.read(), upload.filename)
        else:
            imported = importing.from_text((await forms.read(request, PastedDraftForm)).text)
        async with database.write() as tx:
            consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.import_draft(
                tx,
                consultation,
                imported.parsed,
                source_name=imported.source_name,
                source_digest=imported.source_digest,
                actor=viewer,
                now=now,
            )
    except FormInvalid as invalid:
        return await _draft_page(request, database, viewer, consultation_id, await _with_typed(request, invalid))
    return see_other(f"{BASE}/{consultation_id}/draft")


@post("/consultations/{consultation_id:uuid}/draft/text", name="consultations.correct_draft")
async def correct_draft(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, PastedDraftForm)
        parsed = importing.from_corrected_text(form.text)
        async with database.write() as tx:
            consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.correct_draft(tx, consultation, parsed, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _draft_page(request, database, viewer, consultation_id, await _with_typed(request, invalid))
    flash(request, _("The clauses were changed. Please confirm them."))
    return see_other(f"{BASE}/{consultation_id}/draft")


async def _with_typed(request: Request[Any, Any, Any], invalid: FormInvalid) -> FormInvalid:
    """A refusal that came from a service knows no form: give it what was typed."""
    if not invalid.typed:
        sent = await request.form()
        for name in dict.fromkeys(sent.keys()):
            many = [one for one in sent.getall(name) if isinstance(one, str)]
            if many and name != "_csrf_token":
                invalid.typed[name] = many[0] if len(many) == 1 else many
    return invalid


Verb = Callable[..., Awaitable[None]]


async def _step(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, consultation_id: UUID, verb: Verb,
    message: str, *arguments: object, to_edit: bool, now: datetime
) -> Redirect:  # fmt: skip
    """One step of the procedure: load and lock, act, say so."""
    async with database.write() as tx:
        consultation = await queries.get_staff_consultation(tx, consultation_id, viewer, to_edit=to_edit, lock=True)
        await verb(tx, consultation, *arguments, actor=viewer, now=now)
    flash(request, message)
    return see_other(f"{BASE}/{consultation_id}")


@post("/consultations/{consultation_id:uuid}/draft/confirm", name="consultations.confirm_draft")
async def confirm_draft(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    message = _("The clauses are confirmed.")
    return await _step(
        request, database, viewer, consultation_id, services.confirm_draft, message, to_edit=True, now=now
    )


@post("/consultations/{consultation_id:uuid}/submit", name="consultations.submit_for_approval")
async def submit_for_approval(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    message = _("Submitted. Another person approves it.")
    return await _step(
        request, database, viewer, consultation_id, services.submit_for_approval, message, to_edit=True, now=now
    )


@post("/consultations/{consultation_id:uuid}/approve", name="consultations.approve_publication")
async def approve_publication(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    message = _("Approved.")
    return await _step(
        request, database, viewer, consultation_id, services.approve_publication, message, to_edit=False, now=now
    )


@post("/consultations/{consultation_id:uuid}/return", name="consultations.return_for_changes")
async def return_for_changes(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    form = await forms.read(request, NoteForm)
    message = _("Returned with your note.")
    return await _step(
        request, database, viewer, consultation_id, services.return_for_changes, message, form.note,
        to_edit=False, now=now,
    )  # fmt: skip


@post("/consultations/{consultation_id:uuid}/analyse", name="consultations.start_analysis")
async def start_analysis(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    message = _("The public now sees that comments are being studied.")
    return await _step(
        request, database, viewer, consultation_id, services.start_analysis, message, to_edit=True, now=now
    )


@post("/consultations/{consultation_id:uuid}/withdraw", name="consultations.request_withdrawal")
async def request_withdrawal(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    form = await forms.read(request, NoteForm)
    message = _("Another person must approve the withdrawal.")
    return await _step(
        request, database, viewer, consultation_id, services.request_withdrawal, message, form.note,
        to_edit=True, now=now,
    )  # fmt: skip


@post("/consultations/{consultation_id:uuid}/withdraw/approve", name="consultations.approve_withdrawal")
async def approve_withdrawal(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    message = _("Withdrawn. The page stays, with the note.")
    return await _step(
        request, database, viewer, consultation_id, services.approve_withdrawal, message, to_edit=False, now=now
    )


def _as_dict(consultation: Consultation) -> dict[str, Any]:
    return consultation.to_dict() | {
        "is_drafting": consultation.state == State.DRAFTING,
        "days": (consultation.closes_on - consultation.opens_on).days,
    }


staff = Router(
    path="/staff",
    guards=[signed_in],
    route_handlers=[
        index, new, create_consultation, show, edit, change_consultation, draft, import_draft, correct_draft,
        confirm_draft, submit_for_approval, approve_publication, return_for_changes, start_analysis,
        request_withdrawal, approve_withdrawal,
    ],
)  # fmt: skip
