"""One's own password."""

import pytest
from sqlalchemy import select, update

from app.accounts.models import Person
from app.lib.db import Database
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast

NEW = "another horse battery"


async def change(client: Browser, **changes: str) -> Page:
    form = {"old_password": PASSWORD, "new_password": NEW, "new_password_again": NEW}
    return await client.post("/staff/password", {**form, **changes})


@pytest.fixture
async def officer(client: Browser, cast: Cast) -> Browser:
    await client.sign_in("ouyang", PASSWORD)
    return client


async def test_it_works(officer: Browser) -> None:
    assert (await change(officer)).status == 303
    assert (await officer.get("/staff/password")).status == 200, "this session goes on"
    await officer.post("/sign-out")
    await officer.sign_in("ouyang", NEW)


async def test_other_sessions_end(officer: Browser, app: object) -> None:
    async with Browser(app) as elsewhere:  # type: ignore[arg-type]
        await elsewhere.sign_in("ouyang", PASSWORD)
        await change(officer)
        assert (await elsewhere.get("/staff/password")).location.startswith("/sign-in")


async def test_the_session_gets_a_new_name(officer: Browser) -> None:
    before = officer.http.cookies["daylight_session"]
    await change(officer)
    assert officer.http.cookies["daylight_session"] != before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"old_password": "wrong"}, "old_password"),
        ({"old_password": ""}, "old_password"),
        ({"new_password": "too short", "new_password_again": "too short"}, "new_password"),
        ({"new_password": PASSWORD, "new_password_again": PASSWORD}, "new_password"),
        ({"new_password_again": "something else"}, "new_password_again"),
    ],
)
async def test_refusals(officer: Browser, changes: dict[str, str], field: str) -> None:
    page = await change(officer, **changes)
    assert page.status == 422
    assert set(page.errors) == {field}
    assert NEW not in page.text


async def test_the_user_name_is_no_password(officer: Browser, database: Database) -> None:
    async with database.write() as db:
        await db.execute(update(Person).where(Person.username == "ouyang").values(username="ouyang.min"))
    assert set((await change(officer, new_password="Ouyang.Min", new_password_again="Ouyang.Min")).errors) == {
        "new_password"
    }


async def test_five_wrong_present_passwords_lock(officer: Browser, database: Database) -> None:
    for _i in range(5):
        await change(officer, old_password="wrong")
    assert set((await change(officer)).errors) == {"old_password"}
    async with database.read() as db:
        assert await db.scalar(select(Person.locked_until).where(Person.username == "ouyang")) is not None


async def test_nobody_is_sent_to_sign_in(client: Browser) -> None:
    assert (await change(client)).location.startswith("/sign-in")


async def test_a_temporary_password_gives_no_rights_until_it_is_changed(
    client: Browser, cast: Cast, database: Database
) -> None:
    async with database.write() as db:
        await db.execute(update(Person).where(Person.username == "xu").values(must_change_password=True))
    page = await client.post("/sign-in", {"username": "xu", "password": PASSWORD, "next": "/staff/people"})
    assert page.location == "/staff/password"
    page = await client.get("/staff/people")
    assert (page.status, page.location) == (303, "/staff/password")
    await change(client)
    assert (await client.get("/staff/people")).status == 200
