"""Solving what a browser is asked to solve, for tests and benchmarks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from altcha.v2 import Challenge, Payload, solve_challenge

from app.allowances.proof import make_challenge
from app.allowances.rules import EFFORT


def solve(challenge: dict[str, Any]) -> str:
    """What the browser sends with its form; some hundredths of a second."""
    asked = Challenge.from_dict(challenge)
    found = solve_challenge(asked)
    assert found is not None
    return Payload(asked, found).to_base64()


def solved(consultation_id: UUID | str, *, now: datetime, effort: int = EFFORT) -> str:
    """The solution of a fresh challenge."""
    return solve(make_challenge(str(consultation_id), effort, now=now))
