"""The link by which the holder of a receipt wants no mail: signed, and without address, number or code."""

from datetime import datetime, timedelta
from uuid import UUID

from app.lib.crypto import sign, unsign
from app.lib.errors import NotFound

_PURPOSE = "receipt stop"
LIFE = timedelta(days=730)


def stop_link(receipt_id: UUID, base_url: str, *, now: datetime) -> str:
    """For one mail."""
    return f"{base_url}/receipts/stop/{sign(_PURPOSE, receipt_id.hex, expires_at=(now + LIFE).timestamp())}"


def read_stop(token: str, *, now: datetime) -> UUID:
    """The receipt that a link names. Raises NotFound."""
    value = unsign(_PURPOSE, token, now=now.timestamp())
    if value is None:
        raise NotFound
    return UUID(value)


def topic_of(receipt_id: UUID) -> str:
    """Of mails about that receipt, in the outbox."""
    return f"receipt:{receipt_id}"
