"""Sessions: nothing for anonymous visits, ids that only the server makes, a new one at sign-in, an end when idle."""

from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar, Request, get, post
from litestar.response import Redirect
from sqlalchemy import func, select

from app.lib.db import Database
from app.lib.pages import flash
from app.lib.sessions import SessionRow, delete_expired_sessions
from tests.browser import Browser
from tests.cast import PASSWORD
from tests.conftest import Clock

COOKIE = "daylight_session"
pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def app(own_app: Litestar) -> Litestar:
    return own_app


async def rows(database: Database) -> list[SessionRow]:
    async with database.read() as db:
        return list((await db.scalars(select(SessionRow))).all())


@get("/who")
async def who(request: Request[Any, Any, Any]) -> str:
    viewer = request.scope["user"]
    return viewer.name if viewer else "nobody"


@post("/tell")
async def tell(request: Request[Any, Any, Any]) -> Redirect:
    flash(request, "The changes were saved.")
    return Redirect("/who", status_code=303)


@pytest.fixture(autouse=True)
def _probes(app: Litestar) -> None:
    app.register(who)
    app.register(tell)


async def seen_as(client: Browser) -> str:
    return (await client.get("/who")).text


async def test_an_anonymous_visit_leaves_no_row_and_no_cookie(client: Browser, database: Database) -> None:
    for path in ("/who", "/sign-in", "/consultations"):
        page = await client.get(path)
        assert COOKIE not in page.response.headers.get("set-cookie", "")
    assert await rows(database) == []


async def test_a_made_up_id_is_never_taken_over(client: Browser, database: Database) -> None:
    client.http.cookies.set(COOKIE, "an-id-that-an-attacker-chose", domain="localhost.local")
    assert await seen_as(client) == "nobody"
    assert await rows(database) == []
    await client.sign_in("chen", PASSWORD)
    assert client.http.cookies[COOKIE] != "an-id-that-an-attacker-chose"
    assert len(await rows(database)) == 1


async def test_the_id_changes_at_sign_in_and_the_old_one_is_worth_nothing(client: Browser, database: Database) -> None:
    await client.post("/tell")  # a session before anybody signed in
    before = client.http.cookies[COOKIE]
    await client.sign_in("chen", PASSWORD)
    after = client.http.cookies[COOKIE]
    assert after != before
    assert await seen_as(client) == "陈晓"
    client.http.cookies.clear()
    client.http.cookies.set(COOKIE, before, domain="localhost.local")
    assert await seen_as(client) == "nobody"
    assert len(await rows(database)) == 1


async def test_the_table_holds_no_id_that_a_thief_could_use(client: Browser, database: Database) -> None:
    await client.sign_in("chen", PASSWORD)
    [row] = await rows(database)
    cookie = client.http.cookies[COOKIE]
    assert row.session_id != cookie
    assert cookie.encode() not in row.data
    client.http.cookies.clear()
    client.http.cookies.set(COOKIE, row.session_id, domain="localhost.local")
    assert await seen_as(client) == "nobody"


async def test_who_does_nothing_is_signed_out(client: Browser, clock: Clock) -> None:
    await client.sign_in("chen", PASSWORD)
    clock.advance(timedelta(minutes=14, seconds=59))
    assert await seen_as(client) == "陈晓"
    clock.advance(timedelta(minutes=15))
    assert await seen_as(client) == "nobody"


async def test_who_goes_on_stays_signed_in(client: Browser, clock: Clock) -> None:
    await client.sign_in("chen", PASSWORD)
    for _n in range(6):
        clock.advance(timedelta(minutes=10))
        assert await seen_as(client) == "陈晓"


async def test_pages_within_a_minute_write_nothing(client: Browser, database: Database, clock: Clock) -> None:
    await client.sign_in("chen", PASSWORD)
    [before] = await rows(database)
    clock.advance(timedelta(seconds=59))
    await client.get("/who")
    [after] = await rows(database)
    assert after.expires_at == before.expires_at


async def test_signing_out_ends_the_session_on_the_server(client: Browser, database: Database) -> None:
    await client.sign_in("chen", PASSWORD)
    stolen = client.http.cookies[COOKIE]
    await client.post("/sign-out")
    assert await rows(database) == []
    client.http.cookies.set(COOKIE, stolen, domain="localhost.local")
    assert await seen_as(client) == "nobody"


async def test_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Browser) -> None:
    page = await client.post("/tell")
    cookie = next(value for value in page.response.headers.get_list("set-cookie") if value.startswith(COOKIE))
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()


async def test_housekeeping_removes_what_is_over_only(client: Browser, database: Database, clock: Clock) -> None:
    await client.sign_in("chen", PASSWORD)
    await delete_expired_sessions(database, now=clock())
    assert len(await rows(database)) == 1
    await delete_expired_sessions(database, now=clock() + timedelta(minutes=16))
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(SessionRow)) == 0
