"""Pages of comments for the public: write, support, read."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import CITIZEN, local_path
from app.comments import queries, rules, services
from app.comments.forms import CommentForm, SupportForm, form_context
from app.comments.queries import OpenFor
from app.consultations.rules import METHOD_LABELS, State, check_accepts_comments
from app.lib import forms
from app.lib.crypto import sign
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import current_locale
from app.lib.pages import render, see_other
from app.lib.web import known_device, name_device
from app.receipts.services import Issued

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
RECEIPT_LIFE = timedelta(minutes=15)


@get("/consultations/{consultation_id:uuid}/comments/new", name="comments.new")
async def new(request: Asked, database: Database, now: datetime, consultation_id: UUID, clause: str = "") -> Answer:
    """A short page with only the form."""
    return await _form_page(request, database, consultation_id, CommentForm(text=[""], clause=[clause]), now)


@post("/consultations/{consultation_id:uuid}/comments", name="comments.submit_comment")
async def submit_comment(request: Asked, database: Database, now: datetime, consultation_id: UUID) -> Answer:
    form = await forms.read(request, CommentForm)
    if form.add or form.edit:
        return await _form_page(request, database, consultation_id, form, now)
    device, cookies = name_device(request, now)
    try:
        if not form.confirmed and (page := await _others_said(request, database, consultation_id, form, now)):
            return page
        async with database.write() as tx:
            consultation, targets = await _checked(tx, consultation_id, form, now)
            issued = await services.submit_comment(
                tx,
                consultation,
                form.said(),
                targets=targets,
                speaker=services.person_of(device, form.contact_email),
                token=form.receipt_token(consultation_id),
                contact_email=form.contact_email,
                locale=current_locale(),
                actor=CITIZEN,
                now=now,
            )
    except FormInvalid as invalid:
        return await _form_page(request, database, consultation_id, form, now, invalid)
    return see_other(f"/receipts/{issued.number}", cookies=[*cookies, _receipt_cookie(request, issued, now)])


@post("/consultations/{consultation_id:uuid}/similar", name="comments.similar", status_code=200)
async def similar(request: Asked, database: Database, now: datetime, consultation_id: UUID, part: int = 0) -> Answer:
    """What others already said, while somebody types. It is a POST, so that no log sees what is being written."""
    form = await forms.read(request, CommentForm)
    typed = form.parts()[part : part + 1] if 0 <= part < rules.MAX_PARTS else []
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
        mine = await queries.supported_by(db, _known_person(request, now), [one["id"] for one in found])
    return render(
        request,
        "comments/index.html",
        c=_card(consultation, now),
        comments=_cards(found[: queries.PAGE], {target.unit: target.label for target in targets.values()}, mine),
        clause=clause,
        cookies=name_device(request, now)[1],
        clauses=[{"value": t.unit, "text": t.label} for t in {t.unit: t for t in targets.values()}.values()],
        is_first=before is None,
        next_before=str(found[queries.PAGE - 1]["id"]) if len(found) > queries.PAGE else "",
    )


@post("/consultations/{consultation_id:uuid}/comments/{comment_id:uuid}/support", name="comments.support_comment")
async def support_comment(
    request: Asked, database: Database, now: datetime, consultation_id: UUID, comment_id: UUID, inside: bool = False
) -> Answer:
    form = await forms.read(request, SupportForm)
    device, cookies = name_device(request, now)
    async with database.write() as tx:
        consultation = await queries.get_open_for(tx, consultation_id, now=now)
        count = await services.support_comment(tx, consultation, comment_id, services.person_of(device), now=now)
    if request.headers.get("hx-request") != "true":
        back = local_path(form.back, f"/consultations/{consultation_id}/comments")
        return see_other(f"{back}#comment-{comment_id}", cookies=cookies)
    return render(
        request,
        "comments/support.html",
        block="support",
        cookies=cookies,
        c=_card(consultation, now),
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
    request: Asked, database: Database, consultation_id: UUID, form: CommentForm, now: datetime
) -> Answer | None:
    """The page that asks "others already said this", or None where nobody did."""
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
) -> Answer:
    """The form, with everything that was typed so far."""
    async with database.read() as db:
        consultation = await queries.get_open_for(db, consultation_id, now=now)
        targets = await queries.list_targets(db, consultation.draft_id)
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
        confirmed=form.confirmed and not (form.edit or form.add),
    )
    cookies = name_device(request, now)[1]
    return render(
        request, "comments/new.html", invalid=invalid, c=_card(consultation, now), form=context, cookies=cookies
    )


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
        c=_card(consultation, now),
        form=form_context(
            consultation.id,
            targets,
            form.said(),
            is_late=consultation.is_late(now),
            token=form.form_token,
            contact_email=form.contact_email,
        ),
        offered=_cards(list(shown.values()), labels, set()),
    )


def _card(consultation: OpenFor, now: datetime) -> dict[str, Any]:
    late = consultation.is_late(now)
    return {
        "id": str(consultation.id),
        "title": consultation.title,
        "is_late": late,
        "takes_comments": consultation.state in (State.OPEN, State.CLOSED, State.ANALYSING),
        "takes_support": consultation.state == State.OPEN and not late,
        "closes_on": consultation.closes_on,
        "is_past": consultation.is_past,
    }


def _cards(found: list[dict[str, Any]], labels: dict[str, str], mine: set[UUID]) -> list[dict[str, Any]]:
    return [
        one
        | {
            "id": str(one["id"]),
            "clause_label": labels.get(one["clause_ref"], ""),
            "method_label": METHOD_LABELS[one["method"]],
            "is_mine": one["id"] in mine,
        }
        for one in found
    ]


def _known_person(request: Asked, now: datetime) -> str | None:
    device = known_device(request, now)
    return services.person_of(device).key if device else None


def _receipt_cookie(request: Asked, issued: Issued, now: datetime) -> Cookie:
    """Lets this browser see number and code once (decisions.md, Privacy)."""
    return Cookie(
        key="daylight_receipt",
        value=sign("receipt", f"{issued.number}:{issued.code}", expires_at=(now + RECEIPT_LIFE).timestamp()),
        max_age=int(RECEIPT_LIFE.total_seconds()),
        path="/receipts",
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.is_secure,
    )


public = Router(path="/", route_handlers=[new, submit_comment, similar, index, support_comment])
