"""The report for the public: the page. Its files are in files.py."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get

from app.adoption.charts import show_numbers
from app.adoption.file_queries import list_files
from app.adoption.report_queries import (
    PAGE,
    get_published_report,
    list_changes,
    list_items,
)
from app.adoption.routes import files, occasions, statistics
from app.adoption.rules import OUTCOME_LABELS, Outcome
from app.comments.queries import count_hidden
from app.comments.rules import hidden_lines
from app.consultations.queries import get_public_consultation
from app.consultations.stages import stages
from app.lib.db import Database
from app.lib.pages import render, show_date

Asked = Request[Any, Any, Any]


@get("/consultations/{consultation_id:uuid}/report", name="adoption.report")
async def show(
    request: Asked,
    database: Database,
    consultation_id: UUID,
    outcome: str = "",
    clause: str | None = None,
    page: int = 1,
) -> Response[bytes]:
    """What was adopted, what was not, and why: from the frozen rows only."""
    wanted = Outcome(outcome) if outcome in list(Outcome) else None
    clause = clause or None if clause != "whole" else ""
    page = max(1, page)
    async with database.read() as db:
        report = await get_published_report(db, consultation_id)
        consultation = await get_public_consultation(db, consultation_id)
        groups, found = await list_items(db, report.id, outcome=wanted, clause=clause, page=page)
        summary: dict[str, Any] = report.summary or {}
        changes = await list_changes(db, report.id, summary["changes"])
        made = await list_files(db, report)
        hidden = await count_hidden(db, consultation_id)
    path = f"/consultations/{consultation_id}/report"
    return render(
        request,
        "adoption/report.html",
        c={"id": str(consultation_id)} | {name: consultation[name] for name in _FACTS},
        report={"preface": report.preface, "next_steps": report.next_steps, "published_at": report.published_at,
                "digest": report.digest, "seal": report.seal},
        files=made,
        stages=_stages(consultation, report.published_at),
        summary=summary,
        hidden=hidden_lines(hidden),
        numbers=show_numbers(summary, path=path),
        changes=changes,
        groups=groups,
        found=found,
        page=page,
        pages=max(1, -(-found // PAGE)),
        filters={"outcome": wanted.value if wanted else "", "clause": "whole" if clause == "" else clause or ""},
        outcome_labels=OUTCOME_LABELS,
    )  # fmt: skip


_FACTS = ("title", "state", "opens_on", "closes_on", "is_past", "final_published_at")


def _stages(consultation: dict[str, Any], published_at: Any) -> list[dict[str, Any]]:
    steps = stages(consultation)
    steps[3]["when"] = show_date(published_at)
    return steps


public = Router(path="/", route_handlers=[show, occasions.occasions_csv, *files.handlers, *statistics.handlers])
