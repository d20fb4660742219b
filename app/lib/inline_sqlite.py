"""SQLAlchemy dialect ``sqlite+inline``: asyncio on SQLite's own thread-less terms.

SQLite answers from its page cache in microseconds; sending every statement to a thread and back costs more than the
statement. So statements run in the event loop itself. What may take long does not: waiting for another process that
writes is done by sleeping in the loop, and a COMMIT that waits for a slow disk is made in a thread.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool, StaticPool
from sqlalchemy.util import await_only

QUICK_SECONDS = 0.001
"""A commit that takes longer is made in a thread; on a fast disk the way to a thread and back takes longer than it."""

PATIENCE_SECONDS = 10.0
"""How long a statement waits for other processes before "database is locked" goes up."""


async def _nothing() -> None:
    """SQLAlchemy insists that an asynchronous execute awaits something."""


class InlineCursor(sqlite3.Cursor):
    server_side = False

    async def _async_soft_close(self) -> None:
        pass

    def setinputsizes(self, *_sizes: object) -> None:
        pass

    def execute(self, sql: str, parameters: Any = ()) -> "InlineCursor":
        await_only(_nothing())
        try:
            return super().execute(sql, parameters)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
        return self._execute_patiently(sql, parameters)

    def executemany(self, sql: str, parameters: Any) -> "InlineCursor":
        await_only(_nothing())
        return super().executemany(sql, parameters)

    def _execute_patiently(self, sql: str, parameters: Any) -> "InlineCursor":
        """Another process holds the lock. A busy statement did nothing, so it may be tried again."""
        loop = asyncio.get_running_loop()
        end, pause = loop.time() + PATIENCE_SECONDS, 0.0005
        while True:
            await_only(asyncio.sleep(pause))
            try:
                return super().execute(sql, parameters)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or loop.time() > end:
                    raise
            pause = min(pause * 2, 0.02)


class InlineConnection(sqlite3.Connection):
    """A connection for one task at a time, whichever thread waits for the disk on its behalf."""

    def cursor(self, factory: Any = InlineCursor) -> Any:
        return super().cursor(factory)

    def commit(self) -> None:
        if not self.in_transaction:
            return
        began = time.perf_counter()
        if _pace.seconds < QUICK_SECONDS:
            super().commit()
        else:
            await_only(_to_the_end(super().commit))
        _pace.note(time.perf_counter() - began)


class _Pace:
    """How long the disk lately took for a commit: a moving mean over some ten of them."""

    seconds = 0.0

    def note(self, seconds: float) -> None:
        self.seconds += (seconds - self.seconds) / 10


_pace = _Pace()


async def _to_the_end(work: Callable[[], None]) -> None:
    """Run it in a thread. A task that is cancelled meanwhile leaves when the work is done, never in its middle."""
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


class InlineSQLite(SQLiteDialect_pysqlite):
    driver = "inline"
    is_async = True
    has_terminate = False
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool if cls._is_url_file_db(url) else StaticPool

    def get_driver_connection(self, connection: Any) -> Any:
        return connection

    def create_connect_args(self, url: URL) -> Any:
        args, options = super().create_connect_args(url)
        return args, options | {"factory": InlineConnection, "check_same_thread": False, "timeout": 0}


def register() -> None:
    """Make the address ``sqlite+inline://`` known to SQLAlchemy."""
    registry.register("sqlite.inline", __name__, "InlineSQLite")
