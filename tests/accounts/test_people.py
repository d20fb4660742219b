"""The people of an agency, as its sysadmin manages them."""

import asyncio
import re
from datetime import datetime
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.accounts import services
from app.accounts.commands import create_agency, create_person
from app.accounts.forms import NewPersonForm
from app.accounts.models import Person
from app.accounts.rules import SYSTEM, Role
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.lib.errors import Forbidden, FormInvalid
from app.lib.settings import Settings
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import START, Clock

pytestmark = pytest.mark.one_database("forms and rights")


@pytest.fixture
async def admin(client: Browser, cast: Cast) -> Browser:
    await client.sign_in("xu", PASSWORD)
    return client


def new_form(cast: Cast, **changes: object) -> dict[str, object]:
    form = {
        "username": "Wu.Fang",
        "full_name": "吴芳",
        "division_id": str(cast.divisions["skills"].id),
        "roles": ["division_clerk", "division_head"],
    }
    return {**form, **changes}


async def find(database: Database, username: str) -> Person | None:
    async with database.read() as db:
        found = await db.scalar(select(Person).where(Person.username == username))
        db.expunge_all()  # so that it can be looked at after the session
        return found


async def last_act(database: Database) -> HistoryEntry:
    async with database.read() as db:
        found = (await db.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1))).one()
        db.expunge_all()
        return found


def password_on(text: str) -> str:
    found = re.search(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", text)
    assert found, "no temporary password on the page"
    return found[0]


async def test_create_person_works(admin: Browser, cast: Cast, database: Database) -> None:
    page = await admin.follow(await admin.post("/staff/people", new_form(cast)))
    password = password_on(page.main)
    person = await find(database, "wu.fang")
    assert person is not None
    assert set(person.roles) == {"division_clerk", "division_head"}
    assert (await last_act(database)).verb == "account:create_person"
    again = await admin.get(f"/staff/people/{person.id}")
    assert password not in again.text, "it is shown once"
    await admin.post("/sign-out")
    signed_in = await admin.post("/sign-in", {"username": "wu.fang", "password": password})
    assert signed_in.location == "/staff/password"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "has blank"}, "username"),
        ({"username": "吴芳"}, "username"),
        ({"username": "x" * 51}, "username"),
        ({"username": "OUYANG"}, "username"),
        ({"full_name": ""}, "full_name"),
        ({"division_id": "nonsense"}, "division_id"),
        ({"roles": ["emperor"]}, "roles"),
        ({"roles": []}, "roles"),
    ],
)
async def test_create_person_refuses(admin: Browser, cast: Cast, changes: dict[str, object], field: str) -> None:
    page = await admin.post("/staff/people", new_form(cast, **changes))
    assert page.status == 422
    assert set(page.errors) == {field}
    if field != "full_name":
        assert page.field("full_name") == "吴芳", "what was typed stays"


async def test_the_division_must_be_one_of_the_agency(admin: Browser, cast: Cast) -> None:
    page = await admin.post("/staff/people", new_form(cast, division_id=str(cast.divisions["foreign"].id)))
    assert set(page.errors) == {"division_id"}


async def test_change_person_works_at_once(admin: Browser, cast: Cast, database: Database, app: object) -> None:
    async with Browser(app) as luo:  # type: ignore[arg-type]
        await luo.sign_in("luo", PASSWORD)
        assert (await luo.get("/staff/people")).status == 403
        path = f"/staff/people/{cast.people['luo'].id}"
        form = (await admin.get(path)).form(path)
        assert form["full_name"] == "罗平"
        page = await admin.post(path, {**form, "full_name": "罗萍", "roles": ["sysadmin"]})
        assert page.location == "/staff/people"
        assert (await luo.get("/staff/people")).status == 200
    act = await last_act(database)
    assert act.verb == "account:change_person"
    assert act.details["before"] != act.details["after"]


async def test_the_sysadmin_cannot_change_his_own_rights(admin: Browser, cast: Cast, database: Database) -> None:
    path = f"/staff/people/{cast.people['xu'].id}"
    form = {"full_name": "徐工", "roles": ["sysadmin", "openness_officer"]}
    assert (await admin.post(path, form)).status == 409
    assert (await admin.post(path + "/disable")).status == 409
    assert (await admin.post(path + "/password")).status == 409
    person = await find(database, "xu")
    assert person is not None
    assert (person.roles, person.is_active, person.password_number) == (["sysadmin"], True, 1)
    assert (await admin.post(path, {"full_name": "徐工程师", "roles": ["sysadmin"]})).status == 303


async def test_disable_and_enable(admin: Browser, cast: Cast, database: Database, app: object) -> None:
    path = f"/staff/people/{cast.people['luo'].id}"
    async with Browser(app) as luo:  # type: ignore[arg-type]
        await luo.sign_in("luo", PASSWORD)
        assert (await admin.post(path + "/disable")).status == 303
        assert (await luo.get("/staff/password")).location.startswith("/sign-in")
        assert (await luo.post("/sign-in", {"username": "luo", "password": PASSWORD})).status == 422
        assert (await last_act(database)).verb == "account:disable_person"
        await admin.post(path + "/enable")
        assert (await luo.post("/sign-in", {"username": "luo", "password": PASSWORD})).status == 303


async def test_reset_password_ends_sessions_and_locks(admin: Browser, cast: Cast, app: object, clock: Clock) -> None:
    path = f"/staff/people/{cast.people['luo'].id}"
    async with Browser(app) as luo:  # type: ignore[arg-type]
        await luo.sign_in("luo", PASSWORD)
        for _i in range(5):
            await luo.post("/sign-in", {"username": "luo", "password": "wrong"})
        page = await admin.follow(await admin.post(path + "/password"))
        assert (await luo.get("/staff/password")).location.startswith("/sign-in")
        signed_in = await luo.post("/sign-in", {"username": "luo", "password": password_on(page.main)})
        assert signed_in.location == "/staff/password"


async def test_people_of_another_agency_do_not_exist(admin: Browser, cast: Cast) -> None:
    assert "foreign" not in (await admin.get("/staff/people")).main
    path = f"/staff/people/{cast.people['foreign'].id}"
    assert (await admin.get(path)).status == 404
    assert (await admin.post(path, {"full_name": "x"})).status == 404
    for verb in ("disable", "enable", "password"):
        assert (await admin.post(f"{path}/{verb}")).status == 404


PATHS = ["/staff/people", "/staff/people/new", "/staff/people/{id}"]
POSTS = ["/staff/people", "/staff/people/{id}", "/staff/people/{id}/disable", "/staff/people/{id}/password"]


@pytest.mark.parametrize("username", ["chen", "deng", "ouyang", "qian", "luo", "shen"])
async def test_other_roles_may_not(client: Browser, cast: Cast, username: str) -> None:
    await client.sign_in(username, PASSWORD)
    for path in PATHS:
        assert (await client.get(path.format(id=cast.people["luo"].id))).status == 403
    for path in POSTS:
        assert (await client.post(path.format(id=cast.people["luo"].id), new_form(cast))).status == 403


async def test_nobody_is_sent_to_sign_in(client: Browser, cast: Cast) -> None:
    for path in PATHS:
        page = await client.get(path.format(id=cast.people["luo"].id))
        assert page.location.startswith("/sign-in?next=/staff/people")


async def set_up(database: Database, now: datetime) -> UUID:
    async with database.write() as tx:
        agency_id = await services.create_agency(tx, name="某局", name_en="A Bureau", code="MJ", actor=SYSTEM, now=now)
        division_id = await services.create_division(
            tx, agency_id, name="办公室", name_en="Office", actor=SYSTEM, now=now
        )
        form = NewPersonForm(username="first", full_name="第一人", division_id=division_id, roles=[Role.SYSADMIN])
        return await services.create_person(
            tx, agency_id, form, password_hash="x", must_change_password=True, actor=SYSTEM, now=now
        )


async def test_an_installation_is_set_up_by_the_system(database: Database) -> None:
    assert await set_up(database, START)
    person = await find(database, "first")
    assert person is not None
    assert person.must_change_password


async def test_nobody_else_adds_agencies_or_people_elsewhere(database: Database, cast: Cast) -> None:
    form = NewPersonForm(username="spy", full_name="某人", roles=[Role.AUDITOR])
    async with database.write() as tx:
        with pytest.raises(Forbidden):
            await services.create_agency(tx, name="某局", name_en="", code="x", actor=cast["xu"], now=START)
        with pytest.raises(Forbidden):
            await services.create_person(tx, cast.other_agency.id, form, password_hash="x", actor=cast["xu"], now=START)
        with pytest.raises(Forbidden):
            await services.create_division(tx, cast.agency.id, name="新处", name_en="", actor=cast["ouyang"], now=START)


async def test_the_code_of_an_agency_is_taken_once(database: Database) -> None:
    await set_up(database, START)
    with pytest.raises(FormInvalid) as refused:
        async with database.write() as tx:
            await services.create_agency(tx, name="另一局", name_en="", code="mj", actor=SYSTEM, now=START)
    assert refused.value.errors[0].field == "code"


async def test_the_commands_refuse_with_a_sentence(settings: Settings, database: Database) -> None:
    agency = ["--code", "zs", "--name", "某所", "--division", "办公室"]
    person = ["someone", "--agency", "zs", "--name", "某人", "--division", "办公室", "--role", "auditor"]
    for command, arguments, first, again in (
        (create_agency, agency, 0, 2),
        (create_person, person, 0, 2),
        (create_person, [*person[:2], "none", *person[3:]], 2, 2),
        (create_person, ["不行", *person[1:]], 2, 2),
    ):
        done = [await asyncio.to_thread(CliRunner().invoke, command, arguments, obj=settings) for _ in range(2)]
        assert [one.exit_code for one in done] == [first, again]
        assert done[1].output.splitlines()[-1].startswith("Error: ")
