"""The report's desk: what is missing, what the office writes around the numbers, a preview, submission and approval."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.adoption import queries, services
from app.adoption.charts import show_numbers
from app.adoption.document import canonical, digest_of
from app.adoption.forms import ApprovalForm, ReportForm
from app.adoption.report_queries import PAGE, build_content, changed_once
from app.adoption.rules import OUTCOME_LABELS, ReportState, is_ready
from app.comments.queries import count_held
from app.consultations.acting import Act, RefusedOnPage, carry_out
from app.consultations.forms import NoteForm
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation, person_names
from app.consultations.rules import STATE_LABELS, State, check_state, may_approve, may_edit
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect
SHOWN_IN = (State.OPEN, State.CLOSED, State.ANALYSING, State.REPORT_PUBLISHED, State.ARCHIVED)


@get("/consultations/{consultation_id:uuid}/report", name="adoption.desk")
async def show(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Page:
    """Where the report stands and what is missing, each with a link to it; below, the report as it would be."""
    return await _report_page(request, database, viewer, consultation_id)


@post("/consultations/{consultation_id:uuid}/report", name="adoption.save_report")
async def save_report(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    try:
        form = await forms.read(request, ReportForm)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.save_report(tx, consultation, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _report_page(request, database, viewer, consultation_id, invalid)
    flash(request, _("Saved."))
    return see_other(_address(consultation_id))


@post("/consultations/{consultation_id:uuid}/report/submit", name="adoption.submit_report")
async def submit_report(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Page:
    async def submit(tx: AsyncSession, consultation: Consultation) -> object:
        return await services.submit_report(tx, consultation, actor=viewer, now=now)

    done = _("Submitted. Another person approves it.")
    return await _change(request, database, viewer, consultation_id, submit, done, to_edit=True)


@post("/consultations/{consultation_id:uuid}/report/approve", name="adoption.publish_adoption_report")
async def approve(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    form = await forms.read(request, ApprovalForm)

    async def publish(tx: AsyncSession, consultation: Consultation) -> object:
        return await services.publish_adoption_report(tx, consultation, seen=form.seen, actor=viewer, now=now)

    done = _("The report is published. Nothing in it changes any more.")
    return await _change(request, database, viewer, consultation_id, publish, done)


@post("/consultations/{consultation_id:uuid}/report/return", name="adoption.return_report")
async def return_report(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Page:
    try:
        form = await forms.read(request, NoteForm)
    except FormInvalid as invalid:
        return await _report_page(request, database, viewer, consultation_id, invalid)

    async def send_back(tx: AsyncSession, consultation: Consultation) -> object:
        return await services.return_report(tx, consultation, form.note, actor=viewer, now=now)

    return await _change(request, database, viewer, consultation_id, send_back, _("Returned with your note."))


async def _change(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    act: Act,
    done: str,
    *,
    to_edit: bool = False,
) -> Page:
    """Carry out one step; a refusal stands above the list of what is missing, with its links."""
    try:
        await carry_out(database, viewer, consultation_id, act, to_edit=to_edit)
    except RefusedOnPage as refused:
        return await _report_page(request, database, viewer, consultation_id, refused.invalid, status=refused.status)
    flash(request, done)
    return see_other(_address(consultation_id))


async def _report_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    invalid: FormInvalid | None = None,
    *,
    status: int = 200,
) -> Page:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        check_state(consultation.state, SHOWN_IN)
        report = await queries.find_report(db, consultation_id)
        readiness = await queries.get_readiness(db, consultation)
        progress = await queries.get_progress(db, consultation_id)
        held = await count_held(db, consultation_id)
        content = await build_content(db, consultation)
        people = await person_names(db, [report.submitted_by_id, report.approved_by_id] if report else [])
    rights = {"agency_id": consultation.agency_id, "division_id": consultation.division_id}
    kept = {"preface": report.preface if report else "", "next_steps": report.next_steps if report else ""}
    return render(
        request,
        "adoption/desk.html",
        invalid=invalid,
        status_code=status,
        c={"id": str(consultation.id), "title": consultation.title, "state": consultation.state,
           "closes_on": consultation.closes_on, "report_due_on": consultation.report_due_on},
        report=_shown(report, {str(one): name for one, name in people.items()}),
        values=kept | {n: v for n, v in (invalid.typed if invalid else {}).items() if n in kept},
        progress=progress,
        unplaced=readiness.unplaced,
        held=held,
        is_closed=consultation.state in services.REPORTABLE,
        is_ready=is_ready(readiness),
        adds_up=sum(readiness.by_outcome.values()) == readiness.collected,
        may_edit=may_edit(viewer, **rights),
        may_approve=may_approve(viewer, **rights),
        is_own=bool(report and report.submitted_by_id == viewer.id),
        seen=digest_of(canonical(content.compose(report))),
        summary=content.summary,
        numbers=show_numbers(content.summary, path=f"/consultations/{consultation_id}/report"),
        groups=content.groups[:PAGE],
        changes=changed_once(content.groups),
        outcome_labels=OUTCOME_LABELS,
        state_labels=STATE_LABELS,
    )  # fmt: skip


def _shown(report: Any, people: dict[str, str]) -> dict[str, Any]:
    """The state of the report; one that nobody has begun is being drafted."""
    if report is None:
        return {"state": ReportState.DRAFTING.value, "returned_note": "", "submitted_by": "", "approved_by": "",
                "submitted_at": None, "published_at": None, "digest": ""}  # fmt: skip
    return {
        "state": report.state,
        "returned_note": report.returned_note,
        "submitted_by": people.get(str(report.submitted_by_id), ""),
        "approved_by": people.get(str(report.approved_by_id), ""),
        "submitted_at": report.submitted_at,
        "published_at": report.published_at,
        "digest": report.digest or "",
    }


def _address(consultation_id: UUID) -> str:
    return f"/staff/consultations/{consultation_id}/report"


handlers = [show, save_report, submit_report, approve, return_report]
