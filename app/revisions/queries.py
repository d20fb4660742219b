"""Reading comparisons: at the desk as they stand, for the public as they were frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import Actor
from app.adoption.models import AdoptionReport, ReportItem
from app.adoption.report_queries import frozen_groups, shown_group_now
from app.adoption.rules import ReportState
from app.consultations.models import Consultation
from app.consultations.queries import list_clauses, readable_by
from app.consultations.rules import may_approve, may_edit
from app.drafts.models import Clause
from app.drafts.versions import Kind, Row, Unit, kind_of, parts_of, rows_of, units_of
from app.lib.errors import NotFound
from app.revisions.models import ChangeCause, ClauseLink, ComparisonRow, Revision
from app.revisions.rules import SHOWN_CAUSES, RevisionState, next_step

MOST_AT_THE_DESK = 50


@dataclass(frozen=True)
class Comparison:
    """Draft and final text beside each other, as the links say (修订对照)."""

    before: list[Unit]
    after: list[Unit]
    links: Sequence[ClauseLink]
    rows: list[Row]
    causes: dict[UUID, list[int]]
    """Clause id -> positions in the report, in its order: what many people said comes first."""

    def causes_of(self, row: Row) -> list[int]:
        ids = [self.before[place].id for place in row.before] + [self.after[place].id for place in row.after]
        return sorted({position for one in ids for position in self.causes.get(one, [])})

    def links_of(self, row: Row) -> list[ClauseLink]:
        olds, news = {self.before[i].id for i in row.before}, {self.after[i].id for i in row.after}
        return [link for link in self.links if link.before_id in olds or link.after_id in news]

    def kinds(self) -> list[tuple[str, bool]]:
        """What became of each clause, and whether it moved; headings of chapters are not counted."""
        return [
            (kind_of(row, self.before, self.after).value, row.is_moved) for row in self.rows if not self.is_heading(row)
        ]

    def is_heading(self, row: Row) -> bool:
        return (self.before[row.before[0]] if row.before else self.after[row.after[0]]).is_heading

    def count_open(self) -> int:
        """Rows that a person has still to look at."""
        return sum(any(link.needs_look for link in self.links_of(row)) for row in self.rows)

    def is_unkept(self, row: Row) -> bool:
        """The report says that it was changed, and it was not: the clerk should know before the public does."""
        return bool(self.causes_of(row)) and kind_of(row, self.before, self.after) is Kind.UNCHANGED

    def show(self, row: Row) -> dict[str, Any]:
        """What pages show of a row, and what is frozen of it."""
        causes = self.causes_of(row)
        return {
            "kind": kind_of(row, self.before, self.after).value,
            "is_moved": row.is_moved,
            "is_heading": self.is_heading(row),
            "before": [_name(self.before[place]) for place in row.before],
            "after": [_name(self.after[place]) for place in row.after],
            **parts_of(row, self.before, self.after),
            "causes": causes[:SHOWN_CAUSES],
            "cause_count": len(causes),
        }


def _name(unit: Unit) -> dict[str, str]:
    return {"ref": unit.ref, "name": unit.name, "heading": unit.heading}


async def find_revision(db: AsyncSession, consultation_id: UUID) -> Revision | None:
    query = select(Revision).where(Revision.consultation_id == consultation_id)
    return (await db.execute(query)).scalar_one_or_none()


async def get_published_revision(db: AsyncSession, consultation_id: UUID) -> Revision:
    """The frozen comparison. NotFound before publication."""
    revision = await find_revision(db, consultation_id)
    if revision is None or revision.state != RevisionState.PUBLISHED:
        raise NotFound
    return revision


async def load_comparison(db: AsyncSession, consultation: Consultation, revision: Revision) -> Comparison:
    """Both texts with links and causes, in four queries."""
    before = units_of(await list_clauses(db, consultation.draft_id)) if consultation.draft_id else []
    after = units_of(await list_clauses(db, revision.draft_id))
    links = (await db.scalars(select(ClauseLink).where(ClauseLink.revision_id == revision.id))).all()
    olds = {unit.id: place for place, unit in enumerate(before)}
    news = {unit.id: place for place, unit in enumerate(after)}
    pairs = [
        (olds.get(link.before_id) if link.before_id else None, news.get(link.after_id) if link.after_id else None)
        for link in links
    ]
    query = select(ChangeCause.clause_id, ChangeCause.position).where(ChangeCause.revision_id == revision.id)
    causes: dict[UUID, list[int]] = {}
    for clause_id, position in (await db.execute(query.order_by(ChangeCause.position))).tuples():
        causes.setdefault(clause_id, []).append(position)
    return Comparison(before, after, links, rows_of(pairs, before), causes)


async def list_causes(db: AsyncSession, consultation_id: UUID, positions: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Groups of the published report by position, without what has been withheld since."""
    if not positions:
        return {}
    query = (
        frozen_groups()
        .add_columns(ReportItem.position)
        .join(AdoptionReport, AdoptionReport.id == ReportItem.report_id)
        .where(
            AdoptionReport.consultation_id == consultation_id,
            AdoptionReport.state == ReportState.PUBLISHED.value,
            ReportItem.position.in_(sorted(set(positions))),
        )
    )
    names = ("number", "title", "size", "outcome", "reason")
    return {
        row["position"]: {"position": row["position"]} | {name: shown_group_now(row)[name] for name in names}
        for row in (await db.execute(query)).mappings()
    }


async def list_rows(db: AsyncSession, revision_id: UUID) -> list[dict[str, Any]]:
    """The frozen rows in reading order."""
    query = select(ComparisonRow.data).where(ComparisonRow.revision_id == revision_id).order_by(ComparisonRow.position)
    return list((await db.execute(query)).scalars())


async def find_rows(db: AsyncSession, consultation_id: UUID, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What became of these clauses of the draft, by ref; nothing before it is published."""
    query = (
        select(Clause.ref, ComparisonRow.data)
        .join(ClauseLink, ClauseLink.before_id == Clause.id)
        .join(Revision, Revision.id == ClauseLink.revision_id)
        .join(
            ComparisonRow,
            (ComparisonRow.revision_id == ClauseLink.revision_id) & (ComparisonRow.position == ClauseLink.row),
        )
        .where(
            Revision.consultation_id == consultation_id,
            Revision.state == RevisionState.PUBLISHED.value,
            Clause.ref.in_(sorted(set(refs))),
        )
    )
    return {ref: data for ref, data in (await db.execute(query)).tuples()}


async def list_unpublished(db: AsyncSession, viewer: Actor) -> list[dict[str, Any]]:
    """Comparisons that are not public yet, for the desk: id and title of the consultation, and what is to be done."""
    query = (
        select(
            Consultation.id,
            Consultation.title,
            Consultation.agency_id,
            Consultation.division_id,
            Revision.state,
            Revision.submitted_by_id,
            Revision.returned_note,
        )
        .join(Revision, Revision.consultation_id == Consultation.id)
        .where(Revision.state != RevisionState.PUBLISHED.value, *readable_by(viewer))
        .order_by(Consultation.closes_on, Consultation.id)
        .limit(MOST_AT_THE_DESK)
    )
    return [
        {
            "id": str(row["id"]),
            "title": row["title"],
            "state": row["state"],
            "step": next_step(
                row["state"],
                is_returned=bool(row["returned_note"]),
                is_own=row["submitted_by_id"] == viewer.id,
                edits=may_edit(viewer, agency_id=row["agency_id"], division_id=row["division_id"]),
                approves=may_approve(viewer, agency_id=row["agency_id"], division_id=row["division_id"]),
            ),
        }
        for row in (await db.execute(query)).mappings()
    ]
