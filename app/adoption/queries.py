"""Reading for the desk: what is answered, what is not, whether the report is ready."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.clauses import ClauseBook
from app.adoption.forms import EVERY_CLAUSE
from app.adoption.models import AdoptionReport, Answer
from app.adoption.rules import AnswerState, Readiness
from app.comments.models import LISTED, Comment
from app.comments.rules import shown_text, shown_title
from app.consultations.models import Consultation
from app.consultations.queries import list_clauses
from app.lib.errors import NotFound
from app.opinion_groups.likeness import groups_like
from app.opinion_groups.models import GroupClause, GroupMember, OpinionGroup
from app.opinion_groups.rules import LIVE, is_campaign

QUEUE_PAGE = 50
EXAMPLES = 6
TITLE_LENGTH = 60


def counted_groups(consultation_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """WHERE of the groups that a report answers: living ones with comments in time."""
    return (
        OpinionGroup.consultation_id == consultation_id,
        OpinionGroup.state.in_(LIVE),
        OpinionGroup.size > 0,
    )


ANSWERED = and_(Answer.group_id == OpinionGroup.id, Answer.state != AnswerState.RETURNED)
"""ON of an answer that stands or waits; one that was returned is none."""
UNANSWERED = or_(Answer.id.is_(None), Answer.state == AnswerState.RETURNED)


async def find_report(db: AsyncSession, consultation_id: UUID) -> AdoptionReport | None:
    query = select(AdoptionReport).where(AdoptionReport.consultation_id == consultation_id)
    return (await db.execute(query)).scalar_one_or_none()


async def get_clause_book(db: AsyncSession, draft_id: UUID | None) -> ClauseBook:
    return ClauseBook(await list_clauses(db, draft_id) if draft_id else [])


async def get_readiness(db: AsyncSession, consultation: Consultation) -> Readiness:
    """What `rules.check_ready` judges, in two queries."""
    unplaced = select(func.count()).where(Comment.consultation_id == consultation.id, Comment.placed_at.is_(None))
    # Every outcome needs a reason (for adopted: what changed), so an empty one is missing whatever the outcome.
    reasonless = func.sum(case((func.trim(Answer.reason) == "", 1), else_=0))
    waiting = func.count().filter(Answer.state == AnswerState.PROPOSED)
    query = (
        select(Answer.outcome, func.count(), func.sum(OpinionGroup.size), reasonless, waiting)
        .select_from(OpinionGroup)
        .outerjoin(Answer, ANSWERED)
        .where(*counted_groups(consultation.id))
        .group_by(Answer.outcome)
    )
    rows = list((await db.execute(query)).tuples())
    return Readiness(
        collected=consultation.collected_count,
        by_outcome={outcome: int(size) for outcome, _n, size, *_ in rows if outcome},
        unplaced=await db.scalar(unplaced) or 0,
        unanswered=sum(n for outcome, n, *_ in rows if not outcome),
        reasonless=sum(int(less or 0) for outcome, _n, _size, less, _w in rows if outcome),
        waiting=sum(wait for *_, wait in rows),
    )


async def get_progress(db: AsyncSession, consultation_id: UUID) -> dict[str, int]:
    """Groups and comments, answered and all; answered groups that newcomers joined; answers that wait for a second
    person."""
    is_answered = Answer.id.is_not(None)
    query = (
        select(
            func.count(),
            func.count(Answer.id),
            func.coalesce(func.sum(OpinionGroup.size), 0),
            func.coalesce(func.sum(OpinionGroup.size).filter(is_answered), 0),
            func.count().filter(and_(is_answered, OpinionGroup.new_count > 0)),
            func.count().filter(Answer.state == AnswerState.PROPOSED),
        )
        .select_from(OpinionGroup)
        .outerjoin(Answer, ANSWERED)
        .where(*counted_groups(consultation_id))
    )
    groups, answered, comments, answered_comments, joined, waiting = (await db.execute(query)).one()
    return {
        "groups": groups,
        "answered": answered,
        "comments": int(comments),
        "answered_comments": int(answered_comments),
        "joined": joined,
        "waiting": waiting,
    }


def group_rows() -> Any:
    listed = and_(Comment.id == OpinionGroup.representative_id, text(f"comment.{LISTED}"))
    return (
        select(
            OpinionGroup.number,
            OpinionGroup.title,
            OpinionGroup.size,
            OpinionGroup.people,
            OpinionGroup.texts,
            OpinionGroup.shared,
            OpinionGroup.supports,
            OpinionGroup.new_count,
            OpinionGroup.state,
            OpinionGroup.clause_ref,
            OpinionGroup.id.label("group_id"),
            Comment.id.label("example_id"),
            Comment.title.label("comment_title"),
            Comment.text,
            Comment.findings,
            Answer.outcome,
            Answer.reason,
            Answer.clause_id,
            Answer.new_text,
            Answer.answered_at,
            Answer.state.label("answer_state"),
            Answer.returned_note,
        )
        .select_from(OpinionGroup)
        .outerjoin(Comment, listed)
        .outerjoin(Answer, Answer.group_id == OpinionGroup.id)
    )


async def list_unanswered(
    db: AsyncSession, consultation_id: UUID, *, after: int | None = None, limit: int = QUEUE_PAGE
) -> list[dict[str, Any]]:
    """Groups without an answer, the largest first; with `after`, those that come after that group."""
    query = group_rows().where(*counted_groups(consultation_id), UNANSWERED)
    if after is not None:
        found = select(OpinionGroup.size).where(
            OpinionGroup.consultation_id == consultation_id, OpinionGroup.number == after
        )
        size = found.scalar_subquery()
        query = query.where(or_(OpinionGroup.size < size, and_(OpinionGroup.size == size, OpinionGroup.number > after)))
    query = query.order_by(OpinionGroup.size.desc(), OpinionGroup.number).limit(limit)
    return [shown_group(row) for row in (await db.execute(query)).mappings()]


async def find_rest(
    db: AsyncSession, consultation_id: UUID, *, max_size: int, about: str, words: str, like: int = 0
) -> list[tuple[int, int]]:
    """Number and size of the groups without an answer of at most so many comments, the largest first: on one clause or
    on every one (``*``), with these words in their name or in their representative public text, and like that group."""
    listed = and_(Comment.id == OpinionGroup.representative_id, text(f"comment.{LISTED}"))
    query = (
        select(OpinionGroup.number, OpinionGroup.size)
        .outerjoin(Answer, Answer.group_id == OpinionGroup.id)
        .where(*counted_groups(consultation_id), UNANSWERED, OpinionGroup.size <= max_size)
    )
    if about != EVERY_CLAUSE:
        query = query.where(OpinionGroup.clause_ref == about)
    if words:
        query = query.outerjoin(Comment, listed).where(
            or_(OpinionGroup.title.contains(words, autoescape=True), Comment.text.contains(words, autoescape=True))
        )
    if like:
        query = query.where(OpinionGroup.id.in_(await groups_like(db, consultation_id, like)))
    rows = await db.execute(query.order_by(OpinionGroup.size.desc(), OpinionGroup.number))
    return [(number, size) for number, size in rows.tuples()]


async def list_chosen(db: AsyncSession, consultation_id: UUID, numbers: list[int]) -> list[dict[str, Any]]:
    """These groups, as far as they live, the largest first."""
    query = group_rows().where(*counted_groups(consultation_id), OpinionGroup.number.in_(numbers))
    rows = await db.execute(query.order_by(OpinionGroup.size.desc(), OpinionGroup.number))
    return [shown_group(row) for row in rows.mappings()]


async def get_group(db: AsyncSession, consultation_id: UUID, number: int, book: ClauseBook) -> dict[str, Any]:
    """One group with its spread over clauses and some of its comments, the least alike first (masked, public only)."""
    query = group_rows().where(OpinionGroup.consultation_id == consultation_id, OpinionGroup.number == number)
    row = (await db.execute(query.where(OpinionGroup.state.in_(LIVE)))).mappings().one_or_none()
    if row is None:
        raise NotFound
    spread = select(GroupClause.clause_ref, GroupClause.n).where(GroupClause.group_id == row["group_id"])
    others = (
        select(Comment.text, Comment.findings)
        .join(GroupMember, GroupMember.comment_id == Comment.id)
        .where(GroupMember.group_id == row["group_id"], text(f"comment.{LISTED}"))
        .order_by(GroupMember.score, GroupMember.comment_id)
        .limit(EXAMPLES)
    )
    members = [shown_text(words, found) for words, found in (await db.execute(others)).tuples()]
    group = shown_group(row)
    return group | {
        "clauses": [
            {"label": book.label(ref), "n": n}
            for ref, n in (await db.execute(spread.order_by(GroupClause.n.desc()))).tuples()
        ],
        "members": [words for words in dict.fromkeys(members) if words != group["example"]],
        "changed_ref": book.ref(row["clause_id"]),
    }


def shown_group(row: Any) -> dict[str, Any]:
    """A group as pages and reports show it. Words of citizens are masked, and only of comments that are public."""
    example, title = shown_words(row["text"], row["findings"], row["comment_title"])
    return {
        "group_id": row["group_id"],
        "example_id": row["example_id"],
        "is_title_quoted": not row["title"],
        "number": row["number"],
        "title": row["title"] or title,
        "example": example,
        "size": row["size"],
        "people": row["people"],
        "texts": row["texts"],
        "is_campaign": is_campaign(row["size"], row["shared"]),
        "supports": row["supports"],
        "new_count": row["new_count"],
        "clause_ref": row["clause_ref"],
        "outcome": "" if row["answer_state"] == AnswerState.RETURNED else row["outcome"] or "",
        "typed_outcome": row["outcome"] or "",
        "answer_state": row["answer_state"] or "",
        "returned_note": row["returned_note"] or "",
        "reason": row["reason"] or "",
        "new_text": row["new_text"] or "",
        "answered_at": row["answered_at"],
    }


def shown_words(words: str | None, findings: Any, title: str | None) -> tuple[str, str]:
    """A citizen's words as others read them, and the title of a group that has no name but these words."""
    example = shown_text(words, findings) if words else ""
    return example, shown_title(title or "") or _short(example)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…"
