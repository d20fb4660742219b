"""What the office does with groups and with the report. The caller holds the lock of the consultation
(`get_staff_consultation(..., lock=True)`), so that nobody answers what somebody else is just freezing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from app.accounts.rules import Actor
from app.adoption.begun import forget_drafts
from app.adoption.document import canonical, digest_of, frozen
from app.adoption.forms import AnswerForm, ReportForm, RestForm
from app.adoption.listing import list_report
from app.adoption.models import AdoptionReport, Answer, ReportItem
from app.adoption.queries import find_report, find_rest, get_clause_book, get_readiness
from app.adoption.report_queries import Content, build_content
from app.adoption.rules import (
    AnswerState,
    ReportChanged,
    ReportNotSubmitted,
    ReportState,
    ReportSubmitted,
    check_ready,
    check_reason,
    first_state,
    is_concentrated,
    mark_of,
)
from app.adoption.withholding import seal
from app.consultations.models import Consultation
from app.consultations.rules import State, check_other_person, check_state, may_approve, may_edit
from app.consultations.services import start_analysis
from app.history.services import record
from app.lib.errors import Forbidden, FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.lib.jobs import wake
from app.opinion_groups.acts import load_live
from app.opinion_groups.merging import mark_unseen
from app.opinion_groups.models import OpinionGroup
from app.opinion_groups.services import mark_answered

REPORTABLE = (State.CLOSED, State.ANALYSING)
BATCH = 1000


async def answer_group(
    db: AsyncSession, consultation: Consultation, number: int, form: AnswerForm, *, actor: Actor, now: datetime
) -> None:
    """Answer one group (答复意见归并), or answer it anew. Who joined after the page was shown stays marked as new."""
    (group,) = await answer_groups(db, consultation, [number], form, actor=actor, now=now)
    if form.seen is not None:
        await mark_unseen(db, group, form.seen)
        group.new_count = max(0, group.size - form.seen)


async def answer_groups(
    db: AsyncSession,
    consultation: Consultation,
    numbers: Sequence[int],
    form: AnswerForm,
    *,
    actor: Actor,
    now: datetime,
) -> list[OpinionGroup]:
    """Give many groups one answer with one reason (批量答复). All of them, or none."""
    if actor.id is None:  # a person decides, not the engine alone (个人信息保护法 art. 24)
        raise Forbidden
    groups = await load_live(db, consultation, list(dict.fromkeys(numbers)), actor=actor)
    await check_not_submitted(db, consultation)
    form.check()
    collected = consultation.collected_count
    check_reason(form.outcome, form.reason, is_concentrated=any(is_concentrated(one.size, collected) for one in groups))
    clause_id = await _find_clause(db, consultation, form.clause)
    known = await _answers_of(db, groups)
    act_id = uuid7()
    for group in groups:
        answer = known.get(group.id) or Answer(group_id=group.id, consultation_id=consultation.id)
        answer.outcome, answer.reason = form.outcome.value, form.reason
        answer.clause_id, answer.new_text = clause_id, form.new_text
        answer.act_id, answer.answered_by_id, answer.answered_at = act_id, actor.id, now
        concentrated = is_concentrated(group.size, collected)
        answer.state = first_state(consultation.answer_review, is_concentrated=concentrated).value
        answer.approved_by_id = answer.approved_at = None
        answer.returned_note = ""
        db.add(answer)
        record(
            db,
            "adoption:answer_group",
            f"opinion_group:{group.id}",
            agency_id=consultation.agency_id,
            actor=actor,
            now=now,
            number=group.number,
            outcome=form.outcome.value,
            **({"waits": True} if answer.state == AnswerState.PROPOSED else {}),
        )
    await forget_drafts(db, groups)
    await mark_answered(db, groups, outcome=form.outcome.value, now=now)
    if consultation.state == State.CLOSED:
        await start_analysis(db, consultation, actor=actor, now=now)
    await wake(db, "index_answers")
    return groups


async def answer_rest(
    db: AsyncSession, consultation: Consultation, form: RestForm, *, actor: Actor, now: datetime
) -> int:
    """Answer all the small groups that are left and alike (答复其余各类), with one reason. Answers how many.

    FormInvalid when they are others than the page had found: nobody answers what he has not seen.
    """
    rest = await find_rest(
        db, consultation.id, max_size=form.max_size, about=form.about, words=form.words, like=form.like
    )
    if not rest:
        raise FormInvalid.of("max_size", _("No group without an answer fits. Please choose otherwise."))
    numbers = [number for number, _size in rest]
    if mark_of(numbers) != form.expected:
        raise FormInvalid.of("max_size", _("Meanwhile {n} groups fit. Please look again."), n=len(rest))
    await answer_groups(db, consultation, numbers, form, actor=actor, now=now)
    return len(numbers)


async def withdraw_answer(
    db: AsyncSession, consultation: Consultation, number: int, *, actor: Actor, now: datetime
) -> None:
    """Take an answer back (撤回答复): the group waits for one again. NotFound where there is none."""
    (group,) = await load_live(db, consultation, [number], actor=actor)
    await check_not_submitted(db, consultation)
    if group.id not in await _answers_of(db, [group]):
        raise NotFound
    await db.execute(delete(Answer).where(Answer.group_id == group.id))
    await mark_answered(db, [group], outcome="", now=now)
    subject = f"opinion_group:{group.id}"
    record(db, "adoption:withdraw_answer", subject, agency_id=group.agency_id, actor=actor, now=now, number=number)


async def save_report(
    db: AsyncSession, consultation: Consultation, form: ReportForm, *, actor: Actor, now: datetime
) -> AdoptionReport:
    """Keep what the office writes around the numbers (报告文字)."""
    _check_editor(consultation, actor)
    report = await _open_report(db, consultation)
    report.preface, report.next_steps = form.preface, form.next_steps
    _record(db, "save_report", consultation, actor, now)
    return report


async def submit_report(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> AdoptionReport:
    """Submit the report for approval (提请审批): every comment is answered and the numbers agree."""
    _check_editor(consultation, actor)
    report = await _open_report(db, consultation)
    check_ready(await get_readiness(db, consultation))
    report.state, report.returned_note = ReportState.SUBMITTED.value, ""
    report.submitted_by_id, report.submitted_at = actor.id, now
    _record(db, "submit_report", consultation, actor, now)
    return report


async def return_report(
    db: AsyncSession, consultation: Consultation, note: str, *, actor: Actor, now: datetime
) -> AdoptionReport:
    """Send the report back with a note (退回修改)."""
    report = await _submitted_report(db, consultation, actor)
    report.state, report.returned_note = ReportState.DRAFTING.value, note
    report.submitted_by_id = report.submitted_at = None
    _record(db, "return_report", consultation, actor, now, note=note)
    return report


async def publish_adoption_report(
    db: AsyncSession, consultation: Consultation, *, seen: str = "", actor: Actor, now: datetime
) -> AdoptionReport:
    """Publish the report (公布意见采纳情况): from now on it is frozen, with the digest of every word of it.

    `seen` is the digest of the preview that the approver read; ReportChanged when something has changed since.
    """
    report = await _submitted_report(db, consultation, actor)
    check_other_person(actor, report.submitted_by_id)
    check_ready(await get_readiness(db, consultation))
    content = await build_content(db, consultation)
    if seen and seen != digest_of(canonical(content.compose(report))):
        raise ReportChanged
    content = content.salted()
    composed = content.compose(report, published_at=now.isoformat(timespec="seconds"))
    document = canonical(composed)
    report.state, report.approved_by_id, report.published_at = ReportState.PUBLISHED.value, actor.id, now
    report.summary, report.document, report.digest = content.summary, document, digest_of(document)
    report.seal = seal(composed)
    await _freeze_groups(db, report.id, content)
    consultation.state = State.REPORT_PUBLISHED.value
    _record(db, "publish_adoption_report", consultation, actor, now, digest=report.digest)
    await list_report(db, consultation, actor=actor, now=now)
    await wake(db, "notify_commenters", str(consultation.id))
    await wake(db, "make_report_files", str(consultation.id))
    return report


async def _freeze_groups(db: AsyncSession, report_id: UUID, content: Content) -> None:
    rows = [
        {
            "report_id": report_id,
            "position": one["position"],
            "group_id": one["group_id"],
            "outcome": one["outcome"],
            "clause_ref": one["clause_ref"],
            "data": frozen(one),
            "example_id": one["example_id"],
            "is_title_quoted": one["is_title_quoted"],
        }
        for one in content.groups
    ]
    for start in range(0, len(rows), BATCH):
        await db.execute(insert(ReportItem), rows[start : start + BATCH])


async def _open_report(db: AsyncSession, consultation: Consultation) -> AdoptionReport:
    """The report while it may still be written: made when it is first needed."""
    check_state(consultation.state, REPORTABLE)
    report = await find_report(db, consultation.id)
    if report is None:
        report = AdoptionReport(
            agency_id=consultation.agency_id, consultation_id=consultation.id, state=ReportState.DRAFTING.value,
            preface="", next_steps="", returned_note="",
        )  # fmt: skip
        db.add(report)
    if report.state != ReportState.DRAFTING:
        raise ReportSubmitted
    return report


async def _submitted_report(db: AsyncSession, consultation: Consultation, actor: Actor) -> AdoptionReport:
    if not may_approve(actor, agency_id=consultation.agency_id, division_id=consultation.division_id):
        raise Forbidden
    check_state(consultation.state, REPORTABLE)
    report = await find_report(db, consultation.id)
    if report is None or report.state != ReportState.SUBMITTED:
        raise ReportNotSubmitted
    return report


async def check_not_submitted(db: AsyncSession, consultation: Consultation) -> None:
    """Raises ReportSubmitted while the report waits for approval, and afterwards."""
    report = await find_report(db, consultation.id)
    if report is not None and report.state != ReportState.DRAFTING:
        raise ReportSubmitted


async def _answers_of(db: AsyncSession, groups: Sequence[OpinionGroup]) -> dict[UUID, Answer]:
    query = select(Answer).where(Answer.group_id.in_([group.id for group in groups]))
    return {answer.group_id: answer for answer in await db.scalars(query)}


async def _find_clause(db: AsyncSession, consultation: Consultation, ref: str) -> UUID | None:
    if not ref:
        return None
    clause_id = (await get_clause_book(db, consultation.draft_id)).id(ref)
    if clause_id is None:
        raise FormInvalid.of("clause", _("This clause is not part of the draft. Please choose again."))
    return clause_id


def _check_editor(consultation: Consultation, actor: Actor) -> None:
    if not may_edit(actor, agency_id=consultation.agency_id, division_id=consultation.division_id):
        raise Forbidden


def _record(
    db: AsyncSession, service: str, consultation: Consultation, actor: Actor, now: datetime, **details: object
) -> None:
    subject = f"consultation:{consultation.id}"
    verb = f"adoption:{service}"
    record(db, verb, subject, agency_id=consultation.agency_id, actor=actor, now=now, **details)
