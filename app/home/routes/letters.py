"""Pages of letters (文书): on the case for the staff, under the receipt for its holder; as page, PDF and Word file."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.files.rules import MEDIA_TYPES, FileKind
from app.home import letter_queries as queries
from app.home.routes.receipts import OPENED
from app.letters.models import Letter
from app.letters.paper import compose
from app.letters.queries import read_letter
from app.letters.rendering import render_docx, render_pdf
from app.letters.rules import KIND_LABELS, METHOD_LABELS, LetterKind, ServedEarly, ServiceMethod
from app.letters.services import record_service
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.downloads import answer_file
from app.lib.errors import FieldError, FormInvalid, NotFound
from app.lib.forms import Form, Meta
from app.lib.guards import signed_in
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.receipts.rules import read_number
from app.requests.queries import get_staff_request
from app.requests.rules import may_edit

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect


class ServedForm(Form, frozen=True):
    """How a letter reached its addressee."""

    method: Annotated[ServiceMethod, Meta(extra={"missing": _("Please choose how it was served.")})]
    served_on: Annotated[date, Meta(extra={"missing": _("Please enter the day on which it arrived.")})]
    note: Annotated[str, Meta(max_length=200)] = ""


@get("/requests/{request_id:uuid}/letters", name="home.letters")
async def on_case(request: Asked, database: Database, viewer: Actor, request_id: UUID) -> Answer:
    """All letters of a case."""
    async with database.read() as db:
        case = await get_staff_request(db, request_id, viewer)
        letters = await queries.list_case_letters(db, request_id)
    name = case.title or case.register_no or ""
    return render(request, "letters/index.html", letters=letters, case={"id": str(case.id), "name": name})


@get("/letters/{letter_id:uuid}", name="home.letter")
async def show(request: Asked, database: Database, viewer: Actor, now: datetime, letter_id: UUID) -> Answer:
    return await _staff_page(request, database, viewer, now, letter_id)


@post("/letters/{letter_id:uuid}/service", name="home.serve_letter")
async def serve(request: Asked, database: Database, viewer: Actor, now: datetime, letter_id: UUID) -> Answer:
    try:
        form = await forms.read(request, ServedForm)
        async with database.write() as tx:
            letter, _case = await queries.get_staff_letter(tx, letter_id, viewer, to_edit=True)
            served: dict[str, Any] = {"method": form.method, "served_on": form.served_on, "note": form.note}
            await record_service(tx, letter, **served, actor=viewer, now=now)
    except ServedEarly as early:
        typed = {"method": form.method.value, "served_on": form.served_on.isoformat(), "note": form.note}
        invalid = FormInvalid([FieldError("served_on", early.message)], typed)
        return await _staff_page(request, database, viewer, now, letter_id, invalid)
    except FormInvalid as invalid:
        return await _staff_page(request, database, viewer, now, letter_id, invalid)
    flash(request, _("It is on record how the letter was served."))
    return see_other(f"/staff/letters/{letter_id}")


@get("/letters/{letter_id:uuid}/letter.pdf", name="home.letter_pdf")
async def staff_pdf(request: Asked, database: Database, viewer: Actor, letter_id: UUID) -> Answer:
    async with database.read() as db:
        letter, _case = await queries.get_staff_letter(db, letter_id, viewer)
    return await _pdf(request, letter)


@get("/letters/{letter_id:uuid}/letter.docx", name="home.letter_docx")
async def staff_docx(request: Asked, database: Database, viewer: Actor, letter_id: UUID) -> Answer:
    async with database.read() as db:
        letter, _case = await queries.get_staff_letter(db, letter_id, viewer)
    made = await render_docx(read_letter(letter))
    return answer_file(
        request, made, media_type=MEDIA_TYPES[FileKind.DOCX], name=f"{letter.number}.docx", digest=f"{letter.digest}-d"
    )


@get("/receipts/{number:str}/letters/{letter_id:uuid}", name="home.received_letter")
async def received(request: Asked, database: Database, number: str, letter_id: UUID) -> Answer:
    """The letter as a page, for whoever opened the receipt with its code."""
    async with database.read() as db:
        letter = await queries.get_public_letter(db, _opened(request, number), letter_id)
    base = f"/receipts/{number}/letters/{letter_id}"
    paper = compose(read_letter(letter))
    answer = render(request, "letters/received.html", paper=paper, base=base, number=number, digest=letter.digest)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@get("/receipts/{number:str}/letters/{letter_id:uuid}/letter.pdf", name="home.received_letter_pdf")
async def received_pdf(request: Asked, database: Database, number: str, letter_id: UUID) -> Answer:
    async with database.read() as db:
        letter = await queries.get_public_letter(db, _opened(request, number), letter_id)
    return await _pdf(request, letter)


def _opened(request: Asked, number: str) -> str:
    """The number, if this session opened that receipt with its code."""
    canonical = read_number(number) or ""
    if not canonical or canonical not in request.session.get(OPENED, []):
        raise NotFound
    return canonical


async def _pdf(request: Asked, letter: Letter) -> Answer:
    made = await render_pdf(read_letter(letter), fonts=request.app.state.settings.fonts_dir)
    return answer_file(
        request, made, media_type=MEDIA_TYPES[FileKind.PDF], name=f"{letter.number}.pdf", digest=f"{letter.digest}-p"
    )


async def _staff_page(
    request: Asked,
    database: Database,
    viewer: Actor,
    now: datetime,
    letter_id: UUID,
    invalid: FormInvalid | None = None,
) -> Answer:
    async with database.read() as db:
        letter, case = await queries.get_staff_letter(db, letter_id, viewer, to_edit=invalid is not None)
        services = await queries.list_shown_services(db, letter.id)
        issuer = await queries.get_issuer(db, letter)
    return render(
        request,
        "letters/show.html",
        invalid=invalid,
        paper=compose(read_letter(letter)),
        letter={"id": str(letter.id), "kind": KIND_LABELS[LetterKind(letter.kind)], "issued_at": letter.issued_at}
        | {name: getattr(letter, name) for name in ("number", "digest", "legal_version", "dated_on")},
        issuer=issuer,
        case={"id": str(case.id), "name": case.title or case.register_no or ""},
        services=services,
        today=local_date(now),
        methods=[{"value": method.value, "text": gettext(label)} for method, label in METHOD_LABELS.items()],
        may_serve=may_edit(viewer, agency_id=case.agency_id, division_id=case.division_id),
    )


public = Router(path="/", route_handlers=[received, received_pdf])
staff = Router(path="/staff", guards=[signed_in], route_handlers=[on_case, show, serve, staff_pdf, staff_docx])
