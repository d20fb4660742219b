"""Pages of comments for the public: write, support, read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import CITIZEN, local_path
from app.allowances.gate import Gate, Visit
from app.allowances.proof import read_solution
from app.allowances.rules import LOOK_UP, SUPPORT
from app.allowances.services import admit_comments, take
from app.comments import queries, rules, services
from app.comments.forms import CommentForm, SupportForm, form_context
from app.comments.queries import OpenFor
from app.comments.routes.cards import card, cards, later_page
from app.consultations.rules import check_accepts_comments
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid, TryAgain
from app.lib.i18n import current_locale
from app.lib.pages import render, see_other
from app.lib.web import client_network, known_device, name_device, say_when, sentence_of
from app.receipts.cookie import receipt_cookie
from app.receipts.services import Issued, find_issued

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect


@get("/consultations/{consultation_id:uuid}/comments/new", name="comments.new")
async def new(request: Asked, database: Database, now: datetime, consultation_id: UUID, clause: str = "") -> Answer:
    """A short page with only the form."""
    return await _form_page(request, database, consultation_id, CommentForm(text=[""], clause=[clause]), now)


@post("/consultations/{consultation_id:uuid}/comments", name="comments.submit_comment")
async def submit_comment(
    request: Asked, database: Database, gate: Gate, now: datetime, consultation_id: UUID
) -> Answer:
    form = await forms.read(request, CommentForm)
    if form.add or form.edit:
        return await _form_page(request, database, consultation_id, form, now)
    device, cookies = name_device(request, now)
    try:
        if not form.confirmed and (page := await _others_said(request, database, gate, consultation_id, form, now)):
            return page
        issued = await _hand_in(request, database, gate, consultation_id, form, device, now)
    except FormInvalid as invalid:
        return await _form_page(request, database, consultation_id, form, now, invalid)
    except TryAgain as later:
        async with database.read() as db:
            known = await find_issued(db, form.receipt_token(consultation_id))
        if known is None:
            return await _form_page(request, database, consultation_id, form, now, later=later)
        issued = known  # the second click on a form that was let in
    return see_other(f"/receipts/{issued.number}", cookies=[*cookies, receipt_cookie(request, issued, now)])


async def _hand_in(
    request: Asked, database: Database, gate: Gate, consultation_id: UUID, form: CommentForm, device: str, now: datetime
) -> Issued:
    """Everything is checked, stored and let through the gate in one transaction; a form sent twice passes once."""
    solved = read_solution(form.proof, str(consultation_id), now=now)
    visit = Visit(client_network(request), solved, len(form.said()))
    gate.check_comments(visit, now=now)
    async with database.write() as tx:
        consultation, targets = await _checked(tx, consultation_id, form, now)
        issued = await services.submit_comment(
            tx,
            consultation,
            form.said(),
            targets=targets,
            speaker=services.person_of(device),
            token=form.receipt_token(consultation_id),
            contact_email=form.contact_email,
            locale=current_locale(),
            actor=CITIZEN,
            now=now,
        )
        if issued.is_new:
            await admit_comments(tx, visit, gate=gate, now=now)
    return issued


@post("/consultations/{consultation_id:uuid}/similar", name="comments.similar", status_code=200)
async def similar(
    request: Asked, database: Database, gate: Gate, now: datetime, consultation_id: UUID, part: int = 0
) -> Answer:
    """What others already said, while somebody types. It is a POST, so that no log sees what is being written."""
    form = await forms.read(request, CommentForm)
    typed = form.parts()[part : part + 1] if 0 <= part < rules.MAX_PARTS else []
    try:
        gate.look_up(LOOK_UP, client_network(request), now=now)
    except TryAgain as later:
        return later_page(request, later)
    async with database.read() as db:
        consultation = await queries.get_open_for(db, consultation_id, now=now)
        offered = await queries.list_offered(db, consultation_id, typed, at_least=0.0)
        targets = await queries.list_targets(db, consultation.draft_id) if any(offered) else {}
    return _confirm_page(request, consultation, form, offered, now, targets, block="similar")


@get("/consultations/{consultation_id:uuid}/comments", name="comments.index")
async def index(
    request: Asked,
    database: Database,
    now: datetime,
    consultation_id: UUID,
    clause: str = "",
    before: UUID | None = None,
) -> Answer:
    """What people wrote, the latest first: only what everybody may read."""
    async with database.read() as db:
        consultation = await queries.get_open_for(db, consultation_id, now=now)
        targets = await queries.list_targets(db, consultation.draft_id)
        found = await queries.list_comments(db, consultation_id, clause=clause, before=before)
        hidden = await queries.count_hidden(db, consultation_id)
        mine = await queries.supported_by(db, _known_person(request, now), [one["id"] for one in found])
    return render(
        request,
        "comments/index.html",
        c=card(consultation, now),
        comments=cards(found[: queries.PAGE], {target.unit: target.label for target in targets.values()}, mine),
        clause=clause,
        hidden=rules.hidden_lines(hidden),
        cookies=name_device(request, now)[1],
        clauses=[{"value": t.unit, "text": t.label} for t in {t.unit: t for t in targets.values()}.values()],
        is_first=before is None,
        next_before=str(found[queries.PAGE - 1]["id"]) if len(found) > queries.PAGE else "",
    )


@post("/consultations/{consultation_id:uuid}/comments/{comment_id:uuid}/support", name="comments.support_comment")
async def support_comment(
    request: Asked,
    database: Database,
    gate: Gate,
    now: datetime,
    consultation_id: UUID,
    comment_id: UUID,
    inside: bool = False,
) -> Answer:
    form = await forms.read(request, SupportForm)
    device, cookies = name_device(request, now)
    try:
        async with database.write() as tx:
            consultation = await queries.get_open_for(tx, consultation_id, now=now)
            count = await services.support_comment(tx, consultation, comment_id, services.person_of(device), now=now)
            await take(tx, SUPPORT, client_network(request), gate=gate, now=now)
    except TryAgain as later:
        return later_page(request, later)
    if request.headers.get("hx-request") != "true":
        back = local_path(form.back, f"/consultations/{consultation_id}/comments")
        return see_other(f"{back}#comment-{comment_id}", cookies=cookies)
    return render(
        request,
        "comments/support.html",
        block="support",
        cookies=cookies,
        c=card(consultation, now),
        one={"id": str(comment_id), "support_count": count, "is_mine": True},
        inside=inside,
    )


async def _checked(
    db: AsyncSession, consultation_id: UUID, form: CommentForm, now: datetime
) -> tuple[OpenFor, Mapping[str, rules.Target]]:
    """The consultation and its clauses, when it takes what the form says."""
    consultation = await queries.get_open_for(db, consultation_id, now=now)
    targets = await queries.list_targets(db, consultation.draft_id)
    check_accepts_comments(consultation.state, consultation.opens_on, now=now)
    rules.check_said(form.said(), form.contact_email, targets)
    return consultation, targets


async def _others_said(
    request: Asked, database: Database, gate: Gate, consultation_id: UUID, form: CommentForm, now: datetime
) -> Answer | None:
    """The page that asks "others already said this", or None where nobody did, or too much is being looked up."""
    try:
        gate.look_up(LOOK_UP, client_network(request), now=now)
    except TryAgain:
        return None
    async with database.read() as db:
        consultation, targets = await _checked(db, consultation_id, form, now)
        offered = await queries.list_offered(db, consultation_id, form.said())
    return _confirm_page(request, consultation, form, offered, now, targets) if any(offered) else None


async def _form_page(
    request: Asked,
    database: Database,
    consultation_id: UUID,
    form: CommentForm,
    now: datetime,
    invalid: FormInvalid | None = None,
    later: TryAgain | None = None,
) -> Answer:
    """The form, with everything that was typed so far."""
    async with database.read() as db:
        consultation = await queries.get_open_for(db, consultation_id, now=now)
        targets = await queries.list_targets(db, consultation.draft_id)
        contact = await queries.get_contact(db, consultation_id) if later else ""
    check_accepts_comments(consultation.state, consultation.opens_on, now=now)
    parts = form.said() if invalid else form.parts()
    if form.add and len(parts) < rules.MAX_PARTS:
        parts = [*parts, rules.Said("")]
    context = form_context(
        consultation_id,
        targets,
        parts,
        is_late=consultation.is_late(now),
        token=form.form_token,
        contact_email=form.contact_email,
        proof=form.proof,
        confirmed=form.confirmed and not (form.edit or form.add),
    )
    cookies = name_device(request, now)[1]
    page = render(
        request,
        "comments/new.html",
        invalid=invalid,
        status_code=later.status if later else 200,
        c=card(consultation, now),
        form=context,
        cookies=cookies,
        later={"sentence": sentence_of(request, later), "contact": contact} if later else None,
    )
    return say_when(request, page, later) if later else page


def _confirm_page(
    request: Asked,
    consultation: OpenFor,
    form: CommentForm,
    offered: list[list[dict[str, Any]]],
    now: datetime,
    targets: Mapping[str, rules.Target],
    block: str | None = None,
) -> Answer:
    """ "Others already said this": nothing is stored yet, everything typed is carried along."""
    shown = {one["id"]: one for part in offered for one in part}
    labels = {target.unit: target.label for target in targets.values()}
    return render(
        request,
        "comments/confirm.html",
        block=block,
        cookies=name_device(request, now)[1],
        c=card(consultation, now),
        form=form_context(
            consultation.id,
            targets,
            form.said(),
            is_late=consultation.is_late(now),
            token=form.form_token,
            contact_email=form.contact_email,
            proof=form.proof,
        ),
        offered=cards(list(shown.values()), labels, set()),
    )


def _known_person(request: Asked, now: datetime) -> str | None:
    device = known_device(request, now)
    return services.person_of(device).key if device else None


public = Router(path="/", route_handlers=[new, submit_comment, similar, index, support_comment])
