"""Answering: one group, many groups, one after another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import Parameter
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.adoption import begun, queries, services
from app.adoption.forms import AnswerForm, DraftForm, ManyAnswersForm
from app.adoption.lookup import find_earlier, list_alike, search_answers
from app.adoption.rules import OUTCOME_LABELS, AdoptionReasonMissing, Outcome, is_concentrated
from app.consultations.models import Consultation
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import GROUPING_STATES, check_state
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect
BASE = "/staff/consultations"
EMPTY = {"outcome": "", "reason": "", "clause": "", "new_text": "", "next": ""}


@dataclass(frozen=True)
class Wanted:
    """What the page of an answer was asked for besides its group."""

    use: UUID | None = None
    find: str = ""
    next: str = ""


@get("/consultations/{consultation_id:uuid}/groups/{number:int}/answer", name="adoption.answer")
async def answer(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    number: int,
    next_page: Annotated[str, Parameter(query="next")] = "",
    use: UUID | None = None,
    find: str = "",
) -> Page:
    """The form for one group: its words beside the answer. `use` fills in an earlier answer, `find` looks for one."""
    asked = Wanted(use=use, find=find.strip()[:100], next="queue" if next_page == "queue" else "")
    return await _answer_page(request, database, viewer, consultation_id, number, wanted=asked)


@post("/consultations/{consultation_id:uuid}/groups/{number:int}/answer/draft", name="adoption.keep_draft")
async def keep_draft(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, number: int
) -> Page:
    """Keep what was typed so far, by the button or, while somebody types, by the page itself."""
    form = await forms.read(request, DraftForm)
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True)
        await begun.keep_draft(tx, consultation, number, form, actor=viewer, now=now)
    if not form.is_quiet:
        flash(request, _("Kept as a draft. Only you see it."))
    return see_other(f"{BASE}/{consultation_id}/groups/{number}/answer{'?next=queue' if form.next == 'queue' else ''}")


@post("/consultations/{consultation_id:uuid}/groups/{number:int}/answer", name="adoption.answer_group")
async def answer_group(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, number: int
) -> Page:
    try:
        form = await forms.read(request, AnswerForm)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.answer_group(tx, consultation, number, form, actor=viewer, now=now)
    except (FormInvalid, AdoptionReasonMissing) as refused:
        invalid = await as_invalid(request, refused)
        return await _answer_page(request, database, viewer, consultation_id, number, invalid, status=refused.status)
    flash(request, _("Group {number} is answered."), number=number)
    return see_other(f"{BASE}/{consultation_id}/{'queue' if form.next == 'queue' else f'groups/{number}'}")


@post("/consultations/{consultation_id:uuid}/groups/{number:int}/answer/withdraw", name="adoption.withdraw_answer")
async def withdraw_answer(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID, number: int
) -> Page:
    async with database.write() as tx:
        consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
        await services.withdraw_answer(tx, consultation, number, actor=viewer, now=now)
    flash(request, _("The answer of group {number} was taken back."), number=number)
    return see_other(f"{BASE}/{consultation_id}/groups/{number}/answer")


@get("/consultations/{consultation_id:uuid}/answers/new", name="adoption.new_answers")
async def new_answers(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, groups: list[str] | None = None
) -> Page:
    """One answer for the groups that were ticked: ``groups=1&groups=2``, or ``groups=1,2`` from the board."""
    chosen = _numbers([number for many in groups or [] for number in many.split(",")])
    return await _many_page(request, database, viewer, consultation_id, chosen)


@post("/consultations/{consultation_id:uuid}/answers", name="adoption.answer_groups")
async def answer_groups(
    request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID
) -> Page:
    try:
        form = await forms.read(request, ManyAnswersForm)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            await services.answer_groups(tx, consultation, form.groups, form, actor=viewer, now=now)
    except (FormInvalid, AdoptionReasonMissing) as refused:
        invalid = await as_invalid(request, refused)
        chosen = _numbers(invalid.typed.get("groups", []))
        return await _many_page(request, database, viewer, consultation_id, chosen, invalid, status=refused.status)
    flash(request, _("{n} groups are answered."), n=len(form.groups))
    return see_other(f"{BASE}/{consultation_id}/queue")


@get("/consultations/{consultation_id:uuid}/queue", name="adoption.queue")
async def queue(
    request: Asked, database: Database, viewer: Actor, consultation_id: UUID, after: int | None = None
) -> Page:
    """The next group without an answer, the largest first; below it the following ones, to answer many at once."""
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        check_state(consultation.state, GROUPING_STATES)
        book = await queries.get_clause_book(db, consultation.draft_id)
        waiting = await queries.list_unanswered(db, consultation_id, after=after)
        progress = await queries.get_progress(db, consultation_id)
        group = await queries.get_group(db, consultation_id, waiting[0]["number"], book) if waiting else None
        draft = await begun.find_draft(db, group["group_id"], viewer=viewer) if group else None
        earlier = await _earlier(db, consultation.agency_id, group, Wanted(), viewer) if group else []
    return render(
        request,
        "adoption/queue.html",
        c=heading(consultation),
        group=with_label(group, book, consultation.collected_count) if group else None,
        others=[with_label(one, book, consultation.collected_count) for one in waiting[1:]],
        progress=progress,
        is_skipping=after is not None,
        draft=draft,
        earlier=earlier,
        find="",
        values=EMPTY | (_stored(group) if group else {}) | begun.typed(draft) | {"next": "queue"},
        **choices(book),
    )


def _stored(group: dict[str, Any]) -> dict[str, Any]:
    return {
        "outcome": group["typed_outcome"],
        "reason": group["reason"],
        "clause": group["changed_ref"],
        "new_text": group["new_text"],
    }


async def _earlier(
    db: AsyncSession, agency_id: UUID, group: dict[str, Any], wanted: Wanted, viewer: Actor
) -> list[dict[str, Any]]:
    """Earlier answers: those that were searched for, else those to what is alike."""
    if wanted.find:
        return await search_answers(db, agency_id, wanted.find, viewer=viewer, but=group["group_id"])
    return await list_alike(db, agency_id, group["example"], viewer=viewer, but=group["group_id"])


async def _answer_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    number: int,
    invalid: FormInvalid | None = None,
    *,
    wanted: Wanted = Wanted(),
    status: int = 200,
) -> Page:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        check_state(consultation.state, GROUPING_STATES)
        book = await queries.get_clause_book(db, consultation.draft_id)
        group = await queries.get_group(db, consultation_id, number, book)
        draft = await begun.find_draft(db, group["group_id"], viewer=viewer)
        earlier = await _earlier(db, consultation.agency_id, group, wanted, viewer)
        used = await find_earlier(db, consultation.agency_id, wanted.use, viewer=viewer) if wanted.use else None
    values = EMPTY | _stored(group) | begun.typed(draft) | {"next": wanted.next}
    if used:
        values |= {"outcome": used["outcome"], "reason": used["reason"]}
    return render(
        request,
        "adoption/answer.html",
        invalid=invalid,
        status_code=status,
        c=heading(consultation),
        group=with_label(group, book, consultation.collected_count),
        draft=draft,
        earlier=earlier,
        used=used,
        find=wanted.find,
        values=values | (typed_values(invalid) if invalid else {}),
        **choices(book),
    )


async def _many_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    numbers: list[int],
    invalid: FormInvalid | None = None,
    *,
    status: int = 200,
) -> Page:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        check_state(consultation.state, GROUPING_STATES)
        book = await queries.get_clause_book(db, consultation.draft_id)
        groups = await queries.list_chosen(db, consultation_id, numbers)
    if not groups and invalid is None:
        raise NotFound
    return render(
        request,
        "adoption/answer_many.html",
        invalid=invalid,
        status_code=status,
        c=heading(consultation),
        groups=[with_label(one, book, consultation.collected_count) for one in groups],
        values=EMPTY | (typed_values(invalid) if invalid else {}),
        **choices(book),
    )


async def as_invalid(request: Asked, refused: FormInvalid | AdoptionReasonMissing) -> FormInvalid:
    """A refusal of the answer as an error of its reason, so that nothing typed is lost."""
    sent = await request.form()
    typed = {name: sent.getall(name) if name == "groups" else sent[name] for name in sent if name != "_csrf_token"}
    if isinstance(refused, FormInvalid):
        return FormInvalid(refused.errors, typed)
    return FormInvalid(FormInvalid.of("reason", refused.message).errors, typed)


def typed_values(invalid: FormInvalid) -> dict[str, object]:
    return {name: value for name, value in invalid.typed.items() if name in EMPTY}


def _numbers(sent: object) -> list[int]:
    return [int(one) for one in sent if str(one).isdecimal() and len(one) < 10] if isinstance(sent, list) else []


def with_label(group: dict[str, Any], book: Any, collected: int) -> dict[str, Any]:
    return group | {
        "clause_label": book.label(group["clause_ref"]),
        "is_concentrated": is_concentrated(group["size"], collected),
    }


def heading(c: Consultation) -> dict[str, Any]:
    """What every page of answers says of its consultation."""
    return {"id": str(c.id), "title": c.title, "is_about": c.cookie_people_count > 0}


def choices(book: Any) -> dict[str, Any]:
    whole = {"value": "", "text": gettext("No clause changes")}
    return {
        "outcomes": [{"value": one.value, "text": gettext(OUTCOME_LABELS[one])} for one in Outcome],
        "clause_choices": [whole, *book.choices()],
        "outcome_labels": OUTCOME_LABELS,
    }


handlers = [answer, answer_group, keep_draft, withdraw_answer, new_answers, answer_groups, queue]
