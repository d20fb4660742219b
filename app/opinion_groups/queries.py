"""Reading groups for the staff: the board, one group, the log. Words are masked as others read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.comments.models import Comment
from app.comments.rules import shown_text, shown_title
from app.consultations.queries import list_clauses
from app.drafts.units import unit_label, unit_refs
from app.lib.errors import NotFound
from app.opinion_groups.models import GroupClause, GroupEvent, GroupMember, MergeProposal, OpinionGroup
from app.opinion_groups.rules import LIVE, GroupState

PAGE = 25
EVENTS_PAGE = 50
SHOWN = 3
_LOOKED_AT = 8


@dataclass(frozen=True)
class Filter:
    """What the board shows and in which order."""

    text: str = ""
    clause: str | None = None
    state: str = ""
    answer: str = ""
    """``yes``, ``no``, or ``new`` for groups with newcomers."""
    sort: str = "size"
    page: int = 1


async def list_groups(db: AsyncSession, consultation_id: UUID, wanted: Filter) -> tuple[list[dict[str, Any]], int]:
    """One page of living groups and how many there are."""
    where = _where(consultation_id, wanted)
    speaker = aliased(Comment)
    query = card_query(speaker).where(*where)
    order: list[Any] = [OpinionGroup.size.desc()]
    if wanted.sort == "new":
        order = [OpinionGroup.new_count.desc(), OpinionGroup.last_joined_at.desc()]
    if wanted.sort == "people":
        order = [OpinionGroup.people.desc()]
    if wanted.sort == "texts":
        order = [OpinionGroup.texts.desc(), OpinionGroup.size.desc()]
    if wanted.sort == "supports":
        order = [OpinionGroup.supports.desc(), OpinionGroup.size.desc()]
    if wanted.text:
        like = f"%{wanted.text.replace('%', '')}%"
        hits: list[ColumnElement[bool]] = [OpinionGroup.title.ilike(like), speaker.text.ilike(like)]
        if wanted.text.isdecimal():
            hits.append(OpinionGroup.number == int(wanted.text[:9]))
        query = query.where(or_(*hits))
    total = await db.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    page = query.order_by(*order, OpinionGroup.number).limit(PAGE).offset((max(1, wanted.page) - 1) * PAGE)
    return [shown_card(dict(row)) for row in (await db.execute(page)).mappings()], total


def _where(consultation_id: UUID, wanted: Filter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [
        OpinionGroup.consultation_id == consultation_id,
        OpinionGroup.state.in_([wanted.state] if wanted.state in LIVE else LIVE),
    ]
    if wanted.clause is not None:
        where.append(
            OpinionGroup.id.in_(
                select(GroupClause.group_id).where(
                    GroupClause.consultation_id == consultation_id, GroupClause.clause_ref == wanted.clause
                )
            )
        )
    if wanted.answer == "yes":
        where.append(OpinionGroup.outcome != "")
    if wanted.answer == "no":
        where.append(OpinionGroup.outcome == "")
    if wanted.answer == "new":
        where.append(OpinionGroup.new_count > 0)
    return where


def card_query(speaker: Any) -> Select[Any]:
    return select(
        OpinionGroup.id,
        OpinionGroup.number,
        OpinionGroup.title,
        OpinionGroup.state,
        OpinionGroup.size,
        OpinionGroup.people,
        OpinionGroup.texts,
        OpinionGroup.shared,
        OpinionGroup.supports,
        OpinionGroup.new_count,
        OpinionGroup.revision,
        OpinionGroup.outcome,
        OpinionGroup.clause_ref,
        OpinionGroup.merged_into_id,
        speaker.id.label("comment_id"),
        speaker.text_id,
        speaker.title.label("comment_title"),
        speaker.text,
        speaker.findings,
    ).outerjoin(speaker, speaker.id == OpinionGroup.representative_id)


def shown_card(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its words as others read them."""
    return row | {
        "text": shown_text(row["text"] or "", row.pop("findings") or []),
        "comment_title": shown_title(row["comment_title"] or ""),
        "seen": f"{row['number']}.{row['revision']}.{row['size']}",
    }


async def count_by_state(db: AsyncSession, consultation_id: UUID) -> dict[str, int]:
    """Numbers above the board: groups in all, suggested, with newcomers, not answered."""
    query = select(
        func.count(),
        func.count().filter(OpinionGroup.state == GroupState.SUGGESTED),
        func.count().filter(OpinionGroup.new_count > 0),
        func.count().filter(OpinionGroup.outcome == ""),
    ).where(OpinionGroup.consultation_id == consultation_id, OpinionGroup.state.in_(LIVE))
    every, suggested, new, open_ = (await db.execute(query)).one()
    return {"all": every, "suggested": suggested, "new": new, "unanswered": open_}


async def list_distant(db: AsyncSession, groups: Sequence[dict[str, Any]]) -> dict[UUID, list[dict[str, Any]]]:
    """For each group up to three members whose words differ, the least alike first."""
    if not groups:
        return {}
    least = [
        select(
            select(GroupMember.group_id, GroupMember.comment_id, GroupMember.score)
            .where(GroupMember.group_id == group["id"])
            .order_by(GroupMember.score, GroupMember.comment_id)
            .limit(_LOOKED_AT)
            .subquery()
        )
        for group in groups
    ]
    found = union_all(*least).subquery()
    query = (
        select(found.c.group_id, found.c.score, Comment.id, Comment.text_id, Comment.text, Comment.findings)
        .join(Comment, Comment.id == found.c.comment_id)
        .order_by(found.c.score, Comment.id)
    )
    taken: dict[UUID, set[int]] = {group["id"]: {group["text_id"]} for group in groups}
    shown: dict[UUID, list[dict[str, Any]]] = {group["id"]: [] for group in groups}
    for row in (await db.execute(query)).mappings():
        group_id = row["group_id"]
        if row["text_id"] in taken[group_id] or len(shown[group_id]) >= SHOWN:
            continue
        taken[group_id].add(row["text_id"])
        shown[group_id].append(
            {"id": row["id"], "score": row["score"], "text": shown_text(row["text"], row["findings"])}
        )
    return shown


async def list_spread(db: AsyncSession, group_ids: Collection[UUID]) -> dict[UUID, list[tuple[str, int]]]:
    """Clauses of each group with the number of comments, most first."""
    query = (
        select(GroupClause.group_id, GroupClause.clause_ref, GroupClause.n)
        .where(GroupClause.group_id.in_(group_ids), GroupClause.n > 0)
        .order_by(GroupClause.n.desc(), GroupClause.clause_ref)
    )
    spread: dict[UUID, list[tuple[str, int]]] = {}
    for group_id, clause, n in (await db.execute(query)).tuples():
        spread.setdefault(group_id, []).append((clause, n))
    return spread


async def clause_labels(db: AsyncSession, draft_id: UUID | None) -> dict[str, str]:
    """Unit ref -> how people name it, in reading order."""
    clauses = await list_clauses(db, draft_id) if draft_id else []
    return {unit: unit_label(clauses, unit) for unit in dict.fromkeys(unit_refs(clauses).values())}


async def get_group(db: AsyncSession, consultation_id: UUID, number: int) -> dict[str, Any]:
    """One group, merged or empty ones too. Raises NotFound."""
    query = card_query(aliased(Comment)).where(
        OpinionGroup.consultation_id == consultation_id, OpinionGroup.number == number
    )
    row = (await db.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound
    return shown_card(dict(row))


async def get_number(db: AsyncSession, group_id: UUID) -> int:
    """Number of the group that another was merged into."""
    return (await db.execute(select(OpinionGroup.number).where(OpinionGroup.id == group_id))).scalar_one()


async def list_events(
    db: AsyncSession, consultation_id: UUID, *, group_id: UUID | None = None, page: int = 1
) -> list[dict[str, Any]]:
    """Changes of groups, the latest first: one more than a page. With a group, only those that touched it."""
    group, other = aliased(OpinionGroup), aliased(OpinionGroup)
    query = (
        select(
            GroupEvent.id,
            GroupEvent.at,
            GroupEvent.verb,
            GroupEvent.actor_id,
            GroupEvent.actor_name,
            GroupEvent.details,
            GroupEvent.undone_by_id,
            group.number,
            other.number.label("other"),
        )
        .join(group, group.id == GroupEvent.group_id)
        .outerjoin(other, other.id == GroupEvent.other_group_id)
        .where(GroupEvent.consultation_id == consultation_id)
        .order_by(GroupEvent.id.desc())
    )
    if group_id:
        query = query.where((GroupEvent.group_id == group_id) | (GroupEvent.other_group_id == group_id))
    page_of = query.limit(EVENTS_PAGE + 1).offset((max(1, page) - 1) * EVENTS_PAGE)
    return [dict(row) for row in (await db.execute(page_of)).mappings()]


async def count_proposals(db: AsyncSession, consultation_id: UUID) -> int:
    """How many proposed merges wait for a person."""
    return await db.scalar(select(func.count()).select_from(_open_proposals(consultation_id).subquery())) or 0


def _open_proposals(consultation_id: UUID) -> Select[Any]:
    one, other = aliased(OpinionGroup), aliased(OpinionGroup)
    return (
        select(MergeProposal.score, one.number, other.number.label("other"))
        .join(one, one.id == MergeProposal.group_id)
        .join(other, other.id == MergeProposal.other_group_id)
        .where(
            MergeProposal.consultation_id == consultation_id,
            MergeProposal.state == "open",
            one.state.in_(LIVE),
            other.state.in_(LIVE),
        )
        .order_by(MergeProposal.score.desc(), one.number, other.number)
    )


async def list_proposals(db: AsyncSession, consultation_id: UUID, *, limit: int = 10) -> list[dict[str, Any]]:
    """Merges that the engine proposes, the most alike first: {score, one, other}, both cards."""
    pairs = (await db.execute(_open_proposals(consultation_id).limit(limit))).tuples().all()
    numbers = {number for _, *two in pairs for number in two}
    cards = card_query(aliased(Comment)).where(
        OpinionGroup.consultation_id == consultation_id, OpinionGroup.number.in_(numbers)
    )
    found = {row["number"]: shown_card(dict(row)) for row in (await db.execute(cards)).mappings()}
    return [{"score": score, "one": found[first], "other": found[second]} for score, first, second in pairs]
