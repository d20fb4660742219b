"""What a follower is told, when, and how much anybody may trigger by typing an address."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.allowances.rules import Limit
from app.consultations.rules import State
from app.lib.clock import day_start
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _

MAX_ASKED = 5
"""Mails a day that typing one address can trigger."""
ASK = Limit("follow", per_minute=6, burst=60)
"""How often one network may type addresses; wide, since a whole office may share one."""
CONFIRM_WITHIN = timedelta(days=3)
"""A link to confirm ends after so long, and what was not confirmed is erased."""
LINK_LIFE = timedelta(days=730)
"""Links to the list and to stop, counted from the mail that holds them."""
REMIND_DAYS = 3
REMIND_HOUR = 8
"""Nobody is woken by a reminder: it leaves at eight in the morning, Shanghai time."""
TOLD_WITHIN = timedelta(days=14)
"""An event that could not be told for so long (the site stood still) is no news any more."""
KEPT_AFTER_END = timedelta(days=90)
"""A follow of a consultation that has ended is erased so long after the last event."""

MAILS_KEPT = timedelta(days=30)
"""Afterwards a mail that was sent loses its address and its words."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")


class Event(StrEnum):
    """What happened; the value is stored."""

    OPENED = "opened"
    ENTERED = "entered"
    EXTENDED = "extended"
    CLOSING = "closing"
    CLOSED = "closed"
    REPORTED = "reported"
    FINAL_TEXT = "final_text"
    WITHDRAWN = "withdrawn"


VERBS = {
    "consultation:extend_period": Event.EXTENDED,
    "consultation:close": Event.CLOSED,
    "consultation:approve_withdrawal": Event.WITHDRAWN,
    "adoption:publish_adoption_report": Event.REPORTED,
    "revision:publish_revision": Event.FINAL_TEXT,
}
"""Acts of the record that followers and feeds are told of: what floors above do is known by the record only."""

TOLD_BY_MAIL = frozenset(Event) - {Event.ENTERED}
ENDED = (State.ARCHIVED, State.WITHDRAWN)


class NoMail(Refused):
    code = "E_FOLLOW_NO_MAIL"
    message = _("This site sends no mail at present. Please use the feed or the calendar file.")


class LinkOver(Refused):
    code = "E_FOLLOW_LINK"
    message = _(
        "This link is no longer valid: it is too old, was used already, or was cut off in the mail. "
        "Please ask for a new one."
    )
    status = 404


@dataclass(frozen=True)
class Happened:
    """One event of one consultation."""

    event: Event
    key: str
    """Names the event within its consultation, always the same."""
    at: datetime
    details: dict[str, str] = field(default_factory=dict)
    """Days as ISO text, the reason of an extension."""


def normal_address(typed: str) -> str:
    """By what two spellings of one address are known as one."""
    return typed.strip().lower()


def is_address(typed: str) -> bool:
    """Whether mail can be sent there: one plain address, at most 200 characters, no more than ASCII."""
    return len(typed) <= 200 and _ADDRESS.fullmatch(typed) is not None and ".." not in typed


def may_ask(asked_on: date, asked_count: int, *, today: date) -> bool:
    """Whether typing this address may still trigger a mail today."""
    return asked_on != today or asked_count < MAX_ASKED


def reminder_at(closes_on: date) -> datetime:
    """When the reminder of that closing day leaves."""
    return day_start(closes_on - timedelta(days=REMIND_DAYS)) + timedelta(hours=REMIND_HOUR)


def reminder_of(state: str, closes_on: date, *, now: datetime) -> Happened | None:
    """The reminder that is due; None before its hour, and when the period is over."""
    at = reminder_at(closes_on)
    if state != State.OPEN or not at <= now < day_start(closes_on + timedelta(days=1)):
        return None
    return Happened(Event.CLOSING, f"closing:{closes_on.isoformat()}", at, {"closes_on": closes_on.isoformat()})
