"""Answering all that is left and alike: chosen by size, clause and words, with one reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post

from app.accounts.rules import Actor
from app.adoption import queries, services
from app.adoption.forms import EVERY_CLAUSE, RestForm
from app.adoption.routes.answers import BASE, EMPTY, Asked, Page, as_invalid, choices, typed_values, with_label
from app.adoption.rules import AdoptionReasonMissing, mark_of
from app.consultations.queries import get_staff_consultation
from app.consultations.rules import GROUPING_STATES, check_state
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other

SHOWN = 30


@get("/consultations/{consultation_id:uuid}/answers/rest", name="adoption.rest")
async def rest(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    max_size: int = 1,
    about: str = EVERY_CLAUSE,
    words: str = "",
    like: str = "",
) -> Page:
    """What fits, and the form of the answer."""
    chosen = {"max_size": max(1, max_size), "about": about, "words": words.strip()[:100], "like": _number(like)}
    return await _rest_page(request, database, viewer, consultation_id, chosen)


@post("/consultations/{consultation_id:uuid}/answers/rest", name="adoption.answer_rest")
async def answer_rest(request: Asked, database: Database, now: datetime, viewer: Actor, consultation_id: UUID) -> Page:
    try:
        form = await forms.read(request, RestForm)
        async with database.write() as tx:
            consultation = await get_staff_consultation(tx, consultation_id, viewer, to_edit=True, lock=True)
            answered = await services.answer_rest(tx, consultation, form, actor=viewer, now=now)
    except (FormInvalid, AdoptionReasonMissing) as refused:
        invalid = await as_invalid(request, refused)
        size = str(invalid.typed.get("max_size", ""))
        chosen = {
            "max_size": max(1, int(size)) if size.isdecimal() and len(size) < 10 else 1,
            "about": str(invalid.typed.get("about", EVERY_CLAUSE)),
            "words": str(invalid.typed.get("words", ""))[:100],
            "like": _number(str(invalid.typed.get("like", ""))),
        }
        return await _rest_page(request, database, viewer, consultation_id, chosen, invalid, status=refused.status)
    flash(request, _("{n} groups are answered."), n=answered)
    return see_other(f"{BASE}/{consultation_id}/queue")


async def _rest_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    consultation_id: UUID,
    chosen: dict[str, Any],
    invalid: FormInvalid | None = None,
    *,
    status: int = 200,
) -> Page:
    async with database.read() as db:
        consultation = await get_staff_consultation(db, consultation_id, viewer, to_edit=True)
        check_state(consultation.state, GROUPING_STATES)
        book = await queries.get_clause_book(db, consultation.draft_id)
        found = await queries.find_rest(db, consultation_id, **chosen)
        shown = await queries.list_chosen(db, consultation_id, [number for number, _size in found[:SHOWN]])
    about = [
        {"value": EVERY_CLAUSE, "text": gettext("All clauses")},
        {"value": "", "text": gettext("The draft as a whole")},
        *book.choices(),
    ]
    return render(
        request,
        "adoption/answer_rest.html",
        invalid=invalid,
        status_code=status,
        c={"id": str(consultation.id), "title": consultation.title},
        chosen=chosen,
        about_choices=about,
        count=len(found),
        mark=mark_of(number for number, _size in found),
        comments=sum(size for _number, size in found),
        groups=[with_label(one, book, consultation.collected_count) for one in shown],
        values=EMPTY | (typed_values(invalid) if invalid else {}),
        **choices(book),
    )


def _number(typed: str) -> int:
    """A group, as people write its number; 0 for none."""
    digits = typed.strip().lstrip("#第 ").rstrip("组 ")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


handlers = [rest, answer_rest]
