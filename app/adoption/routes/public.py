"""The report for the public: a page, CSV and the frozen JSON."""

import csv
import io
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import MediaType, Request, Response, Router, get

from app.adoption.charts import show_numbers
from app.adoption.document import safe_cell
from app.adoption.report_queries import PAGE, get_published_report, list_all_items, list_changes, list_items
from app.adoption.rules import OUTCOME_LABELS, Outcome
from app.consultations.queries import get_public_consultation
from app.consultations.stages import stages
from app.lib.db import Database
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import render, show_date

Asked = Request[Any, Any, Any]

COLUMNS = (
    _("No."), _("Group"), _("Example"), _("Comments"), _("People who said it"), _("Supports"), _("Clauses"),
    _("Outcome"), _("Reason"), _("Changed clause"), _("Wording before"), _("Wording after"),
)  # fmt: skip


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
    path = f"/consultations/{consultation_id}/report"
    return render(
        request,
        "adoption/report.html",
        c={"id": str(consultation_id)} | {name: consultation[name] for name in _FACTS},
        report={"preface": report.preface, "next_steps": report.next_steps, "published_at": report.published_at,
                "digest": report.digest},
        stages=_stages(consultation, report.published_at),
        summary=summary,
        numbers=show_numbers(summary, path=path),
        changes=changes,
        groups=groups,
        found=found,
        page=page,
        pages=max(1, -(-found // PAGE)),
        filters={"outcome": wanted.value if wanted else "", "clause": "whole" if clause == "" else clause or ""},
        outcome_labels=OUTCOME_LABELS,
    )  # fmt: skip


_FACTS = ("title", "state", "opens_on", "closes_on", "is_past")


@get("/consultations/{consultation_id:uuid}/report.json", name="adoption.report_json")
async def as_json(database: Database, consultation_id: UUID) -> Response[bytes]:
    """Exactly the frozen document: its SHA-256 is the digest that the page shows."""
    async with database.read() as db:
        report = await get_published_report(db, consultation_id, whole=True)
    return Response(
        (report.document or "").encode(),
        media_type=MediaType.JSON,
        headers={"Content-Disposition": _file_name(consultation_id, "json"), "ETag": f'"{report.digest}"'},
    )


@get("/consultations/{consultation_id:uuid}/report.csv", name="adoption.report_csv")
async def as_csv(database: Database, consultation_id: UUID) -> Response[bytes]:
    """Every group in a row; UTF-8 with a byte order mark, so that spreadsheets read Chinese."""
    async with database.read() as db:
        report = await get_published_report(db, consultation_id)
        groups = await list_all_items(db, report.id)
    return Response(
        _write_csv(groups).encode("utf-8-sig"),
        media_type="text/csv",
        headers={"Content-Disposition": _file_name(consultation_id, "csv")},
    )


def _write_csv(groups: Iterable[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([gettext(column) for column in COLUMNS])
    for one in groups:
        change = one["change"] or {"label": "", "old_text": "", "new_text": ""}
        clauses = "; ".join(spread["label"] or gettext("The draft as a whole") for spread in one["clauses"])
        row = (
            one["number"], one["title"], one["example"], one["size"], one["people"], one["supports"], clauses,
            gettext(OUTCOME_LABELS[Outcome(one["outcome"])]), one["reason"],
            change["label"], change["old_text"], change["new_text"],
        )  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue()


def _stages(consultation: dict[str, Any], published_at: Any) -> list[dict[str, Any]]:
    steps = stages(consultation)
    steps[3]["when"] = show_date(published_at)
    return steps


def _file_name(consultation_id: UUID, kind: str) -> str:
    return f'attachment; filename="report-{consultation_id}.{kind}"'


public = Router(path="/", route_handlers=[show, as_json, as_csv])
