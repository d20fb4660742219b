"""Where the clock of a request stands for the office (督办状态), and who hears of it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.accounts.rules import Role
from app.lib.clock import local_date
from app.lib.i18n import gettext_noop as _
from app.requests.arrivals import is_confirmation_late
from app.requests.rules import RequestChannel, RequestState
from app.workdays.rules import Calendar, workdays_between

SOON = 3
"""Working days before the end of the period from which a request is shown amber."""


class Lamp(StrEnum):
    """How urgent a request is. Each has a shape of its own, and words beside it."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    RUNNING = "running"
    WAITING = "waiting"
    UNCONFIRMED = "unconfirmed"
    DONE = "done"
    DONE_LATE = "done_late"


SHAPES = {
    Lamp.OVERDUE: "red",
    Lamp.TODAY: "tdy",
    Lamp.SOON: "amb",
    Lamp.RUNNING: "grn",
    Lamp.WAITING: "gry",
    Lamp.UNCONFIRMED: "inb",
    Lamp.DONE: "don",
    Lamp.DONE_LATE: "lat",
}
"""Octagon, square, triangle, disc with a tick, pause, envelope, ring with a tick, ring with a stroke."""

WAITING = {
    RequestState.CORRECTION_PENDING: _("Waits for the applicant's correction"),
    RequestState.THIRD_PARTY_CONSULTING: _("Clock stopped: a third party is asked"),
    RequestState.JOINT_CONSULTING: _("Clock stopped: the joint maker is asked"),
    RequestState.REASON_PENDING: _("Waits for the applicant's reasons"),
    RequestState.FEE_PENDING: _("Waits for the fee"),
}
"""Somebody else's turn: the lamp shows a pause, whatever the date."""

UNCONFIRMED = (RequestState.SUBMITTED, RequestState.AWAITING_CONFIRMATION)
DONE = (
    RequestState.REPLIED,
    RequestState.ABANDONED_NOT_CORRECTED,
    RequestState.ABANDONED_FEE,
    RequestState.WITHDRAWN,
)

ESCALATION = {
    Lamp.SOON: (Role.DIVISION_CLERK,),
    Lamp.TODAY: (Role.DIVISION_CLERK, Role.DIVISION_HEAD),
    Lamp.OVERDUE: (Role.DIVISION_CLERK, Role.DIVISION_HEAD, Role.OPENNESS_CHIEF),
}
"""Who hears of it: the clerk first, then the head as first person responsible, then the chief."""


@dataclass(frozen=True)
class Case:
    """What the clock of one request is read from."""

    state: RequestState
    channel: RequestChannel
    submitted_on: date
    due_on: date | None
    is_provisional: bool = False
    replied_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Reading:
    """What the clock says: the lamp, and the working days that are left, or by which it is late."""

    lamp: Lamp
    workdays: int = 0

    @property
    def shape(self) -> str:
        return SHAPES[self.lamp]

    @property
    def told(self) -> tuple[Role, ...]:
        """Whose alarm it is."""
        return ESCALATION.get(self.lamp, ())


def is_on_time(replied_at: datetime, due_on: date) -> bool:
    """Whether a reply came in the period: up to 24:00 of its last day (民法典 art. 203)."""
    return local_date(replied_at) <= due_on


def read_clock(case: Case, *, today: date, calendar: Calendar) -> Reading:
    """The lamp of a request (督办状态)."""
    if case.state in DONE:
        is_late = case.replied_at is not None and case.due_on is not None
        is_late = is_late and not is_on_time(case.replied_at, case.due_on)  # type: ignore[arg-type]
        return Reading(Lamp.DONE_LATE if is_late else Lamp.DONE)
    if case.state in UNCONFIRMED or case.due_on is None:
        is_late = is_confirmation_late(case.channel, case.submitted_on, today=today, calendar=calendar)
        return Reading(Lamp.OVERDUE if is_late else Lamp.UNCONFIRMED)
    if case.state in WAITING:
        return Reading(Lamp.WAITING)
    if today > case.due_on:
        return Reading(Lamp.OVERDUE, workdays_between(calendar, case.due_on, today))
    if today == case.due_on:
        return Reading(Lamp.TODAY)
    left = workdays_between(calendar, today, case.due_on)
    return Reading(Lamp.SOON if left <= SOON else Lamp.RUNNING, left)


def last_soon_day(today: date, calendar: Calendar) -> date:
    """The last due day that is still shown amber today."""
    day = today
    while workdays_between(calendar, today, day + timedelta(days=1)) <= SOON:
        day += timedelta(days=1)
    return day
