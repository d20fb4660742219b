"""What a process remembers of the index, and what a session may see of it.

Segments never change, so what was read of one stays true; which of them count is asked anew by every session. Memory
hangs on the engine that a session is bound to, weakly: another database never meets it.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Connection, Engine, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.search.models import SearchFresh, SearchSegment
from app.search.postings import NONE, SEGMENT_BITS, SEGMENTS, Posting

MOST_BYTES = 64_000_000
"""Postings that a process keeps at hand."""
_EMPTY = Posting(0, b"")
Stored = tuple[int, int, bytes]
"""Key and segment in one number, how many texts have the key, their places."""

_STATE = text(
    "SELECT 1 AS what, id, stamp FROM search_segment WHERE state = 'live' "
    "UNION ALL SELECT 2, text_id, 0 FROM search_fresh UNION ALL SELECT 3, text_id, 0 FROM search_gone"
)
_READ = "SELECT p.id, p.count, {places} FROM {keys} JOIN search_posting p ON p.id BETWEEN {key} AND {key} + 524287"
_KEYS = {
    "sqlite": {"keys": "json_each(:starts) k", "key": "k.value"},
    "postgresql": {"keys": "unnest(CAST(:starts AS bigint[])) AS k(value)", "key": "k.value"},
}
_READS = {
    (name, has_places): text(_READ.format(places="p.places" if has_places else "NULL AS places", **parts))
    for name, parts in _KEYS.items()
    for has_places in (False, True)
}
_SEGMENTS = select(SearchSegment.id, SearchSegment.stamp, SearchSegment.texts, SearchSegment.days).where(
    SearchSegment.id.in_(bindparam("wanted", expanding=True))
)
_FRESH = select(SearchFresh.text_id, SearchFresh.day, SearchFresh.keys).where(
    SearchFresh.text_id.in_(bindparam("wanted", expanding=True))
)


@dataclass(slots=True, eq=False)
class Segment:
    """A live segment: ids and days by place, the newest first."""

    id: int
    stamp: int
    texts: np.ndarray
    days: np.ndarray
    gone: np.ndarray = field(default_factory=lambda: NONE)
    """Places of removed texts, as of `gone_of`."""
    gone_of: frozenset[int] = frozenset()

    def alive(self, places: np.ndarray, gone: frozenset[int]) -> np.ndarray:
        """The places whose text was not removed."""
        if gone != self.gone_of:
            self.gone = np.flatnonzero(np.isin(self.texts, np.fromiter(gone, np.int64, len(gone))))
            self.gone_of = gone
        return places[~np.isin(places, self.gone)] if len(self.gone) and len(places) else places


@dataclass(frozen=True, slots=True)
class Fresh:
    """A text in no segment yet."""

    text_id: int
    day: int
    keys: np.ndarray

    def which(self, keys: np.ndarray) -> np.ndarray:
        """Which of the keys it has, as booleans. Every text has some key."""
        return self.keys[np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)] == keys

    def has(self, keys: np.ndarray) -> bool:
        """Whether it has all of them."""
        return bool(self.which(keys).all())


@dataclass(frozen=True, slots=True)
class View:
    """What a session sees: live segments (the one with the newest text first), texts in none, removed texts."""

    segments: Sequence[Segment]
    fresh: Sequence[Fresh]
    gone: frozenset[int]


class Memory:
    """Segments, fresh texts and postings read so far."""

    def __init__(self) -> None:
        self.segments: dict[int, Segment] = {}
        self.fresh: dict[int, Fresh] = {}
        self.postings: OrderedDict[int, dict[int, Posting]] = OrderedDict()
        self.bytes = 0

    def keep(self, key: int, known: dict[int, Posting]) -> None:
        self.bytes += _size(known) - _size(self.postings.get(key, {}))
        self.postings[key] = known
        while self.bytes > MOST_BYTES and len(self.postings) > 1:
            self.bytes -= _size(self.postings.popitem(last=False)[1])


_memories: WeakKeyDictionary[Engine | Connection, Memory] = WeakKeyDictionary()


def _memory(db: AsyncSession) -> Memory:
    return _memories.setdefault(db.get_bind(), Memory())


async def view_of(db: AsyncSession) -> View:
    """Segments and waiting texts as this session's snapshot has them."""
    memory = _memory(db)
    segments: list[tuple[int, int]] = []
    fresh: list[int] = []
    gone: list[int] = []
    for what, number, stamp in (await db.execute(_STATE)).all():
        if what == 1:
            segments.append((number, stamp))
        else:
            (fresh if what == 2 else gone).append(number)
    await _read_segments(db, memory, segments)
    await _read_fresh(db, memory, fresh)
    live = sorted((memory.segments[stamp] for _, stamp in segments), key=lambda s: -int(s.days[0]))
    return View(live, [memory.fresh[n] for n in fresh], frozenset(gone))


async def _read_segments(db: AsyncSession, memory: Memory, wanted: Sequence[tuple[int, int]]) -> None:
    stamps = {stamp for _, stamp in wanted}
    for stamp in [s for s in memory.segments if s not in stamps]:
        del memory.segments[stamp]
    missing = [number for number, stamp in wanted if stamp not in memory.segments]
    if missing:
        for number, stamp, texts, days in (await db.execute(_SEGMENTS, {"wanted": missing})).all():
            memory.segments[stamp] = Segment(
                number, stamp, np.frombuffer(texts, dtype="<i8"), np.frombuffer(days, dtype="<i4")
            )


async def _read_fresh(db: AsyncSession, memory: Memory, wanted: Sequence[int]) -> None:
    if len(memory.fresh) > 2 * len(wanted) + 100:
        memory.fresh = {number: memory.fresh[number] for number in wanted if number in memory.fresh}
    missing = [number for number in wanted if number not in memory.fresh]
    if missing:
        for number, day, keys in (await db.execute(_FRESH, {"wanted": missing})).all():
            memory.fresh[number] = Fresh(number, day, np.frombuffer(keys, dtype="<i8"))


async def postings_of(
    db: AsyncSession, view: View, keys: Iterable[int], *, counts_only: bool = False
) -> dict[int, dict[int, Posting]]:
    """For each key its postings by the stamp of the segment; a key that no text of a segment has is left out."""
    memory = _memory(db)
    stamps = [segment.stamp for segment in view.segments]
    found: dict[int, dict[int, Posting]] = {}
    missing = []
    for key in dict.fromkeys(keys):
        known = memory.postings.get(key)
        if known is None or not all(
            (one := known.get(stamp)) is not None and (counts_only or one.places is not None) for stamp in stamps
        ):
            missing.append(key)
        else:
            memory.postings.move_to_end(key)
            found[key] = known
    if missing and stamps:
        found |= await _read_postings(db, memory, view, missing, counts_only)
    return {key: {s: p for s, p in known.items() if p.count} for key, known in found.items()}


async def _read_postings(
    db: AsyncSession, memory: Memory, view: View, keys: Sequence[int], counts_only: bool
) -> dict[int, dict[int, Posting]]:
    by_id = {segment.id: segment.stamp for segment in view.segments}
    read: dict[int, dict[int, Posting]] = {key: dict.fromkeys(by_id.values(), _EMPTY) for key in keys}
    for number, count, places in await read_postings(db, keys, counts_only=counts_only):
        if (stamp := by_id.get(number & (SEGMENTS - 1))) is not None:
            read[number >> SEGMENT_BITS][stamp] = Posting(count, places)
    for key, known in read.items():
        memory.keep(key, known)
    return read


async def read_postings(db: AsyncSession, keys: Sequence[int], *, counts_only: bool = False) -> Sequence[Stored]:
    """What the table has of these keys, in any order, dead and growing segments too."""
    name = db.get_bind().dialect.name
    starts: object = [key << SEGMENT_BITS for key in keys]
    if name == "sqlite":
        starts = "[" + ",".join(map(str, starts)) + "]"  # type: ignore[call-overload]
    return (await db.execute(_READS[name, not counts_only], {"starts": starts})).all()  # type: ignore[return-value]


def _size(known: dict[int, Posting]) -> int:
    return 200 + sum(100 + len(one.places or b"") for one in known.values())
