"""Fetching what lies in the inbox."""

import asyncio
import imaplib
import logging
from collections.abc import Awaitable, Sequence
from datetime import datetime
from email.utils import parseaddr

from app.files.rules import RefusedFile
from app.files.services import Kept, keep_bytes
from app.files.store import FileStore
from app.lib.db import Database
from app.mailbox.reading import MailFile, read_mail
from app.mailbox.rules import LARGEST_MAIL, Fault
from app.mailbox.services import receive_mail
from app.mailbox.sources import Fetched, open_source

log = logging.getLogger("daylight.jobs")

BATCH = 50
OURS = "@daylight.invalid>"
"""How the outbox ends its Message-IDs."""


async def fetch_mails(
    database: Database,
    *,
    url: str,
    agency_code: str,
    own_address: str,
    store: FileStore,
    now: datetime,
    largest: int = LARGEST_MAIL,
) -> None:
    """Take in what is new (收取来信). A mail is marked as seen after it was committed: a fault fetches it again.

    What a program wrote, our own mails among them, is marked and not kept: keeping it would feed a loop.
    """
    source = open_source(url, largest=largest)
    done: list[str] = []
    try:
        for fetched in await source.fetch(BATCH):
            try:
                await _take_in(database, store, fetched, own_address=own_address, agency_code=agency_code, now=now)
            except Exception as error:  # one mail must not keep the others waiting; it is fetched again
                log.error("a mail could not be kept: %s", type(error).__name__)
            else:
                done.append(fetched.key)
    except (OSError, imaplib.IMAP4.error) as error:  # its words may hold an address
        log.error("the mailbox cannot be read: %s", type(error).__name__)
    finally:
        await _finish(source.mark_seen(done))
        await _finish(source.close())


async def _take_in(
    database: Database, store: FileStore, fetched: Fetched, *, own_address: str, agency_code: str, now: datetime
) -> None:
    mail = await asyncio.to_thread(read_mail, fetched.raw, is_cut=fetched.is_cut)
    if mail.is_automatic or mail.message_id.endswith(OURS) or mail.sender == parseaddr(own_address)[1]:
        return
    kept, faults = await _keep(store, mail.files)
    async with database.write() as tx:
        await receive_mail(tx, mail, kept, [*mail.faults, *faults], agency_code=agency_code, now=now)


async def _keep(store: FileStore, files: Sequence[MailFile]) -> tuple[list[Kept], list[Fault]]:
    kept: list[Kept] = []
    faults: list[Fault] = []
    for file in files:
        try:
            kept.append(await keep_bytes(store, file.name, file.data, sealed=True))
        except RefusedFile as refused:
            error = refused.errors[0]  # a name in it would stand in the database in plain words
            faults.append({"text": error.message, "params": {**error.params, "name": "…"}})
    return kept, faults


async def _finish(step: Awaitable[None]) -> None:
    try:
        await step
    except (OSError, imaplib.IMAP4.error) as error:
        log.error("the mailbox did not answer: %s", type(error).__name__)
