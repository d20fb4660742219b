"""The challenge that a browser solves while somebody types."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get

from app.allowances import queries
from app.allowances.gate import Gate
from app.allowances.proof import REQUESTS, make_challenge
from app.allowances.rules import effort_for
from app.lib.db import Database
from app.lib.errors import NotFound
from app.lib.web import client_network


@get("/consultations/{consultation_id:uuid}/challenge", name="allowances.challenge")
async def challenge(
    request: Request[Any, Any, Any], database: Database, now: datetime, gate: Gate, consultation_id: UUID
) -> Response[Any]:
    """A fresh one for each form. It is bound to the consultation by its id alone: nothing is told about it."""
    return await _challenge(request, database, gate, str(consultation_id), now)


@get("/requests/challenge", name="allowances.challenge_request")
async def challenge_request(
    request: Request[Any, Any, Any], database: Database, now: datetime, gate: Gate
) -> Response[Any]:
    """The same for an application for information."""
    return await _challenge(request, database, gate, REQUESTS, now)


async def _challenge(
    request: Request[Any, Any, Any], database: Database, gate: Gate, about: str, now: datetime
) -> Response[Any]:
    if not (gate.policy.is_limited and gate.policy.asks_for_work):
        raise NotFound
    gate.look_up(gate.policy.challenge, client_network(request), now=now)
    async with database.read() as db:
        effort = effort_for(await queries.count_solved(db, now=now))
    return Response(make_challenge(about, effort, now=now), headers={"Cache-Control": "no-store"})


public = Router(path="/", route_handlers=[challenge, challenge_request])
