"""The list of consultations and the front page."""

import pytest

from app.lib.db import Database
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import START
from tests.consultations.conftest import squeezed
from tests.make import days_from, make_consultation

STATES = {
    "open": ["open"],
    "studied": ["closed", "analysing"],
    "reported": ["report_published", "archived"],
    "withdrawn": ["withdrawn"],
}


async def make_all(database: Database, cast: Cast) -> None:
    for state in ("drafting", "open", "closed", "analysing", "report_published", "archived", "withdrawn"):
        await make_consultation(database, cast, now=START, state=state, title=f"关于{state}的办法")


@pytest.mark.parametrize("show", STATES)
async def test_each_list_shows_its_states(client: Browser, cast: Cast, database: Database, show: str) -> None:
    await make_all(database, cast)
    page = await client.get(f"/consultations?show={show}")
    titles = {node.text(strip=True) for node in page.all("main article h3")}
    assert titles == {f"关于{state}的办法" for state in STATES[show]}
    counts = [node.text(strip=True) for node in page.all(".p-tabs .p-num")]
    assert counts == ["1", "2", "2", "1"]
    assert len(page.all(".p-tabs [aria-current]")) == 1


async def test_nonsense_shows_what_is_open(client: Browser, cast: Cast, database: Database) -> None:
    await make_all(database, cast)
    for query in ("show=nonsense", "page=0", "page=-3", "show=&page=1"):
        page = await client.get(f"/consultations?{query}")
        assert page.status == 200
        assert "关于open的办法" in squeezed(page)
    assert (await client.get("/consultations?page=x")).status == 400


async def test_what_closes_first_stands_first_and_pages_turn(client: Browser, cast: Cast, database: Database) -> None:
    for n in range(21):
        await make_consultation(
            database, cast, now=START, closes_on=days_from(START, 60 - n), title=f"第{n:02}号办法草案"
        )
    first = await client.get("/consultations")
    titles = [node.text(strip=True) for node in first.all("main article h3")]
    assert (len(titles), titles[0]) == (20, "第20号办法草案")
    second = await client.get(first.one("a[rel=next]").attributes["href"] or "")
    assert [node.text(strip=True) for node in second.all("main article h3")] == ["第00号办法草案"]
    assert not second.all("a[rel=next]")


async def test_front_page(client: Browser, cast: Cast, database: Database) -> None:
    assert "目前没有正在征求意见的事项。" in (await client.get("/")).main
    await make_all(database, cast)
    page = await client.get("/")
    for state in ("open", "closed", "analysing", "report_published", "archived"):
        assert f"关于{state}的办法" in squeezed(page)
    assert "关于drafting的办法" not in squeezed(page)


async def test_english(client: Browser, cast: Cast, database: Database) -> None:
    await make_all(database, cast)
    client.http.cookies.set("lang", "en")
    page = await client.get("/consultations")
    assert page.one("h1").text(strip=True) == "Consultations"
    assert "31 days left" in page.main


@pytest.mark.parametrize("path", ["comments", "privacy", "accessibility"])
async def test_pages_about_the_site(client: Browser, path: str) -> None:
    assert (await client.get(f"/about/{path}")).status == 200
    assert (await client.get("/about/nonsense")).status == 404
