"""What the holder of a receipt does with his application: withdraw, suggest publication, take his letters and files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect, Stream

from app.accounts.rules import CITIZEN
from app.files.downloads import as_download, disposition
from app.files.store import FileStore
from app.home.request_queries import show_application
from app.home.routes.receipts import is_opened
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FormInvalid, NotFound
from app.lib.pages import render, see_other
from app.proceedings.answering import receive_correction
from app.proceedings.queries import open_correction
from app.proceedings.rules import ProceedingKind
from app.receipts.queries import ReceiptView, get_receipt
from app.replies.queries import get_released_file
from app.requests import services
from app.requests.forms import CorrectionForm, SuggestForm
from app.requests.models import Application
from app.requests.queries import get_public_request
from app.requests.rules import WrongMove

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect


async def _opened(request: Asked, db: Any, number: str) -> ReceiptView:
    """The receipt, if this session has opened it. Raises NotFound: nobody learns whether there is one."""
    if not is_opened(request, number):
        raise NotFound
    return await get_receipt(db, number)


@get("/receipts/{number:str}/requests/{position:int}/withdraw", name="home.ask_withdraw")
async def ask_withdraw(request: Asked, database: Database, now: datetime, number: str, position: int) -> Answer:
    """Are you sure?"""
    async with database.read() as db:
        receipt = await _opened(request, db, number)
        await get_public_request(db, receipt.id, position)
        application = await show_application(db, receipt.id, now=now)
    one = application["requests"][position - 1] if application else None
    return _page(request, "home/request_withdraw.html", number=receipt.number, one=one)


@post("/receipts/{number:str}/requests/{position:int}/withdraw", name="home.withdraw_request")
async def withdraw(request: Asked, database: Database, now: datetime, number: str, position: int) -> Answer:
    async with database.write() as tx:
        receipt = await _opened(request, tx, number)
        found = await get_public_request(tx, receipt.id, position, lock=True)
        await services.withdraw_request(tx, found, actor=CITIZEN, now=now)
    return see_other(f"/receipts/{receipt.number}#request-{position}")


@get("/receipts/{number:str}/requests/{position:int}/correction", name="home.ask_correction")
async def ask_correction(request: Asked, database: Database, now: datetime, number: str, position: int) -> Answer:
    """What the notice asks for, and the place for the answer."""
    return await _correction_page(request, database, number, position, now)


@post("/receipts/{number:str}/requests/{position:int}/correction", name="home.receive_correction")
async def correct(request: Asked, database: Database, now: datetime, number: str, position: int) -> Answer:
    """The answer to a correction notice (提交补正): received today."""
    try:
        form = await forms.read(request, CorrectionForm)
        async with database.write() as tx:
            receipt = await _opened(request, tx, number)
            found = await get_public_request(tx, receipt.id, position, lock=True)
            if (step := await open_correction(tx, found.id)) is None:
                raise WrongMove
            day = local_date(now)
            await receive_correction(tx, found, step, form.answer, received_on=day, actor=CITIZEN, now=now)
    except FormInvalid as invalid:
        return await _correction_page(request, database, number, position, now, invalid)
    return see_other(f"/receipts/{receipt.number}#request-{position}")


async def _correction_page(
    request: Asked, database: Database, number: str, position: int, now: datetime, invalid: FormInvalid | None = None
) -> Answer:
    async with database.read() as db:
        receipt = await _opened(request, db, number)
        await get_public_request(db, receipt.id, position)
        application = await show_application(db, receipt.id, now=now)
    one = application["requests"][position - 1] if application else {"asked": []}
    asked = next((step for step in one["asked"] if step["kind"] == ProceedingKind.CORRECTION), None)
    if asked is None:
        return see_other(f"/receipts/{receipt.number}")
    page = {"number": receipt.number, "one": one, "asked": asked}
    return _page(request, "home/request_correction.html", invalid=invalid, **page)


@get("/receipts/{number:str}/suggest", name="home.ask_suggest")
async def ask_suggest(request: Asked, database: Database, number: str) -> Answer:
    async with database.read() as db:
        receipt = await _opened(request, db, number)
        await get_public_request(db, receipt.id, 1)
    return _page(request, "home/request_suggest.html", number=receipt.number)


@post("/receipts/{number:str}/suggest", name="home.suggest_disclosure")
async def suggest(request: Asked, database: Database, now: datetime, number: str) -> Answer:
    """Suggest that the information be published for everybody, also after the reply."""
    async with database.read() as db:
        await _opened(request, db, number)
    try:
        form = await forms.read(request, SuggestForm)
    except FormInvalid as invalid:
        return _page(request, "home/request_suggest.html", number=number, invalid=invalid)
    async with database.write() as tx:
        receipt = await _opened(request, tx, number)
        found = await get_public_request(tx, receipt.id, 1)
        application = await tx.get_one(Application, found.application_id)
        await services.suggest_disclosure(tx, application, reason=form.suggestion_reason, actor=CITIZEN, now=now)
    return see_other(f"/receipts/{receipt.number}#suggestion")


@get("/receipts/{number:str}/requests/{position:int}/files/{file_id:uuid}", name="home.reply_file")
async def reply_file(
    request: Asked, database: Database, files: FileStore, number: str, position: int, file_id: UUID
) -> Stream:
    """A file that came with the reply."""
    async with database.read() as db:
        receipt = await _opened(request, db, number)
        found = await get_public_request(db, receipt.id, position)
        file, title = await get_released_file(db, found.id, file_id)
    answer = await as_download(files, file)
    ending = f".{file.kind}"
    answer.headers["content-disposition"] = disposition(
        title if title.lower().endswith(ending) else title + ending, file.kind
    )
    answer.headers["cache-control"] = "no-store"
    return answer


def _page(request: Asked, template: str, *, invalid: FormInvalid | None = None, **context: object) -> Answer:
    answer = render(request, template, invalid=invalid, **context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


public = Router(
    path="/", route_handlers=[ask_withdraw, withdraw, ask_correction, correct, ask_suggest, suggest, reply_file]
)
