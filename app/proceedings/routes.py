"""Pages of the procedural steps of a request: what is open, what can be opened, and what follows a letter."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.letters.rules import METHOD_LABELS
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import DomainError, FieldError, FormInvalid, NotFound, Refused
from app.lib.guards import signed_in
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.proceedings import showing
from app.proceedings.acting import OPENING, answer_step, open_step, read_answer
from app.proceedings.answering import serve
from app.proceedings.forms import ServedForm
from app.proceedings.opening import check_kind
from app.proceedings.queries import get_proceeding
from app.proceedings.rules import KIND_LABELS, ProceedingKind
from app.requests.queries import get_staff_request

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
R = "/requests/{request_id:uuid}/proceedings"
ISSUED = _("Done: {what}. The letter is among the letters of the request.")
PROPOSED = _("The extension is proposed. It has no effect before the head of the openness office consents.")
KEPT = _("Kept.")


def _address(request_id: UUID) -> str:
    return f"/staff/requests/{request_id}/proceedings"


def _kind(name: str) -> ProceedingKind:
    if name not in {one.value for one in ProceedingKind}:
        raise NotFound
    return ProceedingKind(name)


@get(R, name="proceedings.show")
async def show(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    return await _page(request, database, now, viewer, request_id)


async def _page(
    request: Asked,
    database: Database,
    now: datetime,
    viewer: Actor,
    request_id: UUID,
    invalid: FormInvalid | None = None,
) -> Answer:
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer)
        context = await showing.overview(db, found, viewer, now=now)
    methods = [{"value": one.value, "text": gettext(label)} for one, label in METHOD_LABELS.items()]
    return render(
        request, "proceedings/show.html", invalid=invalid, base=_address(request_id), methods=methods, **context
    )


@get(f"{R}/{{step:str}}", name="proceedings.ask")
async def ask(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID, step: str) -> Answer:
    """The form of one step; where the law does not open it, the sentence that says why."""
    return await _form(request, database, now, viewer, request_id, _kind(step))


async def _form(
    request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID, kind: ProceedingKind,
    invalid: FormInvalid | None = None,
) -> Answer:  # fmt: skip
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer, to_edit=True)
        if invalid is None:
            await check_kind(db, found, kind, now=now)
        context = await showing.form_of(db, found, kind, viewer, now=now)
    base = _address(request_id)
    return render(
        request, "proceedings/form.html", invalid=invalid, base=base, action=f"{base}/{kind.value}", **context
    )


@post(f"{R}/{{step:str}}", name="proceedings.open")
async def open_one(
    request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID, step: str
) -> Answer:
    what = _kind(step)
    async with database.read() as db:  # who may not, learns nothing of the form
        await get_staff_request(db, request_id, viewer, to_edit=True)
    try:
        form = await forms.read(request, OPENING[what])
        async with database.write() as tx:
            found = await get_staff_request(tx, request_id, viewer, to_edit=True, lock=True)
            row = await open_step(tx, found, what, form, actor=viewer, now=now)
            is_proposed = row.letter_id is None
    except (FormInvalid, Refused) as error:
        return await _form(request, database, now, viewer, request_id, what, await _shown_again(request, error))
    flash(request, PROPOSED) if is_proposed else flash(request, ISSUED, what=gettext(KIND_LABELS[what]))
    return see_other(_address(request_id))


async def _shown_again(request: Asked, error: DomainError) -> FormInvalid:
    """A refusal by the law above the form, with all that was typed."""
    sent = await request.form()
    typed: dict[str, object] = {}
    for name in dict.fromkeys(sent.keys()):
        many = [one for one in sent.getall(name) if isinstance(one, str)]
        if many and name != "_csrf_token":
            typed[name] = many[0] if len(many) == 1 else many
    if isinstance(error, FormInvalid):
        return FormInvalid(error.errors, error.typed or typed)
    return FormInvalid([FieldError("", error.message, error.params)], typed)


@post(f"{R}/{{proceeding_id:uuid}}/served", name="proceedings.serve")
async def served(
    request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID, proceeding_id: UUID
) -> Answer:
    async with database.write() as tx:  # who may not, or where there is none, learns nothing of the form
        await get_proceeding(tx, request_id, proceeding_id, viewer)
    try:
        form = await forms.read(request, ServedForm)
        async with database.write() as tx:
            found, row = await get_proceeding(tx, request_id, proceeding_id, viewer)
            await serve(tx, found, row, form.served_on, form.method, actor=viewer, now=now)
    except FormInvalid as invalid:
        again = await _shown_again(request, invalid)
        return await _page(request, database, now, viewer, request_id, again)
    flash(request, KEPT)
    return see_other(_address(request_id))


@post(f"{R}/{{proceeding_id:uuid}}/answer", name="proceedings.answer")
async def answered(
    request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID, proceeding_id: UUID
) -> Answer:
    """What came back: a correction, an opinion, reasons, a payment; the consent to an extension; a decision."""
    async with database.write() as tx:
        _found, row = await get_proceeding(tx, request_id, proceeding_id, viewer)
    try:
        form = await read_answer(request, row)
        async with database.write() as tx:
            found, row = await get_proceeding(tx, request_id, proceeding_id, viewer)
            await answer_step(tx, found, row, form, actor=viewer, now=now)
    except FormInvalid as invalid:
        again = await _shown_again(request, invalid)
        return await _page(request, database, now, viewer, request_id, again)
    flash(request, KEPT)
    return see_other(_address(request_id))


staff = Router(path="/staff", guards=[signed_in], route_handlers=[show, ask, open_one, served, answered])
