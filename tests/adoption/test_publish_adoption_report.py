"""The report: what it refuses, what it freezes, who may."""

import json
from uuid import UUID

import pytest
from sqlalchemy import select

from app.adoption import services
from app.adoption.document import canonical, digest_of
from app.adoption.forms import ReportForm
from app.adoption.models import AdoptionReport, Answer, ReportItem
from app.adoption.report_queries import build_content, get_published_report
from app.adoption.rules import (
    AdoptionReasonMissing,
    CommentsUnplaced,
    GroupsUnanswered,
    Outcome,
    ReportChanged,
    ReportNotSubmitted,
    ReportSubmitted,
    TotalsDisagree,
)
from app.consultations.models import Consultation
from app.consultations.rules import OwnSubmission, WrongState
from app.lib.db import Database
from app.lib.errors import Forbidden, NotFound
from app.opinion_groups.models import OpinionGroup
from tests.adoption.office import Said, add_group, answer, make_studied, publish
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment


async def read_report(database: Database, consultation_id: UUID) -> AdoptionReport:
    async with database.read() as db:
        report = await get_published_report(db, consultation_id)
        await db.refresh(report, ["document"])
        return report


async def test_it_works(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(2, "a3"), Said(19, "a4"), Said(1), now=clock())
    await answer(
        database, cast, c, 2, now=clock(), outcome=Outcome.ADOPTED, clause="a4", new_text="可以在六十日内补缴。"
    )
    await answer(database, cast, c, 1, 3, now=clock(), outcome=Outcome.OUT_OF_SCOPE)
    await publish(database, cast, c, now=clock())
    report = await read_report(database, c)
    assert report.document is not None
    assert report.digest == digest_of(report.document)
    frozen = json.loads(report.document)
    assert [(g["number"], g["size"], g["outcome"]) for g in frozen["groups"]] == [
        (2, 19, "adopted"),
        (1, 2, "out_of_scope"),
        (3, 1, "out_of_scope"),
    ]
    assert frozen["summary"]["outcomes"]["adopted"] == {"groups": 1, "comments": 19}
    assert frozen["groups"][0]["change"]["label"] == "第四条"
    assert frozen["groups"][0]["change"]["old_text"] == "未按时缴费的，可以在十五日内补缴。"
    assert frozen["groups"][0]["clauses"][0]["label"].startswith("第四条")
    async with database.read() as db:
        assert (await db.get_one(Consultation, c)).state == "report_published"
        assert len((await db.scalars(select(ReportItem))).all()) == 3


async def test_at_16_a_report_is_not_submitted_while_a_concentrated_opinion_has_no_reason(
    database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(19), now=clock())
    with pytest.raises(AdoptionReasonMissing):
        await answer(database, cast, c, 1, now=clock(), reason=" ")
    await answer(database, cast, c, 1, now=clock())
    async with database.write() as db:  # even where a row lost its reason behind the services' back
        (await db.scalars(select(Answer))).one().reason = ""
    with pytest.raises(AdoptionReasonMissing):
        await publish(database, cast, c, now=clock())
    await answer(database, cast, c, 1, now=clock())
    await publish(database, cast, c, now=clock())
    assert (await read_report(database, c)).published_at == clock()


async def test_at_17_a_report_whose_numbers_disagree_is_refused(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(73), Said(21), Said(31), now=clock())
    await answer(database, cast, c, 1, now=clock(), outcome=Outcome.ADOPTED)
    await answer(database, cast, c, 2, now=clock(), outcome=Outcome.PARTLY_ADOPTED)
    await answer(database, cast, c, 3, now=clock())
    async with database.write() as db:
        (await db.get_one(Consultation, c)).collected_count = 126
    with pytest.raises(TotalsDisagree):
        await publish(database, cast, c, now=clock())
    async with database.write() as db:
        (await db.scalars(select(OpinionGroup).where(OpinionGroup.number == 3))).one().size = 32
    await publish(database, cast, c, now=clock())


async def test_at_18_a_nil_report_is_published_with_every_method(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    await publish(database, cast, c, now=clock())
    report = await read_report(database, c)
    assert report.summary is not None
    assert report.summary["collected"] == 0
    assert report.summary["by_method"] == {"online_solicitation": 0, "symposium": 0}


async def test_an_unanswered_group_is_refused_with_how_many(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(2), Said(1), Said(1), now=clock())
    await answer(database, cast, c, 1, now=clock())
    with pytest.raises(GroupsUnanswered) as refusal:
        await publish(database, cast, c, now=clock())
    assert refusal.value.params == {"n": 2}


async def test_a_group_that_came_after_the_submission_is_refused(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(2), now=clock())
    await answer(database, cast, c, 1, now=clock())
    async with database.write() as db:
        await services.submit_report(db, await db.get_one(Consultation, c), actor=cast["chen"], now=clock())
    await add_group(database, c, Said(1), now=clock())
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        with pytest.raises(GroupsUnanswered):
            await services.publish_adoption_report(db, row, actor=cast["deng"], now=clock())


async def test_a_comment_that_waits_to_be_placed_is_refused(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    await make_comment(database, c, "还没有归并的意见", now=clock())
    with pytest.raises(CommentsUnplaced):
        await publish(database, cast, c, now=clock())


async def test_nothing_is_reported_while_people_still_write(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, now=clock(), state="open")
    with pytest.raises(WrongState):
        await publish(database, cast, c, now=clock())


async def test_a_published_report_stays_as_it_is(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(5, "a3"), now=clock())
    await answer(database, cast, c, 1, now=clock())
    await publish(database, cast, c, now=clock())
    before = await read_report(database, c)
    with pytest.raises(WrongState):
        await answer(database, cast, c, 1, now=clock(), reason="另一个理由")
    async with database.write() as db:  # edits behind the services' back do not reach what was published
        (await db.scalars(select(Answer))).one().reason = "改了"
        (await db.scalars(select(OpinionGroup))).one().title = "改了"
        (await db.get_one(Consultation, c)).title = "改了"
    after = await read_report(database, c)
    assert after.document == before.document
    assert after.document is not None
    assert after.digest == digest_of(canonical(json.loads(after.document)))
    assert "改了" not in after.document


@pytest.mark.parametrize("who", ["luo", "deng", "qian", "shen", "xu", "foreign"])
async def test_strangers_and_approvers_do_not_submit(database: Database, cast: Cast, clock: Clock, who: str) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        with pytest.raises(Forbidden):
            await services.submit_report(db, row, actor=cast[who], now=clock())
        with pytest.raises(Forbidden):
            await services.save_report(db, row, ReportForm(preface="…"), actor=cast[who], now=clock())


@pytest.mark.parametrize("who", ["chen", "ouyang", "luo", "shen", "xu", "foreign"])
async def test_only_head_and_chief_approve_or_return(database: Database, cast: Cast, clock: Clock, who: str) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        await services.submit_report(db, row, actor=cast["chen"], now=clock())
        with pytest.raises(Forbidden):
            await services.publish_adoption_report(db, row, actor=cast[who], now=clock())
        with pytest.raises(Forbidden):
            await services.return_report(db, row, "不行", actor=cast[who], now=clock())


async def test_nobody_approves_his_own_submission(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        report = await services.submit_report(db, row, actor=cast["chen"], now=clock())
        report.submitted_by_id = cast["deng"].id  # he holds both roles, say
        with pytest.raises(OwnSubmission):
            await services.publish_adoption_report(db, row, actor=cast["deng"], now=clock())


async def test_a_returned_report_can_be_changed_and_submitted_again(
    database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(4), now=clock())
    await answer(database, cast, c, 1, now=clock())
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        with pytest.raises(ReportNotSubmitted):
            await services.publish_adoption_report(db, row, actor=cast["deng"], now=clock())
        await services.submit_report(db, row, actor=cast["chen"], now=clock())
    with pytest.raises(ReportSubmitted):
        await answer(database, cast, c, 1, now=clock())
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        report = await services.return_report(db, row, "理由再具体一些", actor=cast["deng"], now=clock())
        assert (report.state, report.returned_note) == ("drafting", "理由再具体一些")
    await answer(database, cast, c, 1, now=clock(), reason="具体的理由")
    await publish(database, cast, c, now=clock(), by="ouyang", approved_by="qian")


async def test_an_approver_does_not_publish_what_he_has_not_seen(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(4), now=clock())
    await answer(database, cast, c, 1, now=clock())
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        report = await services.submit_report(db, row, actor=cast["chen"], now=clock())
        await db.flush()
        seen = digest_of(canonical((await build_content(db, row)).compose(report)))
        (await db.scalars(select(OpinionGroup))).one().title = "另一个名字"
        await db.flush()
        with pytest.raises(ReportChanged):
            await services.publish_adoption_report(db, row, seen=seen, actor=cast["deng"], now=clock())


FOUND = ({"kind": "mobile", "start": 2, "end": 13},)


async def test_only_masked_and_public_words_are_reported(database: Database, cast: Cast, clock: Clock) -> None:
    phone = "13800138000"
    c = await make_studied(
        database,
        cast,
        Said(1, text=f"电话{phone}请回电", visibility="cleared", findings=FOUND),
        Said(1, text=f"我叫{phone}不公开", visibility="held", findings=FOUND),
        now=clock(),
    )
    await answer(database, cast, c, 1, 2, now=clock())
    await publish(database, cast, c, now=clock())
    document = (await read_report(database, c)).document or ""
    assert phone not in document
    assert "请回电" in document
    assert "不公开" not in document


async def test_there_is_no_report_before_it_is_published(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    async with database.write() as db:
        await services.submit_report(db, await db.get_one(Consultation, c), actor=cast["chen"], now=clock())
    with pytest.raises(NotFound):
        await read_report(database, c)
