"""The sentence beside each lamp: a lamp says nothing to who cannot see its shape."""

from app.lib.i18n import gettext, ngettext
from app.lib.pages import show_date
from app.requests.lamps import UNCONFIRMED, WAITING, Case, Lamp, Reading


def tell(case: Case, reading: Reading) -> str:
    """What the lamp says, in words."""
    if reading.lamp in (Lamp.DONE, Lamp.DONE_LATE):
        return _done(case, reading)
    if case.state in UNCONFIRMED or case.due_on is None:
        day = show_date(case.submitted_on, "short")
        if reading.lamp is Lamp.OVERDUE:
            return gettext("Receipt not confirmed since {day}: confirm it now", day=day)
        return gettext("Came in on {day}, receipt to be confirmed", day=day)
    if reading.lamp is Lamp.WAITING:
        return gettext(WAITING[case.state])
    return _running(case, reading)


def _done(case: Case, reading: Reading) -> str:
    if case.replied_at is None:
        return gettext("Closed on {day}", day=show_date(case.closed_at, "short"))
    day = show_date(case.replied_at, "short")
    if reading.lamp is Lamp.DONE_LATE:
        return gettext("Answered late on {day}, due {due}", day=day, due=show_date(case.due_on, "short"))
    return gettext("Answered in time on {day}", day=day)


def _running(case: Case, reading: Reading) -> str:
    day, n = show_date(case.due_on, "short"), reading.workdays
    if case.is_provisional:
        day = gettext("{day} (provisional)", day=day)
    if reading.lamp is Lamp.TODAY:
        return gettext("Due today, until 24:00")
    if reading.lamp is Lamp.OVERDUE:
        if n == 0:  # a weekend: late, but by no working day yet
            return gettext("Overdue since {day}", day=day)
        return ngettext("{n} working day overdue, due {day}", "{n} working days overdue, due {day}", n, day=day)
    return ngettext("{n} working day left, due {day}", "{n} working days left, due {day}", n, day=day)
