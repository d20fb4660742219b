"""What the board, a group, the voices and a clause show, and what they never show."""

import pytest
from sqlalchemy import update

from app.comments.models import Comment
from app.lib.db import Database
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make import make_comment
from tests.opinion_groups.scene import GRACE, GRACE_TOO, ONLINE, make_scene, say

pytestmark = pytest.mark.one_database("pages are made from what was read")


async def test_the_board(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/groups")
    assert page.status == 200
    first = page.all("article.p-group")[0]
    words = " ".join(first.text().split())
    assert GRACE in words
    assert "4条意见" in words
    assert "4 人" in words
    assert "为什么归在一起" in words
    assert first.css("mark"), "what the least alike member says differently is marked"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("text=手机", [2]),
        ("text=3", [3]),
        ("clause=a3", [1, 2]),
        ("clause=-", [3]),
        ("state=confirmed", []),
        ("answer=no&sort=people", [1, 2, 3]),
        ("answer=yes", []),
        ("page=2", []),
    ],
)
async def test_filters(
    database: Database, cast: Cast, clock: Clock, client: Browser, query: str, numbers: list[int]
) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/groups?{query}")
    found = [int((node.attributes["id"] or "g0")[1:]) for node in page.all("article.p-group h2")]
    assert found == numbers


async def test_one_group(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/groups/1")
    assert len(page.all(".p-member")) == 2
    assert "× 3" in page.main
    assert page.all(".p-member mark")
    assert (await client.get(f"/staff/consultations/{c}/groups/99")).status == 404


async def test_an_auditor_sees_no_buttons(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    await client.sign_in("shen", PASSWORD)
    for address in ("groups", "groups/1", "events"):
        page = await client.get(f"/staff/consultations/{c}/{address}")
        assert page.status == 200
        assert not page.all("main form[method=post]:not([action='/x']) button[class*=p-mini]")


async def test_voices(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    page = await client.get(f"/consultations/{c}/voices")
    voices = page.all(".p-voice")
    assert len(voices) == 3
    assert GRACE in voices[0].text()
    assert len((await client.get(f"/consultations/{c}/voices?clause=a3")).all(".p-voice")) == 2


async def test_a_clause(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    page = await client.get(f"/consultations/{c}/clauses/a4")
    assert page.status == 200
    assert "宽限期" in page.one("h1").text()
    assert GRACE in page.main
    assert page.field("text") == "\n" or page.field("text") == ""
    part = await client.get(f"/consultations/{c}/clauses/a4", htmx=True)
    assert not part.all("h1")
    assert GRACE in part.text
    assert (await client.get(f"/consultations/{c}/clauses/a99")).status == 404


async def test_support_from_the_clause_page(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    page = await client.get(f"/consultations/{c}/clauses/a4")
    address = page.all("form.p-support")[0].attributes["action"] or ""
    await client.post(address, {"back": f"/consultations/{c}/clauses/a4"})
    page = await client.get(f"/consultations/{c}/clauses/a4")
    assert page.all("form.p-support button")[0].attributes["aria-pressed"] == "true"


async def test_held_words_are_never_shown(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock)
    async with database.write() as db:
        await db.execute(update(Comment).where(Comment.text == GRACE).values(visibility="held"))
        await db.execute(update(Comment).where(Comment.text == ONLINE).values(visibility="hidden"))
    for address in ("voices", "clauses/a4", "clauses/a3"):
        page = await client.get(f"/consultations/{c}/{address}")
        assert page.status == 200
        assert GRACE not in page.text
        assert ONLINE not in page.text
    page = await client.get(f"/consultations/{c}/voices")
    assert GRACE_TOO in page.main, "another member speaks for the group"
    assert "原话暂不展示" in page.main


async def test_personal_data_is_masked_for_staff_too(
    database: Database, cast: Cast, clock: Clock, client: Browser
) -> None:
    c = await make_scene(database, cast, clock)
    words = "请打我的电话13800138000告诉我结果，我对退费有疑问。"
    start = words.index("138")
    comment = await make_comment(database, c, words, now=clock(), visibility="held")
    async with database.write() as db:
        findings = [{"kind": "mobile", "start": start, "end": start + 11}]
        await db.execute(update(Comment).where(Comment.id == comment).values(findings=findings))
    await say(database, c, GRACE, clock)
    await client.sign_in("chen", PASSWORD)
    for address in ("groups", "groups/4"):
        page = await client.get(f"/staff/consultations/{c}/{address}")
        assert page.status == 200
        assert "13800138000" not in page.text


async def test_drafts_have_no_voices(database: Database, cast: Cast, clock: Clock, client: Browser) -> None:
    c = await make_scene(database, cast, clock, state="drafting")
    assert (await client.get(f"/consultations/{c}/voices")).status == 404
    assert (await client.get(f"/consultations/{c}/clauses/a4")).status == 404
