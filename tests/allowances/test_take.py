"""Counting acts in the database: exact, also when many come at once; refused with the moment; forgotten."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.allowances import services
from app.allowances.gate import Gate, key_of
from app.allowances.jobs import forget_allowances
from app.allowances.models import Allowance, SpentChallenge
from app.allowances.proof import LIFE
from app.allowances.queries import count_solved
from app.allowances.rules import Limit, make_policy
from app.lib.db import Database
from app.lib.errors import TryAgain
from tests.conftest import Clock

LIMIT = Limit("act", 6, 3)
HERE, THERE = "192.0.2.1", "2001:db8::/64"


@pytest.fixture
def gate() -> Gate:
    return Gate(make_policy(comments=6, plain=2, plain_site=3))


async def take(database: Database, gate: Gate, clock: Clock, network: str = HERE, count: int = 1) -> TryAgain | None:
    try:
        async with database.write() as tx:
            await services.take(tx, LIMIT, network, gate=gate, now=clock(), count=count)
    except TryAgain as later:
        return later
    return None


async def rows(database: Database, table: type[Allowance] | type[SpentChallenge]) -> int:
    async with database.read() as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


async def test_a_burst_then_the_rate(database: Database, gate: Gate, clock: Clock) -> None:
    assert [await take(database, gate, clock) for _ in range(3)] == [None] * 3
    later = await take(database, gate, clock)
    assert later is not None
    assert later.at == clock() + timedelta(seconds=10)
    clock.now = later.at - timedelta(microseconds=1)
    assert await take(database, gate, clock) is not None
    clock.now = later.at
    assert await take(database, gate, clock) is None
    assert await take(database, gate, clock) is not None


async def test_networks_and_acts_are_counted_apart(database: Database, gate: Gate, clock: Clock) -> None:
    assert await take(database, gate, clock, count=3) is None
    assert await take(database, gate, clock) is not None
    assert await take(database, gate, clock, network=THERE) is None


async def test_many_at_once_get_exactly_the_burst(database: Database, gate: Gate, clock: Clock) -> None:
    answers = await asyncio.gather(*(take(database, gate, clock) for _ in range(12)))
    assert answers.count(None) == 3
    clock.advance(timedelta(seconds=20))
    answers = await asyncio.gather(*(take(database, gate, clock) for _ in range(12)))
    assert answers.count(None) == 2


async def test_what_is_rolled_back_was_not_counted(database: Database, gate: Gate, clock: Clock) -> None:
    async def fail() -> None:
        async with database.write() as tx:
            await services.take(tx, LIMIT, HERE, gate=gate, now=clock(), count=3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await take(database, gate, clock, count=3) is None


async def test_given_back(database: Database, gate: Gate, clock: Clock) -> None:
    await take(database, gate, clock, count=3)
    async with database.write() as tx:
        await services.give_back(tx, LIMIT, HERE, gate=gate, now=clock())
    assert await take(database, gate, clock) is None
    assert await take(database, gate, clock) is not None


async def test_no_limits_where_they_are_switched_off(database: Database, clock: Clock) -> None:
    gate = Gate(make_policy(comments=1, plain=1, plain_site=1, is_limited=False))
    assert [await take(database, gate, clock) for _ in range(9)] == [None] * 9
    assert await rows(database, Allowance) == 0


async def test_who_was_refused_is_remembered(database: Database, gate: Gate, clock: Clock) -> None:
    gate.check(LIMIT, HERE, now=clock())
    later = await take(database, gate, clock, count=3) or await take(database, gate, clock)
    assert later is not None
    with pytest.raises(TryAgain) as again:
        gate.check(LIMIT, HERE, now=clock())
    assert again.value.at == later.at
    gate.check(LIMIT, THERE, now=clock())
    gate.check(LIMIT, HERE, now=later.at)


async def test_nothing_stored_names_anybody(database: Database, gate: Gate, clock: Clock) -> None:
    await take(database, gate, clock)
    async with database.read() as db:
        (key,) = await db.scalars(select(Allowance.key))
    assert HERE not in key
    assert key == key_of(LIMIT, HERE, clock())
    assert key != key_of(LIMIT, HERE, clock() + timedelta(days=1))


async def test_what_is_over_is_forgotten(database: Database, gate: Gate, clock: Clock) -> None:
    await take(database, gate, clock)
    async with database.write() as tx:
        assert await services.spend(tx, "a" * 64, now=clock())
    async with database.read() as db:
        assert await count_solved(db, now=clock() + timedelta(seconds=59)) == 1
        assert await count_solved(db, now=clock() + timedelta(seconds=61)) == 0
    await forget_allowances(database, now=clock() + timedelta(seconds=10))
    assert (await rows(database, Allowance), await rows(database, SpentChallenge)) == (1, 1)
    await forget_allowances(database, now=clock() + timedelta(seconds=11))
    assert (await rows(database, Allowance), await rows(database, SpentChallenge)) == (0, 1)
    await forget_allowances(database, now=clock() + LIFE)
    assert await rows(database, SpentChallenge) == 1
    await forget_allowances(database, now=clock() + LIFE + timedelta(minutes=2))
    assert await rows(database, SpentChallenge) == 0


async def test_a_solution_is_spent_once(database: Database, clock: Clock) -> None:
    async def spend() -> bool:
        async with database.write() as tx:
            return await services.spend(tx, "a" * 64, now=clock())

    answers = await asyncio.gather(*(spend() for _ in range(8)))
    assert sorted(answers) == [False] * 7 + [True]


async def test_look_ups_are_counted_in_memory(database: Database, gate: Gate, clock: Clock) -> None:
    for _ in range(3):
        gate.look_up(LIMIT, HERE, now=clock())
    with pytest.raises(TryAgain):
        gate.look_up(LIMIT, HERE, now=clock())
    gate.look_up(LIMIT, THERE, now=clock())
    clock.advance(timedelta(seconds=10))
    gate.look_up(LIMIT, HERE, now=clock())
    assert await rows(database, Allowance) == 0
