"""Issuing receipts: one a form, however often and however fast it is posted."""

import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy import text as sql

from app.lib.db import Database
from app.lib.errors import NotFound
from app.receipts import rules
from app.receipts.models import Receipt
from app.receipts.queries import find_contact, get_code, get_receipt
from app.receipts.rules import ReceiptKind
from app.receipts.services import Issued, issue_receipt
from tests.cast import Cast
from tests.conftest import START

TOKEN = "a-random-token-of-the-form"


async def issue(database: Database, cast: Cast, token: str = TOKEN, email: str | None = None) -> Issued:
    async with database.write() as tx:
        return await issue_receipt(
            tx,
            agency_id=cast.agency.id,
            kind=ReceiptKind.COMMENT,
            token=token,
            contact_email=email,
            locale="zh-CN",
            now=START,
        )


async def test_it_works(database: Database, cast: Cast) -> None:
    issued = await issue(database, cast)
    assert issued.is_new
    assert issued.number.startswith("YJ-2026-")
    assert rules.read_number(issued.number) == issued.number
    async with database.read() as db:
        receipt = await get_receipt(db, issued.number.lower())
        assert (receipt.id, receipt.kind, receipt.issued_at) == (issued.receipt_id, ReceiptKind.COMMENT, START)
        assert await get_code(db, issued.receipt_id) == issued.code


async def test_the_same_form_twice_gives_the_same_receipt(database: Database, cast: Cast) -> None:
    first, second = await issue(database, cast), await issue(database, cast)
    assert (first.receipt_id, first.number, first.code) == (second.receipt_id, second.number, second.code)
    assert (first.is_new, second.is_new) == (True, False)


async def test_the_same_form_many_times_at_the_same_moment(database: Database, cast: Cast) -> None:
    issued = await asyncio.gather(*(issue(database, cast) for _i in range(12)))
    assert sum(one.is_new for one in issued) == 1
    assert len({(one.number, one.code) for one in issued}) == 1
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Receipt)) == 1


async def test_different_forms_give_different_receipts(database: Database, cast: Cast) -> None:
    issued = [await issue(database, cast, f"{TOKEN}-{i}") for i in range(30)]
    assert len({one.number for one in issued}) == 30
    assert len({one.code for one in issued}) == 30


async def test_a_number_that_is_taken_is_not_given_again(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await issue(database, cast)
    async with database.write() as db:  # the number that the next token would get is somebody else's already
        await db.execute(sql("UPDATE receipt SET token = 'the token of another form'"))
    second = await issue(database, cast)
    assert second.is_new
    assert second.number != first.number
    assert second.receipt_id != first.receipt_id


async def test_a_form_without_a_random_token_is_a_bug(database: Database, cast: Cast) -> None:
    with pytest.raises(ValueError, match="random token"):
        await issue(database, cast, "")


async def test_the_year_is_that_of_shanghai(database: Database, cast: Cast) -> None:
    async with database.write() as tx:
        issued = await issue_receipt(
            tx,
            agency_id=cast.agency.id,
            kind=ReceiptKind.COMMENT,
            token=TOKEN,
            contact_email=None,
            locale="en",
            now=START.replace(month=12, day=31, hour=16),
        )
    assert issued.number.startswith("YJ-2027-")


async def test_neither_code_nor_address_stand_in_the_database(database: Database, cast: Cast) -> None:
    issued = await issue(database, cast, email="wang.wu@example.org")
    async with database.read() as db:
        row = (await db.execute(sql("SELECT * FROM receipt"))).one()
        assert issued.code not in str(row)
        assert "example.org" not in str(row)
        assert await find_contact(db, issued.receipt_id) == ("wang.wu@example.org", "zh-CN")


async def test_without_an_address_there_is_no_contact(database: Database, cast: Cast) -> None:
    issued = await issue(database, cast)
    async with database.read() as db:
        assert await find_contact(db, issued.receipt_id) is None


@pytest.mark.parametrize("number", ["YJ-2026-2222-00", "", "x" * 500])
async def test_an_unknown_number_is_not_found(database: Database, number: str) -> None:
    async with database.read() as db:
        with pytest.raises(NotFound):
            await get_receipt(db, number)
