"""The numbers of one consultation for everybody, before and after its report."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get

from app.adoption.charts import show_counts
from app.adoption.statistics import count_by, count_sizes
from app.consultations.queries import get_public_consultation
from app.consultations.rules import STATE_LABELS, State
from app.lib.db import Database
from app.lib.keeping import Kept
from app.lib.pages import render

_sizes: Kept[dict[str, Any]] = Kept(seconds=60)


@get("/consultations/{consultation_id:uuid}/statistics", name="adoption.statistics")
async def show(
    request: Request[Any, Any, Any], database: Database, now: datetime, consultation_id: UUID
) -> Response[bytes]:
    """By day, by clause, by method, by size of group; people, comments and supports apart."""
    async with database.read() as db:
        consultation = await get_public_consultation(db, consultation_id)
        counts = await count_by(db, consultation)
        sizes = await _sizes.get(consultation_id, lambda: count_sizes(db, consultation_id), now=now)
    path = f"/consultations/{consultation_id}"
    is_reported = consultation["state"] in (State.REPORT_PUBLISHED, State.ARCHIVED)
    return render(
        request,
        "adoption/statistics.html",
        c={"id": str(consultation_id)} | {name: consultation[name] for name in _FACTS},
        counts=show_counts(counts, link=path + ("/report?clause={}#groups" if is_reported else "/clauses/{}")),
        sizes=sizes,
        most=max([row["comments"] for row in sizes["rows"]] + [1]),
        is_reported=is_reported,
        state_labels=STATE_LABELS,
        now=now,
    )


_FACTS = (
    "title", "state", "opens_on", "closes_on", "collected_count", "late_count", "people_count", "cookie_people_count",
)  # fmt: skip
handlers = [show]
