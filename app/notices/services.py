"""Verbs of the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT DO NOTHING is SQLite's too
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.accounts.rules import Actor, Role
from app.history.services import record
from app.lib.db import is_duplicate
from app.lib.errors import Forbidden, NotFound, Refused
from app.notices.models import Mail
from app.notices.rules import MailState, NewMail, state_of


class NotFailed(Refused):
    code = "E_MAIL_NOT_FAILED"
    message = "Only a mail that was refused can be sent again."


async def post_mail(
    db: AsyncSession,
    *,
    agency_id: UUID,
    key: str,
    to: str,
    subject: str,
    body: str,
    topic: str | None = None,
    stop_url: str | None = None,
    now: datetime,
) -> UUID:
    """Put a mail into the outbox (通知). A second mail with the same `key` is not made: the first one's id comes back.

    The key names the occasion and the receiver, e.g. ``report_published:CONSULTATION:RECEIPT``.
    """
    query = select(Mail.id).where(Mail.dedupe_key == key)
    if (known := await db.scalar(query)) is not None:
        return known
    row = _row(NewMail(agency_id, key, to, subject, body, topic, stop_url), now)
    mail = Mail(to=row.pop("recipient"), **row)
    try:
        async with db.begin_nested():
            db.add(mail)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        return (await db.scalars(query)).one()
    return mail.id


async def post_mails(db: AsyncSession, mails: Sequence[NewMail], *, now: datetime) -> None:
    """Put many mails into the outbox at once (群发通知). A mail whose key is known is left out."""
    if mails:
        statement = insert(Mail.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]
        await db.execute(statement, [_row(mail, now) for mail in mails])


async def drop_mails(db: AsyncSession, topic: str) -> None:
    """The receiver wants no more of these (停止通知): what waits is taken back, what was sent is blanked."""
    await db.execute(delete(Mail).where(Mail.topic == topic, Mail.sent_at.is_(None)))
    await db.execute(update(Mail).where(Mail.topic == topic).values(to="", body="", stop_url=None, topic=None))


async def blank_mails(db: AsyncSession, *, sent_before: datetime) -> None:
    """Erase receiver and words of what was sent long ago (清除已发邮件内容), of mails that people can end."""
    old = update(Mail).where(Mail.topic.is_not(None), Mail.sent_at < sent_before)
    await db.execute(old.values(to="", body="", stop_url=None, topic=None))


def _row(mail: NewMail, now: datetime) -> dict[str, Any]:
    mail_id = uuid7()
    return {
        "id": mail_id,
        "agency_id": mail.agency_id,
        "dedupe_key": mail.key,
        "recipient": mail.to,
        "subject": " ".join(mail.subject.split())[:300],
        "body": mail.body,
        "message_id": f"<{mail_id}@daylight.invalid>",
        "posted_at": now,
        "next_try_at": now,
        "tries": 0,
        "last_error": "",
        "topic": mail.topic,
        "stop_url": mail.stop_url,
        "is_bulk": mail.is_bulk,
    }


async def retry_mail(db: AsyncSession, mail_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Send a refused mail again (重新发送), after the cause was removed. Raises NotFound, Forbidden, NotFailed."""
    if not actor.has(Role.SYSADMIN, Role.OPENNESS_OFFICER):
        raise Forbidden
    query = select(Mail).where(Mail.id == mail_id, Mail.agency_id == actor.agency_id).with_for_update()
    if (mail := await db.scalar(query)) is None:
        raise NotFound
    if state_of(mail.sent_at, mail.next_try_at) is not MailState.FAILED:
        raise NotFailed
    mail.tries, mail.next_try_at = 0, now
    record(db, "notice:retry_mail", f"mail:{mail.id}", agency_id=mail.agency_id, actor=actor, now=now)
