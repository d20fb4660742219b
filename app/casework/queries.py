"""The board (办理台): a page of requests by what is due, and capped counts, both as fast with 50,000 as with 500."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division
from app.accounts.rules import Actor
from app.applicants.models import Applicant
from app.casework.rules import MOST_COUNTED, OF_THE_OFFICE, View
from app.receipts.models import Receipt
from app.receipts.rules import read_number
from app.requests.lamps import UNCONFIRMED, WAITING, last_soon_day
from app.requests.models import Application, InformationRequest
from app.requests.queries import readable_by
from app.requests.rules import SEES_ALL, RequestState
from app.workdays.rules import Calendar

PAGE = 25
R = InformationRequest


@dataclass(frozen=True)
class Filter:
    """What of a view is shown; empty is everything."""

    view: View = View.RUNNING
    state: str = ""
    division: UUID | None = None
    channel: str = ""
    kind: str = ""
    words: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Cursor:
    """Where the next page begins: after this row."""

    key: str
    id: UUID


def _is_waiting() -> ColumnElement[bool]:
    return R.state.in_([state.value for state in WAITING])


def conditions(view: View, *, today: date, calendar: Calendar) -> list[ColumnElement[bool]]:
    """WHERE of a view. What waits for others is neither overdue nor soon: its clock stands still."""
    if view is View.DONE:
        return [R.closed_at.is_not(None)]
    running = R.closed_at.is_(None)
    last_known = date(max(calendar.published, default=today.year), 12, 31)
    ways: dict[View, list[ColumnElement[bool]]] = {
        View.RUNNING: [R.due_on.is_not(None)],
        View.OVERDUE: [R.due_on < today, ~_is_waiting()],
        View.SOON: [R.due_on >= today, R.due_on <= last_soon_day(today, calendar), ~_is_waiting()],
        View.WAITING: [_is_waiting()],
        View.REVIEW: [R.state == RequestState.UNDER_REVIEW.value],
        View.UNCONFIRMED: [R.state.in_([state.value for state in UNCONFIRMED])],
        View.UNASSIGNED: [R.state == RequestState.RECEIVED.value],
        View.PROVISIONAL: [R.due_on > last_known, R.due_is_provisional.is_(True)],
    }
    return [running, *ways[view]]


async def count_views(db: AsyncSession, viewer: Actor, *, today: date, calendar: Calendar) -> dict[str, int]:
    """How many are in each view, counted up to `MOST_COUNTED` + 1: one statement, one index range each."""
    columns = []
    for view in View:
        if view is View.DONE or (view in OF_THE_OFFICE and not viewer.has(*SEES_ALL)):
            continue
        found = select(R.id).where(*readable_by(viewer), *conditions(view, today=today, calendar=calendar))
        capped = found.limit(MOST_COUNTED + 1).subquery()
        columns.append(select(func.count()).select_from(capped).scalar_subquery().label(view.value))
    return dict((await db.execute(select(*columns))).mappings().one())


async def list_board(
    db: AsyncSession, viewer: Actor, wanted: Filter, *, after: Cursor | None, today: date, calendar: Calendar
) -> list[dict[str, Any]]:
    """One page of the board, and one row more where another follows."""
    query = board_rows().where(*readable_by(viewer))
    if wanted.words:
        query = query.where(_matches(wanted.words))
    else:
        query = query.where(*conditions(wanted.view, today=today, calendar=calendar))
    query = query.where(*_filtered(wanted))
    query = _ordered(query, wanted, after)
    return [dict(row) for row in (await db.execute(query.limit(PAGE + 1))).mappings()]


def board_rows() -> Select[Any]:
    """What the board shows of a request."""
    return (
        select(
            R.id,
            R.register_no,
            R.title,
            R.description,
            R.position,
            R.state,
            R.due_on,
            R.due_is_provisional,
            R.is_extended,
            R.received_on,
            R.replied_at,
            R.closed_at,
            R.division_id,
            Application.channel,
            Application.submitted_at,
            Application.arrived_on,
            Applicant.kind,
            Division.name.label("division"),
            Receipt.number.label("receipt_number"),
        )
        .join(Application, Application.id == R.application_id)
        .join(Applicant, Applicant.id == Application.applicant_id)
        .join(Receipt, Receipt.id == Application.receipt_id)
        .outerjoin(Division, Division.id == R.division_id)
    )


def _filtered(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state:
        found.append(R.state == wanted.state)
    if wanted.division:
        found.append(R.division_id == wanted.division)
    if wanted.channel:
        found.append(Application.channel == wanted.channel)
    if wanted.kind:
        found.append(Applicant.kind == wanted.kind)
    if wanted.due_on:
        found.append(R.due_on == wanted.due_on)
    return found


def _matches(words: str) -> ColumnElement[bool]:
    """A receipt's number as it was typed, the beginning of a register number, or words of the title."""
    if number := read_number(words):
        return Receipt.number == number
    return or_(R.register_no.startswith(words, autoescape=True), R.title.contains(words, autoescape=True))


def _ordered(query: Select[Any], wanted: Filter, after: Cursor | None) -> Select[Any]:
    """By due day; what has none by when it came in; what is closed and what was searched for, the latest first."""
    if wanted.words:
        return query.where(R.id < after.id if after else true()).order_by(R.id.desc())
    if wanted.view is View.DONE:
        if after:
            key = literal(datetime.fromisoformat(after.key), R.closed_at.type)
            query = query.where(tuple_(R.closed_at, R.id) < tuple_(key, literal(after.id, R.id.type)))
        return query.order_by(R.closed_at.desc(), R.id.desc())
    if wanted.view is View.UNCONFIRMED:
        return query.where(R.id > after.id if after else true()).order_by(R.id)
    if after:
        key = literal(date.fromisoformat(after.key), R.due_on.type)
        query = query.where(tuple_(R.due_on, R.id) > tuple_(key, literal(after.id, R.id.type)))
    return query.order_by(R.due_on, R.id)


def cursor_of(row: dict[str, Any], wanted: Filter) -> str:
    """The cursor behind this row, for an address."""
    key = row["closed_at"].isoformat() if wanted.view is View.DONE and not wanted.words else str(row["due_on"] or "")
    return f"{key}~{row['id']}"


def read_cursor(typed: str, wanted: Filter) -> Cursor | None:
    """The cursor of an address; None for none, and for one that somebody made up."""
    key, _tilde, request_id = typed.partition("~")
    try:
        if not wanted.words and wanted.view is View.DONE:
            datetime.fromisoformat(key)
        elif not wanted.words and wanted.view is not View.UNCONFIRMED:
            date.fromisoformat(key)
        return Cursor(key, UUID(request_id))
    except ValueError:
        return None


async def count_by_due_day(
    db: AsyncSession, viewer: Actor, first: date, last: date
) -> tuple[dict[date, int], dict[date, int]]:
    """Running requests by due day: those whose clock runs, and those that wait for others."""
    waits = func.sum(case((_is_waiting(), 1), else_=0))
    query = (
        select(R.due_on, func.count(), waits)
        .where(*readable_by(viewer), R.closed_at.is_(None), R.due_on >= first, R.due_on <= last)
        .group_by(R.due_on)
    )
    rows = (await db.execute(query)).tuples().all()
    return {day: n - w for day, n, w in rows if n > w}, {day: w for day, _n, w in rows if w}


def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of the weeks that a month touches."""
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return first - timedelta(days=6), after + timedelta(days=6)
