"""Time as the office has it: stored in UTC, shown and counted in Asia/Shanghai. Only routes and jobs read the clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """The calendar day in Shanghai, whatever the server's zone."""
    return moment.astimezone(SHANGHAI).date()


def day_start(day: date) -> datetime:
    """00:00 of that day in Shanghai, as UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def day_end(day: date) -> datetime:
    """24:00 of that day in Shanghai, as UTC: the first moment that is too late (民法典 art. 203)."""
    return day_start(day + timedelta(days=1))


def aware(moment: datetime) -> datetime:
    """A naive time is Shanghai time; the result is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)
