"""What the office does with the final text. The caller holds the lock of the consultation."""

import asyncio
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.rules import SubmissionChanged, check_other_person, mark_of_submission, may_approve, may_edit
from app.drafts import services as drafts
from app.drafts.models import Clause
from app.drafts.rules import ParsedDraft
from app.drafts.versions import link_units
from app.history.services import record
from app.lib.errors import Forbidden
from app.revisions.causes import propose_causes
from app.revisions.models import ChangeCause, ClauseLink, ComparisonRow, Revision
from app.revisions.queries import Comparison, find_revision, load_comparison
from app.revisions.rules import (
    RevisionNotSubmitted,
    RevisionState,
    TextNotConfirmed,
    check_drafting,
    check_report,
    check_settled,
    count_rows,
)

LONGEST_NAME = 200


async def import_final_text(
    db: AsyncSession,
    consultation: Consultation,
    parsed: ParsedDraft,
    *,
    source_name: str,
    source_digest: str,
    actor: Actor,
    now: datetime,
) -> Revision:
    """Take a document as the final text (导入正式文本). An earlier import stays on record, its pairs are gone."""
    _check_editor(consultation, actor)
    check_report(consultation.state)
    revision = await find_revision(db, consultation.id)
    if revision is not None:
        check_drafting(revision.state)
        await _forget_pairs(db, revision)
    text = await drafts.store_draft(
        db, parsed, agency_id=consultation.agency_id, source_name=source_name, source_digest=source_digest, now=now
    )
    if revision is None:
        revision = Revision(
            agency_id=consultation.agency_id, consultation_id=consultation.id, draft_id=text.id,
            state=RevisionState.DRAFTING.value, note="", returned_note="",
        )  # fmt: skip
        db.add(revision)
    revision.draft_id = text.id
    await db.flush()
    record_act(db, "import_final_text", consultation, actor, now, source=source_name, digest=source_digest)
    return revision


async def correct_final_text(
    db: AsyncSession, consultation: Consultation, parsed: ParsedDraft, *, actor: Actor, now: datetime
) -> None:
    """Put a corrected tree in its place (修正正式文本); it is confirmed and compared anew."""
    revision = await open_revision(db, consultation, actor)
    await _forget_pairs(db, revision)
    await drafts.replace_text(db, await drafts.get_draft(db, revision.draft_id), parsed)
    record_act(db, "correct_final_text", consultation, actor, now, clauses=len(parsed.clauses))


async def confirm_final_text(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    """The clauses agree with the original (确认正式文本): each is looked for in the draft, by similarity."""
    revision = await open_revision(db, consultation, actor)
    await _forget_pairs(db, revision)
    await drafts.confirm_draft(db, await drafts.get_draft(db, revision.draft_id), now=now)
    texts = await load_comparison(db, consultation, revision)
    found = await asyncio.to_thread(link_units, texts.before, texts.after)
    db.add_all(
        ClauseLink(
            revision_id=revision.id,
            before_id=None if link.before is None else texts.before[link.before].id,
            after_id=None if link.after is None else texts.after[link.after].id,
            score=link.score,
            needs_look=not link.is_clear,
            row=None,
        )
        for link in found
    )
    await db.flush()
    await propose_causes(db, consultation, revision)
    to_look_at = sum(not link.is_clear for link in found)
    record_act(db, "confirm_final_text", consultation, actor, now, links=len(found), to_look_at=to_look_at)


async def save_note(db: AsyncSession, consultation: Consultation, note: str, *, actor: Actor, now: datetime) -> None:
    """Keep what the public reads above the comparison (对照说明)."""
    revision = await open_revision(db, consultation, actor)
    revision.note = note
    record_act(db, "save_note", consultation, actor, now)


async def submit_revision(db: AsyncSession, consultation: Consultation, *, actor: Actor, now: datetime) -> None:
    """Submit the comparison for approval (提请审批): every doubtful pair was looked at."""
    revision = await open_revision(db, consultation, actor)
    await _check_settled(db, revision, await load_comparison(db, consultation, revision))
    revision.state, revision.returned_note = RevisionState.SUBMITTED.value, ""
    revision.submitted_by_id, revision.submitted_at = actor.id, now
    record_act(db, "submit_revision", consultation, actor, now)


async def return_revision(
    db: AsyncSession, consultation: Consultation, note: str, *, actor: Actor, now: datetime
) -> None:
    """Send it back with a note (退回修改)."""
    revision = await _submitted(db, consultation, actor)
    revision.state, revision.returned_note = RevisionState.DRAFTING.value, note
    revision.submitted_by_id = revision.submitted_at = None
    record_act(db, "return_revision", consultation, actor, now, note=note)


async def publish_revision(
    db: AsyncSession, consultation: Consultation, *, seen: str = "", actor: Actor, now: datetime
) -> Revision:
    """Publish the comparison (公布修订对照): it is frozen, and every clause of the draft knows what it became.

    `seen` is `mark_of_submission` as the approver's page had it; SubmissionChanged when there is a newer one.
    """
    revision = await _submitted(db, consultation, actor)
    check_other_person(actor, revision.submitted_by_id)
    if seen and seen != mark_of_submission(revision.submitted_at):
        raise SubmissionChanged
    comparison = await load_comparison(db, consultation, revision)
    await _check_settled(db, revision, comparison)
    rows = await asyncio.to_thread(lambda: [comparison.show(row) for row in comparison.rows])
    await _freeze(db, revision, comparison, rows)
    revision.state, revision.approved_by_id, revision.published_at = RevisionState.PUBLISHED.value, actor.id, now
    revision.counts = count_rows(comparison.kinds())
    consultation.final_published_at = now
    record_act(db, "publish_revision", consultation, actor, now, **revision.counts)
    return revision


async def _freeze(db: AsyncSession, revision: Revision, comparison: Comparison, rows: list[dict[str, object]]) -> None:
    """Keep the rows, and tell each clause where its line goes on (条款沿革)."""
    frozen = [
        {"revision_id": revision.id, "position": place, "kind": row["kind"], "is_moved": row["is_moved"], "data": row}
        for place, row in enumerate(rows, start=1)
    ]
    if frozen:
        await db.execute(insert(ComparisonRow), frozen)
    first_of = await _lineages(db, comparison)
    for position, row in enumerate(comparison.rows, start=1):
        for link in comparison.links_of(row):
            link.row = position
        names = "；".join(comparison.after[place].title for place in row.after)[:LONGEST_NAME]
        olds = [comparison.before[place].id for place in row.before]
        news = [comparison.after[place].id for place in row.after]
        if olds:
            await db.execute(update(Clause).where(Clause.id.in_(olds)).values(became=names))
        if olds and news:
            await db.execute(update(Clause).where(Clause.id.in_(news)).values(lineage_id=first_of[olds[0]]))


async def _lineages(db: AsyncSession, comparison: Comparison) -> dict[UUID, UUID]:
    """The first clause of the line of every clause of the draft: mostly it is that itself."""
    query = select(Clause.id, Clause.lineage_id).where(Clause.id.in_([unit.id for unit in comparison.before]))
    return {clause_id: first or clause_id for clause_id, first in (await db.execute(query)).tuples()}


async def open_revision(db: AsyncSession, consultation: Consultation, actor: Actor) -> Revision:
    """The comparison while it may still change, for somebody who may change it."""
    _check_editor(consultation, actor)
    check_report(consultation.state)
    revision = await find_revision(db, consultation.id)
    if revision is None:
        raise TextNotConfirmed
    check_drafting(revision.state)
    return revision


async def _submitted(db: AsyncSession, consultation: Consultation, actor: Actor) -> Revision:
    if not may_approve(actor, agency_id=consultation.agency_id, division_id=consultation.division_id):
        raise Forbidden
    revision = await find_revision(db, consultation.id)
    if revision is None or revision.state != RevisionState.SUBMITTED:
        raise RevisionNotSubmitted
    return revision


async def _check_settled(db: AsyncSession, revision: Revision, comparison: Comparison) -> None:
    text = await drafts.get_draft(db, revision.draft_id)
    check_settled(is_confirmed=text.confirmed_at is not None, open_rows=comparison.count_open())


async def _forget_pairs(db: AsyncSession, revision: Revision) -> None:
    """Links, and the causes of new clauses: those of the draft's clauses stay."""
    await db.execute(delete(ClauseLink).where(ClauseLink.revision_id == revision.id))
    new = select(Clause.id).where(Clause.draft_id == revision.draft_id)
    await db.execute(delete(ChangeCause).where(ChangeCause.revision_id == revision.id, ChangeCause.clause_id.in_(new)))


def _check_editor(consultation: Consultation, actor: Actor) -> None:
    if not may_edit(actor, agency_id=consultation.agency_id, division_id=consultation.division_id):
        raise Forbidden


def record_act(
    db: AsyncSession, service: str, consultation: Consultation, actor: Actor, now: datetime, **details: object
) -> None:
    subject = f"consultation:{consultation.id}"
    record(db, f"revision:{service}", subject, agency_id=consultation.agency_id, actor=actor, now=now, **details)
