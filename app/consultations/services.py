"""The verbs of a consultation, from the first draft of the notice to the end of the period."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Division
from app.accounts.rules import Actor
from app.consultations.forms import ConsultationForm, ExtensionForm
from app.consultations.models import Consultation
from app.consultations.rules import (
    GROUPING_STATES,
    STATE_LABELS,
    DraftNotConfirmed,
    NotSubmitted,
    PeriodShortened,
    Publication,
    State,
    SubmissionChanged,
    WithdrawalNotAsked,
    WrongState,
    check_other_person,
    check_publication,
    check_state,
    mark_of_submission,
    may_approve,
    may_edit,
)
from app.consultations.searching import index_consultation
from app.drafts import services as drafts
from app.drafts.rules import ParsedDraft
from app.history.services import record
from app.lib.clock import day_end, day_start, local_date
from app.lib.errors import Forbidden
from app.lib.i18n import gettext
from app.workdays.queries import load_calendar
from app.workdays.rules import add_workdays

REPORT_TARGET_WORKDAYS = 15  # target for the adoption report after closing


async def create_consultation(db: AsyncSession, form: ConsultationForm, *, actor: Actor, now: datetime) -> Consultation:
    """Begin a consultation (起草征求意见公告) for the actor's own division, or for another as openness officer."""
    form.check()
    division_id = form.division_id or actor.division_id
    if actor.agency_id is None or division_id is None:
        raise Forbidden
    division = await db.get(Division, division_id)
    if division is None or division.agency_id != actor.agency_id:
        raise Forbidden
    if not may_edit(actor, agency_id=actor.agency_id, division_id=division_id):
        raise Forbidden
    consultation = Consultation(
        agency_id=actor.agency_id,
        division_id=division_id,
        created_by_id=actor.id,
        created_at=now,
        state=State.DRAFTING.value,
        is_past=form.is_past,
        **form.fields(),
    )
    db.add(consultation)
    await db.flush()
    _record(db, "create_consultation", consultation, actor, now, is_past=form.is_past)
    return consultation


async def change_consultation(
    db: AsyncSession, consultation: Consultation, form: ConsultationForm, *, actor: Actor, now: datetime
) -> None:
    """Change the notice while it is being drafted (修改公告). What was submitted must be submitted again."""
    check_state(consultation.state, [State.DRAFTING])
    form.check()
    changes = form.fields() | {"is_past": form.is_past}
    changed = [name for name, new in changes.items() if getattr(consultation, name) != new]
    for name in changed:
        setattr(consultation, name, changes[name])
    _take_back_submission(consultation)
    _record(db, "change_consultation", consultation, actor, now, changed=changed)


async def import_draft(
    db: AsyncSession,
    consultation: Consultation,
    parsed: ParsedDraft,
    *,
    source_name: str,
    source_digest: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Take a document as the draft (导入草案); an earlier import stays on record but is no longer the draft."""
    check_state(consultation.state, [State.DRAFTING])
    draft = await drafts.store_draft(
        db,
        parsed,
        agency_id=consultation.agency_id,
        source_name=source_name,
        source_digest=source_digest,
        now=now,
    )
    consultation.draft_id = draft.id
    _take_back_submission(consultation)
    _record(db, "import_draft", consultation, actor, now, source=source_name, digest=source_digest)


async def correct_draft(
    db: AsyncSession, consultation: Consultation, parsed: ParsedDraft, *, actor: Actor, now: datetime
) -> None:
    """Put a corrected tree in the place of the imported one (修正条文); it must be confirmed again."""
    check_state(consultation.state, [State.DRAFTING])
    if consultation.draft_id is None:
        raise DraftNotConfirmed
    await drafts.replace_text(db, await drafts.get_draft(db, consultation.draft_id), parsed)
    _take_back_submission(consultation)
    _record(db, "correct_draft", consultation, actor, now, clauses=len(parsed.clauses))


async def confirm_draft(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    """The clauses agree with the original (确认条文)."""
    check_state(consultation.state, [State.DRAFTING])
    if consultation.draft_id is None:
        raise DraftNotConfirmed
    await drafts.confirm_draft(db, await drafts.get_draft(db, consultation.draft_id), now=now)
    _record(db, "confirm_draft", consultation, actor, now)


async def submit_for_approval(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    """Ask for approval of the publication (报批). Refused as `rules.check_publication` says (AT-13, AT-14)."""
    check_state(consultation.state, [State.DRAFTING])
    check_publication(await _publication(db, consultation), today=local_date(now))
    consultation.submitted_by_id, consultation.submitted_at = actor.id, now
    consultation.returned_note = ""
    _record(db, "submit_for_approval", consultation, actor, now)


async def return_for_changes(
    db: AsyncSession, consultation: Consultation, note: str, *, actor: Actor, now: datetime
) -> None:
    """Send the submission back with a note (退回修改)."""
    _check_approver(consultation, actor)
    check_state(consultation.state, [State.DRAFTING])
    if consultation.submitted_by_id is None:
        raise NotSubmitted
    _take_back_submission(consultation)
    consultation.returned_note = note
    _record(db, "return_for_changes", consultation, actor, now, note=note)


async def approve_publication(
    db: AsyncSession, consultation: Consultation, *, seen: str = "", actor: Actor, now: datetime
) -> None:
    """Publish the notice (批准公布): open at once or on its first day. Never by the person who submitted it.

    `seen` is `mark_of_submission` as the approver's page had it; SubmissionChanged when there is a newer one.
    """
    _check_approver(consultation, actor)
    check_state(consultation.state, [State.DRAFTING])
    if consultation.submitted_by_id is None:
        raise NotSubmitted
    check_other_person(actor, consultation.submitted_by_id)
    if seen and seen != mark_of_submission(consultation.submitted_at):
        raise SubmissionChanged
    today = local_date(now)
    check_publication(await _publication(db, consultation), today=today)
    if not consultation.is_past:
        consultation.opens_on = max(consultation.opens_on, today)
    consultation.approved_by_id = actor.id
    # An archive that is entered today cannot have been due long ago.
    consultation.report_due_on = await _report_due_on(db, max(consultation.closes_on, today))
    _record(db, "approve_publication", consultation, actor, now, opens_on=consultation.opens_on.isoformat())
    if consultation.is_past:
        consultation.published_at, consultation.state = now, State.CLOSED.value
    elif consultation.opens_on <= today:
        consultation.published_at, consultation.state = now, State.OPEN.value
        await index_consultation(db, consultation, now=now)
    else:
        consultation.state = State.APPROVED.value


async def extend_period(
    db: AsyncSession, consultation: Consultation, form: ExtensionForm, *, actor: Actor, now: datetime
) -> None:
    """Give people more time (延长期限); the notice says so and why. A period never gets shorter (AT-22)."""
    check_state(consultation.state, [State.OPEN])
    before = consultation.closes_on
    if before < local_date(now):
        raise WrongState(state=gettext(STATE_LABELS[State.CLOSED]))
    if form.closes_on <= before:
        raise PeriodShortened
    consultation.closes_on = form.closes_on
    consultation.report_due_on = await _report_due_on(db, form.closes_on)
    days = {"before": before.isoformat(), "closes_on": form.closes_on.isoformat()}
    _record(db, "extend_period", consultation, actor, now, reason=form.reason, **days)


async def start_analysis(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    """Begin to study what was said (研究意见); also the first answer after closing does."""
    check_state(consultation.state, [State.CLOSED])
    consultation.state = State.ANALYSING.value
    _record(db, "start_analysis", consultation, actor, now)


async def request_withdrawal(
    db: AsyncSession, consultation: Consultation, note: str, *, actor: Actor, now: datetime
) -> None:
    """Ask to withdraw a published consultation (申请撤回) with a note that the public will read."""
    check_state(consultation.state, [State.APPROVED, *GROUPING_STATES])
    consultation.withdrawal_by_id, consultation.withdrawn_note = actor.id, note
    _record(db, "request_withdrawal", consultation, actor, now, note=note)


async def approve_withdrawal(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    """Withdraw it (批准撤回): what was public stays so, with the note, and takes no more comments."""
    _check_approver(consultation, actor)
    check_state(consultation.state, [State.APPROVED, *GROUPING_STATES])
    if consultation.withdrawal_by_id is None:
        raise WithdrawalNotAsked
    check_other_person(actor, consultation.withdrawal_by_id)
    consultation.state = State.WITHDRAWN.value
    await index_consultation(db, consultation, now=now)
    _record(db, "approve_withdrawal", consultation, actor, now)


async def open_due(db: AsyncSession, *, now: datetime) -> list[UUID]:
    """Open what was approved for a day that has come (到期开放). Answers which."""
    return await _advance(
        db, State.APPROVED, State.OPEN, Consultation.opens_on <= local_date(now), now, published_at=now
    )


async def close_due(db: AsyncSession, *, now: datetime) -> list[UUID]:
    """Close what ended at 24:00 of its last day, Shanghai time (到期截止). Answers which."""
    return await _advance(db, State.OPEN, State.CLOSED, Consultation.closes_on < local_date(now), now)


async def _advance(
    db: AsyncSession, old: State, new: State, is_due: object, now: datetime, **values: object
) -> list[UUID]:
    query = select(Consultation).where(Consultation.state == old.value, is_due)  # type: ignore[arg-type]
    moved = list((await db.execute(query.with_for_update(key_share=True))).scalars())
    for consultation in moved:
        consultation.state = new.value
        for name, value in values.items():
            setattr(consultation, name, value)
        await index_consultation(db, consultation, now=now)
        moment = day_start(consultation.opens_on) if new is State.OPEN else day_end(consultation.closes_on)
        record(
            db,
            "consultation:open" if new is State.OPEN else "consultation:close",
            f"consultation:{consultation.id}",
            agency_id=consultation.agency_id,
            actor=Actor(kind="system", name="system"),
            now=now,
            due=moment.isoformat(),
        )
    return [consultation.id for consultation in moved]


async def _report_due_on(db: AsyncSession, closes_on: date) -> date:
    return add_workdays(await load_calendar(db), closes_on, REPORT_TARGET_WORKDAYS).day


async def _publication(db: AsyncSession, consultation: Consultation) -> Publication:
    draft = await drafts.get_draft(db, consultation.draft_id) if consultation.draft_id else None
    return Publication(
        explanation=consultation.explanation,
        basis=consultation.basis,
        opens_on=consultation.opens_on,
        closes_on=consultation.closes_on,
        shorten_reason=consultation.shorten_reason,
        is_past=consultation.is_past,
        has_confirmed_draft=draft is not None and draft.confirmed_at is not None,
    )


def _check_approver(consultation: Consultation, actor: Actor) -> None:
    if not may_approve(actor, agency_id=consultation.agency_id, division_id=consultation.division_id):
        raise Forbidden


def _take_back_submission(consultation: Consultation) -> None:
    consultation.submitted_by_id = consultation.submitted_at = None


def _record(
    db: AsyncSession, verb: str, consultation: Consultation, actor: Actor, now: datetime, **details: object
) -> None:
    record(
        db,
        f"consultation:{verb}",
        f"consultation:{consultation.id}",
        agency_id=consultation.agency_id,
        actor=actor,
        now=now,
        **details,
    )
