"""Alembic's door to our tables. Every model must be imported by app.models, or autogenerate would drop its table."""

from typing import Any

from alembic import context
from dbos._schemas.system_database import SystemSchema
from sqlalchemy import Text, create_engine, event

from app import models  # noqa: F401  (the import registers every table)
from app.lib.db import metadata

# On SQLite the tables of the job runner share our file, and the search index brings tables of its own.
THEIRS = {table.name for table in SystemSchema.metadata_obj.tables.values()} | {"dbos_migrations"}


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    return not (kind == "table" and name in THEIRS)


def include_object(_obj: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """`only_tables` limits what a new migration looks at, so that each holds one feature."""
    only = context.config.attributes.get("only_tables")
    return only is None or kind != "table" or name in only


def render_item(kind: str, obj: Any, _context: Any) -> str | bool:
    """Types of libraries are written as what they are in the database."""
    if kind == "type" and type(obj).__name__ == "EncryptedText":
        return "sa.Text()"
    if kind == "type" and type(obj).__name__ == "GUID":
        return "GUID(length=16)"
    if kind == "type" and type(obj).__name__ == "DateTimeUTC":
        return "DateTimeUTC(timezone=True)"
    return False


def compare_type(_context: Any, _column: Any, _ours: Any, found: Any, wanted: Any) -> bool | None:
    """True where a column's type differs. SQLite keeps too little of a type to tell; encrypted text is plain TEXT."""
    if engine.dialect.name == "sqlite":
        return False
    if type(wanted).__name__ == "EncryptedText":
        return not isinstance(found, Text)
    return None


engine = create_engine(context.config.attributes["url"])
if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def _manual_begin(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # so that a migration that fails half-way is rolled back as a whole
        connection.execute("PRAGMA journal_mode=WAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_name=include_name,
        include_object=include_object,
        render_item=render_item,
        render_as_batch=False,
        compare_type=compare_type,
        transactional_ddl=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
