"""Puts groups with comments into a test's database, as the grouping job would have left them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.adoption import services
from app.adoption.forms import AnswerForm
from app.adoption.rules import Outcome
from app.comments.models import Comment
from app.consultations.models import Consultation, Tally
from app.lib.clock import local_date
from app.lib.db import Database
from app.opinion_groups.models import GroupClause, GroupMember, OpinionGroup
from tests.cast import Cast
from tests.make import make_consultation


@dataclass
class Said:
    """One group: how many comments, about which clause, with which words."""

    size: int
    clause: str = ""
    text: str = "希望延长补缴期限"
    visibility: str = "public"
    findings: tuple[dict[str, object], ...] = ()
    title: str = ""


async def make_studied(
    database: Database, cast: Cast, *groups: Said, now: datetime, state: str = "analysing", **changes: object
) -> UUID:
    """A consultation whose comments are all placed in these groups, numbered from 1."""
    consultation_id = await make_consultation(database, cast, now=now, state=state, **changes)
    for said in groups:
        await add_group(database, consultation_id, said, now=now)
    return consultation_id


async def add_group(database: Database, consultation_id: UUID, said: Said, *, now: datetime) -> int:
    """One more group; answers its number."""
    async with database.write() as db:
        c = await db.get_one(Consultation, consultation_id)
        numbers = await db.scalars(select(OpinionGroup.number).where(OpinionGroup.consultation_id == c.id))
        number = max(numbers.all(), default=0) + 1
        comments = [
            Comment(
                agency_id=c.agency_id,
                consultation_id=c.id,
                clause_ref=said.clause,
                title="",
                text=said.text if n == 0 else f"{said.text}（{n}）",
                method="online_solicitation",
                said_at=now,
                received_at=now,
                person_basis="none",
                visibility=said.visibility,
                findings=list(said.findings),
                placed_at=now,
            )
            for n in range(said.size)
        ]
        db.add_all(comments)
        await db.flush()
        group = OpinionGroup(
            agency_id=c.agency_id,
            consultation_id=c.id,
            number=number,
            title=said.title,
            representative_id=comments[0].id if comments else None,
            state="suggested",
            size=said.size,
            people=said.size,
            clause_ref=said.clause,
        )
        db.add(group)
        await db.flush()
        db.add_all(
            GroupMember(comment_id=one.id, group_id=group.id, score=90.0, placed_by="engine") for one in comments
        )
        db.add(GroupClause(group_id=group.id, clause_ref=said.clause, consultation_id=c.id, n=said.size))
        c.collected_count += said.size
        c.people_count += said.size
        key = {
            "consultation_id": c.id, "clause_ref": said.clause, "day": local_date(now), "method": "online_solicitation",
        }  # fmt: skip
        tally = await db.get(Tally, key)
        if tally is None:
            db.add(Tally(**key, n=said.size))
        else:
            tally.n += said.size
        return number


async def answer(
    database: Database,
    cast: Cast,
    consultation_id: UUID,
    *numbers: int,
    now: datetime,
    outcome: Outcome = Outcome.NOT_ADOPTED,
    reason: str = "超出本办法的职权范围。",
    by: str = "chen",
    **more: object,
) -> None:
    async with database.write() as db:
        c = await db.get_one(Consultation, consultation_id)
        form = AnswerForm(outcome=outcome, reason=reason, **more)  # type: ignore[arg-type]
        await services.answer_groups(db, c, numbers, form, actor=cast[by], now=now)


async def publish(
    database: Database, cast: Cast, consultation_id: UUID, *, now: datetime, by: str = "chen", approved_by: str = "deng"
) -> None:
    async with database.write() as db:
        c = await db.get_one(Consultation, consultation_id)
        await services.submit_report(db, c, actor=cast[by], now=now)
        await services.publish_adoption_report(db, c, actor=cast[approved_by], now=now)
