"""Everything personal that hangs on a request: found by the foreign keys, so that no table is forgotten.

Each encrypted column of a table that points to a request, or to what points to one, is emptied. What is kept on purpose
stands in KEPT; a test fails for a new encrypted column that is in neither.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from advanced_alchemy.types import EncryptedText
from sqlalchemy import Column, Table, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import metadata

KEPT = frozenset({"reply", "reply_version", "reply_review", "reply_file"})
"""The office's own words: archived with the register, and no applicant is named in them."""


def encrypted(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, EncryptedText)]


def children_of(name: str) -> list[tuple[Table, Column[Any]]]:
    """Tables that point to this one, each with the column that does."""
    return [
        (table, key.parent)
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == name and table.name not in KEPT
    ]


def reached(*roots: str) -> set[str]:
    """Names of the tables that are emptied when rows of the roots are."""
    found, waiting = set(roots), list(roots)
    while waiting:
        for table, _column in children_of(waiting.pop()):
            if table.name not in found:
                found.add(table.name)
                waiting.append(table.name)
    return found


async def empty(db: AsyncSession, name: str, ids: Sequence[UUID]) -> None:
    """Empty the encrypted columns of these rows and of all that points to them (清除个人信息)."""
    table = metadata.tables[name]
    await _empty_where(db, table, table.c.id, ids)
    waiting = [(name, list(ids))]
    while waiting:
        parent, parents = waiting.pop()
        for child, column in children_of(parent) if parents else ():
            await _empty_where(db, child, column, parents)
            if "id" in child.c:
                waiting.append((child.name, list(await db.scalars(select(child.c.id).where(column.in_(parents))))))


async def _empty_where(db: AsyncSession, table: Table, column: Column[Any], ids: Sequence[UUID]) -> None:
    if values := {one.name: None if one.nullable else "" for one in encrypted(table)}:
        await db.execute(update(table).where(column.in_(ids)).values(values))
