"""The one place that knows SQLite from PostgreSQL: engine, base classes, and the two ways to open a session."""

import asyncio
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from advanced_alchemy.base import DefaultBase, UUIDv7Base, orm_registry
from advanced_alchemy.config import AsyncSessionConfig, EngineConfig, SQLAlchemyAsyncConfig
from advanced_alchemy.types import DateTimeUTC
from sqlalchemy import Connection, FromClause, event, make_url
from sqlalchemy.dialects.postgresql.dml import Insert, OnConflictDoNothing
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib import inline_sqlite
from app.lib.crypto import install_keys
from app.lib.settings import BadSetting, Settings

__all__ = [
    "Database",
    "DateTimeUTC",
    "InsertNew",
    "Noun",
    "Table",
    "is_duplicate",
    "is_unheard_of",
    "metadata",
    "open_database",
]

metadata = orm_registry.metadata


class Noun(UUIDv7Base):
    """Base of the nouns of the domain: `id` is a UUIDv7, so ids sort by creation."""

    __abstract__ = True


class Table(DefaultBase):
    """Base of tables that bring their own key: counters, links, whole-number ids."""

    __abstract__ = True


class Database:
    """Opens sessions. `read` sees one snapshot; `write` commits at its end, before any answer is sent.

    On SQLite writers queue in a lock of the event loop and begin with BEGIN IMMEDIATE: without both,
    acknowledged updates are lost or writers time out. PostgreSQL needs neither.
    """

    def __init__(self, config: SQLAlchemyAsyncConfig, url: str) -> None:
        self.url = url
        self.engine = config.get_engine()
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.session_info: dict[str, Any] = {}
        """What every session of this database carries in `info`: the door to background work."""
        sessions = config.create_session_maker()
        self._sessions = lambda: sessions(info=self.session_info)
        self._locks: weakref.WeakKeyDictionary[Any, asyncio.Lock] = weakref.WeakKeyDictionary()
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading. Nothing it does is kept; rows stay readable after it."""
        async with self._sessions() as session:
            if not self.is_sqlite:  # PostgreSQL's default sees other people's commits between two queries
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            try:
                yield session
            finally:
                session.expunge_all()  # a rollback would expire the rows that a page still shows
                await session.rollback()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: leaving the block commits, an exception rolls back and goes on."""
        if not self.is_sqlite:
            async with self._sessions() as session, session.begin():
                yield session
            return
        lock = self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        async with lock, self._sessions() as session, session.begin():
            await session.connection(execution_options={"writes": True})
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged row survives a power cut
        "cache_size=-32000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def open_database(settings: Settings) -> Database:
    """Connect lazily to the installation's database. Raises BadSetting for an address of another kind."""
    install_keys(settings)
    inline_sqlite.register()
    url = make_url(settings.database_url)
    drivers = {"sqlite": "sqlite+inline", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    if (kind := url.get_backend_name()) not in drivers:
        raise BadSetting("DATABASE_URL must begin with sqlite:// or postgresql://.")
    if kind == "sqlite" and url.database:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    address = url.set(drivername=drivers[kind]).render_as_string(hide_password=False)
    pool: dict[str, Any] = (
        {"pool_size": 10, "max_overflow": 20} if kind != "sqlite" else {"pool_size": 8, "max_overflow": 8}
    )
    pool["hide_parameters"] = True  # a failed statement is logged without what a citizen wrote
    config = SQLAlchemyAsyncConfig(
        connection_string=address,
        engine_config=EngineConfig(**pool),
        session_config=AsyncSessionConfig(expire_on_commit=False),
    )
    return Database(config, address)


class _DoNothing(OnConflictDoNothing):
    inherit_cache = True
    _traverse_internals = ()  # type: ignore[assignment]  # nothing in it differs from one to the next


class InsertNew(Insert):
    """``INSERT … ON CONFLICT DO NOTHING``, read alike by both databases.

    The library compiles an insert with a conflict clause anew each time, because the clause may differ. This one is
    always the same, so its text is kept.
    """

    inherit_cache = True

    def __init__(self, table: FromClause) -> None:
        super().__init__(table)  # type: ignore[arg-type]
        self._post_values_clause = _DoNothing()


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a UNIQUE constraint refused the row (rather than a foreign key or a check)."""
    origin = error.orig
    return getattr(origin, "sqlstate", None) == "23505" or "UNIQUE constraint failed" in str(origin)


def is_unheard_of(error: Exception) -> bool:
    """Whether the database could not even look for the value: a number no column holds, a NUL in a text."""
    if isinstance(error, OverflowError):
        return "SQLite INTEGER" in str(error)
    if not isinstance(error, DataError):
        return False
    state = getattr(error.orig, "sqlstate", None)  # none when the driver refused it before it was sent
    return state == "22003" or (state is None and ("NUL" in str(error.orig) or "out of range" in str(error.orig)))
