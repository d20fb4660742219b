"""Answering groups: one, many, one after another."""

import pytest
from sqlalchemy import select, update

from app.adoption import services
from app.adoption.forms import AnswerForm
from app.adoption.models import Answer
from app.adoption.rules import Outcome
from app.consultations.models import Consultation
from app.consultations.rules import WrongState
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.lib.errors import Forbidden, FormInvalid, NotFound
from app.opinion_groups.models import GroupMember, OpinionGroup
from tests.adoption.office import Said, answer, make_studied
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock

REASON = "缴费期限由上位法规定，本办法不能改变。"


async def groups_of(database: Database) -> list[OpinionGroup]:
    async with database.read() as db:
        return list(await db.scalars(select(OpinionGroup).order_by(OpinionGroup.number)))


async def test_it_works(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(4, "a4", text="希望延长补缴期限"), now=clock(), state="closed")
    await client.sign_in("chen", PASSWORD)
    path = f"/staff/consultations/{c}/groups/1/answer"
    page = await client.get(path)
    assert page.status == 200
    assert "希望延长补缴期限" in page.main
    sent = page.form(path) | {
        "outcome": "adopted",
        "reason": "改为六十日。",
        "clause": "a4",
        "new_text": "可以在六十日内补缴。",
    }
    assert (await client.post(path, sent)).location == f"/staff/consultations/{c}/groups/1"
    async with database.read() as db:
        kept = (await db.scalars(select(Answer))).one()
        consultation = await db.get_one(Consultation, c)
        verbs = set(await db.scalars(select(HistoryEntry.verb)))
    assert (kept.outcome, kept.reason, kept.new_text) == ("adopted", "改为六十日。", "可以在六十日内补缴。")
    assert consultation.state == "analysing"
    assert {"adoption:answer_group", "consultation:start_analysis"} <= verbs
    again = await client.get(path)
    assert again.field("reason").strip() == "改为六十日。"


async def test_answering_confirms_the_group_and_newcomers_count_from_there(
    database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(3), now=clock())
    async with database.write() as db:
        await db.execute(update(OpinionGroup).values(new_count=3))
        await db.execute(update(GroupMember).values(is_new=True))
    await answer(database, cast, c, 1, now=clock())
    (group,) = await groups_of(database)
    assert (group.state, group.new_count, group.outcome) == ("confirmed", 0, "not_adopted")
    async with database.read() as db:
        assert not any(await db.scalars(select(GroupMember.is_new)))


async def test_who_joined_after_the_page_was_shown_stays_new(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(5), now=clock())
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        form = AnswerForm(outcome=Outcome.NOT_ADOPTED, reason=REASON, seen=3)
        await services.answer_group(db, row, 1, form, actor=cast["chen"], now=clock())
    (group,) = await groups_of(database)
    assert group.new_count == 2
    async with database.read() as db:
        assert sum(await db.scalars(select(GroupMember.is_new))) == 2


async def test_at_16_the_refusal_stands_at_the_reason_and_keeps_what_was_typed(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(19), now=clock())
    await client.sign_in("chen", PASSWORD)
    path = f"/staff/consultations/{c}/groups/1/answer"
    page = await client.post(path, {"outcome": "not_adopted", "reason": "", "clause": "a4", "new_text": "新的文字"})
    assert page.status == 409
    assert page.errors == {"reason": "较为集中的意见未予采纳，须说明原因。"}
    assert page.field("new_text").strip() == "新的文字"
    assert page.form(path)["outcome"] == "not_adopted"
    assert (await client.post(path, {"outcome": "not_adopted", "reason": REASON})).status == 303


FAULTS = [
    ({"reason": REASON}, "outcome"),
    ({"outcome": "maybe", "reason": REASON}, "outcome"),
    ({"outcome": "adopted", "reason": ""}, "reason"),
    ({"outcome": "adopted", "reason": "改了", "new_text": "新文字"}, "clause"),
    ({"outcome": "adopted", "reason": "改了", "new_text": "新文字", "clause": "a99"}, "clause"),
    ({"outcome": "adopted", "reason": "长" * 4001}, "reason"),
]


@pytest.mark.parametrize(("sent", "field"), FAULTS)
async def test_a_fault_is_shown_at_its_field(
    client: Browser, database: Database, cast: Cast, clock: Clock, sent: dict[str, str], field: str
) -> None:
    c = await make_studied(database, cast, Said(1), Said(40), now=clock())
    await client.sign_in("chen", PASSWORD)
    page = await client.post(f"/staff/consultations/{c}/groups/1/answer", sent)
    assert page.status == 422
    assert list(page.errors) == [field]
    async with database.read() as db:
        assert (await db.scalars(select(Answer))).all() == []


async def test_many_groups_get_one_answer_or_none_does(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(1), Said(2), Said(60), now=clock())
    await client.sign_in("ouyang", PASSWORD)
    form = await client.get(f"/staff/consultations/{c}/answers/new?groups=1&groups=2")
    assert form.status == 200
    assert [node.attributes["value"] for node in form.all("input[name=groups]")] == ["2", "1"]
    from_the_board = await client.get(f"/staff/consultations/{c}/answers/new?groups=1,2")
    assert len(from_the_board.all("input[name=groups]")) == 2
    assert (await client.get(f"/staff/consultations/{c}/answers/new?groups=x")).status == 404
    path = f"/staff/consultations/{c}/answers"
    wrong = await client.post(path, {"groups": ["1", "2"], "outcome": "out_of_scope", "reason": ""})
    assert wrong.status == 422
    assert len(wrong.all("input[name=groups]")) == 2
    await client.post(path, {"groups": ["1", "99"], "outcome": "out_of_scope", "reason": REASON})
    assert [group.outcome for group in await groups_of(database)] == ["", "", ""]
    done = await client.post(path, {"groups": ["1", "2"], "outcome": "out_of_scope", "reason": REASON})
    assert done.status == 303
    assert [group.outcome for group in await groups_of(database)] == ["out_of_scope", "out_of_scope", ""]


async def test_the_queue_goes_from_the_largest_to_the_smallest(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(2), Said(9), Said(5), now=clock())
    await client.sign_in("chen", PASSWORD)
    queue = f"/staff/consultations/{c}/queue"
    for number, done in ((2, "0"), (3, "1"), (1, "2")):
        page = await client.get(queue)
        assert f"已答复{done}类，共3类" in page.main
        path = f"/staff/consultations/{c}/groups/{number}/answer"
        sent = page.form(path) | {"outcome": "not_adopted", "reason": REASON}
        assert (await client.post(path, sent)).location == queue
    assert "全部诉求都已答复" in (await client.get(queue)).main


async def test_the_queue_lets_one_skip(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(2), Said(2), Said(5), now=clock())
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/queue?after=3")
    assert page.form(f"/staff/consultations/{c}/groups/1/answer")
    page = await client.get(f"/staff/consultations/{c}/queue?after=2")
    assert "后面没有尚未答复的诉求" in page.main


async def test_an_answer_can_be_taken_back(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(3), now=clock())
    await answer(database, cast, c, 1, now=clock())
    await client.sign_in("chen", PASSWORD)
    path = f"/staff/consultations/{c}/groups/1/answer/withdraw"
    assert (await client.post(path)).status == 303
    assert [group.outcome for group in await groups_of(database)] == [""]
    assert (await client.post(path)).status == 404


async def test_groups_can_be_answered_while_people_still_write(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(3), now=clock(), state="open")
    await answer(database, cast, c, 1, now=clock())
    async with database.read() as db:
        assert (await db.get_one(Consultation, c)).state == "open"


@pytest.mark.parametrize("state", ["withdrawn", "report_published", "archived"])
async def test_afterwards_nothing_is_answered(database: Database, cast: Cast, clock: Clock, state: str) -> None:
    c = await make_studied(database, cast, Said(3), now=clock(), state=state)
    with pytest.raises(WrongState):
        await answer(database, cast, c, 1, now=clock())


@pytest.mark.parametrize("who", ["deng", "qian", "shen", "xu", "luo", "foreign"])
async def test_others_do_not_answer(database: Database, cast: Cast, clock: Clock, who: str) -> None:
    c = await make_studied(database, cast, Said(3), now=clock())
    with pytest.raises(Forbidden):
        await answer(database, cast, c, 1, now=clock(), by=who)


STRANGERS = [("luo", 404), ("foreign", 404), ("xu", 404), ("deng", 403), ("qian", 403), ("shen", 403)]


@pytest.mark.parametrize(("who", "status"), STRANGERS)
async def test_the_pages_of_answering_are_closed_to_others(
    client: Browser, database: Database, cast: Cast, clock: Clock, who: str, status: int
) -> None:
    c = await make_studied(database, cast, Said(3), now=clock())
    await client.sign_in(who, PASSWORD)
    base = f"/staff/consultations/{c}"
    for path in ("groups/1/answer", "answers/new?groups=1", "queue"):
        assert (await client.get(f"{base}/{path}")).status == status
    sent = {"outcome": "not_adopted", "reason": REASON, "groups": "1"}
    for path in ("groups/1/answer", "groups/1/answer/withdraw", "answers"):
        assert (await client.post(f"{base}/{path}", sent)).status == status


async def test_nobody_answers_without_signing_in(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(3), now=clock())
    page = await client.get(f"/staff/consultations/{c}/queue")
    assert (page.status, page.location.split("?")[0]) == (303, "/sign-in")


async def test_what_is_not_there_cannot_be_answered(database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(3), now=clock())
    with pytest.raises(NotFound):
        await answer(database, cast, c, 7, now=clock())
    with pytest.raises(FormInvalid):
        await answer(database, cast, c, 1, now=clock(), clause="a99")
