"""The verbs of moderation. The caller holds the lock of the consultation, so that counts and acts stay exact.

Whatever is done to one comment or to thousands is one act: a fixed number of statements, each comment's state before
it kept in rows that nobody can change, and taken back as one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # its ON CONFLICT is SQLite's too
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.comments.models import Comment, HiddenCount
from app.comments.rules import HiddenCategory, Visibility, stored_findings
from app.consultations.models import Consultation
from app.consultations.rules import may_edit
from app.history.services import record
from app.lib.errors import Forbidden, NotFound
from app.lib.personal_data import scan
from app.moderation.models import ModerationAct, ModerationMove
from app.moderation.rules import (
    BECOMES,
    BY_HAND,
    FROM,
    AlreadyUndone,
    Chosen,
    NothingToDo,
    NotUndoable,
    SomethingRests,
    Verb,
    describe,
)
from app.opinion_groups.models import GroupMember

COMMENTS, MOVES = Comment.__table__, ModerationMove.__table__
_ONE = {
    Verb.CLEAR: "comment:clear_comment",
    Verb.HIDE: "comment:hide_comment",
    Verb.HOLD: "comment:hold_comment",
}
_MANY = {
    Verb.CLEAR: "comment:clear_comments",
    Verb.HIDE: "comment:hide_comments",
    Verb.HOLD: "comment:hold_comments",
    Verb.RESCAN: "comment:rescan_comments",
    Verb.UNDO: "comment:undo_act",
}


async def clear_comments(
    db: AsyncSession,
    consultation: Consultation,
    chosen: Chosen,
    *,
    as_written: bool = False,
    actor: Actor,
    now: datetime,
) -> ModerationAct:
    """Show held comments (审核通过): what was found stays masked, or as written where the scanner was wrong."""
    new = {"findings": []} if as_written else {}
    return await _moderate(db, consultation, chosen, Verb.CLEAR, new, actor=actor, now=now, as_written=as_written)


async def hide_comments(
    db: AsyncSession,
    consultation: Consultation,
    chosen: Chosen,
    category: HiddenCategory,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> ModerationAct:
    """Keep comments from being shown (不予展示), for one reason that their authors read. They are counted and answered
    all the same, and everybody sees how many are hidden for what."""
    new = {"hidden_category": category.value, "hidden_reason": reason}
    return await _moderate(db, consultation, chosen, Verb.HIDE, new, actor=actor, now=now, category=category.value)


async def hold_comments(
    db: AsyncSession, consultation: Consultation, chosen: Chosen, *, actor: Actor, now: datetime
) -> ModerationAct:
    """Set comments back (退回待核): they wait for a person again, scanned anew where the findings had been dropped."""
    act = await _moderate(db, consultation, chosen, Verb.HOLD, {}, actor=actor, now=now)
    unmarked = select(ModerationMove.comment_id).where(
        ModerationMove.act_id == act.id, ModerationMove.was_visibility == Visibility.CLEARED.value
    )
    rows = select(Comment).where(Comment.id.in_(unmarked)).execution_options(populate_existing=True)
    for comment in await db.scalars(rows):
        comment.findings = comment.findings or stored_findings(scan(comment.text))
    return act


async def undo_act(
    db: AsyncSession, consultation: Consultation, act_id: UUID, *, actor: Actor, now: datetime
) -> ModerationAct:
    """Take one act back as a whole (撤销). Refused, naming it, where a later act changed one of its comments again."""
    _check_editor(consultation, actor)
    act = await db.get(ModerationAct, act_id)
    if act is None or act.consultation_id != consultation.id:
        raise NotFound
    if act.undone_by_id is not None:
        raise AlreadyUndone
    if act.verb not in BY_HAND:
        raise NotUndoable
    await _check_nothing_rests(db, act)
    undo = await _add_act(db, consultation, Verb.UNDO, actor=actor, now=now)
    mine = select(ModerationMove.comment_id).where(ModerationMove.act_id == act.id)
    await _keep_before(db, undo, COMMENTS.c.id.in_(mine))
    before = {name: MOVES.c[f"was_{kept}"] for name, kept in _KEPT.items()}
    is_same = (MOVES.c.act_id == act.id) & (MOVES.c.comment_id == COMMENTS.c.id)
    await db.execute(update(COMMENTS).where(is_same).values(before))
    await _count_hidden(db, undo)
    act.undone_by_id, undo.n = undo.id, act.n
    await _record(db, consultation, undo, actor, now, undone=act.verb)
    return undo


def reveal_comment(db: AsyncSession, comment: Comment, *, actor: Actor, now: datetime) -> str:
    """Read the personal data in a comment (查看原文): every look is recorded (AT-21)."""
    place, about = str(comment.consultation_id), f"comment:{comment.id}"
    record(
        db, "comment:reveal_comment", about, agency_id=comment.agency_id, actor=actor, now=now, consultation=place
    )  # fmt: skip
    return comment.text


async def hold_found(
    db: AsyncSession,
    consultation: Consultation,
    found: Mapping[UUID, list[dict[str, Any]]],
    *,
    actor: Actor,
    now: datetime,
) -> ModerationAct:
    """Hold public comments in which newer patterns found something (重新识别后待核)."""
    act = await _add_act(db, consultation, Verb.RESCAN, actor=actor, now=now)
    await _keep_before(db, act, COMMENTS.c.id.in_(list(found)))
    for comment_id, findings in found.items():
        new = {"visibility": Visibility.HELD.value, "findings": findings}
        await db.execute(update(COMMENTS).where(COMMENTS.c.id == comment_id).values(new))
    await _record(db, consultation, act, actor, now)
    return act


async def _moderate(
    db: AsyncSession,
    consultation: Consultation,
    chosen: Chosen,
    verb: Verb,
    new: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
    category: str = "",
    **details: object,
) -> ModerationAct:
    _check_editor(consultation, actor)
    act = await _add_act(db, consultation, verb, actor=actor, now=now)
    act.category, act.reason = category, str(new.get("hidden_reason", ""))
    act.group_number = chosen.group_number
    await _keep_before(
        db,
        act,
        COMMENTS.c.consultation_id == consultation.id,
        _is_chosen(chosen),
        COMMENTS.c.visibility.in_(FROM[verb]),
    )
    if not act.n:
        raise NothingToDo
    mine = select(MOVES.c.comment_id).where(MOVES.c.act_id == act.id)
    plain = {"visibility": BECOMES[verb].value, "hidden_category": "", "hidden_reason": ""}
    await db.execute(update(COMMENTS).where(COMMENTS.c.id.in_(mine)).values(plain | dict(new)))
    await _count_hidden(db, act)
    await _record(db, consultation, act, actor, now, **details, **({"category": category} if category else {}))
    return act


def _check_editor(consultation: Consultation, actor: Actor) -> None:
    if not may_edit(actor, agency_id=consultation.agency_id, division_id=consultation.division_id):
        raise Forbidden


def _is_chosen(chosen: Chosen) -> ColumnElement[bool]:
    if chosen.group_id is None:
        return COMMENTS.c.id.in_(chosen.ids)
    members = select(GroupMember.comment_id).where(GroupMember.group_id == chosen.group_id)
    is_member = COMMENTS.c.id.in_(members)
    return is_member & (COMMENTS.c.received_at <= chosen.until) if chosen.until else is_member


async def _add_act(
    db: AsyncSession, consultation: Consultation, verb: Verb, *, actor: Actor, now: datetime
) -> ModerationAct:
    act = ModerationAct(
        consultation_id=consultation.id, at=now, actor_id=actor.id, actor_name=actor.name, verb=verb.value, category="",
        reason="", n=0,
    )  # fmt: skip
    db.add(act)
    await db.flush()
    return act


_KEPT = {
    "visibility": "visibility",
    "hidden_category": "category",
    "hidden_reason": "reason",
    "findings": "findings",
}
"""Column of a comment -> column of its move, without ``was_``."""


async def _keep_before(db: AsyncSession, act: ModerationAct, *chosen: ColumnElement[bool]) -> None:
    """Write down what the comments of an act are before it, and how many there are."""
    now = select(literal(act.id, MOVES.c.act_id.type), COMMENTS.c.id, *(COMMENTS.c[name] for name in _KEPT))
    columns = ["act_id", "comment_id", *(f"was_{kept}" for kept in _KEPT.values())]
    await db.execute(insert(MOVES).from_select(columns, now.where(*chosen)))
    act.n = await db.scalar(select(func.count()).select_from(MOVES).where(MOVES.c.act_id == act.id)) or 0


async def _count_hidden(db: AsyncSession, act: ModerationAct) -> None:
    """Keep the numbers that everybody reads: how many are hidden for what."""
    was = select(MOVES.c.was_category, func.count()).where(
        MOVES.c.act_id == act.id, MOVES.c.was_visibility == Visibility.HIDDEN.value
    )
    mine = select(MOVES.c.comment_id).where(MOVES.c.act_id == act.id)
    is_ = select(COMMENTS.c.hidden_category, func.count()).where(
        COMMENTS.c.id.in_(mine), COMMENTS.c.visibility == Visibility.HIDDEN.value
    )
    change: dict[str, int] = {}
    for query, sign in ((was.group_by(MOVES.c.was_category), -1), (is_.group_by(COMMENTS.c.hidden_category), 1)):
        for category, n in (await db.execute(query)).tuples():
            change[category] = change.get(category, 0) + sign * n
    for category, n in change.items():
        added = upsert(HiddenCount).values(consultation_id=act.consultation_id, category=category, n=n)
        key = ["consultation_id", "category"]
        await db.execute(added.on_conflict_do_update(index_elements=key, set_={"n": HiddenCount.n + added.excluded.n}))


async def _check_nothing_rests(db: AsyncSession, act: ModerationAct) -> None:
    mine = select(ModerationMove.comment_id).where(ModerationMove.act_id == act.id)
    query = (
        select(ModerationAct.verb, ModerationAct.n, ModerationAct.actor_name, func.count())
        .join(ModerationMove, ModerationMove.act_id == ModerationAct.id)
        .where(
            ModerationMove.comment_id.in_(mine),
            ModerationAct.id > act.id,
            ModerationAct.verb != Verb.UNDO.value,
            ModerationAct.undone_by_id.is_(None),
        )
        .group_by(ModerationAct.id, ModerationAct.verb, ModerationAct.n, ModerationAct.actor_name)
        .order_by(ModerationAct.id.desc())
        .limit(1)
    )
    if (later := (await db.execute(query)).one_or_none()) is not None:
        verb, n, who, shared = later
        raise SomethingRests(n=shared, what=describe(verb, n), who=who)


async def _record(
    db: AsyncSession, consultation: Consultation, act: ModerationAct, actor: Actor, now: datetime, **details: object
) -> None:
    """One comment under its own name, many under the consultation's: there each one's trace is its move."""
    subject, verb = f"consultation:{consultation.id}", _MANY[Verb(act.verb)]
    if act.n == 1 and act.verb in _ONE:
        only = await db.scalar(select(MOVES.c.comment_id).where(MOVES.c.act_id == act.id))
        subject, verb = f"comment:{only}", _ONE[Verb(act.verb)]
    agency, about = consultation.agency_id, {"act": str(act.id), "n": act.n, "consultation": str(consultation.id)}
    record(db, verb, subject, agency_id=agency, actor=actor, now=now, **about, **details)
