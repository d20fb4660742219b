"""What waits for me (待办)."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get

from app.accounts.rules import Actor
from app.casework.inbox import list_inbox
from app.casework.rules import check_sees_requests
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.pages import render
from app.workdays.queries import load_calendar


@get("/requests/inbox", name="casework.inbox")
async def show(request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor) -> Response[Any]:
    check_sees_requests(viewer)
    today = local_date(now)
    async with database.read() as db:
        calendar = await load_calendar(db)
        sections = await list_inbox(db, viewer, today=today, calendar=calendar)
    return render(request, "casework/inbox.html", sections=sections, today=today)
