"""What a person decides about single clauses: which continues which, and which groups caused its change."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.revisions.causes import drop_cause, find_position, put_cause
from app.revisions.forms import CauseForm, FoldForm, PairForm
from app.revisions.models import ClauseLink, Revision
from app.revisions.queries import Comparison, load_comparison
from app.revisions.services import open_revision, record_act


async def pair_clause(
    db: AsyncSession, consultation: Consultation, form: PairForm, *, actor: Actor, now: datetime
) -> None:
    """Say which clause of the draft a clause of the final text continues (改正对应), or that it is new.

    Two that continue the same one have been divided. Whatever is left without the other side is to be looked at.
    """
    revision, comparison = await _load(db, consultation, actor)
    after = _id(comparison, "after", form.after)
    before = _id(comparison, "before", form.before) if form.before else None
    await _relink(db, revision, comparison.links, keep="after_id", clause_id=after, other_id=before)
    record_act(db, "pair_clause", consultation, actor, now, after=form.after, before=form.before)


async def fold_clause(
    db: AsyncSession, consultation: Consultation, form: FoldForm, *, actor: Actor, now: datetime
) -> None:
    """Say into which clause of the final text a clause of the draft went (改正去向), or that it is gone."""
    revision, comparison = await _load(db, consultation, actor)
    before = _id(comparison, "before", form.before)
    after = _id(comparison, "after", form.after) if form.after else None
    await _relink(db, revision, comparison.links, keep="before_id", clause_id=before, other_id=after)
    record_act(db, "fold_clause", consultation, actor, now, before=form.before, after=form.after)


async def confirm_pairs(
    db: AsyncSession, consultation: Consultation, links: Sequence[UUID], *, actor: Actor, now: datetime
) -> int:
    """These links are right (确认对应). Answers how many; what is no longer there was changed meanwhile."""
    revision = await open_revision(db, consultation, actor)
    wanted = (ClauseLink.revision_id == revision.id, ClauseLink.id.in_(list(links)))
    found = (await db.scalars(select(ClauseLink.id).where(*wanted, ClauseLink.needs_look.is_(True)))).all()
    if not found:
        raise FormInvalid.of("", _("These clauses were changed meanwhile. Please look again."))
    await db.execute(update(ClauseLink).where(ClauseLink.id.in_(found)).values(needs_look=False))
    record_act(db, "confirm_pairs", consultation, actor, now, n=len(found))
    return len(found)


async def add_cause(
    db: AsyncSession, consultation: Consultation, form: CauseForm, *, actor: Actor, now: datetime
) -> None:
    """Say that a group of the report caused this change (补充修改缘由)."""
    revision, comparison = await _load(db, consultation, actor)
    clause_id = _id(comparison, form.side, form.clause)
    position = await find_position(db, consultation.id, form.number)
    if position is None:
        raise FormInvalid.of("number", _("The report has no group {n}. Its table has the numbers."), n=form.number)
    if await put_cause(db, revision, clause_id, position):
        details = {"clause": form.clause, "side": form.side, "number": form.number}
        record_act(db, "add_cause", consultation, actor, now, **details)


async def remove_cause(
    db: AsyncSession, consultation: Consultation, form: CauseForm, *, actor: Actor, now: datetime
) -> None:
    """Say that a group did not cause this change (取消修改缘由)."""
    revision, comparison = await _load(db, consultation, actor)
    clause_id = _id(comparison, form.side, form.clause)
    position = await find_position(db, consultation.id, form.number)
    row = next(row for row in comparison.rows if clause_id in _ids_of(comparison, row.before, row.after))
    together = _ids_of(comparison, row.before, row.after)
    if position is None or not await drop_cause(db, revision, together, position):
        raise NotFound
    details = {"clause": form.clause, "side": form.side, "number": form.number}
    record_act(db, "remove_cause", consultation, actor, now, **details)


async def _load(db: AsyncSession, consultation: Consultation, actor: Actor) -> tuple[Revision, Comparison]:
    revision = await open_revision(db, consultation, actor)
    comparison = await load_comparison(db, consultation, revision)
    if not comparison.links:
        raise NotFound
    return revision, comparison


def _id(comparison: Comparison, side: str, ref: str) -> UUID:
    """NotFound for what stands on no page: choices come from select fields."""
    units = comparison.after if side == "after" else comparison.before
    found = next((unit.id for unit in units if unit.ref == ref), None)
    if found is None:
        raise NotFound
    return found


def _ids_of(comparison: Comparison, before: Sequence[int], after: Sequence[int]) -> list[UUID]:
    return [comparison.before[i].id for i in before] + [comparison.after[i].id for i in after]


async def _relink(
    db: AsyncSession,
    revision: Revision,
    links: Sequence[ClauseLink],
    *,
    keep: str,
    clause_id: UUID,
    other_id: UUID | None,
) -> None:
    """Give one clause exactly this partner. Partners that lose it stand alone until somebody looks at them; one that
    had another partner too is looked at again, since it was divided or joined by this."""
    side = "before_id" if keep == "after_id" else "after_id"
    mine = [link for link in links if getattr(link, keep) == clause_id]
    left = {getattr(link, side) for link in mine} - {None, other_id}
    standing = [link for link in links if link not in mine]
    for link in mine:
        await db.delete(link)
    for link in standing:
        if other_id is not None and getattr(link, side) == other_id:
            if getattr(link, keep) is None:
                await db.delete(link)
            else:
                link.needs_look = True
    await db.flush()
    db.add(ClauseLink(**{keep: clause_id, side: other_id}, revision_id=revision.id, score=0, needs_look=False))
    for lost in left:
        if not any(getattr(link, side) == lost for link in standing):
            db.add(ClauseLink(**{side: lost}, revision_id=revision.id, score=0, needs_look=True))
    await db.flush()
