"""Solving what a browser is asked to solve, for tests and benchmarks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from altcha.v2 import Challenge, Payload, solve_challenge

from app.allowances.proof import challenge_with
from app.allowances.rules import EFFORT


def solve(challenge: dict[str, Any]) -> str:
    """What the browser sends with its form; some hundredths of a second."""
    return _solve(Challenge.from_dict(challenge))


def solved(consultation_id: UUID | str, *, now: datetime, effort: int = EFFORT) -> str:
    """The solution of a fresh challenge, without the work: the number that is looked for is the first one."""
    return _solve(challenge_with(0, str(consultation_id), effort, now=now))


def _solve(challenge: Challenge) -> str:
    found = solve_challenge(challenge)
    assert found is not None
    return Payload(challenge, found).to_base64()
