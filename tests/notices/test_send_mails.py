"""Sending, against a real mail server."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.lib.db import Database
from app.notices.jobs import send_mails
from app.notices.queries import find_mails_due
from app.notices.rules import MailState, state_of
from tests.cast import Cast
from tests.conftest import Clock
from tests.notices.mail_server import MailServer
from tests.notices.test_post_mail import ADDRESS, mails, post

SENDER = "阳光公开 <no-reply@example.gov>"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


async def send(database: Database, url: str, clock: Clock) -> None:
    await send_mails(database, smtp_url=url, sender=SENDER, now=clock.now)


async def test_it_works(database: Database, cast: Cast, server: MailServer, clock: Clock) -> None:
    await post(database, cast)
    await send(database, server.url, clock)
    [received] = server.received
    assert server.receivers == [ADDRESS]
    assert received["Subject"] == "《办法》征求意见结果已公布"
    assert received["From"].addresses[0].display_name == "阳光公开"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_content().splitlines() == ["您好，结果已经公布。"]
    [mail] = await mails(database)
    assert received["Message-ID"] == mail.message_id
    assert state_of(mail.sent_at, mail.next_try_at) is MailState.SENT


async def test_a_mail_is_sent_once(database: Database, cast: Cast, server: MailServer, clock: Clock) -> None:
    await post(database, cast)
    for _i in range(3):
        await send(database, server.url, clock)
        clock.advance(timedelta(days=2))
    assert len(server.received) == 1


async def test_two_senders_at_the_same_moment_send_it_once(
    database: Database, cast: Cast, server: MailServer, clock: Clock
) -> None:
    for n in range(6):
        await post(database, cast, key=str(n))
    await asyncio.gather(*(send(database, server.url, clock) for _i in range(3)))
    assert len({m["Message-ID"] for m in server.received}) == len(server.received) == 6


async def test_without_a_server_mails_wait_untouched(database: Database, cast: Cast, clock: Clock) -> None:
    await post(database, cast)
    await send(database, "", clock)
    [mail] = await mails(database)
    assert (mail.tries, mail.next_try_at) == (0, clock.now)


async def test_a_server_that_is_down_is_tried_again(database: Database, cast: Cast, clock: Clock) -> None:
    await post(database, cast)
    server = MailServer()
    await send(database, server.url, clock)
    [mail] = await mails(database)
    assert state_of(mail.sent_at, mail.next_try_at) is MailState.WAITING
    assert mail.next_try_at == clock.now + timedelta(minutes=1)
    assert "SMTPConnectError" in mail.last_error
    with server:
        await send(database, server.url, clock)
        assert server.received == [], "not before its time"
        clock.advance(timedelta(minutes=1))
        await send(database, server.url, clock)
        assert [m["Message-ID"] for m in server.received] == [mail.message_id]
    [mail] = await mails(database)
    assert (mail.sent_at, mail.last_error) == (clock.now, "")


async def test_a_refused_receiver_ends_the_tries_and_holds_up_nobody(
    database: Database, cast: Cast, server: MailServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    server.refusals[ADDRESS] = f"550 5.1.1 <{ADDRESS}>: no such mailbox"
    await post(database, cast, key="1")
    await post(database, cast, key="2", to="li.si@example.org")
    with caplog.at_level(logging.DEBUG):
        await send(database, server.url, clock)
    refused, sent = await mails(database)
    assert state_of(refused.sent_at, refused.next_try_at) is MailState.FAILED
    assert refused.last_error == "550 5.1.1 <***>: no such mailbox"
    assert state_of(sent.sent_at, sent.next_try_at) is MailState.SENT
    assert "wang.wu" not in "".join(r.getMessage() for r in caplog.records if r.name.startswith(("app", "daylight")))


async def test_a_receiver_refused_for_now_is_tried_again(
    database: Database, cast: Cast, server: MailServer, clock: Clock
) -> None:
    server.refusals[ADDRESS] = "451 4.7.1 greylisted, come back later"
    await post(database, cast)
    for minutes in (1, 5, 25):
        await send(database, server.url, clock)
        [mail] = await mails(database)
        assert mail.next_try_at == clock.now + timedelta(minutes=minutes)
        clock.advance(timedelta(minutes=minutes))
    server.refusals.clear()
    await send(database, server.url, clock)
    assert [m["Message-ID"] for m in server.received] == [mail.message_id]


@pytest.mark.parametrize(("answer", "state"), [("554 spam", MailState.FAILED), ("452 disk full", MailState.WAITING)])
async def test_a_refused_text(
    database: Database, cast: Cast, server: MailServer, clock: Clock, answer: str, state: MailState
) -> None:
    server.after_data = answer
    await post(database, cast)
    await send(database, server.url, clock)
    [mail] = await mails(database)
    assert state_of(mail.sent_at, mail.next_try_at) is state
    assert mail.last_error == answer


async def test_a_line_that_breaks_leaves_the_others_due(
    database: Database, cast: Cast, server: MailServer, clock: Clock
) -> None:
    server.after_data = "421 closing"
    await post(database, cast, key="1")
    await post(database, cast, key="2")
    await send(database, server.url, clock)
    tries = [mail.tries for mail in await mails(database)]
    assert tries[0] == 1
    server.after_data = "250 accepted"
    clock.advance(timedelta(minutes=1))
    await send(database, server.url, clock)
    assert len(server.received) == 2


@pytest.mark.parametrize("to", ["no address at all", "a@example.org\r\nBcc: b@example.org", ""])
async def test_an_address_that_is_none_is_refused_for_good(
    database: Database, cast: Cast, server: MailServer, clock: Clock, to: str
) -> None:
    await post(database, cast, to=to)
    await post(database, cast, key="2")
    await send(database, server.url, clock)
    bad, good = await mails(database)
    assert state_of(bad.sent_at, bad.next_try_at) is MailState.FAILED
    assert bad.last_error
    assert state_of(good.sent_at, good.next_try_at) is MailState.SENT


async def test_the_sweep_knows_what_is_due(database: Database, cast: Cast, clock: Clock, server: MailServer) -> None:
    async def due() -> list[tuple[str, ...]]:
        async with database.read() as db:
            return list(await find_mails_due(db, clock.now))

    assert await due() == []
    await post(database, cast)
    assert await due() == [()]
    await send(database, server.url, clock)
    assert await due() == []
