"""People who left an address are told, once."""

import pytest
from sqlalchemy import select

from app.adoption import jobs
from app.comments.models import Comment
from app.lib.db import Database
from app.notices.models import Mail
from app.receipts.models import Receipt
from tests.adoption.office import Said, answer, make_studied, publish
from tests.cast import Cast
from tests.conftest import Clock

BASE = "https://daylight.example"


async def add_receipts(
    database: Database, cast: Cast, clock: Clock, *addresses: str | None, locale: str = "zh-CN"
) -> None:
    """One receipt for each address, on the comments in their order."""
    async with database.write() as db:
        comments = (await db.scalars(select(Comment).order_by(Comment.id))).all()
        for n, address in enumerate(addresses):
            receipt = Receipt(
                agency_id=cast.agency.id, number=f"YJ-2026-{n:04}-00", code_hash="0" * 64, kind="comment",
                token=f"{n:064}", contact_email=address, locale=locale, issued_at=clock(),
            )  # fmt: skip
            db.add(receipt)
            await db.flush()
            comments[n].receipt_id = receipt.id


async def mails(database: Database) -> list[Mail]:
    async with database.read() as db:
        return list(await db.scalars(select(Mail).order_by(Mail.id)))


@pytest.mark.parametrize("batch", [1, 2, 200])
async def test_everybody_with_an_address_gets_one_mail(
    database: Database, cast: Cast, clock: Clock, batch: int
) -> None:
    c = await make_studied(database, cast, Said(4), now=clock())
    await add_receipts(database, cast, clock, "a@example.com", None, "b@example.com")
    await answer(database, cast, c, 1, now=clock())
    await jobs.notify_commenters(database, str(c), base_url=BASE, now=clock())
    assert await mails(database) == []  # not before publication
    await publish(database, cast, c, now=clock())
    async with database.read() as db:
        assert await jobs.find_untold(db, clock()) == [(str(c),)]
    for _again in range(2):
        await jobs.notify_commenters(database, str(c), base_url=BASE, batch=batch, now=clock())
    sent = await mails(database)
    assert [mail.to for mail in sent] == ["a@example.com", "b@example.com"]
    assert f"{BASE}/consultations/{c}/report" in sent[0].body
    assert "YJ-2026-0000-00" in sent[0].body
    assert "意见采纳情况" in sent[0].subject
    assert "已经公布" in sent[0].body
    async with database.read() as db:
        assert await jobs.find_untold(db, clock()) == []


async def test_it_is_written_in_the_language_of_the_receipt(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(1), now=clock())
    await add_receipts(database, cast, clock, "a@example.com", locale="en")
    await answer(database, cast, c, 1, now=clock())
    await publish(database, cast, c, now=clock())
    await jobs.notify_commenters(database, str(c), base_url=BASE, now=clock())
    (mail,) = await mails(database)
    assert mail.subject.startswith("What became of the comments")
