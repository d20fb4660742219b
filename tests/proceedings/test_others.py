"""Opinions of others: a third party (征求第三方意见) and a joint maker (征求共同制作机关意见)."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.letters.models import Letter
from app.letters.queries import read_letter
from app.letters.rules import ServiceMethod
from app.lib.db import Database
from app.lib.errors import FormInvalid
from app.proceedings.answering import close_overdue, decide_disclosure, record_opinion, serve
from app.proceedings.jobs import close_overdue_proceeding, find_overdue
from app.proceedings.models import Proceeding
from app.proceedings.queries import check_release
from app.proceedings.rules import (
    ConsultationOpen,
    Decision,
    DecisionMissing,
    GroundsOverlooked,
    NamesApplicant,
    NotNow,
    Outcome,
    Withheld,
)
from app.proceedings.services import consult_joint_maker, consult_third_party
from app.requests.models import InformationRequest
from tests.cast import Cast
from tests.conftest import Clock
from tests.make_requests import make_request
from tests.proceedings.make import seeded

OTHER, WHAT = "某科技有限公司", "该公司2025年度补贴申报材料"


async def ask(database: Database, cast: Cast, clock: Clock, *, joint: bool = False) -> tuple[UUID, UUID]:
    """Received 14 September, asked on the 17th, the letter arrived on the 18th: as in domain.md 10, example 4."""
    await seeded(database)
    clock.advance(timedelta(days=7))
    request_id = await make_request(database, cast, now=clock(), received_on=date(2026, 9, 14))
    verb = consult_joint_maker if joint else consult_third_party
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        row = await verb(db, request, OTHER, WHAT, actor=cast["chen"], now=clock())
    clock.advance(timedelta(days=1))
    async with database.write() as db:
        request, row = await load(db, request_id, row.id)
        await serve(db, request, row, date(2026, 9, 18), ServiceMethod.REGISTERED_POST, actor=cast["chen"], now=clock())
        assert row.answer_by == date(2026, 10, 15)
        assert request.due_on == date(2026, 11, 9), "as if nobody answered"
    return request_id, row.id


async def load(db, request_id: UUID, row_id: UUID) -> tuple[InformationRequest, Proceeding]:  # type: ignore[no-untyped-def]
    return await db.get_one(InformationRequest, request_id), await db.get_one(Proceeding, row_id)


def at(clock: Clock, day: str) -> datetime:
    clock.now = datetime.fromisoformat(f"2026-{day}T02:00:00+00:00")
    return clock.now


async def test_an_opinion_ends_the_waiting_and_the_days_do_not_count(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id, row_id = await ask(database, cast, clock)
    async with database.write() as db:
        request, row = await load(db, request_id, row_id)
        assert request.state == "third_party_consulting"
        with pytest.raises(ConsultationOpen):
            await check_release(db, request_id, discloses=False)
        day = date(2026, 10, 12)
        await record_opinion(
            db, request, row, Outcome.AGREES, "同意", answered_on=day, actor=cast["chen"], now=at(clock, "10-12")
        )
        assert (request.state, request.due_on) == ("in_process", date(2026, 11, 4))


async def test_at_32_a_silent_third_party_leaves_the_decision_to_the_agency(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id, row_id = await ask(database, cast, clock)
    async with database.read() as db:
        assert await find_overdue(db, at(clock, "10-15")) == []
        assert await find_overdue(db, at(clock, "10-16")) == [(str(row_id),)]
    await close_overdue_proceeding(database, str(row_id), now=clock())
    async with database.write() as db:
        request, row = await load(db, request_id, row_id)
        assert (row.state, row.outcome, row.decision) == ("silent", None, None)
        assert (request.state, request.due_on) == ("in_process", date(2026, 11, 9))
        with pytest.raises(DecisionMissing):
            await check_release(db, request_id, discloses=True)
        await check_release(db, request_id, discloses=False)
        await decide_disclosure(db, request, row, Decision.DISCLOSE, "不损害其权益", actor=cast["chen"], now=clock())
        await check_release(db, request_id, discloses=True)


async def test_at_32_a_silent_joint_maker_counts_as_consent(database: Database, cast: Cast, clock: Clock) -> None:
    request_id, row_id = await ask(database, cast, clock, joint=True)
    await close_overdue_proceeding(database, str(row_id), now=at(clock, "10-16"))
    async with database.write() as db:
        request, row = await load(db, request_id, row_id)
        assert (row.state, row.outcome) == ("silent", "consent_by_silence")
        assert request.state == "in_process"
        await check_release(db, request_id, discloses=True)
        with pytest.raises(NotNow):
            await close_overdue(db, request, row, actor=cast["chen"], now=clock())


async def test_at_33_an_objection_without_grounds_does_not_bind(database: Database, cast: Cast, clock: Clock) -> None:
    request_id, row_id = await ask(database, cast, clock)
    async with database.write() as db:
        request, row = await load(db, request_id, row_id)
        objects = Outcome.OBJECTS_WITHOUT_REASONS
        await record_opinion(
            db, request, row, objects, "不同意", answered_on=date(2026, 10, 12), actor=cast["chen"],
            now=at(clock, "10-12"),
        )  # fmt: skip
        await decide_disclosure(db, request, row, Decision.DISCLOSE, "未说明理由", actor=cast["chen"], now=clock())
        await check_release(db, request_id, discloses=True)
        assert await db.scalar(select(Letter.id).where(Letter.kind == "third_party_notice")) is None


async def test_at_33_grounds_bind_but_for_the_public_interest_and_then_the_third_party_is_told_first(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id, row_id = await ask(database, cast, clock)
    async with database.write() as db:
        request, row = await load(db, request_id, row_id)
        objects, day = Outcome.OBJECTS_WITH_REASONS, date(2026, 10, 12)
        with pytest.raises(FormInvalid):
            await record_opinion(
                db, request, row, objects, " ", answered_on=day, actor=cast["chen"], now=at(clock, "10-12")
            )
        await record_opinion(
            db, request, row, objects, "属于商业秘密", answered_on=day, actor=cast["chen"], now=clock()
        )
        with pytest.raises(GroundsOverlooked):
            await decide_disclosure(db, request, row, Decision.DISCLOSE, "公开", actor=cast["chen"], now=clock())
        with pytest.raises(DecisionMissing):
            await check_release(db, request_id, discloses=True)
        reason = "涉及重大公共利益"
        await decide_disclosure(db, request, row, Decision.OVERRIDE, reason, actor=cast["qian"], now=clock())
        await check_release(db, request_id, discloses=True)
        notice = read_letter((await db.scalars(select(Letter).where(Letter.kind == "third_party_notice"))).one())
    assert notice.content.addressee == OTHER
    assert reason in notice.content.decision
    assert "行政复议" in (notice.content.remedy or "")


async def test_what_is_withheld_is_not_released(database: Database, cast: Cast, clock: Clock) -> None:
    request_id, row_id = await ask(database, cast, clock)
    async with database.write() as db:
        request, row = await load(db, request_id, row_id)
        await record_opinion(
            db, request, row, Outcome.OBJECTS_WITH_REASONS, "属于商业秘密", answered_on=date(2026, 10, 12),
            actor=cast["chen"], now=at(clock, "10-12"),
        )  # fmt: skip
        await decide_disclosure(db, request, row, Decision.WITHHOLD, "理由成立", actor=cast["chen"], now=clock())
        with pytest.raises(Withheld):
            await check_release(db, request_id, discloses=True)


async def test_a_letter_to_others_never_says_who_applied_nor_the_other_way_round(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id, _row = await ask(database, cast, clock)
    async with database.write() as db:
        letters = {one.kind: read_letter(one) for one in await db.scalars(select(Letter))}
        request = await db.get_one(InformationRequest, request_id)
        with pytest.raises(NamesApplicant):
            await consult_third_party(db, request, OTHER, "王小明要的材料", actor=cast["chen"], now=clock())
        count = len(list(await db.scalars(select(Letter.id))))
    theirs, ours = str(letters["third_party"].content), str(letters["applicant_notice"].content)
    assert "王小明" not in theirs
    assert request.description not in theirs
    assert OTHER not in ours
    assert WHAT not in ours
    assert count == 2, "the refused one used no number"


async def test_two_are_asked_and_the_days_count_once(database: Database, cast: Cast, clock: Clock) -> None:
    request_id, row_id = await ask(database, cast, clock)
    async with database.write() as db:
        request, row = await load(db, request_id, row_id)
        second = await consult_joint_maker(db, request, "某区局", WHAT, actor=cast["chen"], now=at(clock, "09-21"))
        day = date(2026, 10, 9)
        await record_opinion(
            db, request, second, Outcome.AGREES, "", answered_on=day, actor=cast["chen"], now=at(clock, "10-09")
        )
        assert request.state == "third_party_consulting", "one is still being asked"
        day = date(2026, 10, 12)
        await record_opinion(
            db, request, row, Outcome.AGREES, "", answered_on=day, actor=cast["chen"], now=at(clock, "10-12")
        )
        assert (request.state, request.due_on) == ("in_process", date(2026, 11, 4)), "13 days, not 18"
