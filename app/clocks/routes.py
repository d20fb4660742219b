"""The working-day calendar at the desk: every year as it counts, and the import of a year's notice."""

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.params import Parameter

from app.accounts.rules import Actor, Role
from app.clocks import services
from app.clocks.forms import NoticeForm
from app.clocks.yearly import count_kinds, holidays, months
from app.lib import forms
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.errors import FieldError, FormInvalid
from app.lib.guards import requires, signed_in
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.workdays import queries
from app.workdays.notices import FIRST_YEAR, LAST_YEAR, BadNotice, Notice, read_notice

Asked = Request[Any, Any, Any]
SAVED = _("The calendar of {year} is stored. Due dates that reach into it are computed anew within a minute.")
CHOOSE = _("Please choose the file with the notice.")


async def _page(
    request: Asked, database: Database, now: datetime, year: int = 0, invalid: FormInvalid | None = None
) -> Response[Any]:
    today = local_date(now)
    shown = min(max(year or today.year, FIRST_YEAR), LAST_YEAR)
    async with database.read() as db:
        known = await queries.load_calendar(db)
        stored = await queries.list_years(db)
        changes = await queries.list_changes(db)
    years = sorted({one.year for one in stored} | {today.year, today.year + 1, shown}, reverse=True)
    return render(
        request,
        "clocks/calendar.html",
        invalid=invalid,
        year=shown,
        years=years,
        published=sorted(known.published),
        source={one.year: one.source for one in stored}.get(shown, ""),
        months=months(known, shown),
        spans=holidays(known, shown),
        counts=dict(count_kinds(known, shown)),
        changes=changes,
        today=today,
    )


@get("/calendar", name="clocks.calendar")
async def show_calendar(
    request: Asked, database: Database, viewer: Actor, now: datetime, year: Annotated[int, Parameter(query="year")] = 0
) -> Response[Any]:
    return await _page(request, database, now, year)


@post("/calendar", name="clocks.import_notice", guards=[requires(Role.SYSADMIN)])
async def import_notice(request: Asked, database: Database, viewer: Actor, now: datetime) -> Response[Any]:
    try:
        form = await forms.read(request, NoticeForm)
        notice = await _sent_notice(request, form)
        async with database.write() as tx:
            await services.import_notice(tx, notice, source=form.source, actor=viewer, now=now)
    except FormInvalid as invalid:
        return await _page(request, database, now, invalid=invalid)
    except BadNotice as error:
        wrong = FormInvalid([FieldError("file", error.message, error.params)], {"source": form.source})
        return await _page(request, database, now, invalid=wrong)
    flash(request, SAVED, year=notice.year)
    return see_other(f"/staff/calendar?year={notice.year}")


async def _sent_notice(request: Asked, form: NoticeForm) -> Notice:
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise FormInvalid([FieldError("file", CHOOSE)], {"source": form.source})
    return read_notice(await sent.read())


staff = Router(path="/staff", route_handlers=[show_calendar, import_notice], guards=[signed_in])
