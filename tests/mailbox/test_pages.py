"""Mails as the staff sees them: assigned, set aside, read; by whom, and never as HTML."""

from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import select

from app.files.services import keep_bytes
from app.lib.db import Database
from app.mailbox.models import IncomingFile, IncomingMail
from app.mailbox.reading import read_mail
from app.mailbox.services import receive_mail
from app.receipts.models import Receipt
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.mailbox.test_reading import mail
from tests.make_requests import make_request


async def receive(app: Litestar, clock: Clock, text: str = "<b>粗</b>补正如下", **head: str) -> IncomingMail:
    kept = [await keep_bytes(app.state.files, "补正.txt", "2025年度".encode())]
    async with app.state.database.write() as tx:
        row = await receive_mail(tx, read_mail(bytes(mail(text, **head))), kept, [], agency_code="", now=clock())
    assert row
    return row


async def test_one_without_a_number_is_put_on_its_case_by_a_person(
    client: Browser, app: Litestar, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock(), register_no="2026-0001", email="w@example.org")
    row = await receive(app, clock, Subject="补正")
    await client.sign_in("ouyang", PASSWORD)
    assert "补正" in (await client.get("/staff/mails")).main
    assert "封来信" in (await client.get("/staff")).main
    page = await client.get(f"/staff/mails/{row.id}")
    assert "<b>粗</b>补正如下" in page.main  # as words
    for wrong in ("", "2026-0002", "SQ-2026-0000-00"):
        refused = await client.post(f"/staff/mails/{row.id}/assign", {"number": wrong})
        assert refused.status == 422
        assert "number" in refused.errors
    done = await client.post(f"/staff/mails/{row.id}/assign", {"number": "2026-0001"})
    assert done.location == f"/staff/requests/{request_id}/mails"
    shown = await client.get(done.location)
    assert "与申请人所留邮箱一致" in shown.main
    again = await client.post(f"/staff/mails/{row.id}/assign", {"number": "2026-0001"})
    assert again.status == 409
    assert (await client.post(f"/staff/mails/{row.id}/read", {})).status == 303
    assert "已阅" in (await client.get(done.location)).main


async def test_by_the_number_of_its_receipt(
    client: Browser, app: Litestar, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock())
    row = await receive(app, clock, Subject="补正")
    async with database.read() as db:
        number = (await db.scalars(select(Receipt.number))).one()
    await client.sign_in("ouyang", PASSWORD)
    done = await client.post(f"/staff/mails/{row.id}/assign", {"number": number.lower()})
    assert done.location == f"/staff/requests/{request_id}/mails"


async def test_one_that_belongs_nowhere_is_set_aside_with_a_reason(
    client: Browser, app: Litestar, cast: Cast, clock: Clock
) -> None:
    row = await receive(app, clock, Subject="广告")
    await client.sign_in("ouyang", PASSWORD)
    assert (await client.post(f"/staff/mails/{row.id}/set-aside", {"reason": ""})).status == 422
    assert (await client.post(f"/staff/mails/{row.id}/set-aside", {"reason": "商业广告"})).status == 303
    assert "广告" not in (await client.get("/staff/mails?show=waiting")).main
    assert "商业广告" in (await client.get(f"/staff/mails/{row.id}")).main


@pytest.mark.parametrize(
    ("who", "loose", "on_case"),
    [("ouyang", 200, 200), ("chen", 404, 200), ("luo", 404, 404), ("foreign", 404, 404), ("shen", 200, 200),
     ("xu", 404, 404)],
)  # fmt: skip
async def test_who_reads_what(
    client: Browser,
    app: Litestar,
    database: Database,
    cast: Cast,
    clock: Clock,
    who: str,
    loose: int,
    on_case: int,
) -> None:
    await make_request(database, cast, now=clock())
    async with database.read() as db:
        number = (await db.scalars(select(Receipt.number))).one()
    rows = {
        loose: await receive(app, clock, Subject="咨询", Message_ID="<a@x>"),
        -on_case: await receive(app, clock, Subject=number, Message_ID="<b@x>"),
    }
    await client.sign_in(who, PASSWORD)
    for status, row in ((loose, rows[loose]), (on_case, rows[-on_case])):
        assert (await client.get(f"/staff/mails/{row.id}")).status == status
        assert (await client.get(f"/staff/mails/{row.id}/files/{await file_of(database, row.id)}")).status == status
        for verb in ("assign", "set-aside", "read"):
            if who in ("luo", "foreign", "xu"):
                assert (
                    await client.post(f"/staff/mails/{row.id}/{verb}", {"number": "1", "reason": "无"})
                ).status == 404
    if who == "shen":
        assert (await client.post(f"/staff/mails/{rows[loose].id}/set-aside", {"reason": "无关"})).status == 403


async def file_of(database: Database, mail_id: UUID) -> UUID:
    async with database.read() as db:
        return (await db.scalars(select(IncomingFile.file_id).where(IncomingFile.mail_id == mail_id))).one()
