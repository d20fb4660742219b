"""Asking to follow. The answer is the same for every address; what is known about it goes to its mailbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect

from app.allowances.gate import Gate
from app.allowances.services import take
from app.consultations.queries import get_public_consultation
from app.consultations.rules import State
from app.follows import services
from app.follows.forms import AddressForm, FollowForm
from app.follows.links import Links
from app.follows.rules import ASK, CONFIRM_WITHIN, MAX_ASKED, NoMail
from app.follows.services import Target
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.lib.i18n import current_locale
from app.lib.pages import render, see_other
from app.lib.web import client_network

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect


@get("/consultations/{consultation_id:uuid}/follow", name="follows.follow")
async def follow(request: Asked, database: Database, consultation_id: UUID) -> Answer:
    """The form on a page of its own."""
    return await _follow_page(request, database, consultation_id)


@post("/consultations/{consultation_id:uuid}/follow", name="follows.ask_to_follow")
async def ask_to_follow(request: Asked, database: Database, gate: Gate, now: datetime, consultation_id: UUID) -> Answer:
    _check_mail(request)
    try:
        form = await forms.read(request, FollowForm)
        form.check()
    except FormInvalid as invalid:
        return await _follow_page(request, database, consultation_id, invalid)
    async with database.write() as tx:
        consultation = await get_public_consultation(tx, consultation_id)
        agency = Target(consultation["agency_id"])
        targets = [Target(consultation["agency_id"], consultation_id), *([agency] if form.with_agency else [])]
        await services.ask_to_follow(
            tx, form.email, targets, links=_links(request, now), locale=current_locale(), now=now
        )
        await take(tx, ASK, client_network(request), gate=gate, now=now)
    return see_other("/follows/asked")


@get("/follows", name="follows.overview")
async def overview(request: Asked) -> Answer:
    """All feeds, and the way to one's own list."""
    return _overview_page(request)


@post("/follows", name="follows.send_overview")
async def send_overview(request: Asked, database: Database, gate: Gate, now: datetime) -> Answer:
    _check_mail(request)
    try:
        form = await forms.read(request, AddressForm)
        form.check()
    except FormInvalid as invalid:
        return _overview_page(request, invalid)
    async with database.write() as tx:
        await services.send_overview(tx, form.email, links=_links(request, now), now=now)
        await take(tx, ASK, client_network(request), gate=gate, now=now)
    return see_other("/follows/asked")


@get("/follows/asked", name="follows.asked")
async def asked(request: Asked) -> Answer:
    """What comes next; the same whatever was typed."""
    return render(request, "follows/asked.html", days=CONFIRM_WITHIN.days, most=MAX_ASKED)


def _overview_page(request: Asked, invalid: FormInvalid | None = None) -> Answer:
    return render(request, "follows/overview.html", invalid=invalid)


async def _follow_page(
    request: Asked, database: Database, consultation_id: UUID, invalid: FormInvalid | None = None
) -> Answer:
    async with database.read() as db:
        consultation = await get_public_consultation(db, consultation_id)
    is_over = consultation["state"] in (State.ARCHIVED, State.WITHDRAWN)
    return render(request, "follows/follow.html", invalid=invalid, c=consultation, is_over=is_over)


def _check_mail(request: Asked) -> None:
    if not request.app.state.settings.smtp_url:
        raise NoMail


def _links(request: Asked, now: datetime) -> Links:
    return Links(request.app.state.settings.base_url, now)


handlers = [follow, ask_to_follow, overview, send_overview, asked]
