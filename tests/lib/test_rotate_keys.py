"""Rotating the keys: everything is readable with the new key alone, whatever happened on the way."""

import base64
import dataclasses

import pytest
from click.testing import CliRunner
from sqlalchemy import Text, select, type_coerce

from app.accounts.models import Agency
from app.lib import commands
from app.lib.commands import Unreadable, count_encrypted, encrypted_columns, reencrypt, rotate_keys
from app.lib.crypto import install_keys
from app.lib.db import Database
from app.lib.settings import Settings
from app.receipts.models import Receipt
from tests.conftest import START

OLD = "k1:" + base64.b64encode(b"1" * 32).decode()
NEW = "k2:" + base64.b64encode(b"2" * 32).decode()


def use(settings: Settings, ring: str) -> Settings:
    changed = dataclasses.replace(settings, encryption_keys=ring)
    install_keys(changed)
    return changed


async def make_receipts(database: Database, n: int) -> None:
    async with database.write() as db:
        agency = Agency(name="局", name_en="", code="a")
        db.add(agency)
        await db.flush()
        for i in range(n):
            db.add(
                Receipt(
                    agency_id=agency.id,
                    number=f"YJ-2026-{i:04}-00",
                    code_hash="0" * 64,
                    kind="comment",
                    token=f"token {i}",
                    contact_email=None if i % 5 == 4 else f"person{i}@example.cn",
                    locale="zh-CN",
                    issued_at=START,
                )
            )


async def stored(database: Database) -> list[str]:
    async with database.read() as db:
        query = select(type_coerce(Receipt.contact_email, Text)).where(Receipt.contact_email.is_not(None))
        return list((await db.scalars(query)).all())


async def readable(database: Database) -> set[str | None]:
    async with database.read() as db:
        return set((await db.scalars(select(Receipt.contact_email))).all())


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "BATCH", 7)


def test_every_encrypted_column_is_found() -> None:
    found = {f"{table.name}.{column.name}" for table, column in encrypted_columns()}
    assert {"receipt.contact_email", "mail.recipient", "mail.body"} <= found


async def test_everything_is_readable_with_the_new_key_alone(database: Database, settings: Settings) -> None:
    use(settings, OLD)
    await make_receipts(database, 40)
    before = await readable(database)
    use(settings, f"{NEW},{OLD}")
    assert sum([step.renewed async for step in reencrypt(database)]) == 32
    assert {value[:3] for value in await stored(database)} == {"k2."}
    use(settings, NEW)
    assert await readable(database) == before
    assert len(before) == 33


async def test_it_may_be_interrupted_and_repeated(database: Database, settings: Settings) -> None:
    use(settings, OLD)
    await make_receipts(database, 40)
    use(settings, f"{NEW},{OLD}")
    async for step in reencrypt(database):
        assert step.renewed == 7
        break
    assert sorted(value[:3] for value in await stored(database)).count("k2.") == 7
    assert sum([step.renewed async for step in reencrypt(database)]) == 32 - 7
    kept = await stored(database)
    assert sum([step.renewed async for step in reencrypt(database)]) == 0
    assert await stored(database) == kept


async def test_a_value_without_its_key_stops_it_and_nothing_is_lost(database: Database, settings: Settings) -> None:
    use(settings, OLD)
    await make_receipts(database, 5)
    before = await stored(database)
    use(settings, NEW)
    with pytest.raises(Unreadable, match=r"receipt\.contact_email"):
        [step async for step in reencrypt(database)]
    assert await stored(database) == before


async def test_the_count_for_the_progress_is_right(database: Database, settings: Settings) -> None:
    use(settings, OLD)
    await make_receipts(database, 10)
    assert await count_encrypted(database) == 8


def test_the_command_says_what_it_did(settings: Settings) -> None:
    done = CliRunner().invoke(rotate_keys, obj=settings)
    assert done.exit_code == 0, done.output
    assert "0 values were encrypted anew." in done.output
