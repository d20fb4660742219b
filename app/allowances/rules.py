"""How much is allowed, as a generic cell rate algorithm (GCRA; ITU-T I.371, ATM Forum af-tm-0056, annex C).

Of each key one moment is kept: until when what was done so far uses up the rate. An act moves it on by one interval; it
is refused where that would lead further ahead of now than the burst allows. So there is no window whose edge could be
used twice, and the moment from which the next act will be taken is known exactly.

The defaults are wide on purpose: a company, a university or all telephones of a region often share one address.
"""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.lib.errors import TryAgain
from app.lib.i18n import gettext_noop as _

SECOND = 1_000_000
BURST_MINUTES = 5
"""What five minutes allow may come at once: a class that hands in together, a person who had prepared everything."""

MANY = _("Very much came from your network. Please try again after {moment}.")
MANY_COMMENTS = _("Very many comments came from your network. Please try again after {moment}.")
MANY_PLAIN = _(
    "Very many comments arrive just now without the automatic check of the browser, from your network or in all. "
    "Please try again after {moment}."
)
MANY_REQUESTS = _("Very many applications came from your network. Please try again after {moment}.")
MANY_PLAIN_REQUESTS = _(
    "Very many applications arrive just now without the automatic check of the browser, from your network or in all. "
    "Please try again after {moment}."
)
NO_LOOK_UPS = _("Similar comments are looked up again after {moment}; you can write on and hand in.")
NO_OFFERS = _("What is public already is looked up again after {moment}; you can write on and hand in.")
MANY_TRIES = _("There were too many wrong passwords from your network. Please try again after {moment}.")


@dataclass(frozen=True)
class Limit:
    """So many acts a minute in the long run, so many at once."""

    action: str
    per_minute: int
    burst: int
    sentence: str = MANY

    @property
    def interval(self) -> int:
        """Microseconds that one act uses up."""
        return 60 * SECOND // self.per_minute

    @property
    def room(self) -> int:
        """Microseconds that may be used up ahead of now."""
        return self.interval * self.burst


SUPPORT = Limit("support", 120, 600)
LOOK_UP = Limit("look_up", 1200, 1200, NO_LOOK_UPS)
"""What others already said, while somebody types: at most twice a second each."""
OFFERS = Limit("offers", 1200, 1200, NO_OFFERS)
"""What is public already, while somebody describes what he wants: the same."""
SEARCH = Limit("search", 600, 1200)
"""Pages of the search; typing asks for one at most twice a second."""
WRONG_PASSWORD = Limit("wrong_password", 10, 50, MANY_TRIES)
"""Beside the lock of the single account: many accounts tried from one place."""
EVERYBODY = "*"
"""In the place of a network: the whole site together."""


@dataclass(frozen=True)
class Policy:
    """What this installation allows; made from its settings."""

    proved: Limit
    """Comments of one network whose browsers solved their task."""
    plain: Limit
    """Comments of one network without it: no JavaScript, a device that cannot, a machine."""
    plain_site: Limit
    """The same, of all networks together."""
    challenge: Limit
    """Challenges that one network is given: somebody who looks at several forms gets several."""
    is_limited: bool = True
    asks_for_work: bool = True

    def for_requests(self) -> "Policy":
        """The same for applications (依申请公开): counted apart from comments, told in their own words."""
        proved = replace(self.proved, action="request", sentence=MANY_REQUESTS)
        plain, site = (
            replace(one, action="plain_request", sentence=MANY_PLAIN_REQUESTS) for one in (self.plain, self.plain_site)
        )
        return replace(self, proved=proved, plain=plain, plain_site=site)


def make_policy(
    *, comments: int, plain: int, plain_site: int, is_limited: bool = True, asks_for_work: bool = True
) -> Policy:
    """A policy from comments a minute."""

    def limit(action: str, per_minute: int, sentence: str) -> Limit:
        # One form may carry ten comments: that much always fits at once.
        return Limit(action, per_minute, max(per_minute * BURST_MINUTES, 10), sentence)

    return Policy(
        limit("comment", comments, MANY_COMMENTS),
        limit("plain_comment", plain, MANY_PLAIN),
        limit("plain_comment", plain_site, MANY_PLAIN),
        limit("challenge", comments * 5, MANY),
        is_limited,
        asks_for_work,
    )


def ticks(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def after_act(used_until: int, limit: Limit, count: int, now: int) -> int | None:
    """Until when the rate is used up after `count` acts now, or None where that is more than allowed.

    The law that `services.take` writes in SQL, for what is counted in memory.
    """
    after = max(used_until, now) + count * limit.interval
    return after if after - now <= limit.room else None


def refusal(used_until: int, limit: Limit, count: int) -> TryAgain:
    """The refusal, with the first moment at which `count` acts will be taken."""
    at = used_until + count * limit.interval - limit.room
    return TryAgain(limit.sentence, at=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at))


EFFORT = 200
"""Keys that a browser derives at most for one comment, at least half as many: a tenth of a second on a desk."""
CALM = 300
"""Comments with a solution a minute, of the whole site, up to which the effort stays as it is."""
MOST_DOUBLINGS = 3
"""A cheap phone needs some seconds then, while its owner types."""


def effort_for(solved_last_minute: int) -> int:
    """What the next challenge asks: twice as much for every doubling above calm, at most eight times."""
    if solved_last_minute <= CALM:
        return EFFORT
    return EFFORT * 2 ** min(math.ceil(math.log2(solved_last_minute / CALM)), MOST_DOUBLINGS)
