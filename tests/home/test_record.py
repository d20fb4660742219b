"""The record of acts: in words, complete for the auditor, without citizens for the sysadmin, closed to others."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.home.record_queries import PAGE
from app.lib.db import Database
from app.lib.i18n import translations
from tests.adoption.office import Said, answer, make_studied
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock

APP = Path(__file__).parents[2] / "app"
LITERAL = re.compile(r'"((?:account|adoption|comment|consultation|decision|notice|opinion_group):[a-z_]+)"')
HELPER = re.compile(r'_record\(db, "([a-z_]+)"')
NOUN_OF_HELPER = re.compile(r'f"([a-z_]+):\{(?:verb|service)\}"')
CODE = re.compile(r"\b(account|adoption|comment|consultation|decision|notice|opinion_group):[a-z_]+")


def verbs() -> set[str]:
    """Every act that a service records, read from the code."""
    found = set()
    for file in APP.glob("*/*.py"):
        code = file.read_text()
        found |= {verb for verb in LITERAL.findall(code) if not verb.endswith("_")}
        for noun in NOUN_OF_HELPER.findall(code):
            found |= {f"{noun}:{service}" for service in HELPER.findall(code)}
    return found


def test_every_act_has_words() -> None:
    there = verbs()
    assert {"comment:hide_comment", "account:lock", "consultation:open", "adoption:save_report"} <= there
    known = translations("zh-CN")
    assert sorted(verb for verb in there if ("verb", verb) not in known) == []


async def test_the_auditor_reads_every_act(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(3), now=clock())
    await answer(database, cast, c, 1, now=clock())
    await client.sign_in("shen", PASSWORD)
    page = await client.get("/staff/record")
    assert page.status == 200
    for words in ("答复", "第 1 组", "未采纳", "陈晓", "登录", "批准公布"):
        assert words in page.main
    assert not CODE.search(page.main)
    assert page.all(f'main a[href="/staff/consultations/{c}"]')
    only = await client.get("/staff/record?noun=adoption")
    assert "第 1 组" in only.main
    assert "批准公布" not in only.main


async def test_the_sysadmin_reads_the_acts_on_accounts_only(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(3), now=clock())
    await answer(database, cast, c, 1, now=clock())
    await client.sign_in("xu", PASSWORD)
    for query in ("", "?noun=adoption", "?noun=comment", "?noun=nonsense"):
        page = await client.get(f"/staff/record{query}")
        assert page.status == 200
        assert "登录" in page.main
        assert "批准公布" not in page.main
        assert "第 1 组" not in page.main
        assert not page.all('main a[href^="/staff/consultations"]')


async def test_another_agency_is_not_shown(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    async with database.write() as db:
        person = await db.get_one(type(cast.people["foreign"]), cast.people["foreign"].id)
        person.roles = ["auditor"]
    await make_studied(database, cast, Said(1), now=clock())
    await client.sign_in("foreign", PASSWORD)
    page = await client.get("/staff/record")
    assert page.status == 200
    assert "批准公布" not in page.main
    assert "外区人" in page.main


async def test_it_goes_on_at_the_next_page(client: Browser, cast: Cast, clock: Clock) -> None:
    for _ in range(PAGE // 2 + 1):
        await client.sign_in("shen", PASSWORD)
        await client.post("/sign-out")
        clock.advance(timedelta(seconds=1))
    await client.sign_in("shen", PASSWORD)
    first = await client.get("/staff/record")
    assert len(first.all("main tbody tr")) == PAGE
    second = await client.get(first.one("a[rel=next]").attributes["href"] or "")
    assert len(second.all("main tbody tr")) == 3
    assert not second.all("a[rel=next]")


@pytest.mark.parametrize("who", ["chen", "deng", "ouyang", "qian"])
async def test_others_do_not_read_it(client: Browser, cast: Cast, who: str) -> None:
    await client.sign_in(who, PASSWORD)
    page = await client.get("/staff/record")
    assert page.status == 403
    assert not page.all('a[href="/staff/record"]')
