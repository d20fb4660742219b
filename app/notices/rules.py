"""States of a mail, when it is tried again, and how an address is shown to the staff."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from app.lib.i18n import gettext_noop as _

BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 25, 125, 625, 1440))
"""Waits after the first, second, ... failed try; the last one goes on for good."""

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")


class MailState(StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


STATE_LABELS: Mapping[MailState, str] = {
    MailState.WAITING: _("Waiting"),
    MailState.SENT: _("Sent"),
    MailState.FAILED: _("Refused"),
}


@dataclass(frozen=True, slots=True)
class NewMail:
    """A mail to be put into the outbox; the fields are those of the table."""

    agency_id: UUID
    key: str
    """Names the occasion and the receiver, e.g. ``report_published:CONSULTATION:RECEIPT``: a mail is made once."""
    to: str
    subject: str
    body: str
    topic: str | None = None
    stop_url: str | None = None
    is_bulk: bool = False


def stop_headers(stop_url: str | None) -> dict[str, str]:
    """Headers by which a mail program offers to stop (RFC 2369); by one click where the address is https (RFC 8058)."""
    if not stop_url:
        return {}
    headers = {"List-Unsubscribe": f"<{stop_url}>"}
    if stop_url.startswith("https://"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def state_of(sent_at: datetime | None, next_try_at: datetime | None) -> MailState:
    """Sent, waiting for its next try, or refused for good."""
    if sent_at is not None:
        return MailState.SENT
    return MailState.WAITING if next_try_at is not None else MailState.FAILED


def read_state(text: str) -> MailState | None:
    """The state that an address asks for; None for all of them and for anything else."""
    return next((state for state in MailState if state.value == text), None)


def next_try(tries: int, now: datetime) -> datetime:
    """When to try again after so many tries (at least one)."""
    return now + BACK_OFF[min(tries, len(BACK_OFF)) - 1]


def mask_address(address: str) -> str:
    """``w***@example.org``: enough to recognise one's own, too little to write to. Empty when it was erased."""
    if not address:
        return ""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"


def without_addresses(text: str) -> str:
    """A server's answer may quote the address: it is kept and shown without."""
    return _ADDRESS.sub("***", text)
