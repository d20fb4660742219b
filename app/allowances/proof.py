"""Proof of work (工作量证明) with ALTCHA: a browser derives some hundred keys before it may comment more freely.

The server picks the number that is to be found and signs the key that belongs to it, so asking costs one key, checking
costs two signatures, and finding costs at most `effort` keys: no device is unlucky. The end of its life is
among the signed data and compared with the time that is passed in; the library would ask the system's clock.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from altcha.v2 import Challenge, Payload, create_challenge, verify_solution

from app.allowances.rules import EFFORT
from app.lib.crypto import keyed_hash

ALGORITHM = "PBKDF2/SHA-256"
COST = 2_000
"""Rounds of one key: half a millisecond natively, so that a browser's own overhead weighs little."""
LIFE = timedelta(minutes=20)
REQUESTS = "requests"
"""What a challenge for an application for information is about."""
LONGEST = 2_000
"""Characters of a solution as it is sent; a real one has about 900."""


def make_challenge(about: str, effort: int, *, now: datetime) -> dict[str, Any]:
    """A challenge for one consultation, as the browser gets it."""
    return challenge_with(effort // 2 + secrets.randbelow(effort // 2 + 1), about, effort, now=now).to_dict()


def challenge_with(counter: int, about: str, effort: int, *, now: datetime) -> Challenge:
    """The challenge whose solution is a given number; who knows the number has no work."""
    data = {"about": about, "effort": effort, "until": int((now + LIFE).timestamp())}
    return create_challenge(
        ALGORITHM, COST, counter=counter, data=data, hmac_secret=_key("task"), hmac_key_secret=_key("key")
    )


def read_solution(sent: str, about: str, *, now: datetime) -> str | None:
    """The name of the challenge that was solved, or None: forged, over, for something else, too easy, or no solution.

    Whether it was spent already is not known here.
    """
    if not sent or len(sent) > LONGEST:
        return None
    try:
        payload = Payload.from_base64(sent)
        result = verify_solution(payload, _key("task"), hmac_key_secret=_key("key"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # anything may be sent
        return None
    asked = payload.challenge.parameters
    if not result.verified or asked.algorithm != ALGORITHM or asked.cost < COST or asked.data is None:
        return None
    data = asked.data
    if data["about"] != about or data["effort"] < EFFORT or data["until"] < now.timestamp():
        return None
    return keyed_hash("challenge", asked.nonce)


def _key(part: str) -> str:
    return keyed_hash("proof of work", part)
