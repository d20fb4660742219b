"""The copies of the index that a process keeps, one a database and space, and how they catch up with SQL.

A copy holds committed exemplars only. Two things make "read what lies above the highest id" safe: writers of a
space queue for its row and hold it until they commit, so within a space ids are committed in their order; and what
the caller's own, still open transaction wrote is read into an index that ends with the call. After a rollback
nothing of it is left. Copies hang on the engine (or the connection) that a session is bound to, weakly: another
database, a database of the same name or a space made anew never meets an old copy.
"""

import asyncio
from collections import ChainMap, OrderedDict
from collections.abc import MutableMapping, Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import SessionTransaction

from app.similarity.engine import sketch_keys
from app.similarity.index import Exemplar, Index
from app.similarity.models import SimilarText

_SPACES_KEPT = 64
_CHUNK = 2_000
_PART = 25
_BEHIND = 300
"""Exemplars that a caller waits for; a copy that lacks more is filled in the background, and SQL answers meanwhile."""


class Copy:
    """The exemplars of one space as far as this process has read them."""

    def __init__(self) -> None:
        self.index = Index()
        self.last_id = 0
        self.sizes: MutableMapping[int, int] = {}
        """Exemplars a cluster (as first placed)."""

    def take(self, rows: Sequence[tuple[int, int, str]]) -> None:
        """Append rows (id, cluster, key) in order of id; what another reader already appended is passed over."""
        new = [row for row in rows if row[0] > self.last_id]
        for (text_id, cluster_id, _), text in zip(new, sketch_keys([row[2] for row in new]), strict=True):
            self.index.add(Exemplar(text_id, cluster_id, text.key, text.flat), text.sketch)
            self.sizes[cluster_id] = self.sizes.get(cluster_id, 0) + 1
        if new:
            self.last_id = new[-1][0]


_copies: WeakKeyDictionary[Engine | Connection, OrderedDict[tuple[int, int], Copy]] = WeakKeyDictionary()
_filling: WeakKeyDictionary[Engine | Connection, dict[tuple[int, int], asyncio.Task[None]]] = WeakKeyDictionary()
_first_own: WeakKeyDictionary[SessionTransaction, dict[int, int]] = WeakKeyDictionary()


def note_own(db: AsyncSession, space_id: int, first_id: int) -> None:
    """Remember that texts from `first_id` on belong to the open transaction of this session."""
    if (transaction := db.sync_session.get_transaction()) is not None:
        _first_own.setdefault(transaction, {}).setdefault(space_id, first_id)


async def is_near(db: AsyncSession, space_id: int, token: int) -> bool:
    """Whether the copy of a space lacks so little that `indexes_of` is quick. If not, it begins to fill.

    A session that is bound to one connection has nothing to fill it from beside itself: there it is always near.
    """
    if not isinstance(db.bind, AsyncEngine):
        return True
    copies = _copies.get(db.get_bind())
    copy = copies.get((space_id, token)) if copies else None
    last = copy.last_id if copy else 0
    lacking = select(SimilarText.id).where(
        SimilarText.space_id == space_id, SimilarText.is_exemplar, SimilarText.id > last
    )
    if await db.scalar(lacking.order_by(SimilarText.id).offset(_BEHIND).limit(1)) is None:
        return True
    tasks = _filling.setdefault(db.get_bind(), {})
    if (space_id, token) not in tasks:
        tasks[space_id, token] = task = asyncio.get_running_loop().create_task(_fill(db.bind, space_id, token))
        task.add_done_callback(lambda _: tasks.pop((space_id, token), None))
    return False


def filling(db: AsyncSession, space_id: int, token: int) -> asyncio.Task[None] | None:
    """The task that fills the copy of a space, while there is one."""
    tasks = _filling.get(db.get_bind())
    return tasks.get((space_id, token)) if tasks else None


async def _fill(engine: AsyncEngine, space_id: int, token: int) -> None:
    """Bring a copy up to date in short transactions of its own."""
    more = True
    while more:
        async with AsyncSession(engine) as db:
            more = await _read_some(db, space_id, _copy(db, space_id, token), None)


def _copy(db: AsyncSession, space_id: int, token: int) -> Copy:
    copies = _copies.setdefault(db.get_bind(), OrderedDict())
    copy = copies.setdefault((space_id, token), Copy())
    copies.move_to_end((space_id, token))
    while len(copies) > _SPACES_KEPT:
        copies.popitem(last=False)
    return copy


async def indexes_of(db: AsyncSession, space_id: int, token: int) -> tuple[list[Index], MutableMapping[int, int]]:
    """All that the session can see of a space: (indexes to search, exemplars a cluster)."""
    copy = _copy(db, space_id, token)
    transaction = db.sync_session.get_transaction()
    own = _first_own.get(transaction, {}).get(space_id) if transaction is not None else None
    await _catch_up(db, space_id, copy, own)
    if own is None:
        return [copy.index], ChainMap({}, copy.sizes)  # what is written to it is the caller's
    mine = Copy()
    mine.last_id = own - 1
    mine.sizes = ChainMap({}, copy.sizes)
    await _catch_up(db, space_id, mine, None)
    return [copy.index, mine.index], mine.sizes


async def _catch_up(db: AsyncSession, space_id: int, copy: Copy, before: int | None) -> None:
    while await _read_some(db, space_id, copy, before):
        pass


async def _read_some(db: AsyncSession, space_id: int, copy: Copy, before: int | None) -> bool:
    """Append the next exemplars; whether there may be more."""
    query = (
        select(SimilarText.id, SimilarText.cluster_id, SimilarText.key)
        .where(SimilarText.space_id == space_id, SimilarText.is_exemplar, SimilarText.id > copy.last_id)
        .order_by(SimilarText.id)
        .limit(_CHUNK)
    )
    if before is not None:
        query = query.where(SimilarText.id < before)
    rows = [(row[0], row[1], row[2]) for row in await db.execute(query)]
    for start in range(0, len(rows), _PART):
        copy.take(rows[start : start + _PART])
        await asyncio.sleep(0)  # others get their turn while a large space is read for the first time
    return len(rows) == _CHUNK
