"""A second pair of eyes for answers (答复复核), where the office wants it: approved or returned in one act as they were
given in one act, and never by who gave them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.adoption.batches import in_act
from app.adoption.models import Answer
from app.adoption.queries import counted_groups
from app.adoption.rules import AnswerReview, AnswersChanged, AnswerState
from app.adoption.services import check_not_submitted
from app.consultations.models import Consultation
from app.consultations.rules import GROUPING_STATES, check_other_person, check_state, may_approve, may_edit
from app.history.services import record
from app.lib.errors import Forbidden
from app.opinion_groups.acts import check_may_group
from app.opinion_groups.models import OpinionGroup
from app.opinion_groups.services import mark_answered


async def set_answer_review(
    db: AsyncSession, consultation: Consultation, review: AnswerReview, *, actor: Actor, now: datetime
) -> None:
    """Choose which answers a second person looks at (设置答复复核), for answers given from now on. Whoever approves
    chooses: otherwise an author could spare himself the second person."""
    if not may_approve(actor, agency_id=consultation.agency_id, division_id=consultation.division_id):
        raise Forbidden
    check_state(consultation.state, GROUPING_STATES)
    await check_not_submitted(db, consultation)
    consultation.answer_review = review.value
    _record(db, "set_answer_review", f"consultation:{consultation.id}", consultation, actor, now, review=review.value)


async def approve_answers(
    db: AsyncSession, consultation: Consultation, act_id: UUID, count: int, *, actor: Actor, now: datetime
) -> int:
    """Approve answers that were proposed in one act (复核通过); answers how many."""
    groups = await _waiting(db, consultation, act_id, count, actor=actor)
    await db.execute(
        update(Answer)
        .where(*in_act(consultation.id, act_id), Answer.state == AnswerState.PROPOSED)
        .values(state=AnswerState.GIVEN.value, approved_by_id=actor.id, approved_at=now)
    )
    for group in groups:
        subject = f"opinion_group:{group.id}"
        _record(db, "approve_answers", subject, consultation, actor, now, number=group.number)
    return len(groups)


async def return_answers(
    db: AsyncSession, consultation: Consultation, act_id: UUID, count: int, note: str, *, actor: Actor, now: datetime
) -> int:
    """Send answers back to their author with a note (退回修改): their groups wait for an answer again."""
    groups = await _waiting(db, consultation, act_id, count, actor=actor)
    await db.execute(
        update(Answer)
        .where(*in_act(consultation.id, act_id), Answer.state == AnswerState.PROPOSED)
        .values(state=AnswerState.RETURNED.value, returned_note=note)
    )
    await mark_answered(db, groups, outcome="", now=now)
    for group in groups:
        subject = f"opinion_group:{group.id}"
        _record(db, "return_answers", subject, consultation, actor, now, number=group.number, note=note)
    return len(groups)


async def withdraw_answers(
    db: AsyncSession, consultation: Consultation, act_id: UUID, count: int, *, actor: Actor, now: datetime
) -> int:
    """Take back answers that were given in one act (批量撤回答复): their groups wait for an answer again."""
    check_may_group(consultation, actor)
    await check_not_submitted(db, consultation)
    groups = await _groups(db, consultation, act_id, count)
    await db.execute(delete(Answer).where(*in_act(consultation.id, act_id)))
    await mark_answered(db, groups, outcome="", now=now)
    for group in groups:
        subject = f"opinion_group:{group.id}"
        _record(db, "withdraw_answer", subject, consultation, actor, now, number=group.number)
    return len(groups)


async def _waiting(
    db: AsyncSession, consultation: Consultation, act_id: UUID, count: int, *, actor: Actor
) -> Sequence[OpinionGroup]:
    rights = {"agency_id": consultation.agency_id, "division_id": consultation.division_id}
    if actor.id is None or not (may_edit(actor, **rights) or may_approve(actor, **rights)):
        raise Forbidden
    check_state(consultation.state, GROUPING_STATES)
    await check_not_submitted(db, consultation)
    groups = await _groups(db, consultation, act_id, count, state=AnswerState.PROPOSED)
    author = select(Answer.answered_by_id).where(*in_act(consultation.id, act_id)).limit(1)
    check_other_person(actor, await db.scalar(author))
    return groups


async def _groups(
    db: AsyncSession, consultation: Consultation, act_id: UUID, count: int, *, state: AnswerState | None = None
) -> Sequence[OpinionGroup]:
    """The groups answered in one act. AnswersChanged where they are no longer as many as the page had shown."""
    query = select(OpinionGroup).join(Answer, Answer.group_id == OpinionGroup.id)
    query = query.where(*in_act(consultation.id, act_id), *counted_groups(consultation.id))
    if state:
        query = query.where(Answer.state == state)
    groups = (await db.scalars(query.order_by(OpinionGroup.number))).all()
    if not groups or len(groups) != count:
        raise AnswersChanged
    return groups


def _record(
    db: AsyncSession, service: str, subject: str, c: Consultation, actor: Actor, now: datetime, **details: object
) -> None:
    record(db, f"adoption:{service}", subject, agency_id=c.agency_id, actor=actor, now=now, **details)
