"""The two ways to open a session: nobody's update is lost, and "committed" is never said too early."""

import asyncio

import pytest
from litestar import Litestar, post
from litestar.response import Redirect
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.lib.db import Database, is_duplicate, open_database
from app.lib.settings import Settings
from tests.browser import Browser

COUNTER = Table("test_counter", MetaData(), Column("id", Integer, primary_key=True), Column("n", Integer))


@pytest.fixture
def app(own_app: Litestar) -> Litestar:
    return own_app


@pytest.fixture
async def counter(database: Database) -> None:
    async with database.write() as db:
        await (await db.connection()).run_sync(COUNTER.metadata.create_all)
        await db.execute(insert(COUNTER).values(id=1, n=0))


async def total(database: Database) -> int:
    async with database.read() as db:
        return int((await db.scalars(select(COUNTER.c.n))).one())


async def add_one(db: AsyncSession) -> None:
    """Read, think, write: the way that loses updates when two do it at once."""
    n = (await db.scalars(select(COUNTER.c.n).where(COUNTER.c.id == 1).with_for_update())).one()
    await asyncio.sleep(0)  # everybody else gets a turn between the read and the write
    await db.execute(update(COUNTER).where(COUNTER.c.id == 1).values(n=n + 1))


@pytest.mark.usefixtures("counter")
async def test_concurrent_read_then_write_gives_the_exact_sum(database: Database) -> None:
    async def one_person() -> None:
        for _n in range(5):
            async with database.write() as db:
                await add_one(db)

    await asyncio.gather(*(one_person() for _n in range(24)))
    assert await total(database) == 120


@pytest.mark.usefixtures("counter")
async def test_many_posts_that_read_then_write_one_row_give_the_exact_sum(app: Litestar, database: Database) -> None:
    @post("/count")
    async def count(database: Database) -> Redirect:
        async with database.write() as db:
            await add_one(db)
        return Redirect("/", status_code=303)

    app.register(count)

    async def one_visitor(browser: Browser) -> int:
        return sum([(await browser.post("/count")).status == 303 for _n in range(4)])

    async with Browser(app) as browser:
        await browser.post("/count")  # fetches the form token once
        acknowledged = 1 + sum(await asyncio.gather(*(one_visitor(browser) for _n in range(20))))
    assert acknowledged == 81
    assert await total(database) == acknowledged


@pytest.mark.usefixtures("counter")
async def test_two_processes_do_not_lose_updates_of_each_other(database: Database, settings: Settings) -> None:
    other = open_database(settings)  # its own lock: as another process has

    async def one_process(which: Database) -> None:
        for _n in range(20):
            async with which.write() as db:
                await add_one(db)

    await asyncio.gather(one_process(database), one_process(other))
    await other.close()
    assert await total(database) == 40


@pytest.mark.usefixtures("counter")
async def test_a_raise_rolls_back_and_goes_on(database: Database) -> None:
    async def half_done() -> None:
        async with database.write() as db:
            await add_one(db)
            raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        await half_done()
    assert await total(database) == 0


@pytest.mark.usefixtures("counter")
async def test_a_read_keeps_nothing(database: Database) -> None:
    async with database.read() as db:
        await db.execute(update(COUNTER).values(n=99))
    assert await total(database) == 0


@pytest.mark.usefixtures("counter")
async def test_a_read_sees_one_snapshot(database: Database) -> None:
    async with database.read() as db:
        before = (await db.scalars(select(COUNTER.c.n))).one()
        async with database.write() as other:
            await add_one(other)
        assert (await db.scalars(select(COUNTER.c.n))).one() == before
    assert await total(database) == 1


async def _make_commit_fail(db: AsyncSession) -> None:
    """A constraint that is checked at COMMIT only, on both databases."""
    connection = await db.connection()
    await connection.exec_driver_sql("CREATE TABLE test_parent (id integer PRIMARY KEY)")
    await connection.exec_driver_sql(
        "CREATE TABLE test_child (parent integer REFERENCES test_parent (id) DEFERRABLE INITIALLY DEFERRED)"
    )


async def test_a_failing_commit_is_an_error(database: Database) -> None:
    async with database.write() as db:
        await _make_commit_fail(db)
    with pytest.raises(IntegrityError):
        async with database.write() as db:
            await (await db.connection()).exec_driver_sql("INSERT INTO test_child VALUES (7)")


async def test_a_failing_commit_is_never_a_success_answer(app: Litestar, database: Database) -> None:
    @post("/store")
    async def store(database: Database) -> Redirect:
        async with database.write() as db:
            await (await db.connection()).exec_driver_sql("INSERT INTO test_child VALUES (7)")
        return Redirect("/receipt", status_code=303)

    app.register(store)
    async with database.write() as db:
        await _make_commit_fail(db)
    async with Browser(app) as browser:
        assert (await browser.post("/store")).status == 500
    async with database.read() as db:
        assert (await (await db.connection()).exec_driver_sql("SELECT count(*) FROM test_child")).scalar() == 0


@pytest.mark.usefixtures("counter")
async def test_a_client_that_leaves_holds_no_lock(database: Database) -> None:
    inside = asyncio.Event()

    async def leaves() -> None:
        async with database.write() as db:
            await add_one(db)
            inside.set()
            await asyncio.Event().wait()

    async def waits_and_leaves() -> None:
        async with database.write() as db:
            await add_one(db)

    holder = asyncio.create_task(leaves())
    await inside.wait()
    waiter = asyncio.create_task(waits_and_leaves())
    await asyncio.sleep(0)
    waiter.cancel()
    holder.cancel()
    await asyncio.gather(holder, waiter, return_exceptions=True)
    async with asyncio.timeout(5), database.write() as db:
        await add_one(db)
    assert await total(database) == 1


async def test_a_statement_that_fails_leaves_a_usable_database(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.write() as db:
            await (await db.connection()).exec_driver_sql("INSERT INTO nowhere VALUES (1)")
    async with database.write() as db:
        assert await db.scalar(select(func.count()).select_from(Agency)) == 0


async def test_a_duplicate_is_told_from_other_refusals(database: Database) -> None:
    async with database.write() as db:
        db.add(Agency(name="一", name_en="", code="a"))
    with pytest.raises(IntegrityError) as twice:
        async with database.write() as db:
            db.add(Agency(name="二", name_en="", code="a"))
    assert is_duplicate(twice.value)
    with pytest.raises(IntegrityError) as upper:
        async with database.write() as db:
            db.add(Agency(name="三", name_en="", code="UPPER"))
    assert not is_duplicate(upper.value)


async def test_sqlite_keeps_acknowledged_rows_through_a_power_cut(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL decides this for itself (fsync, synchronous_commit)")
    wanted = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2}
    async with database.read() as db:
        connection = await db.connection()
        found = {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in wanted}
    assert found == wanted
