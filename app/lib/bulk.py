"""Many rows of plain values written at once, by the shortest way of each database.

The library looks at every value of every row; for sixteen rows a text that costs more than the database does. Here a
list goes to the driver as it is: SQLite runs a prepared statement for each row, PostgreSQL gets one array a column.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Dialect, Table
from sqlalchemy.ext.asyncio import AsyncSession


async def insert_many(
    db: AsyncSession,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    *,
    or_ignore: bool = False,
) -> None:
    """Insert rows, each a tuple in the order of `columns`. `or_ignore` passes over rows that are there."""
    if not rows:
        return
    connection = await db.connection()
    into, end = f"INSERT INTO {table.name} ({', '.join(columns)}) ", " ON CONFLICT DO NOTHING" if or_ignore else ""
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        fitting = _fitted(connection.dialect, table, columns, rows)
        await connection.exec_driver_sql(f"{into}VALUES ({marks}){end}", fitting)
        return
    arrays = ", ".join(f"%s::{table.c[name].type.compile(connection.dialect)}[]" for name in columns)
    by_column = tuple(map(list, zip(*rows, strict=True)))
    await connection.exec_driver_sql(f"{into}SELECT * FROM unnest({arrays}){end}", by_column)  # noqa: S608 - own names


async def take_ids(db: AsyncSession, table: Table, count: int) -> list[int]:
    """Numbers for `count` new rows of a table that counts its `id` up, in order; on SQLite only for who holds the lock
    of the writer, who is alone."""
    connection = await db.connection()
    if connection.dialect.name == "sqlite":
        found = await connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,))
        last = found.scalar() or 0
        return list(range(last + 1, last + 1 + count))
    found = await connection.exec_driver_sql(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", (table.name, count)
    )
    return sorted(found.scalars())


def _fitted(
    dialect: Dialect, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Values as SQLite keeps them: times become text. A batch has few different ones, so each is converted once."""
    by_place = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]
    if not any(by_place):
        return list(rows)
    fitted = [_fit(values, fit) for values, fit in zip(zip(*rows, strict=True), by_place, strict=True)]
    return list(zip(*fitted, strict=True))


def _fit(values: Sequence[Any], fit: Callable[[Any], Any] | None) -> Sequence[Any]:
    if fit is None:
        return values
    known = {value: fit(value) for value in set(values)}
    return [known[value] for value in values]
