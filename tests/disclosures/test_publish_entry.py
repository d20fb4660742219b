"""Publishing at once: numbers without gaps, everything or nothing, and what the database itself keeps."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.accounts.models import Agency
from app.disclosures.index_numbers import org_code_of, parse_index_no
from app.disclosures.models import Disclosure, DisclosureCell, DisclosureVersion
from app.disclosures.rules import DisclosureSource, FindingsOpen, NothingToRead
from app.disclosures.services import publish_entry
from app.lib.db import Database
from app.lib.errors import FormInvalid
from tests.cast import Cast
from tests.conftest import START
from tests.disclosures.entries import new_entry, publish


async def test_it_works(database: Database, cast: Cast) -> None:
    done = await publish(database, cast, now=START, source=DisclosureSource.CONVERTED)
    assert done.index_no == f"{org_code_of(cast.agency.id, '')}/2026-00001"
    assert done.path == f"/catalogue/{done.index_no}"
    async with database.read() as db:
        entry = await db.get_one(Disclosure, done.id)
        assert (entry.state, entry.published_at, entry.version, entry.source) == ("published", START, 1, "converted")
        version = (await db.execute(select(DisclosureVersion))).scalar_one()
        assert (version.state, version.published_at, version.approved_by_id) == ("published", START, cast["qian"].id)
        cell = (await db.execute(select(DisclosureCell))).scalar_one()
        assert (cell.n, cell.topic, cell.year) == (1, "15-01", 2026)


async def test_the_code_of_the_agency_heads_the_number(database: Database, cast: Cast) -> None:
    async with database.write() as db:
        (await db.get_one(Agency, cast.agency.id)).org_code = "MB2F300040"
    assert (await publish(database, cast, now=START)).index_no == "MB2F300040/2026-00001"


async def test_each_year_in_shanghai_begins_anew(database: Database, cast: Cast) -> None:
    eve = START.replace(month=12, day=31, hour=15, minute=59)
    numbers = [(await publish(database, cast, now=now)).index_no for now in (eve, eve + timedelta(minutes=1))]
    assert [parse_index_no(one)[1:] for one in numbers] == [(2026, 1), (2027, 1)]


async def test_many_at_the_same_moment_get_numbers_without_gaps(database: Database, cast: Cast) -> None:
    done = await asyncio.gather(*(publish(database, cast, now=START) for _n in range(12)))
    assert sorted(parse_index_no(one.index_no)[2] for one in done) == list(range(1, 13))
    async with database.read() as db:
        assert await db.scalar(select(func.sum(DisclosureCell.n))) == 12


async def test_a_transaction_that_fails_uses_no_number_up(database: Database, cast: Cast) -> None:
    async def fail() -> None:
        async with database.write() as tx:
            await publish_entry(
                tx, new_entry(cast.agency.id), source=DisclosureSource.DIRECT, actor=cast["qian"], now=START
            )
            raise RuntimeError("something after it")

    async def attempt() -> str | None:
        try:
            return (await publish(database, cast, now=START)).index_no if next(turns) % 2 else await fail()
        except RuntimeError:
            return None

    turns = iter(range(100))
    done = await asyncio.gather(*(attempt() for _n in range(10)))
    assert sorted(parse_index_no(one)[2] for one in done if one) == [1, 2, 3, 4, 5]
    async with database.read() as db:
        assert await db.scalar(select(func.sum(DisclosureCell.n))) == 5


async def test_two_agencies_count_apart(database: Database, cast: Cast) -> None:
    await publish(database, cast, now=START)
    async with database.write() as tx:
        other = await publish_entry(
            tx, new_entry(cast.other_agency.id), source=DisclosureSource.DIRECT, actor=cast["foreign"], now=START
        )
    assert parse_index_no(other.index_no)[2] == 1


async def test_nothing_is_kept_of_what_is_refused(database: Database, cast: Cast) -> None:
    with pytest.raises(FormInvalid):
        await publish(database, cast, now=START, made_on=date(2027, 1, 1))
    with pytest.raises(NothingToRead):
        await publish(database, cast, now=START, body="")
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Disclosure)) == 0


async def test_at_43_personal_data_is_refused_until_it_was_cleared(database: Database, cast: Cast) -> None:
    words = "申请人的身份证号是310101199001010012。"
    with pytest.raises(FindingsOpen) as refused:
        await publish(database, cast, now=START, body=words)
    assert refused.value.code == "E_CONV_PII"
    new = new_entry(cast.agency.id, body=words)
    async with database.write() as tx:
        cleared = type(new)(agency_id=new.agency_id, content=new.content, is_cleared=True)
        await publish_entry(tx, cleared, source=DisclosureSource.CONVERTED, actor=cast["qian"], now=START)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE disclosure SET index_no = 'MB2F300040/2026-00009'",
        "UPDATE disclosure SET published_at = '2020-01-01 00:00:00'",
        "UPDATE disclosure SET index_no = NULL, published_at = NULL, state = 'drafting'",
        "DELETE FROM disclosure",
        "UPDATE disclosure_version SET body = 'something else'",
        "DELETE FROM disclosure_version",
    ],
)
async def test_the_database_keeps_what_was_published(database: Database, cast: Cast, statement: str) -> None:
    await publish(database, cast, now=START)
    with pytest.raises(DBAPIError, match="stays"):
        async with database.write() as db:
            await db.execute(text(statement))
