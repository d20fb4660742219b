"""Where people were and will be heard, for the public: the list, and the notice of a hearing."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get

from app.consultations.queries import get_public_consultation
from app.lib.db import Database
from app.lib.pages import render
from app.occasions import queries
from app.occasions.hearing_rules import ORDER, materials_due
from app.occasions.rules import OccasionState

Asked = Request[Any, Any, Any]


@get("/consultations/{consultation_id:uuid}/occasions", name="occasions.index")
async def index(request: Asked, database: Database, consultation_id: UUID) -> Response[bytes]:
    """Symposiums, visits, hearings: those ahead first, then those that took place, the latest first."""
    async with database.read() as db:
        consultation = await get_public_consultation(db, consultation_id)
        found = await queries.list_public(db, consultation_id)
    ahead = [one for one in found if one["state"] in (OccasionState.ANNOUNCED, OccasionState.LISTED)]
    return render(
        request,
        "occasions/index.html",
        c=_facts(consultation),
        ahead=ahead[::-1],
        held=[one for one in found if one["state"] == OccasionState.HELD],
        cancelled=[one for one in found if one["state"] == OccasionState.CANCELLED],
    )


@get("/consultations/{consultation_id:uuid}/hearings/{hearing_id:uuid}", name="occasions.hearing")
async def hearing(request: Asked, database: Database, consultation_id: UUID, hearing_id: UUID) -> Response[bytes]:
    """One hearing from its notice to its record (条例 art. 16, 17)."""
    async with database.read() as db:
        consultation = await get_public_consultation(db, consultation_id)
        found = await queries.get_public_hearing(db, consultation_id, hearing_id)
        postponed = await queries.list_postponements(db, hearing_id)
    return render(
        request,
        "occasions/hearing.html",
        c=_facts(consultation),
        one=found,
        postponed=postponed,
        order=ORDER,
        materials_due=materials_due(found["held_on"]),
    )


def _facts(consultation: dict[str, Any]) -> dict[str, Any]:
    return {name: consultation[name] for name in ("title", "state", "agency", "agency_en")} | {
        "id": str(consultation["id"])
    }


public = Router(path="/", route_handlers=[index, hearing])
