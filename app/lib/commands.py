"""Commands of the installation itself that belong to no feature."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import click
from advanced_alchemy.types import EncryptedText
from cryptography.exceptions import InvalidTag
from sqlalchemy import Column, Table, Text, and_, func, select, tuple_, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.crypto import KeyRingBackend, is_newest_key
from app.lib.db import Database, metadata, open_database
from app.lib.settings import Settings

BATCH = 500


@dataclass(frozen=True)
class Progress:
    """One batch of one column: how many rows were looked at, and how many of them were sealed anew."""

    column: str
    looked_at: int
    renewed: int


class Unreadable(Exception):
    """A stored value that no key of the ring opens: nothing of its batch was changed."""


def encrypted_columns() -> list[tuple[Table, Column[str]]]:
    """Every column that is encrypted at rest, of every table that the program knows."""
    return [
        (table, column)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedText)
    ]


async def reencrypt(database: Database) -> AsyncIterator[Progress]:
    """Seal every encrypted value with the newest key, one batch a transaction.

    Safe to interrupt and to repeat: a value that has the newest key already is left as it is, and a value that
    changed meanwhile keeps its change. Raises Unreadable.
    """
    for table, column in encrypted_columns():
        key = list(table.primary_key.columns)
        last: tuple[object, ...] | None = None
        while True:
            stored = type_coerce(column, Text)
            query = select(*key, stored).where(column.is_not(None)).order_by(*key).limit(BATCH)
            if last is not None:
                query = query.where(tuple_(*key) > tuple_(*last, types=[part.type for part in key]))
            async with database.read() as db:
                rows = (await db.execute(query)).all()
            if not rows:
                break
            last = tuple(rows[-1][:-1])
            old = [row for row in rows if not is_newest_key(row[-1])]
            async with database.write() as db:
                for row in old:
                    await _renew(db, column, dict(zip(key, row[:-1], strict=True)), row[-1])
            yield Progress(f"{table.name}.{column.name}", len(rows), len(old))


async def _renew(db: AsyncSession, column: Column[str], key: dict[Column[object], object], stored: str) -> None:
    backend = KeyRingBackend()
    try:
        text = backend.decrypt(stored)
    except (KeyError, ValueError, InvalidTag) as error:
        raise Unreadable(f"{column.table.name}.{column.name}: no key of ENCRYPTION_KEYS opens a value.") from error
    is_this_row = and_(*(part == value for part, value in key.items()), type_coerce(column, Text) == stored)
    renewed = type_coerce(backend.encrypt(text), Text)
    await db.execute(update(column.table).where(is_this_row).values({column: renewed}))


async def count_encrypted(database: Database) -> int:
    """How many values `reencrypt` will look at."""
    total = 0
    async with database.read() as db:
        for table, column in encrypted_columns():
            total += await db.scalar(select(func.count()).select_from(table).where(column.is_not(None))) or 0
    return total


@click.command("rotate-keys")
@click.pass_obj
def rotate_keys(settings: Settings) -> None:
    """Encrypt all personal data anew with the first key of ENCRYPTION_KEYS.

    Put the new key in front, restart every process, run this, then take the old key away. It may be interrupted
    and run again. Exit code 1: a value cannot be opened with any of the keys.
    """

    async def run() -> int:
        database = open_database(settings)
        renewed = 0
        try:
            with click.progressbar(length=await count_encrypted(database), label="rotate-keys", file=None) as bar:
                async for step in reencrypt(database):
                    bar.update(step.looked_at)
                    renewed += step.renewed
        finally:
            await database.close()
        return renewed

    try:
        click.echo(f"{asyncio.run(run()):,} values were encrypted anew.")
    except Unreadable as error:
        raise click.ClickException(str(error)) from error
