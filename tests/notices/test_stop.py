"""Mails that people can end: their headers on the wire, many at once, and taken back."""

from datetime import timedelta

import pytest

from app.lib.db import Database
from app.notices.jobs import send_mails
from app.notices.rules import NewMail, stop_headers
from app.notices.services import drop_mails, post_mail, post_mails
from tests.cast import Cast
from tests.conftest import Clock
from tests.notices.mail_server import MailServer
from tests.notices.test_post_mail import mails, post
from tests.notices.test_send_mails import send

TOKEN = "1796000000." + "aGVsbG8td29ybGQ_" * 8 + "." + "Zx-9" * 11  # long, and with every kind of character
URL = f"https://gov.example.cn/follows/stop/{TOKEN}"


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        (None, {}),
        (URL, {"List-Unsubscribe": f"<{URL}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}),
        ("http://localhost:8000/x", {"List-Unsubscribe": "<http://localhost:8000/x>"}),  # RFC 8058 wants https
    ],
)
def test_headers(url: str | None, headers: dict[str, str]) -> None:
    assert stop_headers(url) == headers


def many(cast: Cast, n: int, topic: str = "follower:1", stop_url: str | None = URL) -> list[NewMail]:
    return [
        NewMail(cast.agency.id, f"k{i}", f"w{i}@example.org", "征求意见\r\n已截止", "您好。\n", topic, stop_url, True)
        for i in range(n)
    ]


async def test_the_address_to_stop_at_arrives_unbroken(database: Database, cast: Cast, clock: Clock) -> None:
    async with database.write() as tx:
        await post_mail(
            tx, agency_id=cast.agency.id, key="k", to="w@example.org", subject="s", body="b", stop_url=URL, now=clock()
        )
    with MailServer() as server:
        await send(database, server.url, clock)
        raw = server.raw[0].decode()
    assert f"\r\nList-Unsubscribe: <{URL}>\r\n" in raw, "neither folded nor encoded"
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


async def test_a_mail_that_nobody_can_stop_has_no_such_header(database: Database, cast: Cast, clock: Clock) -> None:
    await post(database, cast)
    with MailServer() as server:
        await send(database, server.url, clock)
        assert server.received[0]["List-Unsubscribe"] is None


async def test_many_at_once_each_key_once(database: Database, cast: Cast, clock: Clock) -> None:
    for n in (3, 5):
        async with database.write() as tx:
            await post_mails(tx, many(cast, n), now=clock())
    found = await mails(database)
    assert [mail.to for mail in found] == [f"w{i}@example.org" for i in range(5)]
    assert {mail.subject for mail in found} == {"征求意见 已截止"}
    assert {mail.stop_url for mail in found} == {URL}
    async with database.write() as tx:
        await post_mails(tx, [], now=clock())


async def test_one_person_does_not_wait_behind_the_many(database: Database, cast: Cast, clock: Clock) -> None:
    async with database.write() as tx:
        await post_mails(tx, many(cast, 120), now=clock())
    clock.advance(timedelta(seconds=5))
    async with database.write() as tx:
        await post_mail(
            tx, agency_id=cast.agency.id, key="one", to="one@example.org", subject="s", body="b", now=clock()
        )
    with MailServer() as server:
        await send_mails(database, smtp_url=server.url, sender="a@example.gov", now=clock())
        assert server.receivers[0] == "one@example.org"
        assert len(server.receivers) == 121, "one run sends more than one batch"


async def test_dropped_mails_are_not_sent_and_keep_no_address(database: Database, cast: Cast, clock: Clock) -> None:
    async with database.write() as tx:
        await post_mails(tx, many(cast, 1), now=clock())
    with MailServer() as server:
        await send(database, server.url, clock)
        async with database.write() as tx:
            await post_mails(tx, many(cast, 2), now=clock())
            await post_mails(
                tx, [NewMail(cast.agency.id, "other", "o@example.org", "s", "b", "follower:2")], now=clock()
            )
            await drop_mails(tx, "follower:1")
        await send(database, server.url, clock)
        assert server.receivers == ["w0@example.org", "o@example.org"]
    sent, other = await mails(database)
    assert (sent.to, sent.body, sent.stop_url, sent.topic) == ("", "", None, None)
    assert other.to == "o@example.org"
