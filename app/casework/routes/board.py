"""The board: requests by what is due, with lamps, filters, counts and search."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get

from app.accounts.rules import Actor
from app.applicants.rules import KIND_LABELS, ApplicantKind
from app.casework import queries
from app.casework.queries import Cursor, Filter
from app.casework.rules import MOST_COUNTED, VIEW_LABELS, View, check_sees_requests
from app.casework.showing import shown_row
from app.lib.clock import local_date
from app.lib.db import Database
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import query_string, render
from app.requests.desk_queries import list_divisions
from app.requests.rules import CHANNEL_LABELS, STATE_LABELS, RequestChannel, RequestState, may_register
from app.workdays.queries import load_calendar

BASE = "/staff/requests"
ANY = _("All")


@get("/requests", name="casework.board")
async def index(request: Request[Any, Any, Any], database: Database, now: datetime, viewer: Actor) -> Response[Any]:
    wanted, after = read_filter(request.query_params)
    check_sees_requests(viewer)
    today = local_date(now)
    async with database.read() as db:
        calendar = await load_calendar(db)
        counts = await queries.count_views(db, viewer, today=today, calendar=calendar)
        rows = await queries.list_board(db, viewer, wanted, after=after, today=today, calendar=calendar)
        divisions = await list_divisions(db, viewer)
    shown = rows[: queries.PAGE]
    following = queries.cursor_of(shown[-1], wanted) if len(rows) > len(shown) else ""
    params = _params(wanted)
    return render(
        request,
        "casework/board.html",
        rows=[shown_row(row, today=today, calendar=calendar) for row in shown],
        counts={name: _count(n) for name, n in counts.items()},
        tabs=_tabs(wanted, counts),
        wanted=params,
        view_label=VIEW_LABELS[wanted.view],
        today=today,
        is_filtered=bool(set(params) - {"view"}),
        is_further=after is not None,
        next_page=f"{BASE}?{query_string({**params, 'after': following})}" if following else "",
        first_page=f"{BASE}?{query_string(params)}",
        choices=_choices(divisions if viewer.sees_all_divisions else []),
        may_enter=viewer.agency_id is not None and may_register(viewer, agency_id=viewer.agency_id),
    )


def _count(n: int) -> str:
    return f"{MOST_COUNTED}+" if n > MOST_COUNTED else str(n)


def _tabs(wanted: Filter, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "href": f"{BASE}?view={view.value}",
            "text": gettext(VIEW_LABELS[view]),
            "count": _count(counts[view.value]) if view.value in counts else None,
            "is_current": wanted.view is view and not wanted.words,
        }
        for view in View
        if view.value in counts or view is View.DONE
    ]


def _choices(divisions: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    def all_of(labels: Mapping[Any, str]) -> list[dict[str, str]]:
        return [
            {"value": "", "text": gettext(ANY)},
            *({"value": one.value, "text": gettext(text)} for one, text in labels.items()),
        ]

    return {
        "divisions": [{"value": "", "text": gettext(ANY)}, *divisions] if divisions else [],
        "states": all_of(STATE_LABELS),
        "channels": all_of(CHANNEL_LABELS),
        "kinds": all_of(KIND_LABELS),
    }


def read_filter(params: Mapping[str, Any]) -> tuple[Filter, Cursor | None]:
    """What an address asks for; what nobody could have chosen counts as not chosen."""

    def one_of(kind: type[Any], name: str) -> str:
        return str(params[name]) if params.get(name) in {one.value for one in kind} else ""

    wanted = Filter(
        view=View(one_of(View, "view") or View.RUNNING),
        state=one_of(RequestState, "state"),
        division=_uuid(params.get("division", "")),
        channel=one_of(RequestChannel, "channel"),
        kind=one_of(ApplicantKind, "kind"),
        words=str(params.get("find", "")).replace("\0", "").strip()[:100],
        due_on=_day(params.get("due", "")),
    )
    return wanted, queries.read_cursor(str(params.get("after", "")), wanted)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _params(wanted: Filter) -> dict[str, str]:
    """The filter as an address has it, without what is not chosen."""
    found = {
        "view": wanted.view.value,
        "state": wanted.state,
        "division": str(wanted.division or ""),
        "channel": wanted.channel,
        "kind": wanted.kind,
        "find": wanted.words,
        "due": str(wanted.due_on or ""),
    }
    return {name: value for name, value in found.items() if value}
