"""What applicants suggest to disclose, and what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.conversions import queries
from app.conversions.forms import ReasonForm
from app.conversions.showing import suggestion_cards, trigger_rows
from app.conversions.suggestions import accept_suggestion, reject_suggestion
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.workdays.queries import load_calendar

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
BASE = "/staff/suggestions"


@get("/suggestions", name="conversions.suggestions")
async def suggestions(request: Asked, database: Database, viewer: Actor, now: datetime) -> Answer:
    return await suggestions_page(request, database, viewer, now)


async def suggestions_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    now: datetime,
    invalid: FormInvalid | None = None,
    about: UUID | None = None,
) -> Answer:
    async with database.read() as db:
        waiting = await queries.list_suggestions(db, viewer, is_open=True)
        done = await queries.list_suggestions(db, viewer, is_open=False)
        triggers = await queries.count_by_trigger(db, viewer.agency_id)
        calendar = await load_calendar(db)
    today = local_date(now)
    return render(
        request,
        "conversions/suggestions.html",
        invalid=invalid,
        about=about,
        waiting=suggestion_cards(waiting, calendar, today),
        done=suggestion_cards(done, calendar, today),
        triggers=trigger_rows(triggers),
    )


@post("/suggestions/{application_id:uuid}/accept", name="conversions.accept_suggestion")
async def accept(request: Asked, database: Database, viewer: Actor, now: datetime, application_id: UUID) -> Answer:
    form = await forms.read(request, ReasonForm)
    try:
        async with database.write() as tx:
            group = await accept_suggestion(tx, application_id, form.reason, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await suggestions_page(request, database, viewer, now, invalid, application_id)
    flash(request, _("Accepted. Now write down what is to be published."))
    return see_other(f"/staff/request-groups/{group.number}/conversion")


@post("/suggestions/{application_id:uuid}/reject", name="conversions.reject_suggestion")
async def reject(request: Asked, database: Database, viewer: Actor, now: datetime, application_id: UUID) -> Answer:
    form = await forms.read(request, ReasonForm)
    try:
        async with database.write() as tx:
            await reject_suggestion(tx, application_id, form.reason, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await suggestions_page(request, database, viewer, now, invalid, application_id)
    flash(request, _("The suggestion is answered."))
    return see_other(BASE)


handlers = [suggestions, accept, reject]
