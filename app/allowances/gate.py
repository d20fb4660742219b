"""What one process knows of the allowances: the installation's policy, and in memory what needs no table.

Look-ups are counted here only: they write nothing, and a limit that several processes keep apart is still one. Of
what is counted in the database the gate remembers who was refused: `used_until` never goes back within a refusal, so
it can refuse the same again without asking, and a flood does not wait for the one writer.
"""

from dataclasses import dataclass
from datetime import datetime

from app.allowances.rules import EVERYBODY, Limit, Policy, after_act, refusal, ticks
from app.lib.clock import local_date
from app.lib.crypto import keyed_hash

MOST_KEYS = 50_000


@dataclass(frozen=True)
class Visit:
    """Who hands in comments, as far as the gate looks: the network, the challenge that was solved, how many.

    `is_request`: an application for information instead, which has the same room of its own.
    """

    network: str
    solved: str | None
    count: int
    is_request: bool = False


class Gate:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.requests = policy.for_requests()
        self._used: dict[str, int] = {}

    def look_up(self, limit: Limit, network: str, *, now: datetime) -> None:
        """Count an act that is counted in this process only. Raises TryAgain."""
        if not self.policy.is_limited:
            return
        key, at = key_of(limit, network, now), ticks(now)
        used = self._used.get(key, 0)
        if (after := after_act(used, limit, 1, at)) is None:
            raise refusal(used, limit, 1)
        self.note(key, after, now=now)

    def check(self, limit: Limit, network: str, *, now: datetime, count: int = 1) -> None:
        """Refuse what the database would refuse as well, as far as it is known here. Raises TryAgain."""
        used = self._used.get(key_of(limit, network, now), 0)
        if self.policy.is_limited and after_act(used, limit, count, ticks(now)) is None:
            raise refusal(used, limit, count)

    def note(self, key: str, used_until: int, *, now: datetime) -> None:
        if len(self._used) >= MOST_KEYS:
            at = ticks(now)
            self._used = {key: until for key, until in self._used.items() if until > at}
            if len(self._used) >= MOST_KEYS:
                self._used.clear()
        self._used[key] = used_until

    def check_comments(self, visit: Visit, *, now: datetime) -> None:
        """The same for comments, with or without a solution. Raises TryAgain."""
        policy = self.policy_of(visit)
        if visit.solved or not policy.asks_for_work:
            self.check(policy.proved, visit.network, now=now, count=visit.count)
        else:
            self.check(policy.plain, visit.network, now=now, count=visit.count)
            self.check(policy.plain_site, EVERYBODY, now=now, count=visit.count)

    def policy_of(self, visit: Visit) -> Policy:
        return self.requests if visit.is_request else self.policy


def key_of(limit: Limit, network: str, now: datetime) -> str:
    """The name of a row. The day is part of it: what a network did on two days cannot be put together."""
    return keyed_hash("allowance", f"{local_date(now)}\0{limit.action}\0{network}")
