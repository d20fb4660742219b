"""How a comment comes to be on disk: its row, one statement for many, and the call for grouping."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.comments.models import Comment, CommentIntake
from app.comments.queries import OpenFor
from app.comments.rules import Said, Speaker, Target, first_visibility, stored_findings
from app.consultations.rules import Method
from app.lib.db import InsertNew
from app.lib.jobs import wake
from app.lib.personal_data import scan

GROUPING_JOB = "group_new_comments"

# Statements of the way that every comment takes are built once: building them costs more than running them.
_ADD = insert(Comment.__table__)
_ADD_INTAKE = InsertNew(CommentIntake.__table__)
_INTAKE = CommentIntake.__table__.c
_IS_ASKED = select(_INTAKE.is_grouping_requested).where(_INTAKE.consultation_id == bindparam("consultation"))


def comment_row(
    consultation: OpenFor,
    said: Said,
    targets: Mapping[str, Target],
    speaker: Speaker,
    *,
    said_at: datetime,
    now: datetime,
    title: str = "",
    method: Method = Method.ONLINE_SOLICITATION,
    source_ref: str | None = None,
) -> dict[str, Any]:
    """The row of one comment: scanned, flagged, counted to its clause. `store_comments` takes many."""
    target = targets.get(said.clause)
    findings = scan(said.text)
    return {
        "id": uuid7(),
        "agency_id": consultation.agency_id,
        "consultation_id": consultation.id,
        "receipt_id": None,
        "clause_id": target.clause_id if target else None,
        "clause_ref": target.unit if target else "",
        "title": title,
        "text": said.text,
        "method": method.value,
        "said_at": said_at,
        "received_at": now,
        "is_late": consultation.is_late(said_at),
        "person_key": speaker.key,
        "person_basis": speaker.basis.value,
        "visibility": first_visibility([*findings, *scan(title)], consultation.moderation_policy).value,
        "findings": stored_findings(findings),
        "source_ref": source_ref,
    }


async def store_comments(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write comments in one statement: a form, or a batch of an import, waits for nothing else."""
    await db.execute(_ADD, list(rows))


async def request_grouping(db: AsyncSession, consultation_id: UUID) -> None:
    """Have new comments grouped (decisions.md, Background work): the first one asks, the others find it asked."""
    asked = await db.scalar(_IS_ASKED, {"consultation": consultation_id})
    if asked:
        return
    if asked is None:
        await db.execute(_ADD_INTAKE, {"consultation_id": consultation_id, "is_grouping_requested": False})
    changed = await db.execute(
        update(CommentIntake)
        .where(CommentIntake.consultation_id == consultation_id, ~CommentIntake.is_grouping_requested)
        .values(is_grouping_requested=True)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount:  # type: ignore[attr-defined]
        await wake(db, GROUPING_JOB, str(consultation_id))
