"""The calendar of due dates (期限日历): a month, each day with what is due, also on paper."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from app.accounts.rules import Actor
from app.casework import queries
from app.casework.rules import check_sees_requests, month_after, month_before, month_of
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.pages import render
from app.workdays.queries import load_calendar


@get("/requests/calendar", name="casework.calendar")
async def month(
    request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor, show: str = ""
) -> Response[Any]:
    """The month that is asked for (`2026-12`), or this one."""
    check_sees_requests(viewer)
    today = local_date(now)
    year, number = _read_month(show) or (today.year, today.month)
    first, last = queries.month_span(year, number)
    async with database.read() as db:
        calendar = await load_calendar(db)
        running, waiting = await queries.count_by_due_day(db, viewer, first, last)
    before, after = month_before(year, number), month_after(year, number)
    return render(
        request,
        "casework/calendar.html",
        weeks=month_of(year, number, running, waiting, today=today, calendar=calendar),
        year=year,
        month=number,
        today=today,
        total=sum(n for day, n in running.items() if (day.year, day.month) == (year, number)),
        is_provisional=year not in calendar.published,
        before=f"{before[0]:04d}-{before[1]:02d}",
        after=f"{after[0]:04d}-{after[1]:02d}",
    )


def _read_month(typed: str) -> tuple[int, int] | None:
    year, _hyphen, number = typed.partition("-")
    if not (year.isascii() and year.isdigit() and number.isascii() and number.isdigit() and len(typed) <= 7):
        return None
    found = int(year), int(number)
    return found if 2000 <= found[0] <= 2199 and 1 <= found[1] <= 12 else None
