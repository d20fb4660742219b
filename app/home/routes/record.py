"""The record of acts (办理记录): who did what, when, to what. Read by auditors; of accounts, by the sysadmin."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get

from app.accounts.rules import Actor
from app.adoption.rules import OUTCOME_LABELS, Outcome
from app.home import record_queries
from app.lib.db import Database
from app.lib.errors import Forbidden
from app.lib.guards import signed_in
from app.lib.i18n import gettext
from app.lib.pages import render


@get("/record", name="home.record")
async def record(
    request: Request[Any, Any, Any],
    database: Database,
    viewer: Actor,
    noun: str = "",
    before: UUID | None = None,
) -> Response[Any]:
    """The latest acts, fifty a page, all or those on one kind of thing."""
    readable = record_queries.readable_nouns(viewer)
    if not readable:
        raise Forbidden
    async with database.read() as db:
        found = await record_queries.list_acts(db, viewer, noun=noun if noun in readable else "", before=before)
    acts = found[: record_queries.PAGE]
    return render(
        request,
        "home/record.html",
        acts=[act | {"facts": _facts(act["details"])} for act in acts],
        nouns=[{"value": one, "text": gettext(record_queries.NOUNS[one])} for one in readable],
        noun=noun,
        next_before=str(acts[-1]["id"]) if len(found) > len(acts) else "",
    )


def _facts(details: dict[str, Any]) -> list[str]:
    """What the record keeps of an act, as far as it has words: number, outcome, note."""
    facts = []
    if "number" in details:
        facts.append(gettext("Group {number}", number=details["number"]))
    if "outcome" in details:
        facts.append(gettext(OUTCOME_LABELS[Outcome(details["outcome"])]))
    if "stored" in details:
        facts.append(gettext("{stored} taken, {refused} refused", **details))
    if source := str(details.get("source", "")):  # the name of a file, or that there was none
        facts.append(gettext("pasted text") if source == "pasted text" else source)
    return facts + [str(details[name]) for name in ("note", "reason") if details.get(name)]


staff = Router(path="/staff", guards=[signed_in], route_handlers=[record])
