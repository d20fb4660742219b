"""Pages of matters among requests: groups that perhaps ask for one matter, and any two groups compared."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.response import Redirect

from app.accounts.rules import Actor
from app.lib.db import Database
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import render
from app.request_groups import matters
from app.request_groups.models import RequestGroup
from app.request_groups.queries import first_words
from app.request_groups.rules import NEAR_LABELS, may_group
from app.request_groups.showing import guard_lines
from app.similarity.explain import explain_matter
from app.similarity.matters import Told, likeness_of
from app.similarity.reasons import matter_lines

Asked = Request[Any, Any, Any]
Answer = Response[Any] | Redirect


@get("/matters", name="request_groups.matters")
async def index(request: Asked, database: Database, viewer: Actor, show: str = "") -> Answer:
    """Pairs of groups that perhaps ask for one matter; or are close, but of another year or place."""
    is_close = show == "close"
    async with database.read() as db:
        pairs = (await matters.list_matters(db, viewer, is_close=is_close))[: matters.PAGE]
        groups = list({group.id: group for _row, *two in pairs for group in two}.values())
        told = await matters.told_around(db, viewer, groups)
        words = await first_words(db, [group.id for group in groups])
    place = {group.id: len(told) - len(groups) + n for n, group in enumerate(groups)}
    return render(
        request,
        "request_groups/matters.html",
        is_close=is_close,
        pairs=[
            {
                "likeness": round(likeness_of(row.cosine)),
                "sides": [_side(group, words.get(group.id, "")) for group in (one, other)],
                "why": _why(told, (place[one.id], place[other.id]), (one, other)),
            }
            for row, one, other in pairs
        ],
        may_change=may_group(viewer),
    )


@get("/compare", name="request_groups.compare")
async def compare(request: Asked, database: Database, viewer: Actor, one: str = "", other: str = "") -> Answer:
    """Why two groups of requests are one matter or not; worked out while it is read, stored nowhere."""
    numbers = [int(typed[:9]) for typed in (one, other) if typed.strip().isdecimal()]
    groups: list[RequestGroup] = []
    invalid, told = None, []
    async with database.read() as db:
        try:
            groups = await matters.get_two(db, viewer, numbers)
        except NotFound:
            invalid = FormInvalid.of("other", _("There is no such group of requests."))
        if len(groups) == 2:
            told = await matters.told_around(db, viewer, groups)
        words = await first_words(db, [group.id for group in groups])
    is_found = len(groups) == 2 and groups[0].id != groups[1].id
    return render(
        request,
        "request_groups/compare.html",
        invalid=invalid,
        sides=[_side(group, words.get(group.id, "")) for group in groups],
        asked={"one": one, "other": other},
        why=_why(told, (len(told) - 2, len(told) - 1), (groups[0], groups[1])) if is_found else None,
    )


def _side(group: RequestGroup, words: str) -> dict[str, Any]:
    return {
        "number": group.number,
        "name": group.title or words[:60] or gettext("(no words)"),
        "size": group.size,
        "people": group.people,
        "seen": group.revision,
        "guards": guard_lines(group.guards),
    }


def _why(told: Sequence[Told], at: tuple[int, int], groups: tuple[RequestGroup, RequestGroup]) -> dict[str, Any]:
    held = [matters.facts_held(group) for group in groups]
    found = explain_matter(told, *at, facts=held)
    return matter_lines(found, (told[at[0]].text, told[at[1]].text), NEAR_LABELS)


handlers = [index, compare]
