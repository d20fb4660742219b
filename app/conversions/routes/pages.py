"""Published because you asked (因您申请而公开): what everybody can read since somebody asked for it."""

from typing import Any

from litestar import Request, Response, get

from app.conversions import queries
from app.conversions.showing import public_card, trigger_rows
from app.lib.db import Database
from app.lib.pages import render

Asked = Request[Any, Any, Any]


@get("/converted", name="conversions.converted")
async def converted(request: Asked, database: Database, page: int = 1) -> Response[Any]:
    """Each conversion with how many people asked; no word of any request."""
    page = max(1, min(page, 10_000))
    async with database.read() as db:
        found = await queries.list_published(db, page=page)
        total, people = await queries.count_published(db)
        triggers = await queries.count_by_trigger(db)
    return render(
        request,
        "conversions/converted.html",
        entries=[public_card(one) for one in found],
        total=total,
        people=people,
        triggers=trigger_rows(triggers),
        page=page,
        pages=-(-total // queries.PAGE) or 1,
    )
