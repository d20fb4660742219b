"""The inbox (待办): what waits for this person, by kind, each with its count and its most urgent ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor, Role
from app.casework.queries import R, board_rows, conditions
from app.casework.rules import MOST_COUNTED, View
from app.casework.showing import shown_row
from app.conversions.queries import list_suggestions
from app.conversions.rules import may_convert, suggestion_due
from app.conversions.showing import suggested_on
from app.disclosures.rules import VersionState
from app.disclosures.staff_queries import list_open
from app.lib.i18n import gettext_noop as _
from app.proceedings.models import Proceeding
from app.proceedings.rules import KIND_LABELS, ProceedingKind, ProceedingState
from app.replies.models import Reply
from app.replies.queries import list_waiting
from app.replies.rules import KINDS, ReplyKind
from app.requests.queries import readable_by
from app.requests.rules import EDITS_ALL, REGISTERS, SEES_OWN_DIVISION, RequestState
from app.workdays.rules import Calendar

FIRST = 5
HEARS_OF_OVERDUE = (Role.DIVISION_HEAD, Role.OPENNESS_CHIEF, Role.DIVISION_CLERK)

CONFIRM, REGISTER, ANSWER, ALARM = (
    _("Day of receipt to be confirmed"),
    _("To be registered and assigned"),
    _("To be answered"),
    _("Overdue: the alarm has reached you"),
)
SUGGESTIONS, SUGGESTION = _("Suggestions to be reviewed"), _("Suggestion to disclose")
ENTRIES, ENTRY = _("Catalogue entries to be approved"), _("Catalogue entry")
TO_APPROVE, CAME_IN, TIMED_OUT = (
    _("Extensions to be decided"),
    _("A correction or an opinion has come in"),
    _("Nobody answered in time"),
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
    found += [*await _proceedings(db, viewer, today), *await _replies(db, viewer), *await _entries(db, viewer)]
    return [*found, *await _suggestions(db, viewer, calendar)]


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


async def _entries(db: AsyncSession, viewer: Actor) -> list[Section]:
    """Versions of catalogue entries that somebody else submitted, for who may approve them."""
    if not viewer.has(Role.OPENNESS_CHIEF, Role.DIVISION_HEAD):
        return []
    rows = [
        {
            "id": one["id"],
            "title": one["title"],
            "number": one["index_no"] or "",
            "kind_label": ENTRY,
            "due_on": None,
            "href": f"/staff/disclosures/{one['id']}",
        }
        for one in await list_open(db, viewer)
        if one["state"] == VersionState.SUBMITTED and one["submitted_by_id"] != viewer.id
    ]
    return [Section("entries", ENTRIES, len(rows), rows[:FIRST], "/staff/disclosures")] if rows else []


async def _suggestions(db: AsyncSession, viewer: Actor, calendar: Calendar) -> list[Section]:
    """What applicants suggest to disclose and nobody has reviewed yet."""
    if not may_convert(viewer):
        return []
    rows = [
        {
            "id": application.id,
            "title": request.title or request.description[:60],
            "number": request.register_no or "",
            "kind_label": SUGGESTION,
            "review_by": suggestion_due(calendar, suggested_on(application)).day,
            "href": "/staff/suggestions",
        }
        for application, _applicant, request, _group, _review in await list_suggestions(db, viewer, is_open=True)
    ]
    return [Section("suggestions", SUGGESTIONS, len(rows), rows[:FIRST], "/staff/suggestions")] if rows else []


async def _proceedings(db: AsyncSession, viewer: Actor, today: date) -> list[Section]:
    """Extensions that wait for the chief; corrections and opinions that came in, and what nobody answered in time."""
    found = []
    if viewer.has(Role.OPENNESS_CHIEF):
        proposed = [Proceeding.state == ProceedingState.PROPOSED.value]
        found.append(await _steps(db, viewer, "approve", TO_APPROVE, proposed))
    if viewer.has(*SEES_OWN_DIVISION, *EDITS_ALL):
        running = [R.state == RequestState.IN_PROCESS.value, Reply.id.is_(None)]
        came = [Proceeding.state == ProceedingState.ANSWERED.value, *running]
        late = [Proceeding.state == ProceedingState.OPEN.value, Proceeding.answer_by < today]
        silent = [Proceeding.state == ProceedingState.SILENT.value, *running]
        found.append(await _steps(db, viewer, "came", CAME_IN, came))
        found.append(await _steps(db, viewer, "silent", TIMED_OUT, [or_(and_(*late), and_(*silent))]))
    return [section for section in found if section.count]


async def _steps(db: AsyncSession, viewer: Actor, key: str, label: str, where: list[ColumnElement[bool]]) -> Section:
    query = (
        select(R.id, R.title, R.register_no, R.due_on, Proceeding.kind)
        .join(Proceeding, Proceeding.request_id == R.id)
        .outerjoin(Reply, Reply.request_id == R.id)
        .where(*readable_by(viewer), R.closed_at.is_(None), *where)
        .order_by(R.due_on, Proceeding.id)
        .limit(MOST_COUNTED + 1)
    )
    rows = [
        {
            "id": one.id,
            "title": one.title or one.register_no,
            "number": one.register_no,
            "kind_label": KIND_LABELS[ProceedingKind(one.kind)],
            "due_on": one.due_on,
        }
        for one in (await db.execute(query)).all()
    ]
    return Section(key, label, len(rows), rows[:FIRST], "/staff/requests?view=running")
