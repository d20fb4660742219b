"""Pages of mails that came in: those that wait, those on a case, and one mail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect, Stream

from app.accounts.rules import Actor
from app.files.downloads import as_download
from app.files.store import FileStore
from app.lib import forms
from app.lib.db import Database
from app.lib.errors import Forbidden, FormInvalid
from app.lib.guards import signed_in
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.mailbox import queries, services
from app.mailbox.forms import AsideForm, AssignForm
from app.mailbox.rules import FOUND_LABELS, STATE_LABELS, MailState
from app.requests.queries import get_application, get_staff_request
from app.requests.rules import SEES_ALL, SEES_OWN_DIVISION, may_edit, may_register

Asked = Request[Any, Any, Any]
Page = Response[Any] | Redirect


@get("/mails", name="mailbox.index")
async def index(request: Asked, database: Database, viewer: Actor, show: str = "", page: int = 1) -> Page:
    """Mails in one state; those that wait first."""
    if not viewer.has(*SEES_ALL, *SEES_OWN_DIVISION):
        raise Forbidden
    default = MailState.WAITING if queries.sees_inbox(viewer) else MailState.ON_CASE
    state = MailState(show) if show in list(MailState) else default
    async with database.read() as db:
        mails = await queries.list_mails(db, viewer, state=state, page=max(1, page))
        counts = await queries.count_mails(db, viewer)
    return render(
        request,
        "mailbox/index.html",
        mails=mails[: queries.PAGE],
        has_next=len(mails) > queries.PAGE,
        page=max(1, page),
        state=state.value,
        states=[
            {"href": f"/staff/mails?show={one.value}", "text": gettext(label), "is_current": one is state}
            for one, label in STATE_LABELS.items()
            if one is MailState.ON_CASE or queries.sees_inbox(viewer)
        ],
        counts=counts,
        has_mailbox=bool(request.app.state.settings.mailbox_url),
    )


@get("/mails/{mail_id:uuid}", name="mailbox.show")
async def show_mail(request: Asked, database: Database, viewer: Actor, mail_id: UUID) -> Page:
    return await _mail_page(request, database, viewer, mail_id)


@get("/mails/{mail_id:uuid}/files/{file_id:uuid}", name="mailbox.file")
async def download(database: Database, files: FileStore, viewer: Actor, mail_id: UUID, file_id: UUID) -> Stream:
    async with database.read() as db:
        mail = await queries.get_staff_mail(db, mail_id, viewer)
        file = await queries.get_mail_file(db, mail, file_id)
    return await as_download(files, file)


@post("/mails/{mail_id:uuid}/assign", name="mailbox.assign_mail")
async def assign_mail(request: Asked, database: Database, now: datetime, viewer: Actor, mail_id: UUID) -> Page:
    try:
        form = await forms.read(request, AssignForm)
        async with database.write() as tx:
            mail = await queries.get_staff_mail(tx, mail_id, viewer, to_edit=True, lock=True)
            case_id = await services.assign_mail(tx, mail, form.number, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _mail_page(request, database, viewer, mail_id, await forms.keep_typed(request, invalid))
    flash(request, _("The mail is on the case."))
    return see_other(f"/staff/requests/{case_id}/mails")


@post("/mails/{mail_id:uuid}/set-aside", name="mailbox.set_mail_aside")
async def set_mail_aside(request: Asked, database: Database, now: datetime, viewer: Actor, mail_id: UUID) -> Page:
    try:
        form = await forms.read(request, AsideForm)
        async with database.write() as tx:
            mail = await queries.get_staff_mail(tx, mail_id, viewer, to_edit=True, lock=True)
            await services.set_mail_aside(tx, mail, form.reason, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _mail_page(request, database, viewer, mail_id, await forms.keep_typed(request, invalid))
    flash(request, _("The mail is set aside."))
    return see_other("/staff/mails")


@post("/mails/{mail_id:uuid}/read", name="mailbox.mark_mail_read")
async def mark_mail_read(database: Database, now: datetime, viewer: Actor, mail_id: UUID) -> Page:
    async with database.write() as tx:
        mail = await queries.get_staff_mail(tx, mail_id, viewer, to_edit=True, lock=True)
        await services.mark_mail_read(tx, mail, actor=viewer, now=now)
    return see_other(f"/staff/requests/{mail.request_id}/mails" if mail.request_id else f"/staff/mails/{mail_id}")


@get("/requests/{request_id:uuid}/mails", name="mailbox.on_case")
async def on_case(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Page:
    """The mails on a case, with how sure it is that the applicant wrote them."""
    async with database.read() as db:
        case = await get_staff_request(db, request_id, viewer)
        mails = await queries.list_case_mails(db, request_id)
        _application, applicant = await get_application(db, case.application_id)
    known = (applicant.email or "").lower()
    return render(
        request,
        "mailbox/case.html",
        case={"id": str(case.id), "name": case.title or case.register_no or ""},
        mails=[one | {"is_known": bool(known) and one["sender"].lower() == known} for one in mails],
        found_labels=FOUND_LABELS,
        may_edit=may_edit(viewer, agency_id=case.agency_id, division_id=case.division_id),
    )


async def _mail_page(
    request: Asked, database: Database, viewer: Actor, mail_id: UUID, invalid: FormInvalid | None = None
) -> Page:
    async with database.read() as db:
        mail = await queries.get_staff_mail(db, mail_id, viewer)
        attached = await queries.list_files(db, mail_id)
    return render(
        request,
        "mailbox/show.html",
        invalid=invalid,
        mail=queries.shown(mail) | {"files": attached},
        state_labels=STATE_LABELS,
        found_labels=FOUND_LABELS,
        may_act=not mail.request_id and may_register(viewer, agency_id=mail.agency_id),
    )


staff = Router(
    path="/staff",
    guards=[signed_in],
    route_handlers=[index, show_mail, download, assign_mail, set_mail_aside, mark_mail_read, on_case],
)
