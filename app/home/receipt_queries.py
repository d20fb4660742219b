"""What became of what somebody handed in: the words, the group, the decision, in a fixed number of queries."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.adoption.models import AdoptionReport, ReportItem
from app.adoption.report_queries import shown_group_now
from app.adoption.rules import ReportState
from app.comments.models import Comment
from app.comments.rules import FINDING_LABELS, HIDDEN_LABELS, LISTED, HiddenCategory, read_findings, shown_text
from app.consultations.models import Consultation
from app.consultations.queries import list_clauses
from app.drafts.units import unit_label
from app.opinion_groups.models import GroupMember, OpinionGroup
from app.revisions.queries import find_rows
from app.revisions.showing import shown_row


async def list_handed_in(db: AsyncSession, receipt_id: UUID) -> list[dict[str, Any]]:
    """The comments of a receipt for the person who wrote them, so nothing is masked.

    `group` is None until the comment has been grouped. `answer` is None until the report is published; then group and
    answer are what the report froze, whatever happens to the rows it was made of. A late comment has neither.
    """
    example, quoted = aliased(Comment), aliased(Comment)
    query = (
        select(
            Comment.id,
            Comment.clause_ref,
            Comment.text,
            Comment.said_at,
            Comment.is_late,
            Comment.visibility,
            Comment.findings,
            Comment.hidden_reason,
            Comment.hidden_category,
            Comment.support_count,
            Consultation.id.label("consultation_id"),
            Consultation.title.label("consultation"),
            Consultation.state.label("consultation_state"),
            Consultation.draft_id,
            Consultation.contact,
            Consultation.report_due_on,
            OpinionGroup.number.label("group_number"),
            OpinionGroup.title.label("group_title"),
            OpinionGroup.size.label("group_size"),
            example.text.label("example"),
            example.findings.label("example_findings"),
            ReportItem.data,
            ReportItem.is_title_quoted,
            quoted.text.label("quoted_text"),
            quoted.findings.label("quoted_findings"),
            quoted.title.label("quoted_title"),
        )
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .outerjoin(GroupMember, GroupMember.comment_id == Comment.id)
        .outerjoin(OpinionGroup, OpinionGroup.id == GroupMember.group_id)
        .outerjoin(example, (example.id == OpinionGroup.representative_id) & example.visibility.in_(LISTED))
        .outerjoin(
            AdoptionReport,
            (AdoptionReport.consultation_id == Comment.consultation_id)
            & (AdoptionReport.state == ReportState.PUBLISHED.value),
        )
        .outerjoin(
            ReportItem,
            (ReportItem.report_id == AdoptionReport.id) & (ReportItem.group_id == GroupMember.group_id),
        )
        .outerjoin(quoted, (quoted.id == ReportItem.example_id) & quoted.visibility.in_(LISTED))
        .where(Comment.receipt_id == receipt_id)
        .order_by(Comment.id)
    )
    rows = (await db.execute(query)).mappings().all()
    draft_id = rows[0]["draft_id"] if rows else None
    clauses = await list_clauses(db, draft_id) if draft_id else []
    refs = [row["clause_ref"] for row in rows if row["clause_ref"]]
    became = await find_rows(db, rows[0]["consultation_id"], refs) if refs else {}
    return [_mine(dict(row), clauses) | {"became": _became(became.get(row["clause_ref"]))} for row in rows]


def _became(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """What the clause became in the final text, as soon as people can compare."""
    return shown_row(row, {}) if row else None


def _mine(row: dict[str, Any], clauses: list[dict[str, Any]]) -> dict[str, Any]:
    group = answer = None
    if row["data"]:
        item = shown_group_now(row)
        group = _group(item["number"], item["title"] or item["example"], item["size"])
        change = item["change"] or {"label": "", "new_text": "", "old_text": ""}
        answer = {
            "outcome": item["outcome"],
            "reason": item["reason"],
            "clause": change["label"],
            "new_text": change["new_text"],
            "old_text": change["old_text"],
        }
    elif row["group_number"] is not None:
        title = row["group_title"] or shown_text(row["example"] or "", row["example_findings"] or [])
        group = _group(row["group_number"], title, row["group_size"])
    return {
        "text": row["text"],
        "clause_ref": row["clause_ref"],
        "clause_label": unit_label(clauses, row["clause_ref"]),
        "said_at": row["said_at"],
        "is_late": row["is_late"],
        "visibility": row["visibility"],
        "found": sorted({FINDING_LABELS[found.kind] for found in read_findings(row["findings"])}),
        "hidden_reason": row["hidden_reason"],
        "hidden_label": HIDDEN_LABELS[HiddenCategory(row["hidden_category"])] if row["hidden_category"] else "",
        "contact": row["contact"],
        "support_count": row["support_count"],
        "consultation_id": str(row["consultation_id"]),
        "consultation": row["consultation"],
        "consultation_state": row["consultation_state"],
        "report_due_on": row["report_due_on"],
        "group": group,
        "answer": answer,
    }


def _group(number: int, title: str, size: int) -> dict[str, Any]:
    return {"number": number, "title": title, "others": max(0, size - 1)}
