"""The comparison for the public: every clause before and after, and the opinions that caused its change."""

from uuid import UUID

from litestar import Response, Router, get

from app.adoption.rules import OUTCOME_LABELS
from app.consultations.queries import get_public_consultation
from app.drafts.services import get_draft
from app.lib.db import Database
from app.lib.pages import render
from app.revisions import queries
from app.revisions.routes.pieces import Asked
from app.revisions.rules import Show
from app.revisions.showing import look, shown_rows, tabs_of


@get("/consultations/{consultation_id:uuid}/comparison", name="revisions.comparison")
async def show(request: Asked, database: Database, consultation_id: UUID, show: str = "all") -> Response[bytes]:
    """From the frozen rows only: how many people commented does not matter to it."""
    chosen = Show(show) if show in list(Show) else Show.ALL
    async with database.read() as db:
        consultation = await get_public_consultation(db, consultation_id)
        revision = await queries.get_published_revision(db, consultation_id)
        text = await get_draft(db, revision.draft_id)
        rows = await queries.list_rows(db, revision.id)
        positions = [position for row in rows for position in row["causes"]]
        causes = await queries.list_causes(db, consultation_id, positions)
    path = f"/consultations/{consultation_id}/comparison"
    return render(
        request,
        "revisions/comparison.html",
        c={"id": str(consultation_id), "title": consultation["title"]},
        final={
            "title": text.title,
            "note": revision.note,
            "published_at": revision.published_at,
            "has_annexes": bool(text.annexes),
        },
        counts=revision.counts,
        rows=shown_rows(rows, causes, chosen),
        tabs=tabs_of(revision.counts or {}, path, chosen),
        is_preview=False,
        chosen=chosen.value,
        outcome_labels=OUTCOME_LABELS,
        **look(),
    )


public = Router(path="/", route_handlers=[show])
