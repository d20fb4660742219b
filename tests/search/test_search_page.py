"""The page `/search`: hits with marked words, filters, pages, near texts; whatever is typed, it answers."""

from datetime import date, timedelta

import pytest
from litestar import Litestar

from app.allowances.rules import SEARCH
from app.search.rules import SearchKind
from tests.browser import Browser
from tests.conftest import Clock
from tests.search.conftest import Put


async def titles(client: Browser, address: str) -> list[str]:
    return [one.text(strip=True) for one in (await client.get(address)).all(".p-entry__t")]


async def test_hits_are_marked_and_text_is_text(client: Browser, put: Put) -> None:
    await put("补贴办法<script>alert(1)</script>", "标准&<b>补贴</b>", ref="x")
    page = await client.get("/search?q=补贴")
    assert page.status == 200
    assert "<mark>补贴</mark>办法&lt;script&gt;" in page.text
    assert "标准&amp;&lt;b&gt;<mark>补贴</mark>" in page.text
    assert page.response.headers["x-robots-tag"] == "noindex"


async def test_filters_and_pages_follow_each_other(client: Browser, put: Put) -> None:
    for n in range(25):
        await put(f"第{n:02}号办法", ref=str(n), dated_on=date(2026, 3, 1) - timedelta(days=n))
    await put("征求意见的办法", kind=SearchKind.CONSULTATION, ref="c", dated_on=date(2026, 4, 1))
    page = await client.get("/search?q=办法")
    assert page.one("#hits").text(strip=True) == "共 26 条"
    narrowed = [one.attributes["href"] for one in page.all(".p-facet a")]
    assert "/search?q=%E5%8A%9E%E6%B3%95&kind=consultation" in narrowed
    assert await titles(client, "/search?q=办法&kind=consultation") == ["征求意见的办法"]
    more = page.one("a[rel=next]").attributes["href"]
    assert await titles(client, more or "") == [f"第{n:02}号办法" for n in range(19, 25)]
    narrow = await client.get("/search?q=办法&year=2026&kind=disclosure")
    hidden = narrow.all(".p-find input[type=hidden]")
    assert {one.attributes["name"]: one.attributes["value"] for one in hidden} == {"kind": "disclosure", "year": "2026"}


async def test_what_comes_near_is_shown_where_nothing_holds_all_words(client: Browser, put: Put) -> None:
    await put("某市2024年度失业保险基金收支情况", ref="1")
    page = await client.get("/search?q=请问2025年失业保险基金的收支情况是怎样的")
    assert "以下内容相近" in page.text
    assert "年度或期间" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "长" * 4000,
        "q=%00",
        "q=%22%27%28*",
        "q=a&kind=nonsense&year=99999&validity=x&agency=1&after=9.9",
        "q=%E9%95%BF&after=2.99999999999999999.99999999999999999",
        "q=%E9%95%BF&year=0000",
        "after=1.1.1",
        "q=",
    ],
)
async def test_whatever_is_typed_is_answered(client: Browser, put: Put, query: str) -> None:
    await put("长办法", "a")
    assert (await client.get(f"/search?{query}")).status == 200


async def test_htmx_gets_the_results_only(client: Browser, put: Put) -> None:
    await put("高温津贴")
    page = await client.http.get("/search?q=津", headers={"HX-Request": "true"})
    assert "<mark>津</mark>" in page.text
    assert "<html" not in page.text


@pytest.mark.one_database("the limit is kept in memory")
async def test_who_searches_too_often_is_told_when_to_come_back(app: Litestar, client: Browser, clock: Clock) -> None:
    for _ in range(SEARCH.burst):
        app.state.gate.look_up(SEARCH, "127.0.0.1", now=clock())
    page = await client.get("/search?q=津")
    assert page.status == 429
    assert page.response.headers["retry-after"] == "1"
    assert "10:01" in page.text
    assert (await client.get("/search")).status == 200
    clock.advance(timedelta(seconds=1))
    assert (await client.get("/search?q=津")).status == 200
