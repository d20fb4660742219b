"""Answers that many people ask for and that may be a minute old: worked out once in that time."""

from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 256


class Kept(Generic[T]):
    """What was worked out lately, by its key. `now` is passed in; nothing is older than `seconds`."""

    def __init__(self, seconds: float = 60) -> None:
        self._age = timedelta(seconds=seconds)
        self._kept: dict[Hashable, tuple[datetime, T]] = {}

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]], *, now: datetime) -> T:
        found = self._kept.get(key)
        if found and now - self._age < found[0] <= now:
            return found[1]
        made = await make()
        if len(self._kept) >= MOST:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = (now, made)
        return made
