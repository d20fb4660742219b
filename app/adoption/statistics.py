"""The numbers of one consultation (征求意见统计), before and after its report. Read from tallies and kept counts."""

from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.queries import get_clause_book
from app.comments.models import Comment
from app.consultations.queries import tally_by_clause, tally_by_day, tally_by_method
from app.opinion_groups.models import OpinionGroup
from app.opinion_groups.rules import LIVE

SIZES = ((1, 1), (2, 2), (3, 9), (10, 29), (30, 99), (100, None))
"""Sizes of groups that are counted together: from, to."""


async def count_by(db: AsyncSession, consultation: dict[str, Any]) -> dict[str, Any]:
    """Comments by method, day and clause, as `charts.show_counts` takes them."""
    consultation_id = consultation["id"]
    book = await get_clause_book(db, consultation["draft_id"])
    days = await tally_by_day(db, consultation_id)
    return {
        "by_method": dict.fromkeys(consultation["methods"], 0) | await tally_by_method(db, consultation_id),
        "by_day": [{"day": day.isoformat(), "n": n} for day, n in days.items()],
        "by_clause": book.counted(await tally_by_clause(db, consultation_id)),
    }


async def count_sizes(db: AsyncSession, consultation_id: UUID) -> dict[str, Any]:
    """How large the groups are: {groups, supports, rows: [{first, last, groups, comments}]}.

    Its cost grows with the groups, by a step in an index each; the page asks once a minute.
    """
    number = case(
        *((OpinionGroup.size <= last, n) for n, (_first, last) in enumerate(SIZES) if last), else_=len(SIZES) - 1
    )
    query = (
        select(number.label("number"), func.count(), func.sum(OpinionGroup.size))
        .where(OpinionGroup.consultation_id == consultation_id, OpinionGroup.state.in_(LIVE), OpinionGroup.size > 0)
        .group_by(number)
    )
    found = {n: (groups, int(comments)) for n, groups, comments in (await db.execute(query)).tuples()}
    supports = select(func.sum(Comment.support_count)).where(
        Comment.consultation_id == consultation_id, text("support_count > 0")
    )
    rows = [
        {"first": first, "last": last or 0, "groups": groups, "comments": comments}
        for n, (first, last) in enumerate(SIZES)
        for groups, comments in [found.get(n, (0, 0))]
    ]
    return {"groups": sum(row["groups"] for row in rows), "supports": int(await db.scalar(supports) or 0), "rows": rows}
