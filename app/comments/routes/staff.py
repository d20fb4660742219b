"""Pages of comments for the staff: what waits for a check, what was hidden, what came late."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.comments import queries, services
from app.comments.forms import ClearForm, HideForm
from app.comments.models import Comment
from app.comments.rules import VISIBILITY_LABELS, Visibility, pieces
from app.consultations.queries import get_staff_consultation, list_clauses
from app.consultations.rules import METHOD_LABELS, may_edit
from app.drafts.units import unit_label
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid
from app.lib.guards import signed_in
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect

SHOWS = {
    "held": (_("Waiting for a check"), [Visibility.HELD]),
    "hidden": (_("Not shown"), [Visibility.HIDDEN]),
    "cleared": (_("Checked, public"), [Visibility.CLEARED]),
    "late": (_("Late"), None),
}


@get("/consultations/{consultation_id:uuid}/flagged", name="comments.flagged")
async def flagged(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    show: str = "held",
    before: UUID | None = None,
) -> Answer:
    """Comments that wait for a person. Personal data stays masked until somebody asks for it."""
    return await _flagged_page(request, database, viewer, consultation_id, show, before)


@post("/consultations/{consultation_id:uuid}/comments/{comment_id:uuid}/clear", name="comments.clear_comment")
async def clear_comment(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, comment_id: UUID
) -> Answer:
    form = await forms.read(request, ClearForm)
    async with database.write() as tx:
        comment = await _to_change(tx, viewer, consultation_id, comment_id)
        services.clear_comment(tx, comment, as_written=form.as_written, actor=viewer, now=now)
    flash(request, _("The comment is public now."))
    return see_other(_address(consultation_id))


@post("/consultations/{consultation_id:uuid}/comments/{comment_id:uuid}/hide", name="comments.hide_comment")
async def hide_comment(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, comment_id: UUID
) -> Answer:
    try:
        form = await forms.read(request, HideForm)
    except FormInvalid as invalid:
        typed = {f"reason-{comment_id}": invalid.typed.get("reason", "")}
        errors = [FieldError(f"reason-{comment_id}", one.message, one.params) for one in invalid.errors]
        return await _flagged_page(request, database, viewer, consultation_id, "held", None, FormInvalid(errors, typed))
    async with database.write() as tx:
        comment = await _to_change(tx, viewer, consultation_id, comment_id)
        services.hide_comment(tx, comment, form.reason, actor=viewer, now=now)
    flash(request, _("The comment is not shown. It is counted and answered all the same."))
    return see_other(_address(consultation_id))


@post("/consultations/{consultation_id:uuid}/comments/{comment_id:uuid}/hold", name="comments.hold_comment")
async def hold_comment(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, comment_id: UUID
) -> Answer:
    async with database.write() as tx:
        comment = await _to_change(tx, viewer, consultation_id, comment_id)
        services.hold_comment(tx, comment, actor=viewer, now=now)
    flash(request, _("The comment waits for a check again."))
    return see_other(_address(consultation_id))


@post(
    "/consultations/{consultation_id:uuid}/comments/{comment_id:uuid}/reveal",
    name="comments.reveal_comment",
    status_code=200,
)
async def reveal_comment(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, comment_id: UUID
) -> Answer:
    """The text as it was written. It is a POST, because the look itself is put on record."""
    async with database.write() as tx:
        comment = await _to_change(tx, viewer, consultation_id, comment_id)
        text = services.reveal_comment(tx, comment, actor=viewer, now=now)
    return render(
        request,
        "comments/reveal.html",
        c={"id": str(consultation_id)},
        one={"id": str(comment_id), "visibility": comment.visibility, "said_at": comment.said_at},
        pieces=pieces(text, comment.findings),
    )


async def _flagged_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    show: str,
    before: UUID | None,
    invalid: FormInvalid | None = None,
) -> Answer:
    show = show if show in SHOWS else "held"
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer)
        found = await queries.list_for_staff(db, consultation_id, SHOWS[show][1], before=before)
        clauses = await list_clauses(db, consultation.draft_id) if consultation.draft_id else []
        held = await queries.count_held(db, consultation_id)
    return render(
        request,
        "comments/flagged.html",
        invalid=invalid,
        c={"id": str(consultation.id), "title": consultation.title},
        comments=[_card(one, lambda ref: unit_label(clauses, ref)) for one in found[: queries.PAGE]],
        may_edit=may_edit(viewer, agency_id=consultation.agency_id, division_id=consultation.division_id),
        tabs=[
            {"show": name, "label": label, "count": held if name == "held" else None}
            for name, (label, _v) in SHOWS.items()
        ],
        show=show,
        is_first=before is None,
        next_before=str(found[queries.PAGE - 1]["id"]) if len(found) > queries.PAGE else "",
    )


def _card(one: dict[str, Any], label_of: Callable[[str], str]) -> dict[str, Any]:
    return one | {
        "id": str(one["id"]),
        "clause_label": label_of(one["clause_ref"]),
        "method_label": METHOD_LABELS[one["method"]],
        "visibility_label": VISIBILITY_LABELS[one["visibility"]],
    }


async def _to_change(db: AsyncSession, viewer: Actor, consultation_id: UUID, comment_id: UUID) -> Comment:
    """The comment, locked, if the viewer may decide about it."""
    await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
    return await queries.get_comment(db, consultation_id, comment_id, lock=True)


def _address(consultation_id: UUID) -> str:
    return f"/staff/consultations/{consultation_id}/flagged"


staff = Router(
    path="/staff",
    guards=[signed_in],
    route_handlers=[flagged, clear_comment, hide_comment, hold_comment, reveal_comment],
)
