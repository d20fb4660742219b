"""Sending what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
from sqlalchemy import Select, select, update

from app.lib.db import Database
from app.notices.models import Mail
from app.notices.rules import next_try, stop_headers, without_addresses

BATCH = 100
MOST_BATCHES = 10  # a run; then other work gets its turn, and the sweep comes back for the rest
TIMEOUT = 20  # seconds for each answer of the server
BROKEN = (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPConnectError, aiosmtplib.SMTPTimeoutError, OSError)


class UnbrokenHeader(UnstructuredHeader):
    """An address is one long word: folded as usual it would be encoded, and no mail program would know it again."""

    name: str

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", UnbrokenHeader)  # type: ignore[arg-type]  # it is made one there
_POLICY = EmailPolicy(header_factory=_HEADERS)


@dataclass(frozen=True)
class Letter:
    """A mail that this job has taken on."""

    id: UUID
    to: str
    subject: str
    body: str
    message_id: str
    posted_at: datetime
    stop_url: str | None


async def send_mails(database: Database, *, smtp_url: str, sender: str, now: datetime) -> None:
    """Send up to a thousand mails that are due, what a single person waits for first. Without a server they wait.

    A mail's next try is set before it is handed over: should the process die in between, it is sent again later,
    with the same Message-ID.
    """
    if not smtp_url:
        return
    for _batch in range(MOST_BATCHES):
        async with database.read() as db:
            due = list(await db.scalars(_due(now)))
        if not due or not await _send_batch(database, due, smtp_url=smtp_url, sender=sender, now=now):
            return


def _due(now: datetime) -> Select[tuple[UUID]]:
    return select(Mail.id).where(Mail.next_try_at <= now).order_by(Mail.is_bulk, Mail.next_try_at).limit(BATCH)


async def _send_batch(database: Database, due: Sequence[UUID], *, smtp_url: str, sender: str, now: datetime) -> bool:
    """Over one connection; false when the server is out of reach or the line broke."""
    try:
        server = await _connect(smtp_url, sender)
    except (aiosmtplib.SMTPException, OSError) as error:
        for mail_id in due:
            if await _take(database, mail_id, now=now):
                await _keep_error(database, mail_id, error)
        return False
    try:
        for mail_id in due:
            letter = await _take(database, mail_id, now=now)
            if letter and not await _send(database, server, letter, sender=sender, now=now):
                return False  # the line is dead; the others are still due
    finally:
        server.close()
    return True


async def _connect(smtp_url: str, sender: str) -> aiosmtplib.SMTP:
    """TLS from the start for smtps://, else STARTTLS where it is offered; certificates are checked in both cases."""
    url = urlsplit(smtp_url)
    is_tls = url.scheme == "smtps"
    server = aiosmtplib.SMTP(
        hostname=url.hostname,
        port=url.port or (465 if is_tls else 25),
        username=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        use_tls=is_tls,
        local_hostname=parseaddr(sender)[1].rpartition("@")[2] or "localhost",
        timeout=TIMEOUT,
    )
    await server.connect()
    return server


async def _take(database: Database, mail_id: UUID, *, now: datetime) -> Letter | None:
    """Take on one mail by setting its next try; None when another process was faster."""
    async with database.write() as db:
        query = select(Mail).where(Mail.id == mail_id, Mail.next_try_at <= now).with_for_update()
        if (mail := await db.scalar(query)) is None:
            return None
        mail.tries += 1
        mail.next_try_at = next_try(mail.tries, now)
        return Letter(mail.id, mail.to, mail.subject, mail.body, mail.message_id, mail.posted_at, mail.stop_url)


async def _send(database: Database, server: aiosmtplib.SMTP, letter: Letter, *, sender: str, now: datetime) -> bool:
    """Hand one mail over and mark it; false when the connection is broken."""
    try:
        await server.send_message(_compose(letter, sender))
    except BROKEN as error:
        await _keep_error(database, letter.id, error)
        return False
    except (aiosmtplib.SMTPException, ValueError) as error:
        await _keep_error(database, letter.id, error)
        return True
    async with database.write() as db:
        sent = {"sent_at": now, "next_try_at": None, "last_error": ""}
        await db.execute(update(Mail).where(Mail.id == letter.id).values(sent))
    return True


def _compose(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.posted_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    for name, value in stop_headers(letter.stop_url).items():
        message[name] = value
    message.set_content(letter.body)
    return message


async def _keep_error(database: Database, mail_id: UUID, error: Exception) -> None:
    """Keep the reason for the staff page; a refusal for good ends the tries."""
    values: dict[str, object] = {"last_error": without_addresses(_reason(error))[:300]}
    if _is_final(error):
        values["next_try_at"] = None
    async with database.write() as db:
        await db.execute(update(Mail).where(Mail.id == mail_id).values(values))


def _reason(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return "; ".join(_reason(one) for one in error.recipients)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return f"{type(error).__name__}: {error}"


def _is_final(error: Exception) -> bool:
    """Whether trying again is useless: this receiver or this text is refused, not the server in trouble."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(one.code >= 500 for one in error.recipients)
    if isinstance(error, aiosmtplib.SMTPDataError):
        return error.code >= 500
    return isinstance(error, aiosmtplib.SMTPNotSupported | ValueError)
