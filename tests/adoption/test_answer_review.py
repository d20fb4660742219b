"""A second pair of eyes for answers: what waits, who may approve or return, what the report refuses meanwhile."""

from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.adoption import reviewing, services
from app.adoption.models import Answer
from app.adoption.rules import AnswerReview, AnswerState, AnswersWait, first_state
from app.consultations.models import Consultation
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.lib.errors import Forbidden, Refused
from app.opinion_groups.models import OpinionGroup
from tests.adoption.office import Said, answer, make_studied, publish
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock


@pytest.mark.parametrize(
    ("review", "concentrated", "expected"),
    [
        ("none", True, AnswerState.GIVEN),
        ("concentrated", True, AnswerState.PROPOSED),
        ("concentrated", False, AnswerState.GIVEN),
        ("all", False, AnswerState.PROPOSED),
    ],
)
def test_which_answers_wait(review: str, concentrated: bool, expected: AnswerState) -> None:
    assert first_state(review, is_concentrated=concentrated) is expected


@pytest.fixture
async def studied(database: Database, cast: Cast, clock: Clock) -> UUID:
    """Thirty of one mind and two single comments; the head wants to see the answers to what many say."""
    c = await make_studied(database, cast, Said(30, "a4"), Said(1, "a3"), Said(1), now=clock())
    await choose(database, c, AnswerReview.CONCENTRATED, cast, clock)
    return c


async def choose(database: Database, c: UUID, review: AnswerReview, cast: Cast, clock: Clock, by: str = "deng") -> None:
    async with database.write() as db:
        consultation = await db.get_one(Consultation, c)
        await reviewing.set_answer_review(db, consultation, review, actor=cast[by], now=clock())


async def answers(database: Database) -> dict[int, tuple[str, str]]:
    """Number of the group -> state of its answer, outcome that the group shows."""
    async with database.read() as db:
        query = select(OpinionGroup.number, Answer.state, OpinionGroup.outcome).join(
            Answer, Answer.group_id == OpinionGroup.id
        )
        return {number: (state, outcome) for number, state, outcome in (await db.execute(query)).tuples()}


def first_form(page: Page, ending: str) -> tuple[str, dict[str, str]]:
    action = page.all(f'form[action$="{ending}"]')[0].attributes["action"] or ""
    return action, page.form(action)


async def test_it_works(client: Browser, database: Database, cast: Cast, clock: Clock, studied: UUID) -> None:
    await answer(database, cast, studied, 1, 2, 3, now=clock())
    assert {number: state for number, (state, _) in (await answers(database)).items()} == {
        1: "proposed", 2: "given", 3: "given",
    }  # fmt: skip
    with pytest.raises(AnswersWait):
        await publish(database, cast, studied, now=clock())
    await client.sign_in("deng", PASSWORD)
    desk = await client.get("/staff")
    assert "1类诉求的答复等您复核" in desk.main
    page = await client.get(f"/staff/consultations/{studied}/answers")
    done = await client.post(*first_form(page, "/approve"))
    assert done.status == 303
    assert (await answers(database))[1] == ("given", "not_adopted")
    async with database.read() as db:
        one = (await db.scalars(select(Answer).where(Answer.approved_by_id.is_not(None)))).one()
        assert one.approved_by_id == cast["deng"].id
        assert one.approved_at is not None
        verbs = list(await db.scalars(select(HistoryEntry.verb).where(HistoryEntry.verb == "adoption:approve_answers")))
    assert len(verbs) == 1
    await publish(database, cast, studied, now=clock())


async def test_answered_in_one_act_approved_in_one(
    client: Browser, database: Database, cast: Cast, clock: Clock, studied: UUID
) -> None:
    await choose(database, studied, AnswerReview.ALL, cast, clock)
    await answer(database, cast, studied, 1, 2, 3, now=clock())
    await client.sign_in("ouyang", PASSWORD)
    page = await client.get(f"/staff/consultations/{studied}/answers")
    assert len(page.all('form[action$="/approve"]')) == 1
    await client.post(*first_form(page, "/approve"))
    assert {state for state, _ in (await answers(database)).values()} == {"given"}


async def test_returned_with_a_note_it_waits_for_an_answer_again(
    client: Browser, database: Database, cast: Cast, clock: Clock, studied: UUID
) -> None:
    await answer(database, cast, studied, 1, now=clock(), reason="与现行规定不一致。")
    await client.sign_in("deng", PASSWORD)
    page = await client.get(f"/staff/consultations/{studied}/answers")
    action, sent = first_form(page, "/return")
    missing = await client.post(action, sent | {"note": ""})
    assert missing.status == 422
    assert missing.errors["note"]
    assert (await client.post(action, sent | {"note": "请写明是哪一条规定。"})).status == 303
    assert (await answers(database))[1] == ("returned", "")
    await client.sign_in("chen", PASSWORD)
    assert "您的1类答复被退回" in (await client.get("/staff")).main
    form = await client.get(f"/staff/consultations/{studied}/groups/1/answer")
    assert "请写明是哪一条规定。" in form.main
    assert form.field("reason") == "与现行规定不一致。"
    assert "30条意见" in (await client.get(f"/staff/consultations/{studied}/queue")).main
    await answer(database, cast, studied, 1, now=clock(), reason="与现行规定第三条不一致。")
    assert (await answers(database))[1] == ("proposed", "not_adopted")


@pytest.mark.parametrize("act", ["approve", "return"])
async def test_never_the_one_who_gave_it(
    client: Browser, database: Database, cast: Cast, clock: Clock, studied: UUID, act: str
) -> None:
    await answer(database, cast, studied, 1, now=clock(), by="ouyang")
    await client.sign_in("deng", PASSWORD)
    action, sent = first_form(await client.get(f"/staff/consultations/{studied}/answers"), f"/{act}")
    await client.sign_in("ouyang", PASSWORD)
    page = await client.get(f"/staff/consultations/{studied}/answers")
    assert not page.all(f'form[action$="/{act}"]')
    refused = await client.post(action, sent | {"note": "可以"})
    assert refused.status == 409
    assert (await answers(database))[1][0] == "proposed"


async def test_the_database_refuses_it_too(database: Database, cast: Cast, clock: Clock, studied: UUID) -> None:
    await answer(database, cast, studied, 1, now=clock())
    for values in (
        {"approved_by_id": cast["chen"].id, "state": "given"},
        {"approved_by_id": cast["deng"].id, "state": "proposed"},
    ):
        with pytest.raises(IntegrityError):
            async with database.write() as db:
                await db.execute(update(Answer).values(**values))


async def test_nobody_approves_what_he_has_not_seen(
    client: Browser, database: Database, cast: Cast, clock: Clock, studied: UUID
) -> None:
    await answer(database, cast, studied, 1, now=clock())
    await client.sign_in("deng", PASSWORD)
    action, sent = first_form(await client.get(f"/staff/consultations/{studied}/answers"), "/approve")
    await answer(database, cast, studied, 1, now=clock(), reason="另有理由。")
    refused = await client.post(action, sent)
    assert refused.status == 409
    assert (await answers(database))[1][0] == "proposed"


async def test_an_approved_answer_that_changes_waits_again(
    database: Database, cast: Cast, clock: Clock, studied: UUID
) -> None:
    await answer(database, cast, studied, 1, now=clock())
    async with database.write() as db:
        await db.execute(update(Answer).values(state="given", approved_by_id=cast["deng"].id, approved_at=clock()))
    await answer(database, cast, studied, 1, now=clock(), by="ouyang")
    async with database.read() as db:
        one = (await db.scalars(select(Answer))).one()
    assert (one.state, one.approved_by_id, one.approved_at) == ("proposed", None, None)


async def test_what_was_answered_in_another_act_stays(
    client: Browser, database: Database, cast: Cast, clock: Clock, studied: UUID
) -> None:
    await answer(database, cast, studied, 2, now=clock(), reason="理由甲。")
    await answer(database, cast, studied, 3, now=clock(), reason="理由乙。")  # at the same moment
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{studied}/answers?show=all")
    assert len(page.all('form[action$="/withdraw"]')) == 2
    await client.post(*first_form(page, "/withdraw"))
    assert len(await answers(database)) == 1


async def test_taken_back_in_one_act(
    client: Browser, database: Database, cast: Cast, clock: Clock, studied: UUID
) -> None:
    await answer(database, cast, studied, 2, 3, now=clock())
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{studied}/answers?show=all")
    assert (await client.post(*first_form(page, "/withdraw"))).status == 303
    assert await answers(database) == {}
    async with database.read() as db:
        assert set(await db.scalars(select(OpinionGroup.outcome))) == {""}


async def test_only_who_approves_chooses_what_is_looked_at(
    database: Database, cast: Cast, clock: Clock, studied: UUID
) -> None:
    with pytest.raises(Forbidden):
        await choose(database, studied, AnswerReview.NONE, cast, clock, by="chen")


async def test_nothing_changes_while_the_report_waits(
    database: Database, cast: Cast, clock: Clock, studied: UUID
) -> None:
    await choose(database, studied, AnswerReview.NONE, cast, clock)
    await answer(database, cast, studied, 1, 2, 3, now=clock())
    async with database.write() as db:
        consultation = await db.get_one(Consultation, studied)
        await services.submit_report(db, consultation, actor=cast["chen"], now=clock())
    with pytest.raises(Refused):
        await choose(database, studied, AnswerReview.ALL, cast, clock)
