"""The outbox as the staff see it: counts, reasons, never a whole address."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.history.models import HistoryEntry
from app.lib.db import Database
from app.notices.jobs import send_mails
from app.notices.models import Mail
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import START, Clock
from tests.notices.mail_server import MailServer
from tests.notices.test_post_mail import ADDRESS, mails, post


@pytest.fixture
async def outbox(database: Database, cast: Cast) -> list[Mail]:
    """One mail that waits, one sent, one refused."""
    for key in ("waiting", "sent", "refused"):
        await post(database, cast, key=key, subject=f"这是{key}")
    async with database.write() as db:
        sent, refused = Mail.dedupe_key == "sent", Mail.dedupe_key == "refused"
        await db.execute(update(Mail).where(sent).values(sent_at=START, next_try_at=None, tries=1))
        await db.execute(update(Mail).where(refused).values(next_try_at=None, tries=1, last_error="550 no mailbox"))
    return await mails(database)


async def test_it_works(client: Browser, outbox: list[Mail]) -> None:
    await client.sign_in("ouyang", PASSWORD)
    page = await client.get("/staff/outbox")
    assert [int(n.text()) for n in page.all(".p-tabs .p-num")] == [3, 1, 1, 1]
    assert len(page.all("tbody tr")) == 3
    assert "w***@example.org" in page.main
    assert ADDRESS not in page.text
    assert "550 no mailbox" in page.main
    assert "SMTP_URL" in page.main, "it says that no server is set"


@pytest.mark.parametrize("state", ["waiting", "sent", "refused"])
async def test_it_can_be_narrowed_to_a_state(client: Browser, outbox: list[Mail], state: str) -> None:
    await client.sign_in("xu", PASSWORD)
    page = await client.get(f"/staff/outbox?state={'failed' if state == 'refused' else state}")
    assert [row.text().strip() for row in page.all("tbody th")] == [f"这是{state}"]


async def test_an_unknown_state_shows_all(client: Browser, outbox: list[Mail]) -> None:
    await client.sign_in("xu", PASSWORD)
    assert len((await client.get("/staff/outbox?state=nonsense&page=-3")).all("tbody tr")) == 3


async def test_an_empty_page_says_so(client: Browser, outbox: list[Mail]) -> None:
    await client.sign_in("xu", PASSWORD)
    assert "这里没有邮件" in (await client.get("/staff/outbox?page=2")).main


@pytest.mark.parametrize(
    ("username", "status"),
    [("xu", 200), ("ouyang", 200), ("qian", 403), ("chen", 403), ("deng", 403), ("luo", 403), ("shen", 403)],
)
async def test_who_may_see_it(client: Browser, outbox: list[Mail], username: str, status: int) -> None:
    await client.sign_in(username, PASSWORD)
    assert (await client.get("/staff/outbox")).status == status
    path = f"/staff/outbox/{outbox[2].id}/retry"
    assert (await client.post(path)).status == (303 if status == 200 else 403)


async def test_nobody_is_sent_to_sign_in(client: Browser) -> None:
    assert (await client.get("/staff/outbox")).location.startswith("/sign-in")


async def test_another_agency_sees_nothing_of_it(client: Browser, outbox: list[Mail]) -> None:
    await client.sign_in("foreign", PASSWORD)
    assert "这是" not in (await client.get("/staff/outbox")).main
    assert (await client.post(f"/staff/outbox/{outbox[2].id}/retry")).status == 404


async def test_a_refused_mail_can_be_sent_again(
    client: Browser, outbox: list[Mail], database: Database, clock: Clock
) -> None:
    await client.sign_in("ouyang", PASSWORD)
    refused = outbox[2]
    page = await client.follow(await client.post(f"/staff/outbox/{refused.id}/retry"))
    assert [int(n.text()) for n in page.all(".p-tabs .p-num")] == [3, 2, 1, 0]
    clock.advance(timedelta(seconds=5))
    with MailServer() as server:
        await send_mails(database, smtp_url=server.url, sender="a@example.gov", now=clock.now)
        assert refused.message_id in [m["Message-ID"] for m in server.received]
    async with database.read() as db:
        verbs = list(await db.scalars(select(HistoryEntry.verb).order_by(HistoryEntry.id)))
    assert verbs[-1] == "notice:retry_mail"


@pytest.mark.parametrize("which", [0, 1])
async def test_only_a_refused_one(client: Browser, outbox: list[Mail], which: int) -> None:
    await client.sign_in("ouyang", PASSWORD)
    assert (await client.post(f"/staff/outbox/{outbox[which].id}/retry")).status == 409
