"""Steps of the procedure on the desk: submit, return, approve, extend, study, withdraw."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request, get, post

from app.accounts.rules import Actor
from app.consultations import queries, services
from app.consultations.attachment_queries import list_attachments
from app.consultations.deadlines import deadline_of
from app.consultations.forms import ApprovalForm, ExtensionForm, NoteForm
from app.consultations.routes.pieces import BASE, Answer, as_dict, with_typed
from app.consultations.rules import METHOD_LABELS, STATE_LABELS, mark_of_submission, may_approve, may_edit
from app.drafts.services import get_draft
from app.history.queries import list_history
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.workdays.queries import load_calendar


@get("/consultations/{consultation_id:uuid}", name="consultations.desk_show")
async def show(request: Request[Any, Any, Any], database: Database, viewer: Actor, consultation_id: UUID) -> Answer:
    return await _desk_page(request, database, viewer, consultation_id)


async def _desk_page(
    request: Request[Any, Any, Any],
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    invalid: FormInvalid | None = None,
) -> Answer:
    """Where the consultation stands, what is missing, and the next step."""
    async with database.read() as db:
        consultation = await queries.get_staff_consultation(db, consultation_id, viewer)
        draft = await get_draft(db, consultation.draft_id) if consultation.draft_id else None
        people = await queries.person_names(
            db, [consultation.submitted_by_id, consultation.approved_by_id, consultation.withdrawal_by_id]
        )
        attachments = await list_attachments(db, consultation_id)
        history = await list_history(db, f"consultation:{consultation_id}", viewer=viewer)
        calendar = await load_calendar(db)
    rights = {"agency_id": consultation.agency_id, "division_id": consultation.division_id}
    return render(
        request,
        "consultations/desk_show.html",
        invalid=invalid,
        c=as_dict(consultation),
        draft_confirmed_at=draft.confirmed_at if draft else None,
        people={str(person_id): name for person_id, name in people.items()},
        attachments=attachments,
        history=history,
        deadline=deadline_of(consultation.to_dict(), request.app.state.clock(), calendar),
        seen=mark_of_submission(consultation.submitted_at),
        may_edit=may_edit(viewer, **rights),
        may_approve=may_approve(viewer, **rights),
        viewer_id=str(viewer.id),
        state_labels=STATE_LABELS,
        method_labels=METHOD_LABELS,
    )


Verb = Callable[..., Awaitable[None]]


async def _step(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, consultation_id: UUID, verb: Verb,
    message: str, *arguments: object, to_edit: bool, now: datetime
) -> Answer:  # fmt: skip
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
    form = await forms.read(request, ApprovalForm)
    verb = partial(services.approve_publication, seen=form.seen)
    return await _step(request, database, viewer, consultation_id, verb, _("Approved."), to_edit=False, now=now)


@post("/consultations/{consultation_id:uuid}/return", name="consultations.return_for_changes")
async def return_for_changes(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, NoteForm)
    except FormInvalid as invalid:
        return await _desk_page(request, database, viewer, consultation_id, invalid)
    message = _("Returned with your note.")
    return await _step(
        request, database, viewer, consultation_id, services.return_for_changes, message, form.note,
        to_edit=False, now=now,
    )  # fmt: skip


@post("/consultations/{consultation_id:uuid}/extend", name="consultations.extend_period")
async def extend_period(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Answer:
    message = _("The period is longer now, and the public sees why.")
    try:
        form = await forms.read(request, ExtensionForm)
        return await _step(
            request, database, viewer, consultation_id, services.extend_period, message, form, to_edit=True, now=now
        )
    except FormInvalid as invalid:
        return await _desk_page(request, database, viewer, consultation_id, await with_typed(request, invalid))


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
    try:
        form = await forms.read(request, NoteForm)
    except FormInvalid as invalid:
        return await _desk_page(request, database, viewer, consultation_id, invalid)
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


handlers = [
    show, confirm_draft, submit_for_approval, approve_publication, return_for_changes, extend_period, start_analysis,
    request_withdrawal, approve_withdrawal,
]  # fmt: skip
