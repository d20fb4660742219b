"""Mails out of a real Maildir and over IMAP onto their cases."""

from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from sqlalchemy import Text, func, select, type_coerce

from app.history.models import HistoryEntry
from app.lib.db import Database
from app.mailbox.jobs import fetch_mails
from app.mailbox.models import IncomingFile, IncomingMail
from app.mailbox.rules import LARGEST_MAIL
from app.notices.jobs import send_mails
from app.notices.services import post_mail
from app.receipts.models import Receipt
from tests.cast import Cast
from tests.conftest import Clock
from tests.mailbox.imap_server import ImapServer
from tests.mailbox.test_reading import mail
from tests.make_requests import id_number, make_request
from tests.notices.mail_server import MailServer


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "Maildir" / name).mkdir(parents=True)
    return tmp_path / "Maildir"


def deliver(inbox: Path, name: str, raw: bytes) -> None:
    (inbox / "new" / name).write_bytes(raw)


async def fetch(app: Litestar, url: str, clock: Clock, *, largest: int = LARGEST_MAIL) -> None:
    await fetch_mails(
        app.state.database, url=url, agency_code="", own_address="Office <office@example.org>",
        store=app.state.files, now=clock(), largest=largest,
    )  # fmt: skip


async def mails(database: Database) -> list[IncomingMail]:
    async with database.read() as db:
        return list(await db.scalars(select(IncomingMail).order_by(IncomingMail.id)))


async def number_of_receipt(database: Database) -> str:
    async with database.read() as db:
        return (await db.scalars(select(Receipt.number).order_by(Receipt.id))).all()[0]


async def test_by_its_number_onto_its_case_with_its_files(
    app: Litestar, database: Database, cast: Cast, clock: Clock, inbox: Path
) -> None:
    request_id = await make_request(database, cast, now=clock())
    number = await number_of_receipt(database)
    message = mail("补正内容见附件。", Subject=f"回复：{number}")
    message.add_attachment("补正：2025年度".encode(), maintype="text", subtype="plain", filename="王小明补正.txt")
    message.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="王小明.exe")
    deliver(inbox, "1.host", bytes(message))
    await fetch(app, f"maildir://{inbox}", clock)
    (found,) = await mails(database)
    assert (found.request_id, found.state, found.found_by) == (request_id, "on_case", "number")
    assert len(found.faults) == 1
    async with database.read() as db:
        files = (await db.scalars(select(IncomingFile.name))).all()
        stored = (await db.execute(select(type_coerce(IncomingMail.text, Text)))).scalar_one()
        entries = (await db.scalars(select(HistoryEntry).where(HistoryEntry.verb == "mailbox:receive_mail"))).all()
    assert list(files) == ["王小明补正.txt"]
    assert "补正" not in stored
    assert [entry.subject for entry in entries] == [f"request:{request_id}"]
    assert "王小明" not in str(found.faults) + str([entry.details for entry in entries])
    assert [path.name for path in (inbox / "cur").iterdir()] == ["1.host:2,S"]


async def test_the_same_mail_twice_is_stored_once(
    app: Litestar, database: Database, cast: Cast, clock: Clock, inbox: Path
) -> None:
    for name in ("1.host", "2.host"):
        deliver(inbox, name, f"Received: {name}\r\n".encode() + bytes(mail("同一封")))
    await fetch(app, f"maildir://{inbox}", clock)
    deliver(inbox, "3.host", bytes(mail("同一封")))
    await fetch(app, f"maildir://{inbox}", clock)
    assert len(await mails(database)) == 1
    assert not list((inbox / "new").iterdir())


async def test_an_answer_to_our_mail_needs_no_number(
    app: Litestar, database: Database, cast: Cast, clock: Clock, inbox: Path
) -> None:
    """Out over SMTP, back with the Message-ID that our server gave it."""
    other_id = await make_request(database, cast, now=clock(), id_number=id_number(1))
    request_id = await make_request(database, cast, now=clock())
    async with database.write() as tx:
        key = f"reply_issued:{request_id}"
        await post_mail(
            tx, agency_id=cast.agency.id, key=key, to="w@example.org", subject="答复", body="请查收", now=clock()
        )
    with MailServer() as server:
        await send_mails(database, smtp_url=server.url, sender="office@example.org", now=clock())
    answer = mail("收到，谢谢。", Subject="回复：答复", References=f"<x@y> {server.received[0]['Message-ID']}")
    deliver(inbox, "1.host", bytes(answer))
    await fetch(app, f"maildir://{inbox}", clock)
    (found,) = await mails(database)
    assert (found.request_id, found.found_by) == (request_id, "answer")
    assert found.request_id != other_id


async def test_undeclared_bytes_in_the_head_are_no_fault(
    app: Litestar, database: Database, cast: Cast, clock: Clock, inbox: Path
) -> None:
    """Undeclared bytes and NUL in every header that is kept or looked up."""
    strange = b"\xff\xfe\x00"
    head = b"".join(
        name + b": " + strange + b" <a" + strange + b"@x>\n"
        for name in (b"From", b"Subject", b"Message-ID", b"References", b"In-Reply-To", b"Date")
    )
    deliver(inbox, "1.host", head + b"\nhello " + strange)
    deliver(inbox, "2.host", bytes(mail()))
    await fetch(app, f"maildir://{inbox}", clock)
    assert len(await mails(database)) == 2
    assert not list((inbox / "new").iterdir())


async def test_two_cases_or_none_wait_for_a_person(
    app: Litestar, database: Database, cast: Cast, clock: Clock, inbox: Path
) -> None:
    await make_request(database, cast, now=clock())
    await make_request(database, cast, now=clock(), id_number=id_number(1))
    async with database.read() as db:
        both = " ".join(await db.scalars(select(Receipt.number)))
    deliver(inbox, "1.host", bytes(mail(Subject=both)))
    deliver(inbox, "2.host", bytes(mail("没有编号", Subject="咨询")))
    await fetch(app, f"maildir://{inbox}", clock)
    assert [(one.state, one.request_id, one.agency_id) for one in await mails(database)] == [
        ("waiting", None, cast.agency.id)
    ] * 2


async def test_what_programs_and_we_ourselves_wrote_is_not_kept(
    app: Litestar, database: Database, cast: Cast, clock: Clock, inbox: Path
) -> None:
    deliver(inbox, "1.host", bytes(mail(Auto_Submitted="auto-replied")))
    deliver(inbox, "2.host", bytes(mail(From="office@example.org")))
    deliver(inbox, "3.host", bytes(mail(Message_ID="<x@daylight.invalid>")))
    await fetch(app, f"maildir://{inbox}", clock)
    assert await mails(database) == []
    assert not list((inbox / "new").iterdir())


async def test_over_imap_and_seen_only_after_it_was_kept(
    app: Litestar, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock())
    number = await number_of_receipt(database)
    large = bytes(mail("过大" * 2_000, Subject="大信", Message_ID="<2@example.org>"))
    with ImapServer([bytes(mail(Subject=number)), large]) as server:
        await fetch(app, server.url, clock, largest=4_000)
        assert server.seen == {11, 12}
        server.seen.discard(11)
        clock.advance(timedelta(minutes=1))
        await fetch(app, server.url, clock, largest=4_000)
    kept = await mails(database)
    assert [one.request_id for one in kept] == [request_id, None]
    assert kept[1].subject == "大信"
    assert "过大" not in kept[1].text
    assert kept[1].faults


async def test_a_wrong_password_or_no_server_says_nothing_of_either(
    app: Litestar, database: Database, cast: Cast, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with ImapServer([bytes(mail())]) as server:
        await fetch(app, server.url.replace("geheim", "falsch"), clock)
        url = server.url
    await fetch(app, url, clock)
    await fetch(app, "maildir:///nowhere/at/all", clock)
    assert await mails(database) == []
    assert caplog.text.count("the mailbox cannot be read") == 3
    assert "falsch" not in caplog.text
    assert "office" not in caplog.text


async def test_counted_once_also_by_two_at_the_same_moment(
    app: Litestar, database: Database, cast: Cast, clock: Clock, inbox: Path
) -> None:
    with ImapServer([bytes(mail())]) as server:
        await fetch(app, server.url, clock)
        server.seen.clear()
        await fetch(app, server.url, clock)
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(IncomingMail)) == 1
