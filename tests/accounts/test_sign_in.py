"""Sign-in: what leads in, what keeps out, and that refusals tell nothing (AT-56)."""

import asyncio
from datetime import timedelta

import pytest
from litestar import Litestar
from sqlalchemy import select, update

from app.accounts.models import Agency, Person
from app.accounts.services import prove_password, sign_in
from app.allowances.rules import WRONG_PASSWORD
from app.allowances.services import take
from app.history.models import HistoryEntry
from app.lib.db import Database
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock


async def try_password(client: Browser, password: str, username: str = "ouyang") -> Page:
    return await client.post("/sign-in", {"username": username, "password": password, "next": ""})


async def person(database: Database, username: str = "ouyang") -> Person:
    async with database.read() as db:
        found = (await db.scalars(select(Person).where(Person.username == username))).one()
        db.expunge_all()  # so that it can be looked at after the session
        return found


async def verbs(database: Database) -> list[str]:
    async with database.read() as db:
        return list(await db.scalars(select(HistoryEntry.verb).order_by(HistoryEntry.id)))


async def test_it_works(client: Browser, cast: Cast, database: Database, clock: Clock) -> None:
    page = await try_password(client, PASSWORD)
    assert (page.status, page.location) == (303, "/staff")
    assert (await client.get("/staff/password")).status == 200
    assert (await person(database)).signed_in_at == clock.now
    assert await verbs(database) == ["account:sign_in"]


async def test_the_user_name_may_be_typed_in_capitals(client: Browser, cast: Cast) -> None:
    assert (await try_password(client, PASSWORD, " Ouyang ")).status == 303


async def test_it_leads_back_to_where_one_came_from(client: Browser, cast: Cast) -> None:
    asked = await client.get("/staff/password")
    assert asked.location == "/sign-in?next=/staff/password"
    form = (await client.follow(asked)).form("/sign-in")
    page = await client.post("/sign-in", {**form, "username": "ouyang", "password": PASSWORD})
    assert page.location == "/staff/password"


async def test_it_never_leads_to_another_site(client: Browser, cast: Cast) -> None:
    page = await client.post("/sign-in", {"username": "ouyang", "password": PASSWORD, "next": "https://example.org/"})
    assert page.location == "/staff"


async def test_who_is_signed_in_already_goes_on(client: Browser, cast: Cast) -> None:
    await client.sign_in("ouyang", PASSWORD)
    assert (await client.get("/sign-in?next=//example.org")).location == "/staff"


async def test_an_empty_form_says_what_is_missing(client: Browser, cast: Cast) -> None:
    page = await client.post("/sign-in", {"username": "", "password": ""})
    assert page.status == 422
    assert set(page.errors) == {"username", "password"}


async def test_refusals_look_the_same_whatever_the_reason(client: Browser, cast: Cast, database: Database) -> None:
    async with database.write() as db:
        await db.execute(update(Person).where(Person.username == "luo").values(is_active=False))
    wrong = await try_password(client, "not the password", "chen")
    unknown = await try_password(client, PASSWORD, "nobody")
    disabled = await try_password(client, PASSWORD, "luo")
    for _i in range(5):
        await try_password(client, "not the password", "deng")
    locked = await try_password(client, PASSWORD, "deng")
    assert {page.status for page in (wrong, unknown, disabled, locked)} == {422}
    assert len({str(page.errors) for page in (wrong, unknown, disabled, locked)}) == 1


async def test_what_was_typed_stays_except_the_password(client: Browser, cast: Cast) -> None:
    page = await client.post("/sign-in", {"username": "ouyang", "password": "secret words", "next": "/staff/people"})
    form = page.form("/sign-in")
    assert (form["username"], form["next"], form["password"]) == ("ouyang", "/staff/people", "")
    assert "secret words" not in page.text


async def test_five_wrong_passwords_lock_for_15_minutes(
    client: Browser, cast: Cast, database: Database, clock: Clock
) -> None:
    for _i in range(5):
        assert (await try_password(client, "wrong")).status == 422
    assert (await try_password(client, PASSWORD)).status == 422, "the right one is refused too"
    clock.advance(timedelta(minutes=15) - timedelta(seconds=1))
    assert (await try_password(client, PASSWORD)).status == 422
    clock.advance(timedelta(seconds=1))
    assert (await try_password(client, PASSWORD)).status == 303
    assert await verbs(database) == ["account:lock", "account:sign_in"]


async def test_tries_while_locked_do_not_make_the_lock_longer(client: Browser, cast: Cast, clock: Clock) -> None:
    for _i in range(5):
        await try_password(client, "wrong")
    clock.advance(timedelta(minutes=10))
    for _i in range(5):
        await try_password(client, "wrong")
    clock.advance(timedelta(minutes=5))
    assert (await try_password(client, PASSWORD)).status == 303


async def test_success_forgets_the_wrong_ones(client: Browser, cast: Cast, database: Database) -> None:
    for _i in range(4):
        await try_password(client, "wrong")
    assert (await person(database)).failed_tries == 4
    assert (await try_password(client, PASSWORD)).status == 303
    assert (await person(database)).failed_tries == 0


async def test_tries_at_the_same_moment_are_counted_exactly(cast: Cast, database: Database, clock: Clock) -> None:
    async def once() -> None:
        proof = await prove_password(database, "wrong", username="ouyang")
        async with database.write() as tx:
            assert await sign_in(tx, proof, now=clock.now) is None

    await asyncio.gather(*(once() for _i in range(4)))
    assert (await person(database)).failed_tries == 4
    await asyncio.gather(*(once() for _i in range(20)))
    locked = await person(database)
    assert locked.locked_until == clock.now + timedelta(minutes=15)
    assert locked.failed_tries == 0
    assert (await verbs(database)).count("account:lock") == 1


async def test_a_password_changed_between_proof_and_sign_in_does_not_let_in(
    cast: Cast, database: Database, clock: Clock
) -> None:
    proof = await prove_password(database, PASSWORD, username="ouyang")
    assert proof.is_right
    async with database.write() as tx:
        await tx.execute(update(Person).where(Person.username == "ouyang").values(password_hash="another"))
    async with database.write() as tx:
        assert await sign_in(tx, proof, now=clock.now) is None


async def test_signing_in_gives_the_browser_a_new_session(client: Browser, cast: Cast) -> None:
    await client.sign_in("ouyang", PASSWORD)
    first = client.http.cookies["daylight_session"]
    await client.sign_in("chen", PASSWORD)
    assert client.http.cookies["daylight_session"] != first


async def test_sign_out_ends_the_session(client: Browser, cast: Cast, database: Database) -> None:
    await client.sign_in("ouyang", PASSWORD)
    cookie = client.http.cookies["daylight_session"]
    assert (await client.post("/sign-out")).location == "/sign-in"
    client.http.cookies.set("daylight_session", cookie)
    assert (await client.get("/staff/password")).location.startswith("/sign-in")
    assert await verbs(database) == ["account:sign_in", "account:sign_out"]


async def test_sign_out_of_nobody_is_no_error(client: Browser) -> None:
    assert (await client.post("/sign-out")).status == 303


async def test_an_idle_session_ends(client: Browser, cast: Cast, clock: Clock) -> None:
    await client.sign_in("ouyang", PASSWORD)
    clock.advance(timedelta(minutes=14))
    assert (await client.get("/staff/password")).status == 200
    clock.advance(timedelta(minutes=15))
    assert (await client.get("/staff/password")).location.startswith("/sign-in")


@pytest.mark.parametrize("what", ["person", "agency"])
async def test_a_session_ends_when_person_or_agency_is_disabled(
    client: Browser, cast: Cast, database: Database, what: str
) -> None:
    await client.sign_in("ouyang", PASSWORD)
    table = Person if what == "person" else Agency
    row = cast.people["ouyang"].id if what == "person" else cast.agency.id
    async with database.write() as db:
        await db.execute(update(table).where(table.id == row).values(is_active=False))
    assert (await client.get("/staff/password")).location.startswith("/sign-in")


async def test_nothing_that_was_typed_gets_into_the_record(client: Browser, cast: Cast, database: Database) -> None:
    await try_password(client, "wrong but secret")
    async with database.read() as db:
        assert "secret" not in str([entry.details for entry in await db.scalars(select(HistoryEntry))])


async def wrong_from_here(app: Litestar, count: int) -> None:
    """So many wrong tries from the client's network, without the time that their hashes take."""
    async with app.state.database.write() as tx:
        now, gate = app.state.clock(), app.state.gate
        await take(tx, WRONG_PASSWORD, "127.0.0.1", gate=gate, now=now, count=count)


async def test_many_wrong_tries_from_one_network_must_wait(
    app: Litestar, client: Browser, cast: Cast, clock: Clock
) -> None:
    await wrong_from_here(app, WRONG_PASSWORD.burst - 1)
    assert (await try_password(client, "wrong", "nobody")).status == 422
    page = await try_password(client, PASSWORD)
    assert page.status == 429, "not even the right one is looked at"
    assert page.response.headers["retry-after"] == "6"
    assert "10:01" in page.one("[role=alert]").text()
    assert page.field("username") == "ouyang"
    async with Browser(app, address="198.51.100.7") as elsewhere:
        assert (await try_password(elsewhere, PASSWORD)).status == 303
    clock.advance(timedelta(seconds=6))
    assert (await try_password(client, PASSWORD)).status == 303


async def test_who_knows_the_password_uses_nothing_up(app: Litestar, client: Browser, cast: Cast) -> None:
    """An office signs in at nine o'clock from one address."""
    await wrong_from_here(app, WRONG_PASSWORD.burst - 1)
    for _ in range(3):
        assert (await try_password(client, PASSWORD)).status == 303
        await client.post("/sign-out", {})
    assert (await try_password(client, "wrong", "nobody")).status == 422
    assert (await try_password(client, "wrong", "nobody")).status == 429


async def test_many_tries_at_once_do_not_slip_through(app: Litestar, client: Browser, cast: Cast) -> None:
    await wrong_from_here(app, WRONG_PASSWORD.burst - 2)
    await client.get("/sign-in")
    pages = await asyncio.gather(*(try_password(client, "wrong", f"nobody{n}") for n in range(6)))
    assert sorted(page.status for page in pages) == [422] * 2 + [429] * 4
