"""Verbs of the outbox."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.accounts.rules import Actor, Role
from app.history.services import record
from app.lib.db import is_duplicate
from app.lib.errors import Forbidden, NotFound, Refused
from app.notices.models import Mail
from app.notices.rules import MailState, state_of


class NotFailed(Refused):
    code = "E_MAIL_NOT_FAILED"
    message = "Only a mail that was refused can be sent again."


async def post_mail(
    db: AsyncSession, *, agency_id: UUID, key: str, to: str, subject: str, body: str, now: datetime
) -> UUID:
    """Put a mail into the outbox (通知). A second mail with the same `key` is not made: the first one's id comes back.

    The key names the occasion and the receiver, e.g. ``report_published:CONSULTATION:RECEIPT``.
    """
    query = select(Mail.id).where(Mail.dedupe_key == key)
    if (known := await db.scalar(query)) is not None:
        return known
    mail_id = uuid7()
    mail = Mail(
        id=mail_id,
        agency_id=agency_id,
        dedupe_key=key,
        to=to,
        subject=" ".join(subject.split()),
        body=body,
        message_id=f"<{mail_id}@daylight.invalid>",
        posted_at=now,
        next_try_at=now,
    )
    try:
        async with db.begin_nested():
            db.add(mail)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        return (await db.scalars(query)).one()
    return mail_id


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
