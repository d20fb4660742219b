"""The links of the mails: confirm, list, stop; opened by programs, tampered with, too old, used twice."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from sqlalchemy import func, select
from sqlalchemy import text as sql

from app.follows.links import Links
from app.follows.models import Follow, Follower
from app.follows.rules import CONFIRM_WITHIN, LINK_LIFE
from app.lib.crypto import sign
from app.lib.db import Database
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.follows.conftest import WANG, Post, ask, follow, tell
from tests.follows.test_ask_to_follow import counts
from tests.make import make_consultation

pytestmark = pytest.mark.one_database("signed links and their pages")

LI = "li.si@example.org"


async def confirmed(database: Database) -> int:
    async with database.read() as db:
        return await db.scalar(select(func.count()).where(Follow.confirmed_at.is_not(None))) or 0


async def stop_link(database: Database, clock: Clock, address: str = WANG) -> str:
    """As the next mail would hold it."""
    async with database.read() as db:
        for follow_id, found in (await db.execute(select(Follow.id, Follower.address).join(Follower))).tuples():
            if found == address:
                return Links("", clock()).stop(follow_id)
    raise AssertionError(f"{address} follows nothing")


async def test_confirming_works(client: Browser, consultation: UUID, post: Post, database: Database) -> None:
    await ask(client, consultation, with_agency="1")
    link = await post.link("confirm")
    page = await client.get(link)
    assert "缴费办法" in page.main.replace(" ", "")
    assert "某市人力资源和社会保障局新发布的征求意见" in page.main
    done = await client.follow(await client.post(link, page.form(link)))
    assert "已经关注" in done.main
    assert done.all("main form") == []
    assert await confirmed(database) == 2


async def test_a_program_that_opens_links_confirms_and_stops_nothing(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await ask(client, consultation)
    for method in ("GET", "HEAD", "OPTIONS"):
        await client.http.request(method, await post.link("confirm"))
    assert await confirmed(database) == 0
    await client.post(await post.link("confirm"))
    for method in ("GET", "HEAD", "OPTIONS"):
        await client.http.request(method, await stop_link(database, clock))
    assert await confirmed(database) == 1


async def test_confirming_needs_the_token_of_the_page(
    client: Browser, consultation: UUID, post: Post, database: Database
) -> None:
    await ask(client, consultation)
    assert (await client.http.post(await post.link("confirm"), data={})).status_code == 403
    assert await confirmed(database) == 0


async def test_a_confirmation_is_used_once(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await ask(client, consultation)
    link = await post.link("confirm")
    await client.post(link)
    async with database.read() as db:
        first = await db.scalar(select(Follow.confirmed_at))
    clock.advance(timedelta(hours=1))
    assert (await client.post(link)).status == 303
    async with database.read() as db:
        assert await db.scalar(select(Follow.confirmed_at)) == first, "a second time changes nothing"
    await client.post(await stop_link(database, clock))
    assert (await client.get(link)).status == 404
    assert (await client.post(link)).status == 404
    assert await counts(database) == (0, 0), "what was stopped does not come back"


async def test_a_confirmation_ends(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await ask(client, consultation)
    link = await post.link("confirm")
    clock.advance(CONFIRM_WITHIN + timedelta(seconds=1))
    page = await client.get(link)
    assert page.status == 404
    assert "这个链接已经失效" in page.main
    assert (await client.post(link)).status == 404
    assert await confirmed(database) == 0


Tamper = Callable[[str], str]


@pytest.mark.parametrize("page", ["confirm", "list", "stop"])
@pytest.mark.parametrize(
    "tamper",
    [
        lambda token: token[:-1],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "9" + token,
        lambda token: token.replace(".", "", 1),
        lambda token: f"{token.split('.')[0]}.{token.split('.')[1][:-2]}.{token.split('.')[2]}",
        lambda _token: "x",
        lambda _token: "...",
        lambda _token: "%FF%00.%E4%B8%AD",
        lambda _token: sign("device", "0" * 32, expires_at=4e9),
    ],
)
async def test_a_link_that_was_tampered_with(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock, page: str, tamper: Tamper
) -> None:
    await ask(client, consultation)
    links = {"confirm": await post.link("confirm")}
    await client.post(links["confirm"])
    await ask(client, consultation)
    links |= {"list": await post.link("list"), "stop": await stop_link(database, clock)}
    path, _slash, token = links[page].rpartition("/")
    bad = f"{path}/{tamper(token)}"
    assert (await client.get(bad)).status == 404
    for way in ("/stop", "/language") if page == "list" else ("",):
        assert (await client.post(bad + way, {"locale": "en"})).status == 404
    assert await counts(database) == (1, 1)


async def test_a_link_of_one_kind_is_none_of_another(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await follow(client, post, consultation)
    await ask(client, consultation)
    token = (await post.link("list")).rpartition("/")[2]
    for page in ("confirm", "stop"):
        assert (await client.post(f"/follows/{page}/{token}")).status == 404
    token = (await stop_link(database, clock)).rpartition("/")[2]
    for page in ("confirm", "list"):
        assert (await client.get(f"/follows/{page}/{token}")).status == 404
    assert await counts(database) == (1, 1)


async def test_stopping_by_the_mail_program(
    app: Litestar, client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    """RFC 8058: from anywhere, without cookies, answered without a redirect; and again, with the same answer."""
    await follow(client, post, consultation)
    link = await stop_link(database, clock)
    async with Browser(app) as program:
        headers = {"origin": "https://mail.example.com", "sec-fetch-site": "cross-site"}
        for _n in range(2):
            answer = await program.http.post(link, data={"List-Unsubscribe": "One-Click"}, headers=headers)
            assert answer.status_code == 200
            assert "已取消关注" in answer.text
    assert await counts(database) == (0, 0)


async def test_stopping_by_hand(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await follow(client, post, consultation)
    link = await stop_link(database, clock)
    page = await client.get(link)
    assert "取消关注？" in page.main
    assert "已取消关注" in (await client.post(link, page.form(link))).main
    assert "已取消关注" in (await client.get(link)).main
    assert await counts(database) == (0, 0)


async def test_what_is_stopped_leaves_no_address(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await follow(client, post, consultation)
    await follow(client, post, consultation, LI)
    clock.advance(timedelta(days=28))
    await tell(database, clock)
    assert len(await post.mails(WANG)) == 2
    await client.post(await stop_link(database, clock))
    assert await post.mails(WANG) == [], "mails that wait are taken back, others are blanked"
    assert len(await post.mails(LI)) == 2
    assert await counts(database) == (1, 1)


async def test_the_other_follow_stays(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await follow(client, post, consultation, with_agency="1")
    await client.post(await stop_link(database, clock))
    assert await counts(database) == (1, 1)


async def test_the_list(client: Browser, consultation: UUID, post: Post, database: Database) -> None:
    await follow(client, post, consultation, with_agency="1")
    await ask(client, consultation)
    link = await post.link("list")
    page = await client.get(link)
    assert len(page.all(".p-item")) == 2
    assert page.response.headers["cache-control"] == "no-store"
    first = page.all("input[name=follow]")[0].attributes["value"]
    page = await client.follow(await client.post(f"{link}/stop", {"follow": first or ""}))
    assert len(page.all(".p-item")) == 1
    page = await client.follow(await client.post(f"{link}/stop"))
    assert "没有关注任何事项" in page.main
    assert await counts(database) == (0, 0)
    assert (await client.post(f"{link}/stop")).status == 303, "stopping again is no error"
    assert (await client.post(f"{link}/language", {"locale": "en"})).status == 404


async def test_the_list_ends(client: Browser, consultation: UUID, post: Post, clock: Clock) -> None:
    await follow(client, post, consultation)
    await ask(client, consultation)
    link = await post.link("list")
    clock.advance(LINK_LIFE + timedelta(days=1))
    assert (await client.get(link)).status == 404
    assert (await client.post(f"{link}/stop")).status == 404


async def test_nobody_stops_what_another_follows(
    client: Browser, consultation: UUID, post: Post, database: Database
) -> None:
    await follow(client, post, consultation)
    await follow(client, post, consultation, LI)
    await ask(client, consultation, LI)
    async with database.read() as db:
        ids = list(await db.scalars(select(Follow.id).order_by(Follow.id)))
    await client.post(f"{await post.link('list', LI)}/stop", {"follow": str(ids[0])})
    await client.post(f"{await post.link('list', LI)}/stop", {"follow": str(uuid4())})
    assert await counts(database) == (2, 2)


async def test_the_language_of_the_mails(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await follow(client, post, consultation)
    await ask(client, consultation)
    link = await post.link("list")
    assert (await client.post(f"{link}/language", {"locale": "tlh"})).status == 303
    page = await client.follow(await client.post(f"{link}/language", {"locale": "en"}))
    assert page.one("input[name=locale][checked]").attributes["value"] == "en"
    clock.advance(timedelta(days=28))
    await tell(database, clock)
    assert (await post.mails(WANG))[-1].subject.startswith("Ends on 10 October 2026")


async def test_a_stranger_does_not_change_the_language(
    client: Browser, app: Litestar, consultation: UUID, post: Post, database: Database
) -> None:
    await follow(client, post, consultation)
    async with Browser(app) as stranger:
        await stranger.post("/preferences", {"lang": "en"})
        await ask(stranger, consultation)
    async with database.read() as db:
        assert await db.scalar(select(Follower.locale)) == "zh-CN"


async def test_no_address_of_the_site_holds_an_address(
    client: Browser, consultation: UUID, post: Post, database: Database, clock: Clock
) -> None:
    await follow(client, post, consultation)
    await ask(client, consultation)
    await tell(database, clock)
    async with database.read() as db:
        history = str((await db.execute(sql("SELECT * FROM history_entry"))).all())
    told = [mail.body for mail in await post.mails()]
    assert "wang" not in (history + "".join(told)).lower()


async def test_another_consultation_is_another_follow(
    client: Browser, consultation: UUID, post: Post, database: Database, cast: Cast, clock: Clock
) -> None:
    other = await make_consultation(database, cast, now=clock(), title="另一份草案")
    await follow(client, post, consultation)
    await ask(client, other)
    assert await confirmed(database) == 1, "each needs the reader's own button"
    assert await counts(database) == (1, 2)
