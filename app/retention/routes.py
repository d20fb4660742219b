"""The page of retention: classes, periods, what is due, what was erased when."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, get

from app.accounts.rules import Actor, Role
from app.lib.db import Database
from app.lib.errors import Forbidden
from app.lib.guards import signed_in
from app.lib.pages import render
from app.retention import queries
from app.retention.rules import LAWS, cutoff_of


@get("/retention", name="retention.index")
async def index(request: Request[Any, Any, Any], database: Database, viewer: Actor, now: datetime) -> Response[Any]:
    if not viewer.has(Role.AUDITOR, Role.OPENNESS_CHIEF) or viewer.agency_id is None:
        raise Forbidden
    months = queries.months_of(request.app.state.settings)
    async with database.read() as db:
        over = await queries.count_over(
            db, viewer.agency_id, {kind: cutoff_of(now, period) for kind, period in months.items()}
        )
        runs = await queries.list_runs(db, viewer.agency_id)
    classes = [
        {
            "key": kind.value,
            "label": law.label,
            "begins": law.begins,
            "basis": law.basis,
            "months": months.get(kind),
            "cutoff": cutoff_of(now, months[kind]) if kind in months else None,
            "over": over.get(kind),
        }
        for kind, law in LAWS.items()
    ]
    labels = {kind.value: law.label for kind, law in LAWS.items()}
    return render(request, "retention/index.html", classes=classes, runs=runs, labels=labels)


staff = Router(path="/staff", guards=[signed_in], route_handlers=[index])
