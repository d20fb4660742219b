"""What goes into an archive, read from the rows: one function a file. `is_internal` adds what pages do not show."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.adoption.models import Answer
from app.adoption.report_queries import get_published_report, list_all_items
from app.archives.rules import PUBLIC_ACTS, PUBLIC_DETAILS
from app.comments.models import Comment
from app.comments.rules import LISTED, shown_text, shown_title
from app.history.models import HistoryEntry
from app.lib.clock import local_date
from app.opinion_groups.models import GroupClause, GroupEvent, GroupMember, OpinionGroup

BATCH = 2000

Line = dict[str, Any]


async def read_comments(
    db: AsyncSession, consultation_id: UUID, labels: Mapping[str, str], *, is_internal: bool
) -> AsyncIterator[list[Line]]:
    """Every comment in the order in which they came, so many at a time. Words that are not shown are left out."""
    last: UUID | None = None
    columns = [getattr(Comment, name) for name in _COLUMNS]
    while True:
        query = (
            select(*columns, OpinionGroup.number.label("group"))
            .outerjoin(GroupMember, GroupMember.comment_id == Comment.id)
            .outerjoin(OpinionGroup, OpinionGroup.id == GroupMember.group_id)
            .where(Comment.consultation_id == consultation_id)
            .order_by(Comment.id)
            .limit(BATCH)
        )
        rows = (await db.execute(query.where(Comment.id > last) if last else query)).mappings().all()
        if rows:
            yield [_comment(row, labels, is_internal=is_internal) for row in rows]
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]


_COLUMNS = (
    "id", "clause_ref", "title", "text", "findings", "method", "said_at", "is_late", "visibility", "hidden_category",
    "hidden_reason", "support_count",
)  # fmt: skip


def _comment(row: Mapping[Any, Any], labels: Mapping[str, str], *, is_internal: bool) -> Line:
    line = {
        "id": str(row["id"]),
        "clause": row["clause_ref"],
        "clause_label": labels.get(row["clause_ref"], ""),
        "said_on": local_date(row["said_at"]).isoformat(),
        "method": row["method"],
        "is_late": row["is_late"],
        "supports": row["support_count"],
        "group": row["group"],
        "visibility": row["visibility"],
        "hidden_category": row["hidden_category"],
        "title": "",
        "text": "",
    }
    if is_internal:
        return line | {"title": row["title"], "text": row["text"], "hidden_reason": row["hidden_reason"]}
    if row["visibility"] in LISTED:
        return line | {"title": shown_title(row["title"]), "text": shown_text(row["text"], row["findings"])}
    return line


async def read_groups(db: AsyncSession, consultation_id: UUID, *, is_internal: bool) -> list[Line]:
    """Every group, those that were merged or emptied too. What the public one says of a group in words is what the
    report shows of it today; of the others it has numbers only."""
    shown = {} if is_internal else await _shown_groups(db, consultation_id)
    into = aliased(OpinionGroup)
    query = (
        select(
            OpinionGroup.id, OpinionGroup.number, OpinionGroup.title, OpinionGroup.state, OpinionGroup.size,
            OpinionGroup.people, OpinionGroup.supports, into.number.label("merged_into"), Answer.outcome, Answer.reason,
            Answer.new_text,
        )
        .outerjoin(into, into.id == OpinionGroup.merged_into_id)
        .outerjoin(Answer, Answer.group_id == OpinionGroup.id)
        .where(OpinionGroup.consultation_id == consultation_id)
        .order_by(OpinionGroup.number)
    )  # fmt: skip
    spread: dict[UUID, list[Line]] = {}
    clauses = select(GroupClause.group_id, GroupClause.clause_ref, GroupClause.n).where(
        GroupClause.consultation_id == consultation_id, GroupClause.n > 0
    )
    for group_id, ref, n in (await db.execute(clauses.order_by(GroupClause.clause_ref))).tuples():
        spread.setdefault(group_id, []).append({"clause": ref, "n": n})
    lines = []
    for row in (await db.execute(query)).mappings():
        line = {name: row[name] for name in row if name != "id"} | {"clauses": spread.get(row["id"], [])}
        if not is_internal:
            said = shown.get(row["number"], {})
            line |= {name: said.get(name) for name in ("title", "outcome", "reason")}
            line["new_text"] = (said.get("change") or {}).get("new_text")
        lines.append(line)
    return lines


async def _shown_groups(db: AsyncSession, consultation_id: UUID) -> dict[int, Line]:
    report = await get_published_report(db, consultation_id)
    return {one["number"]: one for one in await list_all_items(db, report.id)}


async def read_group_events(db: AsyncSession, consultation_id: UUID, *, is_internal: bool) -> AsyncIterator[list[Line]]:
    """Every change of groups, the first one first. The public one says whether a person or the engine did it."""
    group, other = aliased(OpinionGroup), aliased(OpinionGroup)
    last: UUID | None = None
    while True:
        query = (
            select(
                GroupEvent.id, GroupEvent.at, GroupEvent.verb, GroupEvent.actor_id, GroupEvent.actor_name,
                GroupEvent.undone_by_id, group.number, other.number.label("other"),
            )
            .join(group, group.id == GroupEvent.group_id)
            .outerjoin(other, other.id == GroupEvent.other_group_id)
            .where(GroupEvent.consultation_id == consultation_id)
            .order_by(GroupEvent.id)
            .limit(BATCH)
        )  # fmt: skip
        rows = (await db.execute(query.where(GroupEvent.id > last) if last else query)).mappings().all()
        if rows:
            yield [_event(row, is_internal=is_internal) for row in rows]
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]


def _event(row: Mapping[Any, Any], *, is_internal: bool) -> Line:
    line = {
        "id": str(row["id"]),
        "at": row["at"].isoformat(),
        "verb": row["verb"],
        "group": row["number"],
        "other_group": row["other"],
        "by": "person" if row["actor_id"] else "engine",
        "undone_by": str(row["undone_by_id"]) if row["undone_by_id"] else None,
    }
    return line | ({"actor": row["actor_name"]} if is_internal else {})


async def read_history(db: AsyncSession, consultation_id: UUID, *, is_internal: bool) -> list[Line]:
    """The acts on the consultation; for the public those that it saw, without the names of who did them."""
    query = select(HistoryEntry).where(HistoryEntry.subject == f"consultation:{consultation_id}")
    if not is_internal:
        query = query.where(HistoryEntry.verb.in_(PUBLIC_ACTS))
    lines = []
    for entry in await db.scalars(query.order_by(HistoryEntry.at, HistoryEntry.id)):
        details = entry.details if is_internal else {n: v for n, v in entry.details.items() if n in PUBLIC_DETAILS}
        line = {"at": entry.at.isoformat(), "act": entry.verb, "details": details}
        lines.append(line | ({"actor": entry.actor_name} if is_internal else {}))
    return lines


async def count_comments(db: AsyncSession, consultation_id: UUID) -> int:
    return await db.scalar(select(func.count()).where(Comment.consultation_id == consultation_id)) or 0
