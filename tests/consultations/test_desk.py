"""The desk: who sees which consultation, and what waits for whom."""

from datetime import timedelta

import pytest

from app.consultations.jobs import turn_pages
from app.lib.db import Database
from tests.cast import Cast
from tests.conftest import START, Clock
from tests.consultations.conftest import STRANGERS, SignIn
from tests.consultations.test_approve_publication import submitted
from tests.consultations.test_create_consultation import NEW
from tests.make import make_consultation

pytestmark = pytest.mark.one_database("pages are made from what was read")

TITLE = "某市灵活就业人员缴费办法（草案征求意见稿）"


@pytest.mark.parametrize("username", ["chen", "deng", "ouyang", "qian", "shen"])
async def test_who_sees_it(sign_in: SignIn, cast: Cast, database: Database, username: str) -> None:
    one = await make_consultation(database, cast, now=START, state="drafting")
    person = await sign_in(username)
    for path in ("/staff", NEW, f"{NEW}/{one}", f"{NEW}/{one}/draft"):
        page = await person.get(path)
        assert page.status == 200, path
        assert TITLE in page.main, path


@pytest.mark.parametrize("username", STRANGERS)
async def test_strangers_see_nothing(sign_in: SignIn, cast: Cast, database: Database, username: str) -> None:
    one = await make_consultation(database, cast, now=START, state="open")
    person = await sign_in(username)
    for path in (f"{NEW}/{one}", f"{NEW}/{one}/draft", f"{NEW}/{one}/edit"):
        assert (await person.get(path)).status == 404, path
    for path in ("/staff", NEW):
        assert TITLE not in (await person.get(path)).main


async def test_the_sysadmin_is_led_to_people(sign_in: SignIn) -> None:
    assert (await (await sign_in("xu")).get("/staff")).location == "/staff/people"


async def test_the_auditor_reads_but_finds_no_button(sign_in: SignIn, cast: Cast, database: Database) -> None:
    auditor = await sign_in("shen")
    for state in ("drafting", "open", "closed"):
        one = await make_consultation(database, cast, now=START, state=state)
        page = await auditor.get(f"{NEW}/{one}")
        assert page.status == 200
        assert not page.all("main form")
        assert not page.all(f'a[href="{NEW}/{one}/edit"]')
    assert not (await auditor.get(NEW)).all(f'a[href="{NEW}/new"]')


async def test_what_waits_for_whom(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await submitted(sign_in, database, cast)
    head, clerk = await sign_in("deng"), await sign_in("chen")
    assert "等待您审批" in (await head.get("/staff")).main
    assert "等待您审批" not in (await clerk.get("/staff")).main
    await head.post(f"{NEW}/{one}/approve")
    assert "等待您审批" not in (await head.get("/staff")).main
    await clerk.post(f"{NEW}/{one}/withdraw", {"note": "要撤回"})
    assert "撤回" in (await head.get("/staff")).one(".p-tk__due").text()


async def test_a_late_report_is_red(sign_in: SignIn, cast: Cast, database: Database, clock: Clock) -> None:
    await make_consultation(database, cast, now=START)
    clock.advance(timedelta(days=31))
    await turn_pages(database, now=clock())
    assert "应于" in (await (await sign_in("chen")).get("/staff")).main
    clock.advance(timedelta(days=40))
    page = await (await sign_in("chen")).get("/staff")
    assert "已超期" in page.main
    assert page.all(".p-tk--red")


async def test_the_record_tells_who_did_what(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await make_consultation(database, cast, now=START)
    page = await (await sign_in("chen")).get(f"{NEW}/{one}")
    log = page.one(".p-log").text()
    for words in ("邓立", "批准公布", "陈晓", "提交审批", "导入草案", "发起征求意见"):
        assert words in log
    assert "consultation:" not in log, "verbs are translated"


async def test_english(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await make_consultation(database, cast, now=START, state="drafting")
    clerk = await sign_in("chen")
    clerk.http.cookies.set("lang", "en")
    page = await clerk.get(f"{NEW}/{one}")
    assert "Before publication" in page.main
    assert "公布前" not in page.main
