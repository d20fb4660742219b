"""The office at work in the demonstration (演示办理): groups merged and named, answered, and one report published."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.adoption import services as adoption
from app.adoption.forms import AnswerForm
from app.adoption.rules import Outcome
from app.consultations.models import Consultation
from app.decisions import services as decisions
from app.decisions.forms import MatterForm
from app.decisions.rules import MatterKind
from app.demo.consultations import consultation
from app.demo.crowd import matter_of
from app.demo.seed import Played, consultation_row, main_matters, pair_of
from app.demo.voices import Answerable
from app.lib.db import Database
from app.opinion_groups import services as groups
from app.opinion_groups.models import GroupMember, OpinionGroup
from app.opinion_groups.rules import Seen


async def _members(db: AsyncSession, consultation_id: UUID) -> dict[UUID, list[UUID]]:
    query = (
        select(GroupMember.group_id, GroupMember.comment_id)
        .join(OpinionGroup, OpinionGroup.id == GroupMember.group_id)
        .where(OpinionGroup.consultation_id == consultation_id)
    )
    found: dict[UUID, list[UUID]] = {}
    for group_id, comment_id in (await db.execute(query)).tuples():
        found.setdefault(group_id, []).append(comment_id)
    return found


def _seen(group: OpinionGroup) -> Seen:
    return Seen(group.number, group.revision, group.size)


async def work_on_groups(
    database: Database, played: Played, clerk: Actor, *, share: float, now: datetime
) -> dict[UUID, Answerable]:
    """Merge and name the groups of the largest matters, the `share` of them; the rest stays as the engine left it.

    Answers each living group with what the office thinks of it.
    """
    async with database.write() as db:
        row = await consultation_row(db, played.id)
        members = await _members(db, played.id)
        matters = main_matters(played, members)
        by_size = sorted(matters.items(), key=lambda item: -sum(len(members[one]) for one in item[1]))
        rows = {row.id: row for row in await db.scalars(select(OpinionGroup).where(OpinionGroup.id.in_(list(members))))}
        opinions: dict[UUID, Answerable] = {}
        for position, (_, group_ids) in enumerate(by_size):
            alike = sorted((rows[one] for one in group_ids), key=lambda row: -row.size)
            matter = matter_of(played.key, played.about[members[alike[0].id][0]])
            if position < share * len(by_size) and len(alike) > 1:
                merged = await _merge_and_name(db, row, alike, matter, clerk, now)
                opinions[merged.id] = matter
            else:
                opinions.update({row.id: matter for row in alike})
        return opinions


async def _merge_and_name(
    db: AsyncSession,
    consultation: Consultation,
    alike: Sequence[OpinionGroup],
    matter: Answerable,
    clerk: Actor,
    now: datetime,
) -> OpinionGroup:
    into, *others = alike
    merged = await groups.merge_groups(
        db, consultation, _seen(into), [_seen(one) for one in others], actor=clerk, now=now
    )
    title = getattr(matter, "title", "")
    if title:
        await groups.rename_group(db, consultation, merged.number, title, actor=clerk, now=now)
    return merged


async def play_office(database: Database, played: Played, actors: dict[str, Actor], *, now: datetime) -> None:
    """What the office has done so far: nothing while open, most answers while analysing, in the end the report."""
    told = consultation(played.key)
    clerk, head = pair_of(told, actors)
    async with database.write() as db:
        matter = await decisions.create_matter(
            db, MatterForm(title=told.matter, kind=MatterKind(told.kind)), actor=clerk, now=now
        )
        await decisions.link_consultation(db, matter, played.id, actor=clerk, now=now)
    if told.stage == "open":
        return
    is_done = told.reported is not None
    opinions = await work_on_groups(database, played, clerk, share=0.8 if is_done else 0.4, now=now)
    async with database.write() as db:
        row = await consultation_row(db, played.id)
        await _answer(db, row, opinions, clerk, leave_out=0 if is_done else 3, now=now)
        if is_done:
            reported = now + timedelta(days=told.reported or 0)
            await adoption.submit_report(db, row, actor=clerk, now=reported - timedelta(days=2))
            await adoption.publish_adoption_report(db, row, actor=head, now=reported)


async def _answer(
    db: AsyncSession,
    row: Consultation,
    opinions: dict[UUID, Answerable],
    clerk: Actor,
    *,
    leave_out: int,
    now: datetime,
) -> None:
    """Give the groups the answers that the texts have, alike ones together.

    With `leave_out` only the largest half, and of it not every n-th: something is left to do for whoever tries it.
    """
    living = [
        group
        for group in await db.scalars(select(OpinionGroup).where(OpinionGroup.consultation_id == row.id))
        if group.size and group.id in opinions and opinions[group.id].outcome
    ]
    living.sort(key=lambda group: -group.size)
    alike: dict[tuple[str | None, ...], list[int]] = {}
    if leave_out:
        living = [group for i, group in enumerate(living[: len(living) // 2]) if i % leave_out]
    for group in living:
        opinion = opinions[group.id]
        answer = (opinion.outcome, opinion.reason, opinion.clause_ref if opinion.new_text else "", opinion.new_text)
        alike.setdefault(answer, []).append(group.number)
    for (outcome, reason, clause, new_text), numbers in alike.items():
        form = AnswerForm(outcome=Outcome(outcome), reason=reason or "", clause=clause or "", new_text=new_text or "")
        await adoption.answer_groups(db, row, numbers, form, actor=clerk, now=now)
