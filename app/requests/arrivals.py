"""When an application counts as received (收到申请之日), and what a paper one may lack. Pure.

政府信息公开条例 art. 31: in person the day of submission; registered post the day it was signed for; ordinary post,
the internet and fax the day that both sides confirm, and for ordinary post that must be the day of arrival.
"""

from datetime import date

from app.lib.errors import FormInvalid, Refused
from app.lib.i18n import gettext_noop as _
from app.requests.rules import MIN_DESCRIPTION, RequestChannel
from app.workdays.rules import Calendar, add_workdays

ENTERED = tuple(channel for channel in RequestChannel if channel is not RequestChannel.ONLINE)
"""Channels by which the staff enter what came in; citizens use this site themselves."""

CONFIRM_WORKDAYS = 1
"""Working days within which the office confirms an application by internet, e-mail or fax (its own rule)."""

NAME, IDENTITY, CONTACT, DESCRIPTION = _("name"), _("proof of identity"), _("a way to reach the applicant"), _(
    "a description by which the information can be found"
)  # fmt: skip


class AlreadyConfirmed(Refused):
    """The day of receipt starts a period of the law: it is confirmed once."""

    code = "E_REQ_CONFIRMED"
    message = _("The day of receipt is confirmed already: the period runs from it and it cannot be changed.")


class NotConfirmed(Refused):
    """The register holds what was received."""

    code = "E_REQ_NOT_CONFIRMED"
    message = _("Please confirm the day of receipt first: the register holds what was received.")


class NotRegistered(Refused):
    """A division gets what is in the register."""

    code = "E_REQ_NOT_REGISTERED"
    message = _("Please register the request first.")


class CannotSplit(Refused):
    """Two clocks cannot come out of one that was moved already."""

    code = "E_REQ_SPLIT"
    message = _("It can be split only before a notice was issued or an opinion asked for.")


def confirm_until(channel: RequestChannel, arrived_on: date, *, calendar: Calendar) -> date:
    """The last day on which the office confirms without being late."""
    if channel is RequestChannel.POST_ORDINARY:
        return arrived_on
    return add_workdays(calendar, arrived_on, CONFIRM_WORKDAYS).day


def is_confirmation_late(channel: RequestChannel, arrived_on: date, *, today: date, calendar: Calendar) -> bool:
    """Whether the alarm rings: ordinary post on the day of arrival itself, the others after one working day (AT-28)."""
    if channel is RequestChannel.POST_ORDINARY:
        return today >= arrived_on
    return today > confirm_until(channel, arrived_on, calendar=calendar)


def check_day(field: str, day: date, *, not_before: date | None, today: date) -> None:
    """Raises FormInvalid for a day of receipt that cannot be."""
    if day > today:
        raise FormInvalid.of(field, _("This day has not come yet."))
    if not_before is not None and day < not_before:
        raise FormInvalid.of(field, _("It cannot have been received before it was sent in."))


def missing_parts(*, name: str, has_identity: bool, can_be_reached: bool, description: str) -> tuple[str, ...]:
    """What art. 29 asks for and the application lacks, as msgids: what a correction notice asks for (AT-29)."""
    lacks = (
        (NAME, not name.strip()),
        (IDENTITY, not has_identity),
        (CONTACT, not can_be_reached),
        (DESCRIPTION, len(description.strip()) < MIN_DESCRIPTION),
    )
    return tuple(part for part, is_missing in lacks if is_missing)


def register_number(year: int, n: int) -> str:
    """``2026-0123`` (登记号)."""
    return f"{year}-{n:04d}"
