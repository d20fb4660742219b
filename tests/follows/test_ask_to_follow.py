"""Asking to follow: a mail, and nothing before its reader confirms."""

import asyncio
import dataclasses
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from sqlalchemy import func, select
from sqlalchemy import text as sql

from app.follows.models import Follow, Follower
from app.follows.rules import MAX_ASKED
from app.lib.db import Database
from app.lib.settings import Settings
from app.main import create_app
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.follows.conftest import WANG, Post, ask, follow
from tests.make import make_consultation


async def counts(database: Database) -> tuple[int, int]:
    """Followers, follows."""
    async with database.read() as db:
        tables = [await db.scalar(select(func.count()).select_from(one)) or 0 for one in (Follower, Follow)]
    return tables[0], tables[1]


async def test_it_works(client: Browser, consultation: UUID, post: Post) -> None:
    shown = await client.get(f"/consultations/{consultation}")
    sent = shown.form(f"/consultations/{consultation}/follow") | {"email": WANG}
    page = await client.follow(await client.post(f"/consultations/{consultation}/follow", sent))
    assert "请查收邮件" in page.main
    (mail,) = await post.mails()
    assert (mail.to, mail.stop_url) == (WANG, None)
    assert mail.subject == "请确认关注：某市灵活就业人员缴费办法（草案征求意见稿）"
    assert "3天内" in mail.body
    assert WANG not in mail.body
    assert "wang" not in (await post.link("confirm")).lower()


async def test_it_is_written_in_the_language_of_the_page(client: Browser, consultation: UUID, post: Post) -> None:
    await client.post("/preferences", {"lang": "en"})
    await ask(client, consultation, with_agency="1")
    (mail,) = await post.mails()
    assert mail.subject.startswith("Please confirm:")
    assert "· All new consultations of Example Bureau" in mail.body


async def test_the_address_is_encrypted_and_known_by_a_keyed_hash(
    client: Browser, database: Database, consultation: UUID
) -> None:
    await ask(client, consultation)
    async with database.read() as db:
        rows = str((await db.execute(sql("SELECT * FROM follower"))).all())
        rows += str((await db.execute(sql("SELECT * FROM mail"))).all())
    assert "example.org" not in rows
    await ask(client, consultation, WANG.upper())
    assert await counts(database) == (1, 1), "another spelling is the same person"


@pytest.mark.parametrize("address", ["", "nonsense", "a b@example.org", "王五@例子.中国", "x" * 300])
async def test_what_is_no_address_is_shown_again(client: Browser, consultation: UUID, post: Post, address: str) -> None:
    page = await ask(client, consultation, address, with_agency="1")
    assert page.status == 422
    assert "email" in page.errors
    assert page.field("email") == address
    assert page.form(f"/consultations/{consultation}/follow")["with_agency"] == "1"
    assert await post.mails() == []


async def test_the_answer_is_the_same_in_every_case(
    client: Browser, app: Litestar, consultation: UUID, post: Post, database: Database
) -> None:
    """New, waiting, following, too often: nobody learns which."""
    answers = []
    for _n in range(3):
        answers.append(await ask(client, consultation))
    await client.post(await post.link("confirm"))
    for _n in range(MAX_ASKED):
        answers.append(await ask(client, consultation))
    async with Browser(app) as stranger:
        answers.append(await ask(stranger, consultation, "nobody.knows@example.org"))
    assert {(one.status, one.location, one.text) for one in answers} == {(303, "/follows/asked", answers[0].text)}


async def test_who_follows_already_gets_the_link_to_the_list(client: Browser, consultation: UUID, post: Post) -> None:
    await follow(client, post, consultation)
    await ask(client, consultation)
    mails = await post.mails()
    assert "/follows/confirm/" not in mails[-1].body
    assert (await client.get(await post.link("list"))).status == 200


async def test_typing_an_address_triggers_a_few_mails_a_day(
    client: Browser, consultation: UUID, post: Post, clock: Clock, database: Database
) -> None:
    for _n in range(MAX_ASKED + 3):
        await ask(client, consultation)
    assert len(await post.mails()) == MAX_ASKED
    await ask(client, consultation, "li.si@example.org")
    assert len(await post.mails()) == MAX_ASKED + 1, "others are not held up"
    clock.advance(timedelta(days=1))
    await ask(client, consultation)
    assert len(await post.mails()) == MAX_ASKED + 2


async def test_at_the_same_moment_it_is_one_follower(
    app: Litestar, consultation: UUID, database: Database, post: Post
) -> None:
    async def one() -> int:
        async with Browser(app) as browser:
            return (await ask(browser, consultation)).status

    assert set(await asyncio.gather(*(one() for _n in range(8)))) == {303}
    assert await counts(database) == (1, 1)
    assert len(await post.mails()) == MAX_ASKED


async def test_one_network_can_type_so_many_addresses(
    client: Browser, app: Litestar, consultation: UUID, post: Post, database: Database
) -> None:
    statuses = [(await ask(client, consultation, f"w{n}@example.org")).status for n in range(61)]
    assert statuses == [303] * 60 + [429]
    assert len(await post.mails()) == 60
    assert await counts(database) == (60, 60), "a refusal stores nothing"
    async with Browser(app, address="203.0.113.9") as elsewhere:
        assert (await ask(elsewhere, consultation)).status == 303


async def test_without_a_mail_server_the_page_offers_the_feed(
    settings: Settings, app: Litestar, clock: Clock, consultation: UUID, post: Post
) -> None:
    bare = create_app(dataclasses.replace(settings, smtp_url=""), clock=clock, with_jobs=False)
    async with Browser(bare) as client:
        for where in (f"/consultations/{consultation}", f"/consultations/{consultation}/follow", "/follows"):
            page = await client.get(where)
            assert "本站目前不发送邮件" in page.main
            assert "feed.atom" in page.text or "open.atom" in page.text
            assert page.all("input[name=email]") == []
        assert (await ask(client, consultation)).status == 409
        assert (await client.post("/follows", {"email": WANG})).status == 409
    assert await post.mails() == []
    await bare.state.database.close()


async def test_what_is_not_public_cannot_be_followed(
    client: Browser, database: Database, cast: Cast, clock: Clock, post: Post
) -> None:
    drafting = await make_consultation(database, cast, now=clock(), state="drafting")
    for unknown in (drafting, uuid4()):
        assert (await client.get(f"/consultations/{unknown}/follow")).status == 404
        assert (await ask(client, unknown)).status == 404
    assert await post.mails() == []
    assert await counts(database) == (0, 0)


async def test_what_has_ended_has_no_form(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    ended = await make_consultation(database, cast, now=clock(), state="withdrawn")
    assert (await client.get(f"/consultations/{ended}")).all("input[name=email]") == []
    assert "已经结束" in (await client.get(f"/consultations/{ended}/follow")).main


async def test_the_way_to_ones_list(client: Browser, consultation: UUID, post: Post) -> None:
    await follow(client, post, consultation)
    before = len(await post.mails())
    answers = [await client.post("/follows", {"email": one}) for one in (WANG, "nobody@example.org")]
    assert {(one.status, one.location) for one in answers} == {(303, "/follows/asked")}
    assert [mail.to for mail in (await post.mails())[before:]] == [WANG]
    assert "某市灵活就业人员缴费办法" in (await client.get(await post.link("list"))).main
    assert (await client.post("/follows", {"email": "nonsense"})).errors.keys() == {"email"}


async def test_who_never_confirmed_has_no_list(client: Browser, consultation: UUID, post: Post) -> None:
    await ask(client, consultation)
    await client.post("/follows", {"email": WANG})
    assert len(await post.mails()) == 1
