"""The inbox (待办): what waits for this person, by kind, each with its count and its most urgent ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor, Role
from app.casework.queries import R, board_rows, conditions
from app.casework.rules import MOST_COUNTED, View
from app.casework.showing import shown_row
from app.lib.i18n import gettext_noop as _
from app.replies.queries import list_waiting
from app.replies.rules import KINDS, ReplyKind
from app.requests.queries import readable_by
from app.requests.rules import REGISTERS, SEES_OWN_DIVISION, RequestState
from app.workdays.rules import Calendar

FIRST = 5
HEARS_OF_OVERDUE = (Role.DIVISION_HEAD, Role.OPENNESS_CHIEF, Role.DIVISION_CLERK)

CONFIRM, REGISTER, ANSWER, ALARM = (
    _("Day of receipt to be confirmed"),
    _("To be registered and assigned"),
    _("To be answered"),
    _("Overdue: the alarm has reached you"),
)
REPLIES = {
    "review": _("Replies to be reviewed"),
    "rewrite": _("Replies returned to you"),
    "issue": _("Approved replies to be issued"),
}


@dataclass(frozen=True)
class Section:
    """One kind of thing that waits."""

    key: str
    label: str
    count: int
    rows: list[dict[str, Any]]
    href: str
    shape: str = "amb"


async def list_inbox(db: AsyncSession, viewer: Actor, *, today: date, calendar: Calendar) -> list[Section]:
    """What waits for the viewer, the most urgent kind first; kinds with nothing are left out."""
    found: list[Section] = []
    for key, label, view, extra, shape in _kinds(viewer):
        where = [*readable_by(viewer), *conditions(view, today=today, calendar=calendar), *extra]
        capped = select(R.id).where(*where).limit(MOST_COUNTED + 1).subquery()
        count = int(await db.scalar(select(func.count()).select_from(capped)) or 0)
        if count:
            query = board_rows().where(*where).order_by(R.due_on, R.id).limit(FIRST)
            rows = [dict(row) for row in (await db.execute(query)).mappings()]
            shown = [shown_row(row, today=today, calendar=calendar) for row in rows]
            found.append(Section(key, label, count, shown, f"/staff/requests?view={view.value}", shape))
    return found + await _replies(db, viewer)


def _kinds(viewer: Actor) -> Sequence[tuple[str, str, View, list[ColumnElement[bool]], str]]:
    kinds: list[tuple[str, str, View, list[ColumnElement[bool]], str]] = []
    if viewer.has(*HEARS_OF_OVERDUE):
        kinds.append(("alarm", ALARM, View.OVERDUE, [], "red"))
    if viewer.has(*REGISTERS):
        kinds.append(("confirm", CONFIRM, View.UNCONFIRMED, [], "inb"))
        kinds.append(("register", REGISTER, View.UNASSIGNED, [], "amb"))
    if viewer.has(*SEES_OWN_DIVISION):
        mine = R.state == RequestState.IN_PROCESS.value
        kinds.append(("answer", ANSWER, View.RUNNING, [mine, R.division_id == viewer.division_id], "grn"))
    return kinds


async def _replies(db: AsyncSession, viewer: Actor) -> list[Section]:
    waiting = await list_waiting(db, viewer)
    found = []
    for what, label in REPLIES.items():
        rows = [
            {
                "id": one.request_id,
                "title": one.title or one.register_no,
                "number": one.register_no,
                "kind_label": KINDS[ReplyKind(one.kind)].name,
                "due_on": one.due_on,
            }
            for one in waiting
            if one.what == what
        ]
        if rows:
            found.append(Section(what, label, len(rows), rows[:FIRST], "/staff/requests?view=review"))
    return found


async def count_inbox(db: AsyncSession, viewer: Actor, *, today: date, calendar: Calendar) -> int:
    """How many things wait for the viewer, for the desk: answering one's running requests is not counted."""
    sections = await list_inbox(db, viewer, today=today, calendar=calendar)
    return sum(one.count for one in sections if one.key != "answer")
