"""The links of the mails: signed, so that nobody makes one up, and without the address, so that no log holds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.follows.rules import CONFIRM_WITHIN, LINK_LIFE, LinkOver
from app.lib.crypto import sign, unsign

_CONFIRM, _LIST, _STOP = "follow confirm", "follow list", "follow stop"


@dataclass(frozen=True)
class Links:
    """Makes the links of mails that are written now."""

    base_url: str
    now: datetime

    def consultation(self, consultation_id: UUID, page: str = "") -> str:
        return f"{self.base_url}/consultations/{consultation_id}{page}"

    def confirm(self, follow_ids: Sequence[UUID]) -> str:
        """Ends soon; it confirms once, since afterwards there is nothing left to confirm."""
        until = (self.now + CONFIRM_WITHIN).timestamp()
        token = sign(_CONFIRM, ",".join(one.hex for one in follow_ids), expires_at=until)
        return f"{self.base_url}/follows/confirm/{token}"

    def list(self, follower_id: UUID) -> str:
        return f"{self.base_url}/follows/list/{self._lasting(_LIST, follower_id)}"

    def stop(self, follow_id: UUID) -> str:
        return f"{self.base_url}/follows/stop/{self._lasting(_STOP, follow_id)}"

    def _lasting(self, purpose: str, named: UUID) -> str:
        return sign(purpose, named.hex, expires_at=(self.now + LINK_LIFE).timestamp())


def read_confirm(token: str, *, now: datetime) -> list[UUID]:
    """The follows that a link confirms. Raises LinkOver."""
    return [UUID(one) for one in _read(_CONFIRM, token, now).split(",")]


def read_list(token: str, *, now: datetime) -> UUID:
    """The follower whose list a link shows. Raises LinkOver."""
    return UUID(_read(_LIST, token, now))


def read_stop(token: str, *, now: datetime) -> UUID:
    """The follow that a link stops. Raises LinkOver."""
    return UUID(_read(_STOP, token, now))


def _read(purpose: str, token: str, now: datetime) -> str:
    value = unsign(purpose, token, now=now.timestamp())
    if value is None:
        raise LinkOver
    return value
