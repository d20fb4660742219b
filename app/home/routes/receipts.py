"""Pages of receipts (回执): the slip right after handing in, and the way back with number and code."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect

from app.adoption.rules import OUTCOME_LABELS
from app.consultations.rules import STATE_LABELS
from app.home.receipt_queries import list_handed_in
from app.home.request_queries import show_application
from app.lib import forms
from app.lib.crypto import keyed_hash, unsign
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid, NotFound
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _
from app.lib.pages import render, see_other, show_datetime
from app.lib.web import client_address
from app.notices.services import drop_mails
from app.receipts.cookie import RECEIPT_COOKIE
from app.receipts.links import read_stop, topic_of
from app.receipts.queries import get_receipt
from app.receipts.rules import FOR_CLIENT, Outcome, read_number, show_code
from app.receipts.services import Opening, forget_contact, open_receipt

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect
OPENED = "receipts"
MOST_OPEN = 20

WRONG = _(
    "Number and code do not fit together. Please check both; after {max} wrong codes the number is locked for "
    "{minutes} minutes."
)
LOCKED = _("There were too many wrong codes for this number. Please try again after {moment}.")
MISTYPED = _("This is no receipt number. It looks like YJ-2026-7KQ4-03; please check each character.")


class ReceiptForm(Form):
    number: Annotated[str, Meta(max_length=40, extra={"missing": _("Please enter the number of your receipt.")})]
    code: Annotated[str, Meta(max_length=40, extra={"missing": _("Please enter the code of your receipt.")})]


@get("/receipts", name="home.look_up_receipt")
async def look_up(request: Asked) -> Answer:
    """The form for number and code."""
    return _form_page(request)


@post("/receipts", name="home.open_receipt")
async def open_one(request: Asked, database: Database, now: datetime) -> Answer:
    try:
        form = await forms.read(request, ReceiptForm)
        client = keyed_hash("client", client_address(request))
        async with database.write() as tx:
            opening = await open_receipt(tx, form.number, form.code, client_key=client, now=now)
        if opening.outcome is not Outcome.OPENED:
            raise FormInvalid([_refusal(opening)], {"number": form.number})
    except FormInvalid as invalid:
        return _form_page(request, str(invalid.typed.get("number", "")), invalid)
    number = read_number(form.number) or ""
    _remember(request, number)
    return see_other(f"/receipts/{number}")


@get("/receipts/{number:str}", name="home.receipt")
async def receipt(request: Asked, database: Database, now: datetime, number: str) -> Answer:
    """The slip with the code once, right after handing in; what became of it for whoever opened it; else the form."""
    canonical = read_number(number) or ""
    code = _fresh_code(request, canonical, now)
    if not code and not is_opened(request, canonical):
        return _form_page(request, canonical or number)
    try:
        async with database.read() as db:
            found = await get_receipt(db, canonical)
            comments = await list_handed_in(db, found.id)
            application = await show_application(db, found.id, now=now)
    except NotFound:
        return _form_page(request, canonical)
    answer = render(
        request,
        "home/receipt.html",
        number=found.number,
        issued_at=found.issued_at,
        code=show_code(code) if code else "",
        comments=comments,
        application=application,
        state_labels=STATE_LABELS,
        outcome_labels=OUTCOME_LABELS,
    )
    answer.headers["Cache-Control"] = "no-store"
    if code:
        _remember(request, canonical)
        answer.delete_cookie(RECEIPT_COOKIE, path="/receipts")
    return answer


@get("/receipts/stop/{token:str}", name="home.stop_receipt_mails")
async def stop(request: Asked, now: datetime, token: str) -> Answer:
    """One button: opening the page changes nothing."""
    read_stop(token, now=now)
    return _stop_page(request, token=token, is_done=False)


@post("/receipts/stop/{token:str}", name="home.forget_contact", status_code=200, exclude_from_csrf=True)
async def forget(request: Asked, database: Database, now: datetime, token: str) -> Answer:
    """By the mail program's own button as well (RFC 8058): without cookies, from anywhere, answered in one go."""
    receipt_id = read_stop(token, now=now)
    async with database.write() as tx:
        await forget_contact(tx, receipt_id)
        await drop_mails(tx, topic_of(receipt_id))
    return _stop_page(request, token=token, is_done=True)


def _stop_page(request: Asked, **context: object) -> Answer:
    answer = render(request, "home/receipt_stop.html", **context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _form_page(request: Asked, number: str = "", invalid: FormInvalid | None = None) -> Answer:
    answer = render(request, "home/receipt_form.html", invalid=invalid, number=number)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refusal(opening: Opening) -> FieldError:
    if opening.outcome is Outcome.LOCKED:
        return FieldError("code", LOCKED, {"moment": show_datetime(opening.until)})
    if opening.outcome is Outcome.MISTYPED:
        return FieldError("number", MISTYPED)
    minutes = int(FOR_CLIENT.first_wait.total_seconds()) // 60
    return FieldError("code", WRONG, {"max": FOR_CLIENT.free, "minutes": minutes})


def _fresh_code(request: Asked, number: str, now: datetime) -> str:
    """The code, for the browser that has just handed in and has not seen it yet."""
    kept = unsign("receipt", request.cookies.get(RECEIPT_COOKIE, ""), now=now.timestamp()) or ""
    kept_number, _colon, code = kept.partition(":")
    return code if number and kept_number == number else ""


def is_opened(request: Asked, number: str) -> bool:
    """Whether this session has shown the code of a receipt."""
    return number in request.session.get(OPENED, [])


def _remember(request: Asked, number: str) -> None:
    """Opened for this session."""
    opened = [one for one in request.session.get(OPENED, []) if one != number]
    request.session[OPENED] = [*opened, number][-MOST_OPEN:]


public = Router(path="/", route_handlers=[look_up, open_one, receipt, stop, forget])
