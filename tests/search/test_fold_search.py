"""Folding changes where the index lies, never what is found."""

from datetime import date, timedelta

from sqlalchemy import func, select

from app.lib.db import Database
from app.search import folding
from app.search.folding import Live, choose
from app.search.jobs import find_unfolded, fold_search
from app.search.models import SearchFresh, SearchPosting, SearchSegment
from app.search.rules import Filters, Order, SearchKind
from app.search.services import remove_text
from tests.conftest import Clock
from tests.search.conftest import Look, Put, titles

QUERIES = ["补", "补贴", "职业培训补贴", "2024", "第3号", "区", "甲", "通知 补贴"]


async def put_many(put: Put, count: int, first: int = 0) -> None:
    for n in range(first, first + count):
        title = f"{'甲乙丙丁'[n % 4]}区{2020 + n % 6}年第{n}号职业培训补贴{'通知' if n % 3 else '办法'}"
        await put(title, "补贴标准见附件。" * (n % 2), ref=str(n), dated_on=date(2026, 1, 1) - timedelta(days=n % 7))


async def count(database: Database, table: type) -> int:
    async with database.read() as db:
        return (await db.execute(select(func.count()).select_from(table))).scalar_one()


async def everything(look: Look) -> list[object]:
    found = [await look(query, order=order, limit=500) for query in QUERIES for order in Order]
    return [(titles(one), one.total) for one in found] + [titles(await look("", filters=Filters(year=2025), limit=500))]


async def test_the_same_is_found_before_and_after(put: Put, look: Look, database: Database, clock: Clock) -> None:
    await put_many(put, 12)
    before = await everything(look)
    await fold_search(database, now=clock(), least=8)
    assert await count(database, SearchFresh) == 0
    assert await everything(look) == before
    await put_many(put, 30, first=12)
    before = await everything(look)
    await fold_search(database, now=clock(), least=8)
    assert await everything(look) == before
    assert await count(database, SearchSegment) == 1  # the first one was written anew with them


async def test_what_was_removed_loses_its_place(put: Put, look: Look, database: Database, clock: Clock) -> None:
    await put_many(put, 12)
    await fold_search(database, now=clock(), least=4)
    async with database.write() as db:
        for n in range(5):
            await remove_text(db, SearchKind.DISCLOSURE, str(n))
    before = await everything(look)
    assert (await look("补贴")).total == 7
    async with database.read() as db:
        assert await find_unfolded(db, clock(), 4) == [()]
    await fold_search(database, now=clock(), least=4)
    assert await everything(look) == before
    async with database.read() as db:
        assert await find_unfolded(db, clock(), 4) == []


async def test_rebuilding_leaves_nothing_behind(put: Put, look: Look, database: Database, clock: Clock) -> None:
    await put_many(put, 10)
    before = await everything(look)
    steps: list[tuple[int, int]] = []
    assert await folding.rebuild(database, now=clock(), progress=lambda *step: steps.append(step)) == 10
    rows = await count(database, SearchPosting)
    assert await folding.rebuild(database, now=clock()) == 10
    assert (await count(database, SearchPosting), await count(database, SearchSegment)) == (rows, 1)
    assert await everything(look) == before
    assert steps == [(10, 10)]


async def test_a_fold_that_was_killed_is_begun_anew(put: Put, look: Look, database: Database, clock: Clock) -> None:
    await put_many(put, 6)
    before = await everything(look)
    plan = await folding._plan(database, clock(), 4)
    assert plan is not None
    sources, chars, _taken = await folding._read(database, plan.texts)
    await folding._write(database, sources, chars, now=clock())  # and here it was killed
    await fold_search(database, now=clock(), least=4)  # perhaps another worker is at it
    assert await count(database, SearchFresh) == 6
    clock.advance(timedelta(hours=2))
    await fold_search(database, now=clock(), least=4)
    assert await everything(look) == before
    assert await count(database, SearchSegment) == 1


async def test_two_workers_do_not_index_twice(put: Put, look: Look, database: Database, clock: Clock) -> None:
    await put_many(put, 6)
    before = await everything(look)
    plan = await folding._plan(database, clock(), 4)
    assert plan is not None
    await fold_search(database, now=clock(), least=4)
    await folding._replace(database, plan, now=clock())
    assert await everything(look) == before
    assert await count(database, SearchSegment) == 1


def test_small_segments_are_joined_and_large_ones_left() -> None:
    segments = [Live(1, 60_000, 1), Live(2, 900, 1), Live(3, 100, 1), Live(4, 100, 1)]
    assert [one.id for one in choose(segments, 64)] == [3, 4]
    assert [one.id for one in choose(segments, 500)] == [3, 4, 2]
    assert choose(segments[:1], 64) == []
