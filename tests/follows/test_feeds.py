"""Feeds and calendar files: what RFC 4287 and RFC 5545 ask for, and what a reader needs to ask again cheaply."""

import re
from datetime import datetime, timedelta
from email.utils import format_datetime
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from lxml import etree

from app.consultations import services
from app.consultations.models import Consultation
from app.lib.db import Database
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.follows.test_tell_followers import extend
from tests.make import days_from, make_comment, make_consultation

pytestmark = pytest.mark.one_database("feeds are made from what was read")

A = "{http://www.w3.org/2005/Atom}"
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CONTROL = "一\x01二\x0b三\x1f四\ufffe五\U0001f600六"


def read(body: bytes) -> etree._Element:
    """The feed; fails where RFC 4287 section 4.1 is not kept."""
    feed = etree.fromstring(body)
    assert feed.tag == f"{A}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(A + name)) == 1, name
    rels = [one.get("rel") for one in feed.findall(f"{A}link")]
    assert sorted(rels) == ["alternate", "self"]
    assert feed.find(f"{A}author/{A}name").text
    ids = []
    for entry in feed.findall(f"{A}entry"):
        for name in ("id", "title", "updated", "published", "summary"):
            assert len(entry.findall(A + name)) == 1, name
        assert len(entry.findall(f"{A}link[@rel='alternate']")) == 1
        assert entry.find(f"{A}updated").text >= entry.find(f"{A}published").text
        ids.append(entry.find(f"{A}id").text)
    assert len(set(ids)) == len(ids)
    for one in feed.iter(f"{A}id"):
        assert URN.fullmatch(one.text)
    for one in [*feed.iter(f"{A}updated"), *feed.iter(f"{A}published")]:
        assert datetime.fromisoformat(one.text.replace("Z", "+00:00")).tzinfo
    updated = [one.text for one in feed.findall(f"{A}entry/{A}updated")]
    if updated:
        assert feed.find(f"{A}updated").text == max(updated)
        assert updated == sorted(updated, reverse=True), "the latest first"
    return feed


def titles(feed: etree._Element) -> list[str]:
    return [one.text for one in feed.findall(f"{A}entry/{A}title")]


async def fetch(client: Browser, path: str) -> etree._Element:
    answer = await client.http.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "set-cookie" not in answer.headers, "what everybody may keep gives nobody a cookie"
    assert answer.headers["cache-control"] == "public, max-age=300"
    return read(answer.content)


@pytest.mark.parametrize("name", ["open", "closing", "reported"])
async def test_an_empty_feed_is_a_feed(client: Browser, database: Database, cast: Cast, name: str) -> None:
    feed = await fetch(client, f"/feeds/{name}.atom")
    assert feed.findall(f"{A}entry") == []


async def test_what_is_open(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    first = await make_consultation(database, cast, now=clock(), title="甲办法")
    clock.advance(timedelta(days=1))
    await make_consultation(database, cast, now=clock(), title="乙办法")
    await make_consultation(database, cast, now=clock(), title="丙办法", state="drafting")
    await make_consultation(database, cast, now=clock(), title="丁办法", state="closed")
    feed = await fetch(client, "/feeds/open.atom")
    assert titles(feed) == ["乙办法", "甲办法"]
    assert feed.find(f"{A}entry/{A}author/{A}name").text == "某市人力资源和社会保障局"
    assert feed.find(f"{A}entry[2]/{A}link").get("href").endswith(f"/consultations/{first}")
    clock.advance(timedelta(days=1))
    await extend(database, cast, first, clock)
    longer = await fetch(client, "/feeds/open.atom")
    assert titles(longer) == ["甲办法", "乙办法"], "more time makes it new"
    assert {one.text for one in longer.iter(f"{A}id")} == {one.text for one in feed.iter(f"{A}id")}, "ids never change"


async def test_what_closes_soon(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    for days, title in ((8, "后截止"), (7, "七天后"), (0, "今天")):
        await make_consultation(
            database, cast, now=clock(), title=title, closes_on=days_from(clock(), days or 1), shorten_reason="急"
        )
    assert set(titles(await fetch(client, "/feeds/closing.atom"))) == {"七天后", "今天"}
    clock.advance(timedelta(days=1))
    assert set(titles(await fetch(client, "/feeds/closing.atom"))) == {"七天后", "今天", "后截止"}


async def test_what_was_reported(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    await make_consultation(database, cast, now=clock(), state="report_published")
    feed = await fetch(client, "/feeds/reported.atom?lang=en")
    assert feed.find(f"{A}entry/{A}link").get("href").endswith("/report")
    assert feed.find(f"{A}title").text.startswith("Outcomes of consultations")


async def test_one_consultation(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock())
    await make_comment(database, c, "我的电话是13800138000。", now=clock())
    before = await fetch(client, f"/consultations/{c}/feed.atom")
    clock.advance(timedelta(days=1))
    await extend(database, cast, c, clock)
    clock.advance(timedelta(days=41))
    async with database.write() as db:
        await services.close_due(db, now=clock())
    feed = await fetch(client, f"/consultations/{c}/feed.atom")
    assert [one.partition("：")[0] for one in titles(feed)] == ["正在研究意见", "延长期限", "正在征求意见"]
    words = [one.text for one in feed.findall(f"{A}entry/{A}summary")]
    assert words[1] == "由2026年10月10日改为2026年10月21日截止。原因：多地来信希望延长。"
    assert words[2] == "2026年10月10日24时截止。", "what was said at the opening stays"
    assert etree.tostring(feed.findall(f"{A}entry")[-1]).strip() == etree.tostring(before.find(f"{A}entry")).strip()
    assert "13800138000" not in etree.tostring(feed, encoding="unicode")


async def test_what_was_entered_and_what_was_withdrawn(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    past = {"is_past": True, "opens_on": days_from(clock(), -60), "closes_on": days_from(clock(), -20)}
    c = await make_consultation(database, cast, now=clock(), **past)
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        await services.request_withdrawal(db, row, "重复。", actor=cast["chen"], now=clock())
        await services.approve_withdrawal(db, row, actor=cast["deng"], now=clock() + timedelta(minutes=1))
    feed = await fetch(client, f"/consultations/{c}/feed.atom?lang=en")
    assert [one.partition(":")[0] for one in titles(feed)] == ["Withdrawn", "Entered afterwards"]


async def test_characters_that_xml_cannot_hold(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    """U+FFFE is no character of XML either; the smile is."""
    c = await make_consultation(database, cast, now=clock(), title=f"<b>&{CONTROL}]]>", summary=CONTROL)
    for path in ("/feeds/open.atom", f"/consultations/{c}/feed.atom"):
        assert "<b>&一\ufffd二\ufffd三\ufffd四\ufffd五\U0001f600六]]>" in titles(await fetch(client, path))[0]


@pytest.mark.parametrize(
    ("header", "query", "lang"),
    [
        ("", "", "zh-CN"),
        ("en", "", "en"),
        ("en-GB,en;q=0.9", "", "en"),
        ("de, en;q=0.5, zh;q=0.8", "", "zh-CN"),
        ("zh-TW", "", "zh-CN"),
        ("en;q=0, fr", "", "zh-CN"),
        ("en;q=x, *", "", "zh-CN"),
        ("zh-CN", "?lang=en", "en"),
        ("en", "?lang=tlh", "en"),
    ],
)
async def test_language(client: Browser, database: Database, cast: Cast, header: str, query: str, lang: str) -> None:
    client.http.cookies.set("lang", "en" if lang == "zh-CN" else "zh-CN")  # no cookie is asked
    answer = await client.http.get(f"/feeds/open.atom{query}", headers={"accept-language": header})
    feed = read(answer.content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    assert "accept-language" in answer.headers["vary"].lower()
    assert feed.find(f"{A}link[@rel='self']").get("href").endswith("?lang=en") is (query == "?lang=en")


@pytest.mark.parametrize("path", ["/feeds/open.atom", "/consultations/{c}/feed.atom", "/consultations/{c}/closing.ics"])
async def test_asking_again(client: Browser, database: Database, cast: Cast, clock: Clock, path: str) -> None:
    c = await make_consultation(database, cast, now=clock())
    path = path.format(c=c)
    first = await client.http.get(path)
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    assert modified == format_datetime(clock(), usegmt=True)
    old = format_datetime(clock() - timedelta(days=1), usegmt=True)
    for headers, status in (
        ({"if-none-match": tag}, 304),
        ({"if-none-match": f'"x", W/{tag}'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"x"'}, 200),
        ({"if-modified-since": modified}, 304),
        ({"if-modified-since": old}, 200),
        ({"if-modified-since": "nonsense"}, 200),
        ({"if-none-match": '"x"', "if-modified-since": modified}, 200),  # the tag decides
        ({"if-none-match": tag, "if-modified-since": old}, 304),
    ):
        answer = await client.http.get(path, headers=headers)
        assert answer.status_code == status, headers
        assert (answer.headers["etag"], bool(answer.content)) == (tag, status == 200)
    assert (await client.http.get(path)).content == first.content
    clock.advance(timedelta(hours=1))
    await extend(database, cast, c, clock)
    assert (await client.http.get(path, headers={"if-none-match": tag})).status_code == 200
    assert (await client.http.get(path, headers={"if-modified-since": modified})).status_code == 200


async def test_pages_name_their_feeds(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock())
    named = 'link[rel="alternate"][type="application/atom+xml"]'
    hrefs = [one.attributes["href"] or "" for one in (await client.get("/")).all(named)]
    assert hrefs == ["/feeds/open.atom?lang=zh-CN", "/feeds/reported.atom?lang=zh-CN"]
    (own,) = (await client.get(f"/consultations/{c}")).all(named)
    for href in [*hrefs, own.attributes["href"] or ""]:
        await fetch(client, href)


@pytest.mark.parametrize("path", ["/feeds/open", "/feeds/open.rss", "/feeds/nonsense.atom", "/feeds/.atom"])
async def test_there_is_no_such_feed(client: Browser, path: str) -> None:
    assert (await client.get(path)).status == 404


async def test_what_is_not_public_has_none(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    drafting = await make_consultation(database, cast, now=clock(), state="drafting")
    for one in (drafting, uuid4()):
        for file in ("feed.atom", "closing.ics"):
            assert (await client.get(f"/consultations/{one}/{file}")).status == 404


def unfold(body: bytes) -> list[str]:
    text = body.decode()
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


async def calendar(client: Browser, c: UUID) -> list[str]:
    answer = await client.http.get(f"/consultations/{c}/closing.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return unfold(answer.content)


async def test_the_closing_day(client: Browser, app: Litestar, database: Database, cast: Cast, clock: Clock) -> None:
    title = "某市办法，关于\\缴费; 及, 其他\n事项" + "很长" * 40
    c = await make_consultation(database, cast, now=clock(), title=title)
    lines = await calendar(client, c)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert f"UID:{c}@localhost" in lines
    assert "DTSTART;VALUE=DATE:20261010" in lines
    assert "DTEND;VALUE=DATE:20261011" in lines
    assert "DTSTAMP:20260910T020000Z" in lines
    assert "TRIGGER:-P3D" in lines
    summary = next(line for line in lines if line.startswith("SUMMARY:"))
    assert "关于\\\\缴费\\; 及\\, 其他" in summary
    clock.advance(timedelta(days=1))
    await extend(database, cast, c, clock)
    moved = await calendar(client, c)
    assert {"SEQUENCE:1", "DTSTART;VALUE=DATE:20261021", f"UID:{c}@localhost", "STATUS:CONFIRMED"} <= set(moved)
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        await services.request_withdrawal(db, row, "上位法修改。", actor=cast["chen"], now=clock())
        await services.approve_withdrawal(db, row, actor=cast["deng"], now=clock())
    assert {"SEQUENCE:2", "STATUS:CANCELLED"} <= set(await calendar(client, c))
