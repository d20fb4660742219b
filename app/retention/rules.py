"""Periods of the classes, with what the law allows at least and at most."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.lib.clock import day_start, local_date
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _

LOG_MONTHS = 6
"""Logs are kept six months at least (网络安全法 art. 21(3))."""


class DataClass(StrEnum):
    """Classes of data that have an end (数据类别)."""

    CONTACTS = "contacts"
    REQUESTS = "requests"
    MAILS = "mails"
    RECORD = "record"


@dataclass(frozen=True)
class Law:
    """What a class holds, from when its period runs, and the months that the law allows. `most` None: no limit."""

    label: str
    begins: str
    basis: str
    least: int
    most: int | None


LAWS = {
    DataClass.CONTACTS: Law(
        _("Addresses that were given with comments"),
        _("publication of the adoption report"),
        _("Personal Information Protection Law, article 19: no longer than necessary"),
        least=1,
        most=12,
    ),
    DataClass.REQUESTS: Law(
        _("Who asked for information, his words, letters to him and mails from him"),
        _("closing of the last item of the application"),
        _("Archives: files of requests for information, 10 to 30 years"),
        least=120,
        most=360,
    ),
    DataClass.MAILS: Law(
        _("Words and receivers of mails that were sent; incoming mails that belong to no case"),
        _("sending, or setting aside"),
        _("Cybersecurity Law, article 21: logs six months at least"),
        least=LOG_MONTHS,
        most=60,
    ),
    DataClass.RECORD: Law(
        _("The record of acts"),
        _("never: the database refuses to change or delete an entry"),
        _("Cybersecurity Law, article 21: logs six months at least"),
        least=LOG_MONTHS,
        most=None,
    ),
}


class TooYoung(Refused):
    """Nothing is erased before the law allows it, whatever the settings or the caller say."""

    code = "E_RETENTION_YOUNG"
    message = "This may not be erased yet: the law keeps it for {months} months at least."


class NeverErased(Refused):
    code = "E_RETENTION_RECORD"
    message = "The record of acts is never erased."


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of the month where there is no such day (民法典 art. 202)."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def cutoff_of(now: datetime, months: int) -> datetime:
    """What ended before this moment is over; days begin in Shanghai."""
    return day_start(months_before(local_date(now), months))


def check_cutoff(kind: DataClass, cutoff: datetime, *, now: datetime) -> None:
    """Raises TooYoung, NeverErased."""
    if kind is DataClass.RECORD:
        raise NeverErased
    least = LAWS[kind].least
    if cutoff > cutoff_of(now, least):
        raise TooYoung(months=least)
