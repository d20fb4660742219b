"""The office at work in the demonstration (演示办理): groups merged and named, answered, and one report published."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.demo.crowd import matter_of
from app.demo.seed import Played, consultation_row, main_matters
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
        consultation = await consultation_row(db, played.id)
        members = await _members(db, played.id)
        matters = main_matters(played, members)
        by_size = sorted(matters.items(), key=lambda item: -sum(len(members[one]) for one in item[1]))
        rows = {row.id: row for row in await db.scalars(select(OpinionGroup).where(OpinionGroup.id.in_(list(members))))}
        opinions: dict[UUID, Answerable] = {}
        for position, (_, group_ids) in enumerate(by_size):
            alike = sorted((rows[one] for one in group_ids), key=lambda row: -row.size)
            matter = matter_of(played.key, played.about[members[alike[0].id][0]])
            if position < share * len(by_size) and len(alike) > 1:
                merged = await _merge_and_name(db, consultation, alike, matter, clerk, now)
                opinions[merged.id] = matter
            else:
                opinions.update({row.id: matter for row in alike})
        return opinions


async def _merge_and_name(
    db: AsyncSession,
    consultation: object,
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
