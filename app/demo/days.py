"""When people speak (来稿时间): many on the first day, on the day the papers write about it, and on the last."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp
from random import Random

from app.lib.clock import SHANGHAI, local_date

# Weights of the hours of a day in Shanghai: lunch and evening, hardly anybody at four in the morning.
_HOURS = (9, 4, 2, 1, 1, 2, 6, 15, 26, 36, 38, 32, 42, 30, 28, 28, 26, 24, 28, 36, 46, 50, 40, 22)
_OFFICE_HOURS = tuple(weight if 9 <= hour < 17 and hour != 12 else 0 for hour, weight in enumerate(_HOURS))


class Calendar:
    """Moments drawn from a period. All of them lie in `[opens, until)`; the curve is that of the whole period."""

    def __init__(self, opens: datetime, closes: datetime, until: datetime, rng: Random) -> None:
        if not opens < until <= closes:
            raise ValueError("the period must not be empty")
        self.opens, self.until, self.rng = opens, until, rng
        days = (local_date(closes - timedelta.resolution) - local_date(opens)).days + 1
        media, letter = round(days * 0.3), round(days * 0.55)
        jitter = [rng.uniform(0.8, 1.2) for _ in range(days)]
        self._anyone = self._draw(
            lambda day, at: _interest(day, days, media) * jitter[day] * _weekend(at, 0.75), _HOURS
        )
        self._letters = self._draw(lambda day, at: exp(-(((day - letter) / 2.2) ** 2)) + 0.04 * (day > letter), _HOURS)
        self._clerks = self._draw(lambda day, at: _weekend(at, 0.0) + 0.001, _OFFICE_HOURS)
        self._sitting = self._draw(lambda day, at: float(day == round(days * 0.4)), (0,) * 14 + (3, 3, 2) + (0,) * 7)

    def moment(self) -> datetime:
        """Any hour of any day."""
        return self._one_of(*self._anyone)

    def campaign(self) -> datetime:
        """In the days in which the letter goes round."""
        return self._one_of(*self._letters)

    def office(self) -> datetime:
        """When a clerk enters what came by post."""
        return self._one_of(*self._clerks)

    def session(self) -> datetime:
        """In the afternoon of the symposium (座谈会); any hour where its day has not come yet."""
        return self._one_of(*self._sitting)

    def _draw(
        self, weight: Callable[[int, datetime], float], hours: tuple[int, ...]
    ) -> tuple[list[datetime], list[float]]:
        """The hours of the period with their cumulated weights."""
        starts, weights = [], []
        at = self.opens.astimezone(SHANGHAI)
        first = at.date()
        while at < self.until:
            starts.append(at)
            weights.append(weight((at.date() - first).days, at) * hours[at.hour])
            at = (at + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        if not any(weights):
            weights = [1.0] * len(starts)
        return starts, list(accumulate(weights))

    def _one_of(self, starts: list[datetime], weights: list[float]) -> datetime:
        start = self.rng.choices(starts, cum_weights=weights)[0]
        end = min((start + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0), self.until)
        return (start + (end - start) * self.rng.random()).replace(microsecond=0).astimezone(self.opens.tzinfo)


def _interest(day: int, days: int, media: int) -> float:
    opening = 3.2 * exp(-day / 1.6)
    papers = 3.6 * exp(-(day - media) / 1.5) if day >= media else 0.0
    last = {0: 3.4, 1: 1.3}.get(days - 1 - day, 0.0)
    return 1.0 + opening + papers + last


def _weekend(at: datetime, weight: float) -> float:
    return weight if at.weekday() >= 5 else 1.0
