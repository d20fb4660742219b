"""Earlier answers to what is alike (以往答复): of this and of other consultations of the agency, to be used again.

Every answered group stands with its words in a space of the similarity engine, one an agency, filled by a job: looking
up takes as long with ten thousand answers as with ten.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.adoption.models import Answer
from app.adoption.queries import shown_words
from app.adoption.rules import AnswerState
from app.comments.models import LISTED, Comment
from app.consultations.models import Consultation
from app.consultations.queries import readable_by
from app.consultations.rules import State
from app.lib.db import Database
from app.opinion_groups.models import OpinionGroup
from app.similarity.models import SimilarText
from app.similarity.queries import find_similar
from app.similarity.services import add_texts

OFFERED = 5
BATCH = 100
_CLUSTERS = 6
_COMPARED = 300
"""Characters of a long comment that are looked up."""
_SEARCHED = 5_000
"""The latest answers that a search for words looks through."""


def space_of_answers(agency_id: UUID) -> str:
    return f"answer:{agency_id}"


async def index_answers(database: Database, *, now: datetime) -> None:
    """Make the words of answered groups findable, in short transactions."""
    found = BATCH
    while found == BATCH:
        async with database.write() as db:
            found = await _index_some(db, now)


async def find_unindexed(db: AsyncSession, now: datetime) -> Sequence[tuple[str, ...]]:
    """Whether there are answers that cannot be looked up yet (sweep)."""
    return [()] if await db.scalar(select(Answer.id).where(Answer.text_id.is_(None)).limit(1)) else []


async def _index_some(db: AsyncSession, now: datetime) -> int:
    query = (
        select(Answer.id, Answer.reason, OpinionGroup.agency_id, OpinionGroup.title, Comment.text)
        .join(OpinionGroup, OpinionGroup.id == Answer.group_id)
        .outerjoin(Comment, Comment.id == OpinionGroup.representative_id)
        .where(Answer.text_id.is_(None))
        .order_by(OpinionGroup.agency_id, Answer.id)  # writers of several spaces take them in one order
        .limit(BATCH)
    )
    rows = (await db.execute(query)).all()
    for agency_id in dict.fromkeys(row.agency_id for row in rows):
        mine = [row for row in rows if row.agency_id == agency_id]
        words = [row.text or row.title or row.reason for row in mine]
        placed = await add_texts(db, space_of_answers(agency_id), words, now=now)
        for row, one in zip(mine, placed, strict=True):
            await db.execute(update(Answer).where(Answer.id == row.id).values(text_id=one.text_id))
    return len(rows)


async def list_alike(
    db: AsyncSession, agency_id: UUID, words: str, *, viewer: Actor, but: UUID | None = None
) -> list[dict[str, Any]]:
    """Answers to groups that say something like these words, the most alike first."""
    hits = await find_similar(db, space_of_answers(agency_id), words[:_COMPARED], limit=_CLUSTERS)
    if not hits:
        return []
    place = {hit.cluster_id: n for n, hit in enumerate(hits)}
    clusters = select(SimilarText.id).where(SimilarText.cluster_id.in_(place))
    found = await _answers(db, agency_id, viewer, Answer.text_id.in_(clusters), but=but)
    found.sort(key=lambda one: place.get(one["cluster_id"], len(place)))
    return found[:OFFERED]


async def search_answers(
    db: AsyncSession, agency_id: UUID, words: str, *, viewer: Actor, but: UUID | None = None
) -> list[dict[str, Any]]:
    """Answers with these words in the reason, in the name of the group or in its public words; the latest first."""
    latest = (
        select(Answer.id)
        .join(Consultation, Consultation.id == Answer.consultation_id)
        .where(Consultation.agency_id == agency_id)
        .order_by(Answer.answered_at.desc())
        .limit(_SEARCHED)
    )
    public = and_(text(f"comment.{LISTED}"), Comment.text.contains(words, autoescape=True))
    where = and_(
        Answer.id.in_(latest),
        or_(
            Answer.reason.contains(words, autoescape=True), OpinionGroup.title.contains(words, autoescape=True), public
        ),
    )
    return (await _answers(db, agency_id, viewer, where, but=but))[:OFFERED]


async def find_earlier(db: AsyncSession, agency_id: UUID, answer_id: UUID, *, viewer: Actor) -> dict[str, Any] | None:
    """One earlier answer that the viewer may use again; None for any other."""
    found = await _answers(db, agency_id, viewer, Answer.id == answer_id)
    return found[0] if found else None


async def _answers(
    db: AsyncSession, agency_id: UUID, viewer: Actor, where: ColumnElement[bool], *, but: UUID | None = None
) -> list[dict[str, Any]]:
    """The same outcome with the same reason once, the latest first. Of other divisions only what is published."""
    published = Consultation.state.in_([State.REPORT_PUBLISHED.value, State.ARCHIVED.value])
    same = {"partition_by": [Answer.consultation_id, Answer.outcome, Answer.reason]}
    ranked = (
        select(
            Answer.id.label("answer_id"),
            func.row_number()
            .over(**same, order_by=[Answer.answered_at.desc(), OpinionGroup.size.desc()])
            .label("rank"),
            func.count().over(**same).label("n"),
        )
        .join(OpinionGroup, OpinionGroup.id == Answer.group_id)
        .join(Consultation, Consultation.id == Answer.consultation_id)
        .outerjoin(Comment, Comment.id == OpinionGroup.representative_id)
        .where(
            where,
            Consultation.agency_id == agency_id,
            Answer.state == AnswerState.GIVEN,
            or_(published, and_(*readable_by(viewer))),
            *([Answer.group_id != but] if but else []),
        )
        .subquery()
    )
    query = (
        select(
            Answer.id, Answer.outcome, Answer.reason, Answer.answered_at, ranked.c.n, SimilarText.cluster_id,
            OpinionGroup.number, OpinionGroup.title, OpinionGroup.size,
            Consultation.id.label("consultation_id"), Consultation.title.label("consultation"),
            Comment.text, Comment.findings, Comment.title.label("comment_title"),
        )
        .join(ranked, ranked.c.answer_id == Answer.id)
        .join(OpinionGroup, OpinionGroup.id == Answer.group_id)
        .join(Consultation, Consultation.id == Answer.consultation_id)
        .outerjoin(Comment, and_(Comment.id == OpinionGroup.representative_id, text(f"comment.{LISTED}")))
        .outerjoin(SimilarText, SimilarText.id == Answer.text_id)
        .where(ranked.c.rank == 1)
        .order_by(Answer.answered_at.desc(), OpinionGroup.number)
        .limit(OFFERED * 12)
    )  # fmt: skip
    return [_shown(dict(row)) for row in (await db.execute(query)).mappings()]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """With the words of the group as others read them."""
    example, title = shown_words(row.pop("text"), row.pop("findings"), row.pop("comment_title"))
    return row | {"title": row["title"] or title, "example": example}
