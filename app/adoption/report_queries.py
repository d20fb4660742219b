"""Reading for the report: its content before it is frozen, and its frozen rows afterwards."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.adoption.clauses import ClauseBook
from app.adoption.document import INTERNAL, canonical, compose, sort_groups, summarise
from app.adoption.models import AdoptionReport, ReportItem
from app.adoption.occasions import list_reported
from app.adoption.queries import counted_groups, get_clause_book, group_rows, shown_group, shown_words
from app.adoption.rules import Outcome, ReportState
from app.adoption.withholding import salted, shown_now
from app.comments.models import LISTED, Comment
from app.comments.queries import count_hidden
from app.consultations.models import Consultation
from app.consultations.queries import (
    get_public_consultation,
    tally_by_clause,
    tally_by_day,
    tally_by_method,
)
from app.lib.errors import NotFound
from app.opinion_groups.models import GroupClause, GroupMember
from app.opinion_groups.texts import count_texts

PAGE = 50


@dataclass(frozen=True)
class Content:
    """A report as it would be frozen now."""

    summary: dict[str, Any]
    groups: list[dict[str, Any]]
    consultation: dict[str, Any]

    def compose(self, report: AdoptionReport | None, *, published_at: str = "") -> dict[str, Any]:
        return compose(
            consultation=self.consultation,
            summary=self.summary,
            groups=self.groups,
            preface=report.preface if report else "",
            next_steps=report.next_steps if report else "",
            published_at=published_at,
        )

    def salted(self) -> "Content":
        """The same, ready to be frozen: quoted words can be withheld later (withholding.py)."""
        return replace(self, groups=[salted(one, token_hex(16)) for one in self.groups])


async def build_content(db: AsyncSession, consultation: Consultation) -> Content:
    """Everything the report will say, in a fixed number of queries whatever the number of comments."""
    card = await get_public_consultation(db, consultation.id)
    book = await get_clause_book(db, consultation.draft_id)
    groups = sort_groups(await _load_groups(db, consultation.id, book), consultation.collected_count)
    collected_by = await tally_by_method(db, consultation.id)
    days = await tally_by_day(db, consultation.id)
    occasions = await list_reported(db, consultation.id)
    summary = summarise(
        groups,
        totals={
            "collected": consultation.collected_count,
            "late": consultation.late_count,
            "people": consultation.people_count,
            "people_are_estimated": consultation.cookie_people_count > 0,
            "texts": await count_texts(db, consultation.id),
            "hidden": await count_hidden(db, consultation.id),
            "occasions": occasions,
        },
        methods=dict.fromkeys([*consultation.methods, *(one["method"] for one in occasions)], 0) | collected_by,
        days={day.isoformat(): n for day, n in days.items()},
        clauses=book.counted(await tally_by_clause(db, consultation.id)),
    )
    return Content(
        summary=summary,
        groups=groups,
        consultation={
            "id": str(consultation.id),
            "title": consultation.title,
            "agency": card["agency"],
            "division": card["division"],
            "opens_on": consultation.opens_on.isoformat(),
            "closes_on": consultation.closes_on.isoformat(),
            "is_past": consultation.is_past,
            "methods": list(consultation.methods),
        },
    )


async def _load_groups(db: AsyncSession, consultation_id: UUID, book: ClauseBook) -> list[dict[str, Any]]:
    rows = (await db.execute(group_rows().where(*counted_groups(consultation_id)))).mappings().all()
    spread_query = (
        select(GroupClause.group_id, GroupClause.clause_ref, GroupClause.n)
        .where(GroupClause.consultation_id == consultation_id)
        .order_by(GroupClause.n.desc(), GroupClause.clause_ref)
    )
    spread: dict[UUID, list[dict[str, Any]]] = {}
    for group_id, ref, n in (await db.execute(spread_query)).tuples():
        spread.setdefault(group_id, []).append({"ref": ref, "label": book.label(ref), "n": n})
    stand_ins = await _public_examples(db, consultation_id) if any(row["text"] is None for row in rows) else {}
    groups = []
    for row in rows:
        filled = row if row["text"] is not None else {**row, **stand_ins.get(row["group_id"], {})}
        groups.append(_reported(shown_group(filled), spread.get(row["group_id"], []), row["clause_id"], book))
    return groups


async def _public_examples(db: AsyncSession, consultation_id: UUID) -> dict[UUID, dict[str, Any]]:
    """For groups whose representative is not public: the public comment that is most alike, if there is one."""
    rank = func.row_number().over(
        partition_by=GroupMember.group_id, order_by=(GroupMember.score.desc(), GroupMember.comment_id)
    )
    best = (
        select(
            GroupMember.group_id,
            Comment.id.label("example_id"),
            Comment.title.label("comment_title"),
            Comment.text,
            Comment.findings,
            rank.label("r"),
        )
        .join(Comment, Comment.id == GroupMember.comment_id)
        .where(Comment.consultation_id == consultation_id, text(f"comment.{LISTED}"))
        .subquery()
    )
    rows = (await db.execute(select(best).where(best.c.r == 1))).mappings()
    return {row["group_id"]: {name: row[name] for name in _WORDS} for row in rows}


_WORDS = ("example_id", "comment_title", "text", "findings")


def _reported(
    group: dict[str, Any], clauses: list[dict[str, Any]], clause_id: UUID | None, book: ClauseBook
) -> dict[str, Any]:
    """What the report keeps of a group."""
    ref = book.ref(clause_id)
    kept = {name: group[name] for name in _KEPT}
    change = None
    if ref and group["new_text"]:
        change = {
            "ref": ref,
            "label": book.citation(ref),
            "old_text": book.wording(ref),
            "new_text": group["new_text"],
        }
    return kept | {"clauses": clauses, "change": change}


_KEPT = (
    *INTERNAL, "number", "title", "example", "size", "people", "texts", "is_campaign", "supports", "clause_ref",
    "outcome", "reason",
)  # fmt: skip


async def get_published_report(db: AsyncSession, consultation_id: UUID) -> AdoptionReport:
    """The frozen report. NotFound before publication."""
    query = select(AdoptionReport).where(
        AdoptionReport.consultation_id == consultation_id, AdoptionReport.state == ReportState.PUBLISHED.value
    )
    report = (await db.execute(query)).scalar_one_or_none()
    if report is None:
        raise NotFound
    return report


async def get_shown_document(db: AsyncSession, report: AdoptionReport) -> str:
    """The report as canonical JSON: exactly what was frozen, unless words have been withheld since. Whatever leaves
    the house is made of this or of the lists below, never of the stored document."""
    groups = await list_all_items(db, report.id)
    await db.refresh(report, ["document"])
    document = report.document or ""
    if not any("is_withheld" in one for one in groups):
        return document
    return canonical(json.loads(document) | {"groups": groups})


async def list_items(
    db: AsyncSession, report_id: UUID, *, outcome: Outcome | None = None, clause: str | None = None, page: int = 1
) -> tuple[list[dict[str, Any]], int]:
    """A page of the frozen groups, and how many there are with this outcome and clause ("" is the whole draft)."""
    wanted = [ReportItem.report_id == report_id]
    if outcome:
        wanted.append(ReportItem.outcome == outcome.value)
    if clause is not None:
        wanted.append(ReportItem.clause_ref == clause)
    query = frozen_groups().where(*wanted).order_by(ReportItem.position).limit(PAGE).offset((page - 1) * PAGE)
    total = await db.scalar(select(func.count()).select_from(ReportItem).where(*wanted))
    return [shown_group_now(row) for row in (await db.execute(query)).mappings()], total or 0


async def list_all_items(db: AsyncSession, report_id: UUID) -> list[dict[str, Any]]:
    """Every frozen group in order, for downloads."""
    query = frozen_groups().where(ReportItem.report_id == report_id).order_by(ReportItem.position)
    return [shown_group_now(row) for row in (await db.execute(query)).mappings()]


async def list_changes(db: AsyncSession, report_id: UUID, positions: Sequence[int]) -> list[dict[str, Any]]:
    """The frozen groups that changed a clause, each wording once."""
    query = frozen_groups().where(ReportItem.report_id == report_id, ReportItem.position.in_(positions))
    rows = (await db.execute(query.order_by(ReportItem.position))).mappings()
    return changed_once([shown_group_now(row) for row in rows])


def frozen_groups() -> Select[Any]:
    """Frozen groups with the words that they quote as these are shown today, for `shown_group_now`."""
    is_listed = and_(Comment.id == ReportItem.example_id, text(f"comment.{LISTED}"))
    return (
        select(
            ReportItem.data,
            ReportItem.is_title_quoted,
            Comment.text.label("quoted_text"),
            Comment.findings.label("quoted_findings"),
            Comment.title.label("quoted_title"),
        )
        .select_from(ReportItem)
        .outerjoin(Comment, is_listed)
    )


def shown_group_now(row: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen group without what has been withheld since it was frozen (发布后隐藏)."""
    example, title = shown_words(row["quoted_text"], row["quoted_findings"], row["quoted_title"])
    return shown_now(row["data"], title=title, example=example, is_title_quoted=row["is_title_quoted"])


def changed_once(groups: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Groups with a new wording, the first of each clause and wording."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in groups:
        if one["change"]:
            found.setdefault((one["change"]["ref"], one["change"]["new_text"]), one)
    return list(found.values())
