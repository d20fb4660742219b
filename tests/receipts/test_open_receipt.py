"""Opening a receipt with its code, and how guessing is stopped."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.lib.db import Database
from app.receipts import rules
from app.receipts.models import ReceiptTry
from app.receipts.rules import Outcome, ReceiptKind
from app.receipts.services import Issued, Opening, delete_old_tries, open_receipt
from tests.cast import Cast
from tests.conftest import Clock
from tests.receipts.test_issue_receipt import issue

UNKNOWN = rules.make_number(ReceiptKind.COMMENT, 2026, "0123456789abcdef" * 4)


@pytest.fixture
async def receipt(database: Database, cast: Cast) -> Issued:
    return await issue(database, cast)


class Visitor:
    """Tries codes from one address; every try is a transaction of its own, as in a route."""

    def __init__(self, database: Database, clock: Clock, address: str = "a") -> None:
        self.database, self.clock, self.address = database, clock, address

    async def open(self, number: str, code: str) -> Opening:
        async with self.database.write() as tx:
            return await open_receipt(tx, number, code, client_key=self.address, now=self.clock.now)

    async def guess(self, number: str, times: int) -> Opening:
        for _i in range(times):
            opening = await self.open(number, "WRONGCDE")
        return opening


@pytest.fixture
def visitor(database: Database, clock: Clock) -> Visitor:
    return Visitor(database, clock)


async def test_it_works(receipt: Issued, visitor: Visitor) -> None:
    opening = await visitor.open(receipt.number, receipt.code)
    assert opening == Opening(Outcome.OPENED, receipt_id=receipt.receipt_id)


async def test_number_and_code_may_be_typed_loosely(receipt: Issued, visitor: Visitor) -> None:
    number, code = receipt.number.lower().replace("-", " "), f" {rules.show_code(receipt.code).lower()} "
    assert (await visitor.open(number, code)).outcome is Outcome.OPENED


async def test_a_typing_mistake_in_the_number_costs_no_try(
    receipt: Issued, visitor: Visitor, database: Database
) -> None:
    wrong = receipt.number[:-1] + ("0" if receipt.number[-1] != "0" else "1")
    assert (await visitor.guess(wrong, 6)).outcome is Outcome.MISTYPED
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(ReceiptTry)) == 0


@pytest.mark.parametrize("code", ["", "WRONGCDE", "错误的码"])
async def test_a_wrong_code_does_not_open(receipt: Issued, visitor: Visitor, code: str) -> None:
    assert await visitor.open(receipt.number, code) == Opening(Outcome.WRONG)


async def test_the_code_of_another_receipt_does_not_open(
    receipt: Issued, visitor: Visitor, database: Database, cast: Cast
) -> None:
    other = await issue(database, cast, "the token of another form")
    assert (await visitor.open(receipt.number, other.code)).outcome is Outcome.WRONG


async def test_an_unknown_number_looks_like_a_wrong_code(receipt: Issued, visitor: Visitor, clock: Clock) -> None:
    for _i in range(7):
        known = await visitor.open(receipt.number, "WRONGCDE")
        assert await visitor.open(UNKNOWN, "WRONGCDE") == known
    assert known == Opening(Outcome.LOCKED, until=clock.now + timedelta(minutes=15))


async def test_five_wrong_codes_lock_the_number_for_that_client(
    receipt: Issued, visitor: Visitor, clock: Clock, database: Database
) -> None:
    assert (await visitor.guess(receipt.number, 5)).outcome is Outcome.WRONG
    locked = await visitor.open(receipt.number, receipt.code)
    assert locked == Opening(Outcome.LOCKED, until=clock.now + timedelta(minutes=15))
    neighbour = Visitor(database, clock, "b")
    assert (await neighbour.open(receipt.number, receipt.code)).outcome is Outcome.OPENED
    clock.advance(timedelta(minutes=15) - timedelta(seconds=1))
    assert (await visitor.open(receipt.number, receipt.code)).outcome is Outcome.LOCKED
    clock.advance(timedelta(seconds=1))
    assert (await visitor.open(receipt.number, receipt.code)).outcome is Outcome.OPENED


async def test_a_lock_is_for_one_number_only(receipt: Issued, visitor: Visitor, database: Database, cast: Cast) -> None:
    other = await issue(database, cast, "the token of another form")
    await visitor.guess(receipt.number, 5)
    assert (await visitor.open(other.number, other.code)).outcome is Outcome.OPENED


async def test_opening_forgets_the_clients_wrong_codes(receipt: Issued, visitor: Visitor) -> None:
    await visitor.guess(receipt.number, 4)
    await visitor.open(receipt.number, receipt.code)
    assert (await visitor.guess(receipt.number, 4)).outcome is Outcome.WRONG
    assert (await visitor.open(receipt.number, receipt.code)).outcome is Outcome.OPENED


async def test_many_clients_together_slow_the_number_down_for_all(
    receipt: Issued, clock: Clock, database: Database
) -> None:
    for n in range(5):
        await Visitor(database, clock, f"crowd {n}").guess(receipt.number, 4)
    owner = Visitor(database, clock, "owner")
    locked = await owner.open(receipt.number, receipt.code)
    assert locked == Opening(Outcome.LOCKED, until=clock.now + timedelta(minutes=1))
    clock.advance(timedelta(minutes=1))
    await Visitor(database, clock, "crowd 9").guess(receipt.number, 1)
    locked = await owner.open(receipt.number, receipt.code)
    assert locked.until == clock.now + timedelta(minutes=2), "the wait grows"
    clock.advance(timedelta(minutes=2))
    assert (await owner.open(receipt.number, receipt.code)).outcome is Outcome.OPENED


async def test_guesses_at_the_same_moment_do_not_slip_through(
    receipt: Issued, visitor: Visitor, database: Database
) -> None:
    openings = await asyncio.gather(*(visitor.open(receipt.number, "WRONGCDE") for _i in range(15)))
    outcomes = [opening.outcome for opening in openings]
    assert outcomes.count(Outcome.WRONG) == 5
    assert outcomes.count(Outcome.LOCKED) == 10
    async with database.read() as db:
        counts = dict((await db.execute(select(ReceiptTry.client_key, ReceiptTry.wrong))).tuples().all())
    assert counts == {"*": 5, "a": 5}


async def test_old_tries_are_forgotten(receipt: Issued, visitor: Visitor, clock: Clock, database: Database) -> None:
    await visitor.guess(receipt.number, 3)
    clock.advance(timedelta(days=3))
    async with database.write() as tx:
        await delete_old_tries(tx, now=clock.now)
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(ReceiptTry)) == 0
