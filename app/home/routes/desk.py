"""The officer's desk (工作台): what is open, what waits, what is late."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, get

from app.accounts.rules import Actor, Role
from app.casework.inbox import list_inbox
from app.consultations.rules import STATE_LABELS
from app.home import desk_queries
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.guards import signed_in
from app.lib.pages import render, see_other
from app.mailbox.queries import count_mails
from app.revisions.queries import list_unpublished
from app.workdays.queries import load_calendar


@get("/", name="home.desk")
async def desk(request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor) -> Response[Any]:
    """What waits for this person first: approvals, unanswered groups, late reports."""
    if not (viewer.roles - {Role.SYSADMIN}):
        return see_other("/staff/people")  # a sysadmin manages people and sees no citizen's data
    async with database.read() as db:
        waiting = await desk_queries.list_waiting(db, viewer, today=local_date(now))
        flagged = await desk_queries.count_flagged(db, viewer)
        final_texts = await list_unpublished(db, viewer)
        mails = await count_mails(db, viewer)
        requests = await list_inbox(db, viewer, today=local_date(now), calendar=await load_calendar(db))
    return render(
        request,
        "home/desk.html",
        waiting=waiting,
        flagged=flagged,
        final_texts=final_texts,
        mails=mails,
        requests=requests,
        today=local_date(now),
        state_labels=STATE_LABELS,
    )


staff = Router(path="/staff", guards=[signed_in], route_handlers=[desk])
