"""What every act of a person begins and ends with: may he, is it still as it was shown, and the record of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.consultations.models import Consultation
from app.consultations.rules import GROUPING_STATES, check_state, may_edit
from app.history.services import record
from app.lib.errors import Forbidden, NotFound
from app.opinion_groups.membership import add_event
from app.opinion_groups.models import GroupEvent, OpinionGroup
from app.opinion_groups.rules import LIVE, GroupChanged, GroupGone, NothingChosen, Seen, Verb

SERVICE = {
    Verb.CONFIRM: "confirm_groups",
    Verb.RENAME: "rename_group",
    Verb.MERGE: "merge_groups",
    Verb.SPLIT: "split_group",
    Verb.MOVE: "move_comments",
    Verb.KEEP_APART: "decide_matter",
    Verb.UNDO: "undo_event",
}
"""The service of each verb, as the record of acts names it."""


def check_may_group(consultation: Consultation, actor: Actor) -> None:
    """Whoever may change the consultation, while its groups may change."""
    if not may_edit(actor, agency_id=consultation.agency_id, division_id=consultation.division_id):
        raise Forbidden
    check_state(consultation.state, GROUPING_STATES)


async def load_seen(
    db: AsyncSession, consultation: Consultation, seen: Sequence[Seen], *, actor: Actor
) -> list[OpinionGroup]:
    """The groups of a form, as it showed them. Raises GroupChanged where somebody else has changed one since."""
    groups = await load_live(db, consultation, [one.number for one in seen], actor=actor)
    for group, one in zip(groups, seen, strict=True):
        if group.revision != one.revision:
            raise GroupChanged(number=group.number)
    return groups


async def load_live(
    db: AsyncSession, consultation: Consultation, numbers: Sequence[int], *, actor: Actor
) -> list[OpinionGroup]:
    """The groups with these numbers, in their order. Raises NotFound, or GroupGone for one that was merged."""
    check_may_group(consultation, actor)
    if not numbers:
        raise NothingChosen
    query = select(OpinionGroup).where(
        OpinionGroup.consultation_id == consultation.id, OpinionGroup.number.in_(numbers)
    )
    found = {group.number: group for group in await db.scalars(query)}
    for number in numbers:
        if number not in found:
            raise NotFound
        if found[number].state not in LIVE:
            raise GroupGone(number=number)
    return [found[number] for number in numbers]


async def add_act(
    db: AsyncSession,
    group: OpinionGroup,
    verb: Verb,
    *,
    other: OpinionGroup | None = None,
    actor: Actor,
    now: datetime,
    **details: object,
) -> GroupEvent:
    """Write an act down twice: as an event that can be taken back, and in the record that cannot."""
    record(
        db,
        f"opinion_group:{SERVICE[verb]}",
        f"opinion_group:{group.id}",
        agency_id=group.agency_id,
        actor=actor,
        now=now,
        number=group.number,
        **({"other": other.number} if other else {}),
    )
    return await add_event(db, group, verb, other=other, actor_id=actor.id, actor_name=actor.name, now=now, **details)
