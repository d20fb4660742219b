"""Reading for moderation. Personal data is cut out of every text here; the clear text is read by `reveal_comment`.

A page costs the same whatever the number of comments: it begins at an index, and where an index cannot answer (words,
kinds of findings) it looks at the next so many comments only and says where to go on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from app.comments.models import Comment
from app.comments.rules import Visibility, pieces, shown_title
from app.lib.errors import NotFound
from app.lib.personal_data import MASK, Kind
from app.moderation.models import ModerationAct
from app.opinion_groups.models import GroupMember, OpinionGroup

PAGE = 30
ACTS_PAGE = 50
LOOKED_AT = 2_000
"""Comments that one page looks through where an index cannot answer."""
COUNTED_TO = 1_000
"""Numbers above the list are exact up to here."""


@dataclass(frozen=True)
class Filter:
    """Which comments of a consultation the page shows."""

    visibility: str = ""
    """Empty: whatever it is."""
    is_late: bool = False
    kind: Kind | None = None
    clause: str | None = None
    words: str = ""
    group_id: UUID | None = None
    before: UUID | None = None
    """Last comment of the page before."""

    @property
    def looks_through(self) -> bool:
        return bool(self.kind or self.words or self.clause is not None or (self.is_late and self.visibility))


async def list_comments(
    db: AsyncSession, consultation_id: UUID, wanted: Filter
) -> tuple[list[dict[str, Any]], UUID | None, bool]:
    """A page of comments, the latest first (of a group: the least alike first); the comment after which to go on, if
    any; and whether that is only because it stopped looking."""
    window = _ordered(_window(consultation_id, wanted), wanted).limit(LOOKED_AT if wanted.looks_through else PAGE + 1)
    rows = _CARD.where(Comment.id.in_(select(window.subquery().c.id)), *_narrow(wanted))
    if wanted.group_id:
        rows = rows.join(GroupMember, GroupMember.comment_id == Comment.id)
    found = (await db.execute(_ordered(rows, wanted).limit(PAGE + 1))).mappings().all()
    cards = [_shown(row) for row in found[:PAGE]]
    if len(found) > PAGE:
        return _speaking(cards, wanted), found[PAGE - 1]["id"], False
    if not wanted.looks_through:
        return cards, None, False
    last = await db.scalar(_ordered(_window(consultation_id, wanted), wanted).limit(1).offset(LOOKED_AT - 1))
    return _speaking(cards, wanted), last, last is not None


def _window(consultation_id: UUID, wanted: Filter) -> Select[Any]:
    """Comments that an index finds, in its order."""
    query = select(Comment.id)
    if wanted.group_id:
        query = query.join(GroupMember, GroupMember.comment_id == Comment.id).where(
            GroupMember.group_id == wanted.group_id
        )
        if wanted.before:
            here = select(GroupMember.score).where(GroupMember.comment_id == wanted.before).scalar_subquery()
            place = tuple_(GroupMember.score, GroupMember.comment_id)
            query = query.where(place > tuple_(here, literal(wanted.before, GroupMember.comment_id.type)))
        return query if not wanted.visibility else query.where(Comment.visibility == wanted.visibility)
    query = query.where(Comment.consultation_id == consultation_id)
    if wanted.visibility:
        query = query.where(Comment.visibility == wanted.visibility)
    elif wanted.is_late:
        query = query.where(text("is_late"))
    return query if not wanted.before else query.where(Comment.id < wanted.before)


def _ordered(query: Select[Any], wanted: Filter) -> Select[Any]:
    if wanted.group_id:
        return query.order_by(GroupMember.score, GroupMember.comment_id)
    return query.order_by(Comment.id.desc())


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.kind:
        where.append(cast(Comment.findings, String).contains(f'"{wanted.kind.value}"', autoescape=True))
    if wanted.clause is not None:
        where.append(Comment.clause_ref == wanted.clause)
    if wanted.is_late:
        where.append(Comment.is_late)
    if wanted.words:
        words = wanted.words
        where.append(
            or_(Comment.text.icontains(words, autoescape=True), Comment.title.icontains(words, autoescape=True))
        )
    return where


def _speaking(cards: list[dict[str, Any]], wanted: Filter) -> list[dict[str, Any]]:
    """Only those that hold the words where they are not masked: searching must not tell what a mask covers."""
    if not wanted.words:
        return cards
    words = wanted.words.lower()
    return [one for one in cards if words in f"{one['title']}\n{one['text']}".lower()]


_CARD = select(
    Comment.id, Comment.clause_ref, Comment.title, Comment.text, Comment.findings, Comment.method, Comment.said_at,
    Comment.is_late, Comment.visibility, Comment.hidden_reason, Comment.hidden_category,
)  # fmt: skip


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    cut = [one | ({"text": MASK} if one["label"] else {}) for one in pieces(row["text"], row["findings"])]
    return dict(row) | {
        "title": shown_title(row["title"]),
        "text": "".join(one["text"] for one in cut),
        "pieces": cut,
        "is_marked": any(one["label"] for one in cut),
    }


async def count_comments(db: AsyncSession, consultation_id: UUID) -> dict[str, int]:
    """How many there are of each visibility and how many late ones, each up to COUNTED_TO + 1."""
    mine = Comment.consultation_id == consultation_id
    by_visibility = {one.value: and_(mine, Comment.visibility == one.value) for one in Visibility}
    counts = [
        select(func.count())
        .select_from(select(Comment.id).where(where).limit(COUNTED_TO + 1).subquery())
        .scalar_subquery()
        for where in (*by_visibility.values(), and_(mine, text("is_late")))
    ]
    row = (await db.execute(select(*counts))).one()
    return dict(zip([*by_visibility, "late"], row, strict=True))


async def get_group(db: AsyncSession, consultation_id: UUID, number: int) -> dict[str, Any]:
    """An opinion group that is taken as a whole: {id, number, title, size}."""
    query = select(OpinionGroup.id, OpinionGroup.number, OpinionGroup.title, OpinionGroup.size).where(
        OpinionGroup.consultation_id == consultation_id, OpinionGroup.number == number
    )
    row = (await db.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFound
    return dict(row)


async def list_acts(db: AsyncSession, consultation_id: UUID, *, before: UUID | None = None) -> list[dict[str, Any]]:
    """Acts of moderation, the latest first: one more than a page."""
    query = select(
        ModerationAct.id, ModerationAct.at, ModerationAct.actor_id, ModerationAct.actor_name, ModerationAct.verb,
        ModerationAct.category, ModerationAct.reason, ModerationAct.n, ModerationAct.group_number,
        ModerationAct.undone_by_id,
    ).where(ModerationAct.consultation_id == consultation_id)  # fmt: skip
    if before:
        query = query.where(ModerationAct.id < before)
    return [
        dict(row) for row in (await db.execute(query.order_by(ModerationAct.id.desc()).limit(ACTS_PAGE + 1))).mappings()
    ]
