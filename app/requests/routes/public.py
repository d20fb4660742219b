"""A citizen's way to file an application: the guide, what is public already, the form."""

import secrets
from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.response import Redirect

from app.accounts.models import Agency
from app.accounts.queries import list_agencies
from app.accounts.rules import CITIZEN, local_path
from app.allowances.gate import Gate, Visit
from app.allowances.proof import REQUESTS, read_solution
from app.allowances.rules import LOOK_UP, OFFERS
from app.allowances.services import admit_comments
from app.clocks.law import law_on
from app.disclosures.guide import list_guides
from app.files.rules import LARGEST_FILE, RefusedFile, TooManyFiles
from app.files.services import Kept, keep_bytes
from app.files.store import FileStore
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid, TryAgain
from app.lib.i18n import current_locale
from app.lib.i18n import gettext_noop as _
from app.lib.pages import render, see_other
from app.lib.web import client_network, say_when, sentence_of
from app.receipts.cookie import receipt_cookie
from app.receipts.services import Issued, find_issued
from app.requests import deflecting, services
from app.requests.forms import AnsweredForm, ApplicationForm
from app.requests.pages import contact_of, form_context
from app.requests.rules import MAX_FILES
from app.search.rules import SearchKind

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
MOST_SENT = MAX_FILES * LARGEST_FILE + 2_000_000

CHOOSE_AGENCY = _("Please choose whom you ask.")


@get("/requests/guide", name="requests.guide")
async def guide(request: Asked, database: Database, now: datetime) -> Answer:
    """How to ask for information (依申请公开说明)."""
    async with database.read() as db:
        agencies = await list_agencies(db)
        guides = {one["agency_id"]: one["content"] for one in await list_guides(db)}
    return render(
        request,
        "requests/guide.html",
        agencies=[{**_named(a), **contact_of(guides.get(a.id, {}))} for a in agencies],
        law=law_on(local_date(now)),
    )


@get("/requests/new", name="requests.new")
async def new(request: Asked, database: Database, agency: str = "", q: str = "") -> Answer:
    """The first page: what do you want to know?"""
    return await _first_page(request, database, ApplicationForm(agency=agency, description=[q[:200]]))


@post("/requests/new", name="requests.describe", status_code=200)
async def describe(request: Asked, database: Database, gate: Gate, now: datetime) -> Answer:
    """What is public already is offered first; then comes the application. Nothing is stored yet."""
    form = await forms.read(request, ApplicationForm)
    try:
        form.check_description()
        await _agency_of(database, form)
    except FormInvalid as invalid:
        return await _first_page(request, database, form, invalid)
    try:
        offers = [] if form.confirmed else await _offers(request, database, gate, form, now)
    except TryAgain:  # handing in goes on
        offers = []
    if not offers:
        return await _form_page(request, database, form)
    return render(request, "requests/offers.html", form=form_context(form), offers=offers)


@post("/requests/similar", name="requests.similar", status_code=200)
async def similar(request: Asked, database: Database, gate: Gate, now: datetime) -> Answer:
    """The same while somebody types. It is a POST, so that no log sees what is being written."""
    form = await forms.read(request, ApplicationForm)
    try:
        offers = await _offers(request, database, gate, form, now)
    except TryAgain as later:
        page = render(
            request, "requests/offered.html", block="offered", status_code=429, offers=[],
            later=sentence_of(request, later),
        )  # fmt: skip
        return say_when(request, page, later)
    return render(request, "requests/offered.html", block="offered", offers=offers, later="")


@post("/requests/answered", name="requests.deflect")
async def answered(request: Asked, database: Database, gate: Gate, now: datetime) -> Answer:
    """ "This answers me": counted, and on to what was found."""
    kind, ref, path = (await forms.read(request, AnsweredForm)).parts()
    path = local_path(path, "/")
    if kind in set(SearchKind):
        try:
            gate.look_up(LOOK_UP, client_network(request), now=now)
        except TryAgain:
            return see_other(path)
        async with database.write() as tx:
            await deflecting.deflect(tx, kind=kind, ref=ref, day=local_date(now))
    return see_other(path)


@post("/requests", name="requests.submit_application", request_max_body_size=MOST_SENT)
async def submit_application(request: Asked, database: Database, files: FileStore, gate: Gate, now: datetime) -> Answer:
    form = await forms.read(request, ApplicationForm)
    if form.add:
        return await _form_page(request, database, form)
    try:
        form.check()
        kept = await _keep_files(request, files)
        issued = await _hand_in(request, database, gate, form, kept, now)
    except FormInvalid as invalid:
        return await _form_page(request, database, form, invalid, had_files=await _has_files(request))
    except TryAgain as later:
        return await _form_page(request, database, form, later=later, had_files=await _has_files(request))
    return see_other(f"/receipts/{issued.number}", cookies=[receipt_cookie(request, issued, now)])


async def _hand_in(
    request: Asked, database: Database, gate: Gate, form: ApplicationForm, kept: list[tuple[str, Kept]], now: datetime
) -> Issued:
    """Everything is stored and let through the gate in one transaction; a form sent twice passes once."""
    agency = await _agency_of(database, form)
    token = form.receipt_token([one.digest for _name, one in kept])
    async with database.read() as db:
        if (known := await find_issued(db, token)) is not None:
            return known
    visit = Visit(client_network(request), read_solution(form.proof, REQUESTS, now=now), 1, is_request=True)
    gate.check_comments(visit, now=now)
    async with database.write() as tx:
        issued = await services.submit_application(
            tx,
            form.as_application(agency.id),
            files=kept,
            token=token,
            contact_email=form.email,
            locale=current_locale(),
            actor=CITIZEN,
            now=now,
        )
        if issued.is_new:
            await admit_comments(tx, visit, gate=gate, now=now)
    return issued


async def _keep_files(request: Asked, store: FileStore) -> list[tuple[str, Kept]]:
    """The files that were sent, with what their owner calls them. Raises FormInvalid naming the file it refuses."""
    sent = await _sent_files(request)
    if len(sent) > MAX_FILES:
        raise FormInvalid([FieldError("files", TooManyFiles.sentence, {"most": MAX_FILES})])
    kept = []
    for upload in sent:
        try:
            kept.append((upload.filename, await keep_bytes(store, upload.filename, await upload.read(), sealed=True)))
        except RefusedFile as refused:
            raise FormInvalid([FieldError("files", one.message, one.params) for one in refused.errors]) from refused
    return kept


async def _sent_files(request: Asked) -> list[UploadFile]:
    sent = (await request.form()).getall("files", [])
    return [one for one in sent if isinstance(one, UploadFile) and one.filename]


async def _has_files(request: Asked) -> bool:
    return bool(await _sent_files(request))


async def _offers(
    request: Asked, database: Database, gate: Gate, form: ApplicationForm, now: datetime
) -> list[dict[str, Any]]:
    """What is public already. Raises TryAgain where too much is being looked up."""
    gate.look_up(OFFERS, client_network(request), now=now)
    async with database.read() as db:
        return await deflecting.find_offers(db, [one.description for one in form.wanted() if one.description])


async def _agency_of(database: Database, form: ApplicationForm) -> Agency:
    """The public body that is asked. Raises FormInvalid where there are several and none was chosen."""
    async with database.read() as db:
        agencies = await list_agencies(db)
    chosen = [agency for agency in agencies if agency.code == form.agency] or (agencies if len(agencies) == 1 else [])
    if not chosen:
        raise FormInvalid([FieldError("agency", CHOOSE_AGENCY)])
    return chosen[0]


async def _first_page(
    request: Asked, database: Database, form: ApplicationForm, invalid: FormInvalid | None = None
) -> Answer:
    async with database.read() as db:
        agencies = await list_agencies(db)
    return render(
        request,
        "requests/new.html",
        invalid=invalid,
        form=form_context(form),
        agencies=[{"value": a.code, "text": _named(a)["name"]} for a in agencies],
    )


async def _form_page(
    request: Asked,
    database: Database,
    form: ApplicationForm,
    invalid: FormInvalid | None = None,
    later: TryAgain | None = None,
    had_files: bool = False,
) -> Answer:
    """The application, with everything that was typed so far."""
    async with database.read() as db:
        agencies = await list_agencies(db)
    asked = [agency for agency in agencies if agency.code == form.agency] or agencies
    page = render(
        request,
        "requests/apply.html",
        invalid=invalid,
        status_code=later.status if later else 200,
        form=form_context(form, token=form.form_token or secrets.token_urlsafe(24)),
        agency=_named(asked[0]) if asked else {"name": ""},
        agencies=[{"value": a.code, "text": _named(a)["name"]} for a in agencies],
        had_files=had_files,
        later=sentence_of(request, later) if later else "",
    )
    return say_when(request, page, later) if later else page


def _named(agency: Agency) -> dict[str, str]:
    return {"name": agency.name_en if current_locale() == "en" and agency.name_en else agency.name}


public = Router(path="/", route_handlers=[guide, new, describe, similar, answered, submit_application])
