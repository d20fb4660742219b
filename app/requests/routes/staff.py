"""The staff's side of requests: enter what came in, confirm its day, register, assign, split, and the case page."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Router, get, post
from litestar.response import Stream

from app.accounts.rules import Actor
from app.applicants.models import Applicant
from app.applicants.rules import ID_LABELS, KIND_LABELS
from app.applicants.services import complete_identity, reveal_applicant
from app.files.downloads import as_download
from app.files.store import FileStore
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import Forbidden, FormInvalid
from app.lib.guards import signed_in
from app.lib.i18n import current_locale, gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.requests import intake
from app.requests.arrivals import ENTERED
from app.requests.desk_queries import get_application_file, get_case_file, list_acts
from app.requests.intake_forms import ConfirmForm, EntryForm, IdentityForm, RegisterForm, RevealForm, SplitForm
from app.requests.models import InformationRequest
from app.requests.queries import get_application, get_staff_request, list_of_receipt
from app.requests.routes.desk_pages import BASE, Answer, Asked, case_page, facts_of, with_typed
from app.requests.rules import CHANNEL_LABELS, FORM_LABELS, WAY_LABELS, may_register

R = "/requests/{request_id:uuid}"


def _agency_of(viewer: Actor) -> UUID:
    """The agency for which he enters what came in. Raises Forbidden."""
    if viewer.agency_id is None or not may_register(viewer, agency_id=viewer.agency_id):
        raise Forbidden
    return viewer.agency_id


async def _get_to_register(db: Any, request_id: UUID, viewer: Actor, *, lock: bool = True) -> InformationRequest:
    found = await get_staff_request(db, request_id, viewer, lock=lock)
    if not may_register(viewer, agency_id=found.agency_id):
        raise Forbidden
    return found


async def _get_to_work_on(tx: Any, request_id: UUID, viewer: Actor) -> InformationRequest:
    """For who registers it or answers it."""
    found = await get_staff_request(tx, request_id, viewer, lock=True)
    if not may_register(viewer, agency_id=found.agency_id):
        await get_staff_request(tx, request_id, viewer, to_edit=True)
    return found


@get("/requests/new", name="requests.entry")
async def entry(request: Asked, viewer: Actor) -> Answer:
    _agency_of(viewer)
    return _entry_page(request)


def _entry_page(request: Asked, invalid: FormInvalid | None = None) -> Answer:
    def choices(labels: Any, values: Any) -> list[dict[str, str]]:
        return [{"value": one.value, "text": gettext(labels[one])} for one in values]

    return render(
        request,
        "requests/desk_new.html",
        invalid=invalid,
        channels=choices(CHANNEL_LABELS, ENTERED),
        kinds=choices(KIND_LABELS, KIND_LABELS),
        id_kinds=choices(ID_LABELS, ID_LABELS),
        form_choices=choices(FORM_LABELS, FORM_LABELS),
        way_choices=choices(WAY_LABELS, WAY_LABELS),
        form_token=secrets.token_urlsafe(24),
    )


@post("/requests/new", name="requests.enter_application")
async def enter_application(request: Asked, database: Database, now: datetime, viewer: Actor) -> Answer:
    agency_id = _agency_of(viewer)
    try:
        form = await forms.read(request, EntryForm)
        form.check()
        async with database.write() as tx:
            issued = await intake.enter_application(
                tx, form.new_application(agency_id), token=form.form_token, contact_email=form.email,
                locale=current_locale(), actor=viewer, now=now,
            )  # fmt: skip
            entered = (await list_of_receipt(tx, issued.receipt_id))[0]
            entered.title = form.title or entered.title
    except FormInvalid as invalid:
        return _entry_page(request, await with_typed(request, invalid))
    flash(request, _("Entered. Receipt number: {number}"), number=issued.number)
    return see_other(f"{BASE}/{entered.id}")


@get(R, name="requests.desk_show")
async def show(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Answer:
    return await case_page(request, database, viewer, request_id)


@post(f"{R}/confirm", name="requests.confirm_receipt")
async def confirm_receipt(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    try:
        form = await forms.read(request, ConfirmForm)
        async with database.write() as tx:
            found = await _get_to_register(tx, request_id, viewer)
            await intake.confirm_receipt(tx, found.application_id, form.received_on, actor=viewer, now=now)
    except FormInvalid as invalid:
        async with database.read() as db:
            await _get_to_register(db, request_id, viewer, lock=False)
        return await case_page(request, database, viewer, request_id, await with_typed(request, invalid))
    flash(request, _("The day of receipt is confirmed: the period runs from it."))
    return see_other(f"{BASE}/{request_id}")


@post(f"{R}/register", name="requests.register_request")
async def register_request(
    request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID
) -> Answer:
    """The number of the register and, where one is chosen, the division that answers."""
    try:
        form = await forms.read(request, RegisterForm)
        async with database.write() as tx:
            found = await _get_to_register(tx, request_id, viewer)
            number = await intake.register_request(tx, found, title=form.title, actor=viewer, now=now)
            if form.division_id:
                await intake.assign_request(tx, found, form.division(), actor=viewer, now=now)
    except FormInvalid as invalid:
        async with database.read() as db:
            await _get_to_register(db, request_id, viewer, lock=False)
        return await case_page(request, database, viewer, request_id, await with_typed(request, invalid))
    flash(request, _("Registered under {number}."), number=number)
    return see_other(f"{BASE}/{request_id}")


@get(f"{R}/split", name="requests.split")
async def split(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Answer:
    return await _split_page(request, database, viewer, request_id)


async def _split_page(
    request: Asked, database: Database, viewer: Actor, request_id: UUID, invalid: FormInvalid | None = None
) -> Answer:
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer)
        application, _applicant = await get_application(db, found.application_id)
    typed: Any = invalid.typed.get("items", []) if invalid else [found.description]
    items = [typed] if isinstance(typed, str) else list(typed)
    return render(
        request, "requests/desk_split.html", invalid=invalid, r=found.to_dict(), base=f"{BASE}/{request_id}",
        items=(items + [""] * 6)[:6], original=application.original_words or found.description,
    )  # fmt: skip


@post(f"{R}/split", name="requests.split_request")
async def split_request(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    try:
        form = await forms.read(request, SplitForm)
        async with database.write() as tx:
            found = await _get_to_work_on(tx, request_id, viewer)
            parts = await intake.split_request(tx, found, form.items, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _split_page(request, database, viewer, request_id, await with_typed(request, invalid))
    flash(request, _("Split into {n} items, each with its own clock."), n=len(parts))
    return see_other(f"{BASE}/{request_id}")


@get(f"{R}/record", name="requests.desk_record")
async def record(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Answer:
    async with database.read() as db:
        case = await get_case_file(db, request_id, viewer)
        acts = await list_acts(db, case.request, viewer=viewer)
    title = case.request.title or case.request.register_no or case.receipt_number
    return render(
        request,
        "requests/desk_record.html",
        acts=[one | {"facts": facts_of(one["details"])} for one in acts],
        title=title,
        base=f"{BASE}/{request_id}",
    )


@post(f"{R}/applicant", name="requests.reveal_applicant")
async def reveal(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    """The full identity number and address, once, for a reason that is recorded; the page is not kept anywhere."""
    try:
        form = await forms.read(request, RevealForm)
        async with database.write() as tx:
            found = await _get_to_work_on(tx, request_id, viewer)
            application, _masked = await get_application(tx, found.application_id)
            applicant = await reveal_applicant(tx, application.applicant_id, reason=form.reason, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await case_page(request, database, viewer, request_id, await with_typed(request, invalid))
    return render(request, "requests/desk_applicant.html", p=_shown(applicant), base=f"{BASE}/{request_id}")


@post(f"{R}/identity", name="requests.complete_identity")
async def complete(request: Asked, database: Database, now: datetime, viewer: Actor, request_id: UUID) -> Answer:
    """The proof of identity that a correction brought."""
    async with database.write() as tx:  # who may not, learns nothing of the form
        await _get_to_work_on(tx, request_id, viewer)
    try:
        form = await forms.read(request, IdentityForm)
        async with database.write() as tx:
            found = await _get_to_work_on(tx, request_id, viewer)
            _application, applicant = await get_application(tx, found.application_id)
            await complete_identity(tx, applicant, form.id_kind, form.id_number, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await case_page(request, database, viewer, request_id, await with_typed(request, invalid))
    flash(request, _("The proof of identity is kept, encrypted."))
    return see_other(f"{BASE}/{request_id}")


def _shown(applicant: Applicant) -> dict[str, Any]:
    return applicant.to_dict() | {
        "kind_label": KIND_LABELS[applicant.kind],  # type: ignore[index]
        "id_label": ID_LABELS[applicant.id_kind],  # type: ignore[index]
    }


@get(f"{R}/files/{{file_id:uuid}}", name="requests.desk_file")
async def download(database: Database, files: FileStore, viewer: Actor, request_id: UUID, file_id: UUID) -> Stream:
    async with database.read() as db:
        found = await get_staff_request(db, request_id, viewer)
        file = await get_application_file(db, found, file_id)
    return await as_download(files, file)


staff = Router(
    path="/staff",
    guards=[signed_in],
    route_handlers=[
        entry, enter_application, show, confirm_receipt, register_request, split, split_request, record, reveal,
        complete, download,
    ],
)  # fmt: skip
