"""The numbers of two groups that the engine joins: what one gains is counted from the other, however large it is."""

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert  # SQLite reads the same ON CONFLICT
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.comments.models import Comment
from app.opinion_groups.models import GroupClause, GroupMember, GroupText, OpinionGroup
from app.opinion_groups.rules import main_clause, shared_by
from app.similarity.models import SimilarText

_CLAUSES, _TEXTS = GroupClause.__table__, GroupText.__table__


async def absorb(db: AsyncSession, into: OpinionGroup, other: OpinionGroup, *, as_new: bool) -> None:
    """Add the numbers of `other` to those of `into`, before its members move there: work for the members of `other`.

    The same numbers as `membership.recount` of both. `as_new`: its members will be marked new.
    """
    into.people += await _people_gained(db, into, other)
    await _add_texts(db, into, other)
    await _add_clauses(db, into, other)
    into.size += other.size
    into.supports += other.supports
    into.new_count += other.size if as_new else other.new_count
    other.size = other.people = other.supports = other.new_count = other.texts = other.shared = 0
    other.clause_ref = ""
    await db.flush()


async def _people_gained(db: AsyncSession, into: OpinionGroup, other: OpinionGroup) -> int:
    """How many people spoke in `other` and not in `into`; each unknown person is one more."""
    there, member = aliased(Comment), aliased(GroupMember)
    spoke = (
        exists()
        .where(
            there.consultation_id == into.consultation_id,
            there.person_key == Comment.person_key,
            member.comment_id == there.id,
            member.group_id == into.id,
        )
        .correlate(Comment)
    )
    theirs = select(GroupMember.comment_id).where(GroupMember.group_id == other.id)
    known = select(func.count(Comment.person_key.distinct())).where(Comment.id.in_(theirs), ~spoke)
    unknown = select(func.count()).where(Comment.id.in_(theirs), Comment.person_key.is_(None))
    return (await db.scalar(known) or 0) + (await db.scalar(unknown) or 0)


async def _add_texts(db: AsyncSession, into: OpinionGroup, other: OpinionGroup) -> None:
    mine = aliased(GroupText)
    query = (
        select(
            GroupText.text_id,
            GroupText.n,
            func.coalesce(mine.n, 0),
            SimilarText.length,
            SimilarText.score,
            SimilarText.nearest_id,
        )
        .join(SimilarText, SimilarText.id == GroupText.text_id)
        .outerjoin(mine, (mine.group_id == into.id) & (mine.text_id == GroupText.text_id))
        .where(GroupText.group_id == other.id)
    )
    added = []
    for text_id, n, before, length, score, nearest_id in (await db.execute(query)).tuples():
        like = {"length": length, "score": score, "has_nearest": nearest_id is not None}
        into.texts += before == 0
        into.shared += shared_by(before + n, **like) - (shared_by(before, **like) if before else 0)
        added.append({"group_id": into.id, "text_id": text_id, "n": n})
    if added:
        new = insert(_TEXTS)
        more = {"n": _TEXTS.c.n + new.excluded.n}
        await db.execute(new.on_conflict_do_update(index_elements=["group_id", "text_id"], set_=more), added)
    await db.execute(delete(_TEXTS).where(_TEXTS.c.group_id == other.id))


async def _add_clauses(db: AsyncSession, into: OpinionGroup, other: OpinionGroup) -> None:
    query = select(GroupClause.clause_ref, GroupClause.n)
    spread = dict((await db.execute(query.where(GroupClause.group_id == into.id))).tuples().all())
    theirs = dict((await db.execute(query.where(GroupClause.group_id == other.id))).tuples().all())
    for clause, n in theirs.items():
        if clause in spread:
            row = update(_CLAUSES).where(_CLAUSES.c.group_id == into.id, _CLAUSES.c.clause_ref == clause)
            await db.execute(row.values(n=spread[clause] + n))
        else:
            row = {"group_id": into.id, "clause_ref": clause, "consultation_id": into.consultation_id, "n": n}
            await db.execute(insert(_CLAUSES), row)
        spread[clause] = spread.get(clause, 0) + n
    await db.execute(delete(_CLAUSES).where(_CLAUSES.c.group_id == other.id))
    into.clause_ref = main_clause(spread)
