"""Putting mails into the outbox."""

import asyncio
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy import text as sql

from app.lib.db import Database
from app.notices.models import Mail
from app.notices.services import post_mail
from tests.cast import Cast
from tests.conftest import START

ADDRESS = "wang.wu@example.org"


async def post(database: Database, cast: Cast, key: str = "report:1", to: str = ADDRESS, **changes: str) -> UUID:
    text = {"subject": "《办法》征求意见结果已公布", "body": "您好，结果已经公布。\n", **changes}
    async with database.write() as tx:
        return await post_mail(tx, agency_id=cast.agency.id, key=key, to=to, now=START, **text)


async def mails(database: Database) -> list[Mail]:
    async with database.read() as db:
        found = list(await db.scalars(select(Mail).order_by(Mail.id)))
        db.expunge_all()  # so that they can be looked at after the session
        return found


async def test_it_works(database: Database, cast: Cast) -> None:
    mail_id = await post(database, cast)
    [mail] = await mails(database)
    assert (mail.id, mail.to, mail.tries, mail.next_try_at, mail.sent_at) == (mail_id, ADDRESS, 0, START, None)


async def test_the_same_key_is_one_mail(database: Database, cast: Cast) -> None:
    assert await post(database, cast) == await post(database, cast, subject="anything else")
    assert len(await mails(database)) == 1


async def test_the_same_key_at_the_same_moment_is_one_mail(database: Database, cast: Cast) -> None:
    ids = await asyncio.gather(*(post(database, cast) for _i in range(10)))
    assert len(set(ids)) == 1
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Mail)) == 1


async def test_address_and_text_are_encrypted_at_rest(database: Database, cast: Cast) -> None:
    await post(database, cast)
    async with database.read() as db:
        row = str((await db.execute(sql("SELECT * FROM mail"))).one())
    assert "example.org" not in row
    assert "您好" not in row


async def test_nothing_is_posted_when_the_act_fails(database: Database, cast: Cast) -> None:
    try:
        async with database.write() as tx:
            await post_mail(tx, agency_id=cast.agency.id, key="k", to=ADDRESS, subject="s", body="b", now=START)
            raise RuntimeError("the act failed")
    except RuntimeError:
        pass
    assert await mails(database) == []


async def test_a_subject_is_one_line(database: Database, cast: Cast) -> None:
    await post(database, cast, subject="one\r\nBcc: somebody@example.org")
    [mail] = await mails(database)
    assert mail.subject == "one Bcc: somebody@example.org"
