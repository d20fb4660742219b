"""The mail about a receipt can be ended: its address is erased, the receipt stays good."""

import re
from datetime import timedelta

import pytest
from litestar import Litestar
from sqlalchemy import select

from app.adoption import jobs
from app.lib.crypto import sign
from app.lib.db import Database
from app.receipts.links import LIFE
from app.receipts.models import Receipt
from tests.adoption.office import Said, answer, make_studied, publish
from tests.adoption.test_notify_commenters import add_receipts, mails
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock

BASE = "http://localhost:8000"


@pytest.fixture
async def link(database: Database, cast: Cast, clock: Clock) -> str:
    """Path of the link in the first of two mails."""
    c = await make_studied(database, cast, Said(2), now=clock())
    await add_receipts(database, cast, clock, "a@example.com", "b@example.com")
    await answer(database, cast, c, 1, now=clock())
    await publish(database, cast, c, now=clock())
    await jobs.notify_commenters(database, str(c), base_url=BASE, now=clock())
    first = (await mails(database))[0]
    found = re.search(rf"{BASE}(/receipts/stop/\S+)", first.body)
    assert found
    assert first.stop_url == BASE + found[1]
    return found[1]


async def addresses(database: Database) -> list[str | None]:
    async with database.read() as db:
        return list(await db.scalars(select(Receipt.contact_email).order_by(Receipt.id)))


async def test_by_hand(client: Browser, database: Database, link: str) -> None:
    page = await client.get(link)
    assert await addresses(database) == ["a@example.com", "b@example.com"], "opening it changes nothing"
    assert "已经删除" in (await client.post(link, page.form(link))).main
    assert await addresses(database) == [None, "b@example.com"]
    assert [mail.to for mail in await mails(database)] == ["b@example.com"], "the mail that waited is taken back"


async def test_by_the_mail_program(app: Litestar, database: Database, link: str) -> None:
    async with Browser(app) as program:
        headers = {"origin": "https://mail.example.com", "sec-fetch-site": "cross-site"}
        for _n in range(2):
            answered = await program.http.post(link, data={"List-Unsubscribe": "One-Click"}, headers=headers)
            assert answered.status_code == 200
    assert await addresses(database) == [None, "b@example.com"]


async def test_a_link_that_is_none(client: Browser, database: Database, clock: Clock, link: str) -> None:
    for bad in (link[:-1], f"{link}x", "/receipts/stop/x", f"/receipts/stop/{sign('device', 'x', expires_at=4e9)}"):
        assert (await client.get(bad)).status == 404
        assert (await client.post(bad)).status == 404
    clock.advance(LIFE + timedelta(days=1))
    assert (await client.post(link)).status == 404
    assert await addresses(database) == ["a@example.com", "b@example.com"]
