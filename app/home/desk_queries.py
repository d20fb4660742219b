"""What the desk shows, in a fixed number of queries whatever the number of consultations and comments."""

from datetime import date
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division
from app.accounts.rules import Actor
from app.adoption.models import AdoptionReport, Answer
from app.adoption.rules import AnswerState
from app.comments.models import Comment
from app.consultations.deadlines import is_report_late, next_deadline
from app.consultations.models import Consultation
from app.consultations.queries import readable_by
from app.consultations.rules import GROUPING_STATES, State, may_approve, may_edit
from app.opinion_groups.models import OpinionGroup
from app.workdays.queries import load_calendar
from app.workdays.rules import Calendar

RUNNING = (State.DRAFTING, State.APPROVED, *GROUPING_STATES)
MOST = 100


async def list_waiting(db: AsyncSession, viewer: Actor, *, today: date) -> list[dict[str, Any]]:
    """Running consultations of the viewer with what waits in each: groups, answers, approvals, a late report."""
    groups = (
        select(
            OpinionGroup.consultation_id,
            func.count().label("groups"),
            func.count(Answer.id).filter(Answer.state != AnswerState.RETURNED).label("answered"),
            func.count()
            .filter(and_(Answer.state == AnswerState.PROPOSED, Answer.answered_by_id != viewer.id))
            .label("to_review"),
            func.count()
            .filter(and_(Answer.state == AnswerState.RETURNED, Answer.answered_by_id == viewer.id))
            .label("sent_back"),
            func.sum(case((OpinionGroup.new_count > 0, 1), else_=0)).label("grown"),
        )
        .outerjoin(Answer, Answer.group_id == OpinionGroup.id)
        .where(OpinionGroup.state.in_(["suggested", "confirmed"]), OpinionGroup.size > 0)
        .group_by(OpinionGroup.consultation_id)
        .subquery()
    )
    query = (
        select(
            Consultation.id,
            Consultation.title,
            Consultation.state,
            Consultation.is_past,
            Consultation.opens_on,
            Consultation.closes_on,
            Consultation.report_due_on,
            Consultation.collected_count,
            Consultation.agency_id,
            Consultation.division_id,
            Consultation.submitted_by_id,
            Consultation.withdrawal_by_id,
            Consultation.returned_note,
            Division.name.label("division"),
            func.coalesce(groups.c.groups, 0).label("groups"),
            func.coalesce(groups.c.answered, 0).label("answered"),
            func.coalesce(groups.c.grown, 0).label("grown"),
            func.coalesce(groups.c.to_review, 0).label("to_review"),
            func.coalesce(groups.c.sent_back, 0).label("sent_back"),
            AdoptionReport.state.label("report_state"),
            AdoptionReport.submitted_by_id.label("report_by_id"),
            AdoptionReport.returned_note.label("report_note"),
        )
        .join(Division, Division.id == Consultation.division_id)
        .outerjoin(groups, groups.c.consultation_id == Consultation.id)
        .outerjoin(AdoptionReport, AdoptionReport.consultation_id == Consultation.id)
        .where(Consultation.state.in_([state.value for state in RUNNING]), *readable_by(viewer))
        .order_by(Consultation.closes_on, Consultation.id)
        .limit(MOST)
    )
    rows = [dict(row) for row in (await db.execute(query)).mappings()]
    calendar = await load_calendar(db)
    return [row | _waits_for(row, viewer) | _runs_out(row, today, calendar) for row in rows]


def _runs_out(row: dict[str, Any], today: date, calendar: Calendar) -> dict[str, Any]:
    """What is due next, and whether the report is late."""
    state, due = row["state"], row["report_due_on"]
    return {
        "deadline": next_deadline(state, row["closes_on"], due, today=today, calendar=calendar),
        "is_late": is_report_late(state, due, today=today),
    }


def _waits_for(row: dict[str, Any], viewer: Actor) -> dict[str, Any]:
    rights = {"agency_id": row["agency_id"], "division_id": row["division_id"]}
    approves, edits = may_approve(viewer, **rights), may_edit(viewer, **rights)
    return {
        "approve_publication": approves
        and row["state"] == State.DRAFTING
        and row["submitted_by_id"] not in (None, viewer.id),
        "approve_report": approves and row["report_state"] == "submitted" and row["report_by_id"] != viewer.id,
        "approve_withdrawal": approves
        and row["state"] != State.DRAFTING
        and row["withdrawal_by_id"] not in (None, viewer.id),
        "was_returned": edits and bool(row["returned_note"] if row["state"] == State.DRAFTING else row["report_note"]),
        "may_edit": edits,
        "to_review": row["to_review"] if edits or approves else 0,
        "unanswered": row["groups"] - row["answered"],
    }


async def count_flagged(db: AsyncSession, viewer: Actor) -> dict[str, int]:
    """Comments that wait for a person to clear them, by consultation id."""
    query = (
        select(Comment.consultation_id, func.count())
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(
            Comment.visibility == "held",
            Consultation.state.in_([state.value for state in GROUPING_STATES]),
            *readable_by(viewer),
        )
        .group_by(Comment.consultation_id)
    )
    return {str(consultation_id): n for consultation_id, n in (await db.execute(query)).tuples()}
