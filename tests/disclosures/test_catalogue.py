"""The public catalogue: filters and their numbers, pages, entries, feeds, open data, the guide."""

import csv
import io
import json
from datetime import timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar

from app.disclosures import queries
from app.disclosures.facets import FACETS, Cell, Cube, Filters, Place
from app.disclosures.labels import VALIDITY_LABELS
from app.disclosures.open_data import COLUMNS
from app.disclosures.rules import DisclosureSource, FiveOpenness, Genre
from app.lib.db import Database
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import START, Clock
from tests.disclosures.entries import GUIDE, publish

GENRES = (Genre.NOTICE, Genre.MEASURES, Genre.PLAN)
TOPICS = ("15-01", "15-02", "02-01")


def titles(page: Page) -> list[str]:
    return [node.text() for node in page.all(".p-entry__t")]


async def fill(database: Database, cast: Cast, clock: Clock, n: int) -> list[str]:
    """Entries over all genres and topics, some of them at the same moment; the titles, newest first."""
    made = []
    for i in range(n):
        await publish(
            database, cast, now=clock(), title=f"第{i}号", genre=GENRES[i % 3], topic=TOPICS[i // 3 % 3],
            source=DisclosureSource.CONVERTED if i % 5 == 0 else DisclosureSource.DIRECT,
        )  # fmt: skip
        made.append(f"第{i}号")
        if i % 4:
            clock.advance(timedelta(minutes=1))
    return made[::-1]


async def walk(client: Browser, address: str) -> list[str]:
    """All titles, page after page."""
    found: list[str] = []
    for _page in range(10):
        page = await client.get(address)
        assert page.status == 200
        found += titles(page)
        older = page.tree.css_first("a[rel=next]")
        if older is None:
            return found
        address = older.attributes["href"] or ""
    raise AssertionError("the pages do not end")


async def test_every_entry_once_newest_first_whatever_the_filter(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    made = await fill(database, cast, clock, 47)
    assert await walk(client, "/catalogue") == made
    number = {title: int(title[1:-1]) for title in made}
    for genre, topic in product((*range(3), None), (*range(3), None)):
        parts = [
            f"genre={GENRES[genre]}" if genre is not None else "",
            f"topic={TOPICS[topic]}" if topic is not None else "",
        ]
        query = "&".join(filter(None, parts))
        wanted = [
            one
            for one in made
            if (genre is None or number[one] % 3 == genre) and (topic is None or number[one] // 3 % 3 == topic)
        ]
        assert await walk(client, f"/catalogue?{query}") == wanted, query
    assert await walk(client, "/catalogue?topic=15") == [one for one in made if number[one] // 3 % 3 < 2]


async def test_walking_down_the_list_finds_what_the_cells_find(database: Database, cast: Cast, clock: Clock) -> None:
    made = await fill(database, cast, clock, 47)
    number = {title: int(title[1:-1]) for title in made}
    filters = Filters(genre=GENRES[1])
    wanted = [one for one in made if number[one] % 3 == 1]
    async with database.read() as db:
        cube = await queries.get_cube(db)
        listed = (await queries.list_entries(db, limit=47))[:47]
        place = {row["title"]: Place(row["published_at"], row["id"]) for row in listed}
        by_id = {row["id"]: row["title"] for row in listed}
        for n in (0, 20, 40, 46):
            behind = [one for one in made[n + 1 :] if one in wanted]
            found = await queries.walk_down(db, cube, filters, place[made[n]], 3, 1_000)
            assert [by_id[one] for one in found] == behind[:3]
        assert await queries.walk_down(db, cube, Filters(year="1999"), place[made[0]], 3, 20) == []
        assert await queries.walk_down(db, cube, filters, place[made[0]], 30, 119) == []  # shorter than one step


async def test_numbers_beside_the_filters_are_those_behind_them(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    await fill(database, cast, clock, 13)
    page = await client.get("/catalogue?genre=notice")
    for link in page.all(".p-facet a:not([aria-current])"):
        n = int(link.css_first(".n").text())
        there = await client.get(link.attributes["href"] or "")
        assert f"共{n}条" in there.main
        assert len(titles(there)) == n
    assert (await client.get("/catalogue?genre=nonsense")).status == 200
    assert (await client.get("/catalogue?before=nonsense")).status == 404


CELLS = st.lists(
    st.builds(
        Cell,
        id=st.integers(1, 10**6),
        year=st.sampled_from(["2025", "2026"]),
        topic=st.sampled_from(["02", "02-01", "15-01"]),
        genre=st.sampled_from(["notice", "plan"]),
        validity=st.sampled_from(["valid", "repealed"]),
        five_openness=st.just("result"),
        source=st.just("direct"),
        n=st.integers(1, 9),
        head_at=st.integers(0, 5).map(lambda minutes: START + timedelta(minutes=minutes)),
        head_id=st.uuids(),
    ),
    unique_by=lambda cell: cell.id,
)
FILTERS = st.builds(
    Filters,
    topic=st.sampled_from(["", "02", "02-01", "15", "17"]),
    year=st.sampled_from(["", "2026"]),
    genre=st.sampled_from(["", "plan"]),
    validity=st.sampled_from(["", "repealed"]),
)
PLACES = st.builds(Place, st.just(START + timedelta(minutes=2)), st.uuids())


def fits(cell: Cell, filters: Filters) -> bool:
    return all(
        getattr(cell, name) == value or (name == "topic" and cell.topic.startswith(f"{value}-"))
        for name, value in filters.chosen.items()
    )


@given(CELLS, FILTERS)
def test_a_number_is_what_its_link_would_show(cells: list[Cell], filters: Filters) -> None:
    cube = Cube(cells)
    assert cube.total(filters) == sum(cell.n for cell in cells if fits(cell, filters))
    for name in FACETS:
        for value, n in cube.count(filters, name).items():
            assert n == cube.total(filters.having(name, value))


@given(CELLS, FILTERS, st.integers(1, 4), st.none() | PLACES)
def test_the_newest_cells_come_first_and_none_is_forgotten(
    cells: list[Cell], filters: Filters, most: int, after: Place | None
) -> None:
    fresh, seen = Cube(cells).newest(filters, most, after)
    there = [cell for cell in cells if fits(cell, filters)]
    assert set(seen) == {cell.id for cell in there if after and cell.head_at >= after.at}
    rest = sorted((cell for cell in there if cell.id not in seen), key=lambda c: (c.head_at, c.head_id), reverse=True)
    assert {cell.id for cell in rest[:most]} <= {cell.id for cell in fresh} <= {cell.id for cell in rest}


async def test_an_entry_says_everything_in_the_official_order(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    done = await publish(database, cast, now=clock(), five_openness=FiveOpenness.EXECUTION)
    page = await client.get(done.path)
    terms = [node.text() for node in page.all(".p-meta-tbl th")]
    assert terms == [
        "索引号", "主题分类", "发布机构", "成文日期", "标题", "发文字号", "发布日期", "主题词", "公开方式", "公开时限",
        "有效性", "内容概述", "五公开", "体裁", "公开依据", "信息来源",
    ]  # fmt: skip
    assert page.one("link[rel=canonical]").attributes["href"] == f"http://localhost:8000{done.path}"
    assert [node.text() for node in page.all(".p-text h3")] == ["一、申领对象", "二、补贴标准"]


async def test_words_are_words_and_never_html(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    evil = "<script>alert(1)</script><b>粗</b>"
    done = await publish(database, cast, now=clock(), title=f"标题{evil}", body=evil, abstract=evil)
    for address in (done.path, "/catalogue", "/"):
        page = await client.get(address)
        assert "<script>alert" not in page.text
        assert page.all("main b:not(.p-log b)") == [] or "粗" not in [b.text() for b in page.all("main b")]


async def test_what_was_never_published_does_not_exist(client: Browser, database: Database, cast: Cast) -> None:
    for address in ("MB2F300040/2026-00001", "nonsense/1", "MB2F300040/2026-1", "MB2F300040/2026-00001/versions/1"):
        assert (await client.get(f"/catalogue/{address}")).status == 404


async def test_feeds_hold_the_newest_and_can_be_asked_again_cheaply(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    await publish(database, cast, now=clock(), title="就业的", topic="15-01")
    clock.advance(timedelta(days=1))
    await publish(database, cast, now=clock(), title="财务的", topic="04-01")
    everything = await client.get("/catalogue/feed.atom")
    assert everything.text.index("财务的") < everything.text.index("就业的")
    assert everything.response.headers["content-type"].startswith("application/atom+xml")
    assert "set-cookie" not in everything.response.headers
    one = await client.get("/catalogue/feed.atom?topic=15")
    assert "就业的" in one.text
    assert "财务的" not in one.text
    again = await client.http.get(
        "/catalogue/feed.atom", headers={"if-none-match": everything.response.headers["etag"]}
    )
    assert again.status_code == 304
    assert (await client.get("/catalogue/feed.atom?topic=99")).status == 404


async def test_open_data_holds_each_year_in_its_schema(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    await publish(database, cast, now=clock(), title="=1+1", abstract='逗号,引号"和\n换行')
    await publish(database, cast, now=clock().replace(year=2027, month=1, day=3), title="明年的")
    table = list(
        csv.reader(io.StringIO((await client.get("/catalogue/data/2026.csv")).response.content.decode("utf-8-sig")))
    )
    assert table[0] == [label for label, _about in COLUMNS.values()]
    assert [row[1] for row in table[1:]] == ["'=1+1"]
    assert table[1][list(COLUMNS).index("abstract")] == '逗号,引号"和\n换行'
    data = json.loads((await client.get("/catalogue/data/2026.json")).text)
    schema = json.loads((await client.get("/catalogue/data/schema.json")).text)
    (entry,) = data["entries"]
    described = schema["properties"]["entries"]["items"]
    assert list(entry) == described["required"] == list(COLUMNS)
    assert entry["topic_path"] == "劳动、人事\\劳动就业"
    assert entry["validity"] in described["properties"]["validity"]["enum"] == [one.value for one in VALIDITY_LABELS]
    assert [one["title"] for one in json.loads((await client.get("/catalogue/data/2027.json")).text)["entries"]] == [
        "明年的"
    ]
    assert json.loads((await client.get("/catalogue/data/2020.json")).text)["entries"] == []
    for name in ("2026.xml", "x.csv", "1.csv", "99999.csv", "schema.csv"):
        assert (await client.get(f"/catalogue/data/{name}")).status == 404
    assert "2027" in (await client.get("/catalogue/data")).main


async def test_the_guide_is_published_anew_and_every_version_stays(
    app: Litestar, client: Browser, database: Database, cast: Cast
) -> None:
    assert "尚未发布" in (await client.get("/guide")).main
    assert (await client.get("/guide?version=1")).status == 404
    async with Browser(app) as officer:
        await officer.sign_in("ouyang", PASSWORD)
        page = await officer.post("/staff/guide", GUIDE | {"address": ""})
        assert page.status == 422
        assert page.field("ways") == "在本网站查阅。"
        for hours in ("周一至周五", "周一至周六"):
            await officer.follow(await officer.post("/staff/guide", GUIDE | {"hours": hours}))
    now = await client.get("/guide")
    assert "周一至周六" in now.main
    assert "周一至周五" in (await client.get("/guide?version=1")).main
    assert (await client.get("/guide?version=3")).status == 404
    assert "/guide" in [a.attributes["href"] for a in (await client.get("/catalogue")).all(".p-tabs a")]
