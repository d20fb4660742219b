"""The comparison's desk: where it stands, the words around it, a preview, submission and approval."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.adoption.rules import OUTCOME_LABELS
from app.consultations.acting import Act, RefusedOnPage, carry_out
from app.consultations.forms import ApprovalForm, NoteForm
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation, person_names
from app.consultations.rules import mark_of_submission, may_approve, may_edit
from app.drafts.services import get_draft
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.revisions import queries, services
from app.revisions.forms import RevisionNoteForm
from app.revisions.models import Revision
from app.revisions.routes.pieces import Asked, Page, address
from app.revisions.rules import STATE_LABELS, RevisionState, Show, TextNotConfirmed, check_report, count_rows
from app.revisions.showing import look, shown_rows, tabs_of


@get("/consultations/{consultation_id:uuid}/revision", name="revisions.desk")
async def show(request: Asked, database: Database, viewer: Actor, consultation_id: UUID) -> Page:
    """What is done and what is missing until people can compare."""
    return await desk_page(request, database, viewer, consultation_id)


@get("/consultations/{consultation_id:uuid}/revision/preview", name="revisions.preview")
async def preview(request: Asked, database: Database, viewer: Actor, consultation_id: UUID, show: str = "all") -> Page:
    """The comparison as the public would read it now."""
    chosen = Show(show) if show in list(Show) else Show.ALL
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        revision = await queries.find_revision(db, consultation_id)
        if revision is None:
            raise TextNotConfirmed
        text = await get_draft(db, revision.draft_id)
        comparison = await queries.load_comparison(db, consultation, revision)
        rows = [comparison.show(row) for row in comparison.rows]
        causes = await queries.list_causes(db, consultation_id, [one for row in rows for one in row["causes"]])
    counts = count_rows(comparison.kinds())
    return render(
        request,
        "revisions/comparison.html",
        c={"id": str(consultation_id), "title": consultation.title},
        final={
            "title": text.title,
            "note": revision.note,
            "published_at": revision.published_at,
            "has_annexes": bool(text.annexes),
        },
        counts=counts,
        rows=shown_rows(rows, causes, chosen),
        tabs=tabs_of(counts, address(consultation_id, "/preview"), chosen),
        is_preview=True,
        chosen=chosen.value,
        outcome_labels=OUTCOME_LABELS,
        **look(),
    )


@post("/consultations/{consultation_id:uuid}/revision/note", name="revisions.save_note")
async def save_note(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    try:
        form = await forms.read(request, RevisionNoteForm)
    except FormInvalid as invalid:
        return await desk_page(request, database, viewer, consultation_id, invalid)

    async def save(tx: AsyncSession, consultation: Consultation) -> None:
        await services.save_note(tx, consultation, form.note, actor=viewer, now=now)

    return await _step(request, database, viewer, consultation_id, save, _("Saved."), to_edit=True)


@post("/consultations/{consultation_id:uuid}/revision/submit", name="revisions.submit_revision")
async def submit(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    async def hand_in(tx: AsyncSession, consultation: Consultation) -> None:
        await services.submit_revision(tx, consultation, actor=viewer, now=now)

    done = _("Submitted. Another person approves it.")
    return await _step(request, database, viewer, consultation_id, hand_in, done, to_edit=True)


@post("/consultations/{consultation_id:uuid}/revision/return", name="revisions.return_revision")
async def send_back(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    try:
        form = await forms.read(request, NoteForm)
    except FormInvalid as invalid:
        return await desk_page(request, database, viewer, consultation_id, invalid)

    async def back(tx: AsyncSession, consultation: Consultation) -> None:
        await services.return_revision(tx, consultation, form.note, actor=viewer, now=now)

    return await _step(request, database, viewer, consultation_id, back, _("Returned with your note."))


@post("/consultations/{consultation_id:uuid}/revision/approve", name="revisions.publish_revision")
async def approve(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    form = await forms.read(request, ApprovalForm)

    async def publish(tx: AsyncSession, consultation: Consultation) -> None:
        await services.publish_revision(tx, consultation, seen=form.seen, actor=viewer, now=now)

    done = _("The comparison is published. Nothing in it changes any more.")
    return await _step(request, database, viewer, consultation_id, publish, done)


async def _step(
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
        return await desk_page(request, database, viewer, consultation_id, refused.invalid, status=refused.status)
    flash(request, done)
    return see_other(address(consultation_id))


async def desk_page(
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
        check_report(consultation.state)
        revision = await queries.find_revision(db, consultation_id)
        text = await get_draft(db, revision.draft_id) if revision else None
        counts = await _counts(db, consultation, revision) if revision else {}
        people = await person_names(db, [revision.submitted_by_id, revision.approved_by_id] if revision else [])
    rights = {"agency_id": consultation.agency_id, "division_id": consultation.division_id}
    return render(
        request,
        "revisions/desk.html",
        invalid=invalid,
        status_code=status,
        c={"id": str(consultation_id), "title": consultation.title},
        revision=_shown(revision, {str(one): name for one, name in people.items()}),
        text={"title": text.title, "source_name": text.source_name, "confirmed_at": text.confirmed_at}
        if text
        else None,
        counts=counts,
        note=revision.note if revision else "",
        may_edit=may_edit(viewer, **rights),
        may_approve=may_approve(viewer, **rights),
        is_own=bool(revision and revision.submitted_by_id == viewer.id),
        seen=mark_of_submission(revision.submitted_at if revision else None),
        state_labels=STATE_LABELS,
    )


async def _counts(db: AsyncSession, consultation: Consultation, revision: Revision) -> dict[str, int]:
    """Numbers of the comparison as it stands, and how many links somebody has to look at; empty before there is one."""
    comparison = await queries.load_comparison(db, consultation, revision)
    if not comparison.links:
        return {}
    unkept = sum(comparison.is_unkept(row) for row in comparison.rows)
    return count_rows(comparison.kinds()) | {
        "open": comparison.count_open(),
        "unkept": unkept,
    }


def _shown(revision: Revision | None, people: dict[str, str]) -> dict[str, Any]:
    """The state of the comparison; one that nobody has begun is being drafted."""
    names = ("state", "returned_note", "submitted_at", "published_at", "note")
    shown = {name: getattr(revision, name) if revision else "" for name in names}
    return shown | {
        "state": shown["state"] or RevisionState.DRAFTING.value,
        "submitted_by": people.get(str(revision.submitted_by_id), "") if revision else "",
        "approved_by": people.get(str(revision.approved_by_id), "") if revision else "",
    }


handlers = [show, preview, save_note, submit, send_back, approve]
