"""The outbox as the staff see it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import Parameter

from app.accounts.rules import Actor, Role
from app.lib.db import Database
from app.lib.guards import requires
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import flash, render, see_other
from app.notices import queries, services
from app.notices.rules import STATE_LABELS, MailState, read_state


@get("/outbox", name="notices.show_outbox")
async def show_outbox(
    request: Request[Any, Any, Any],
    database: Database,
    viewer: Actor,
    wanted: Annotated[str, Parameter(query="state")] = "",
    page: int = 1,
) -> Response[Any]:
    chosen = read_state(wanted)
    page = max(page, 1)
    async with database.read() as db:
        counts = await queries.count_mails(db, viewer)
        mails = await queries.list_mails(db, viewer, state=chosen, page=page)
    return render(
        request,
        "notices/outbox.html",
        mails=mails,
        labels={state.value: label for state, label in STATE_LABELS.items()},
        states=_tabs(counts, chosen),
        state=chosen.value if chosen else "",
        page=page,
        has_next=len(mails) == queries.PAGE,
        has_server=bool(request.app.state.settings.smtp_url),
    )


@post("/outbox/{mail_id:uuid}/retry", name="notices.retry_mail")
async def retry_mail(
    request: Request[Any, Any, Any], database: Database, viewer: Actor, mail_id: UUID, now: datetime
) -> Response[Any]:
    async with database.write() as tx:
        await services.retry_mail(tx, mail_id, actor=viewer, now=now)
    flash(request, _("The mail is sent again within the next minutes."))
    return see_other("/staff/outbox")


def _tabs(counts: dict[MailState, int], chosen: MailState | None) -> list[dict[str, object]]:
    everything = {
        "href": "/staff/outbox",
        "text": gettext("All"),
        "count": sum(counts.values()),
        "is_current": chosen is None,
    }
    states = [
        {
            "href": f"/staff/outbox?state={state}",
            "text": gettext(label),
            "count": counts[state],
            "is_current": state is chosen,
        }
        for state, label in STATE_LABELS.items()
    ]
    return [everything, *states]


staff = Router(
    path="/staff",
    guards=[requires(Role.SYSADMIN, Role.OPENNESS_OFFICER)],
    route_handlers=[show_outbox, retry_mail],
)
