"""Answers by the act in which they were given: a second person approves or returns them, an editor takes them back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.adoption import batches, queries, reviewing
from app.adoption.forms import BatchForm, ReturnForm, ReviewForm
from app.adoption.routes.answers import BASE, Asked, Page
from app.adoption.rules import OUTCOME_LABELS, REVIEW_LABELS, AnswerReview, AnswerState, ReportState
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import GROUPING_STATES, may_approve, may_edit
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Act = Callable[[AsyncSession, Consultation], Awaitable[int]]


@get("/consultations/{consultation_id:uuid}/answers", name="adoption.answers")
async def answers(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, show: str = "", page: int = 1
) -> Page:
    """Every act of answering, those that wait for a second person first to be chosen."""
    return await _page(request, database, viewer, consultation_id, show=show, page=max(1, page))


@post("/consultations/{consultation_id:uuid}/answers/approve", name="adoption.approve_answers")
async def approve(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    form = await forms.read(request, BatchForm)

    async def act(tx: AsyncSession, c: Consultation) -> int:
        return await reviewing.approve_answers(tx, c, form.batch, form.count, actor=viewer, now=now)

    return await _change(request, database, viewer, consultation_id, act, _("Approved: answers to {n} groups."))


@post("/consultations/{consultation_id:uuid}/answers/return", name="adoption.return_answers")
async def send_back(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    try:
        form = await forms.read(request, ReturnForm)
    except FormInvalid as invalid:
        return await _page(request, database, viewer, consultation_id, show="waiting", invalid=invalid)

    async def act(tx: AsyncSession, c: Consultation) -> int:
        return await reviewing.return_answers(tx, c, form.batch, form.count, form.note, actor=viewer, now=now)

    done = _("Returned with your note: answers to {n} groups.")
    return await _change(request, database, viewer, consultation_id, act, done)


@post("/consultations/{consultation_id:uuid}/answers/withdraw", name="adoption.withdraw_answers")
async def withdraw(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    form = await forms.read(request, BatchForm)

    async def act(tx: AsyncSession, c: Consultation) -> int:
        return await reviewing.withdraw_answers(tx, c, form.batch, form.count, actor=viewer, now=now)

    done = _("Taken back: {n} groups wait for an answer again.")
    return await _change(request, database, viewer, consultation_id, act, done, show="all", to_edit=True)


@post("/consultations/{consultation_id:uuid}/answers/review", name="adoption.set_answer_review")
async def set_review(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    form = await forms.read(request, ReviewForm)

    async def act(tx: AsyncSession, c: Consultation) -> int:
        await reviewing.set_answer_review(tx, c, form.review, actor=viewer, now=now)
        return 0

    return await _change(request, database, viewer, consultation_id, act, _("Saved. It holds for answers from now on."))


async def _change(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    act: Act,
    done: str,
    *,
    show: str = "",
    to_edit: bool = False,
) -> Page:
    async with database.write() as tx:
        n = await act(tx, await get_staff_consultation(tx, consultation_id, viewer, to_edit=to_edit, lock=True))
    flash(request, done, n=n)
    return see_other(f"{BASE}/{consultation_id}/answers" + (f"?show={show}" if show else ""))


async def _page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    *,
    show: str = "",
    page: int = 1,
    invalid: FormInvalid | None = None,
) -> Page:
    async with database.read() as db:
        c = await get_staff_consultation(db, consultation_id, viewer)
        report = await queries.find_report(db, consultation_id)
        progress = await queries.get_progress(db, consultation_id)
        show = show if show in _SHOWN else "waiting" if progress["waiting"] else "all"
        found, total = await batches.list_batches(db, consultation_id, state=_SHOWN[show], page=page)
    rights = {"agency_id": c.agency_id, "division_id": c.division_id}
    may = c.state in GROUPING_STATES and (report is None or report.state == ReportState.DRAFTING)
    edits, approves = may_edit(viewer, **rights), may_approve(viewer, **rights)
    return render(
        request,
        "adoption/answers.html",
        invalid=invalid,
        c={"id": str(c.id), "title": c.title, "answer_review": c.answer_review},
        batches=[_card(one, viewer, may_edit=may and edits, may_review=may and (edits or approves)) for one in found],
        total=total,
        page=page,
        pages=-(-total // batches.PAGE) or 1,
        show=show,
        progress=progress,
        may_choose=may and approves,
        may_answer=may and edits,
        reviews=[{"value": one.value, "text": gettext(REVIEW_LABELS[one])} for one in AnswerReview],
        outcome_labels=OUTCOME_LABELS,
        typed=invalid.typed if invalid else {},
    )


_SHOWN = {"waiting": AnswerState.PROPOSED, "returned": AnswerState.RETURNED, "all": None}


def _card(one: dict[str, Any], viewer: Actor, *, may_edit: bool, may_review: bool) -> dict[str, Any]:
    is_own = one["author_id"] == viewer.id
    waits = one["state"] == AnswerState.PROPOSED
    names = (
        "author", "approver", "state", "outcome", "reason", "returned_note", "answered_at", "approved_at", "n",
        "comments",
    )  # fmt: skip
    return {name: one[name] for name in names} | {
        "batch": str(one["batch"]),
        "groups": [{name: group[name] for name in ("number", "title", "size")} for group in one["groups"]],
        "is_own": is_own,
        "may_review": waits and may_review and not is_own,
        "may_withdraw": may_edit and one["state"] != AnswerState.RETURNED,
    }


handlers = [answers, approve, send_back, withdraw, set_review]
