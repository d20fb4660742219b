"""Answering all that is left and alike: what fits, each refusal, who may."""

import pytest
from sqlalchemy import select, update

from app.adoption import services
from app.adoption.models import Answer
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.models import OpinionGroup
from tests.adoption.office import Said, answer, make_studied
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation

pytestmark = pytest.mark.one_database("answering many is tested on both by test_answer_group")

REASON = "属于个别情况，请按现行办法到窗口办理。"
SENT = {"outcome": "not_adopted", "reason": REASON}


def form_of(page: Page) -> dict[str, str]:
    """What the form of the answer sends; the page also has one that chooses, with the same address."""
    sent = {}
    for node in page.one("main form[method=post]").css("input, textarea, option[selected]"):
        name, value = node.attributes.get("name"), node.attributes.get("value") or ""
        if node.tag == "option":
            sent["clause"] = value
        elif name and (node.attributes.get("type") != "radio" or "checked" in node.attributes):
            sent[name] = node.text() if node.tag == "textarea" else value
    return sent


async def outcomes(database: Database) -> list[str]:
    async with database.read() as db:
        return list(await db.scalars(select(OpinionGroup.outcome).order_by(OpinionGroup.number)))


@pytest.fixture
async def small_and_large(database: Database, cast: Cast, clock: Clock) -> str:
    """Two single comments, a pair, and sixty of one mind; the address of the page."""
    c = await make_studied(
        database,
        cast,
        Said(1, "a3", text="建议增加自助缴费机"),
        Said(1, "a4", text="希望延长补缴期限", title="延长补缴期限"),
        Said(2, "a4", text="宽限期太短"),
        Said(60, "a4", text="十五日不够"),
        now=clock(),
    )
    return f"/staff/consultations/{c}/answers/rest"


async def test_it_works(client: Browser, database: Database, small_and_large: str) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await client.get(small_and_large)
    assert "未答复诉求2类" in page.main
    assert "建议增加自助缴费机" in page.main
    assert "十五日不够" not in page.main
    done = await client.post(small_and_large, form_of(page) | SENT)
    assert done.location == small_and_large.replace("answers/rest", "queue")
    assert await outcomes(database) == ["not_adopted", "not_adopted", "", ""]
    async with database.read() as db:
        assert set(await db.scalars(select(Answer.reason))) == {REASON}
        acts = await db.scalars(select(HistoryEntry.verb).where(HistoryEntry.verb == "adoption:answer_group"))
        assert len(acts.all()) == 2


async def test_a_choice_beyond_all_measure_is_refused_beside_its_field(client: Browser, small_and_large: str) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await client.post(small_and_large, SENT | {"words": "a" * 60_000})  # longer than a pattern of LIKE may be
    assert page.status == 422


CHOICES = [
    ("", 2),
    ("?max_size=2", 3),
    ("?max_size=60", 4),
    ("?max_size=2&about=a4", 2),
    ("?max_size=2&about=a3", 1),
    ("?max_size=2&about=", 0),
    ("?max_size=2&words=补缴", 1),
    ("?max_size=2&words=%25", 0),
    ("?max_size=0", 2),
]


@pytest.mark.parametrize(("query", "count"), CHOICES)
async def test_size_clause_and_words_choose(client: Browser, small_and_large: str, query: str, count: int) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await client.get(small_and_large + query)
    if count:
        assert f"未答复诉求{count}类" in page.main
    else:
        assert "没有符合条件的未答复诉求" in page.main
        assert page.all(f'form[method=post][action="{small_and_large}"]') == []


async def test_what_is_answered_is_not_left(
    client: Browser, database: Database, cast: Cast, clock: Clock, small_and_large: str
) -> None:
    c = (await _consultations(database))[0]
    await answer(database, cast, c, 1, now=clock())
    await client.sign_in("chen", PASSWORD)
    assert "未答复诉求1类" in (await client.get(small_and_large)).main


async def _consultations(database: Database) -> list:
    async with database.read() as db:
        return list(await db.scalars(select(OpinionGroup.consultation_id).distinct()))


async def test_nothing_fits(client: Browser, database: Database, small_and_large: str) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await client.post(small_and_large, SENT | {"max_size": "1", "words": "没有人说过的话"})
    assert page.status == 422
    assert page.errors == {"max_size": "没有符合条件的未答复诉求，请重新选择。"}
    assert page.field("words") == "没有人说过的话"
    assert await outcomes(database) == [""] * 4


async def test_the_number_changed_meanwhile(
    client: Browser, database: Database, cast: Cast, clock: Clock, small_and_large: str
) -> None:
    await client.sign_in("chen", PASSWORD)
    sent = form_of(await client.get(small_and_large)) | SENT
    await answer(database, cast, (await _consultations(database))[0], 1, now=clock(), by="ouyang")
    page = await client.post(small_and_large, sent)
    assert page.status == 422
    assert list(page.errors) == ["max_size"]
    assert page.field("reason").strip() == REASON
    assert "现在符合条件的有1类" in page.errors["max_size"]
    assert (await client.post(small_and_large, form_of(page) | SENT)).status == 303


async def test_other_groups_of_the_same_number_are_not_answered_unseen(
    client: Browser, database: Database, cast: Cast, clock: Clock, small_and_large: str
) -> None:
    """One was answered and another became small: as many as before, but not those that the page had shown."""
    await client.sign_in("chen", PASSWORD)
    sent = form_of(await client.get(small_and_large)) | SENT
    await answer(database, cast, (await _consultations(database))[0], 1, now=clock(), by="ouyang")
    async with database.write() as db:
        await db.execute(update(OpinionGroup).where(OpinionGroup.number == 3).values(size=1))
    page = await client.post(small_and_large, sent)
    assert page.status == 422
    assert (await outcomes(database))[2] == ""


async def test_a_concentrated_one_among_them_needs_a_reason_and_keeps_what_was_typed(
    client: Browser, database: Database, small_and_large: str
) -> None:
    await client.sign_in("chen", PASSWORD)
    form = form_of(await client.get(small_and_large + "?max_size=60&about=a4"))
    typed = {"outcome": "not_adopted", "reason": "", "clause": "a4", "new_text": "可以在六十日内补缴。"}
    page = await client.post(small_and_large, form | typed)
    assert page.status == 409
    assert page.errors == {"reason": "较为集中的意见未予采纳，须说明原因。"}
    kept = form_of(page)
    assert {name: kept[name].strip() for name in typed} == typed
    assert (kept["max_size"], kept["about"]) == ("60", "a4")
    assert await outcomes(database) == [""] * 4


FAULTS = [
    ({"outcome": "", "reason": REASON}, "outcome"),
    ({"outcome": "not_adopted", "reason": ""}, "reason"),
    ({"outcome": "adopted", "reason": ""}, "reason"),
    ({"outcome": "adopted", "reason": "改了", "new_text": "新文字"}, "clause"),
    ({"outcome": "adopted", "reason": "改了", "clause": "a99"}, "clause"),
    ({**SENT, "max_size": "0"}, "max_size"),
    ({**SENT, "max_size": "许多"}, "max_size"),
]


@pytest.mark.parametrize(("sent", "field"), FAULTS)
async def test_a_fault_is_shown_at_its_field(
    client: Browser, database: Database, small_and_large: str, sent: dict[str, str], field: str
) -> None:
    await client.sign_in("chen", PASSWORD)
    form = form_of(await client.get(small_and_large))
    page = await client.post(small_and_large, form | sent)
    assert page.status == 422
    assert list(page.errors) == [field]
    assert await outcomes(database) == [""] * 4


async def test_a_submitted_report_is_not_changed_under_its_approver(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(1), now=clock())
    await answer(database, cast, c, 1, now=clock())
    async with database.write() as db:
        row = await db.get_one(services.Consultation, c)
        await services.submit_report(db, row, actor=cast["chen"], now=clock())
        await db.execute(update(OpinionGroup).values(outcome=""))
        await db.execute(Answer.__table__.delete())
    await client.sign_in("chen", PASSWORD)
    path = f"/staff/consultations/{c}/answers/rest"
    form = form_of(await client.get(path))
    page = await client.post(path, form | SENT)
    assert page.status == 409
    assert "报告正在审批" in page.text


@pytest.mark.parametrize("state", ["withdrawn", "report_published", "archived"])
async def test_afterwards_nothing_is_answered(
    client: Browser, database: Database, cast: Cast, clock: Clock, state: str
) -> None:
    c = await make_studied(database, cast, Said(1), now=clock(), state=state)
    await client.sign_in("chen", PASSWORD)
    path = f"/staff/consultations/{c}/answers/rest"
    assert (await client.get(path)).status == 409
    assert (await client.post(path, SENT)).status == 409
    assert await outcomes(database) == [""]


STRANGERS = [("luo", 404), ("foreign", 404), ("xu", 404), ("deng", 403), ("qian", 403), ("shen", 403)]


@pytest.mark.parametrize(("who", "status"), STRANGERS)
async def test_the_page_is_closed_to_others(client: Browser, small_and_large: str, who: str, status: int) -> None:
    await client.sign_in(who, PASSWORD)
    assert (await client.get(small_and_large)).status == status
    assert (await client.post(small_and_large, SENT)).status == status


async def test_nobody_answers_without_signing_in(client: Browser, small_and_large: str) -> None:
    page = await client.get(small_and_large)
    assert (page.status, page.location.split("?")[0]) == (303, "/sign-in")


async def test_only_what_is_like_a_group(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock(), state="analysing")
    for words in (
        "建议把补缴的宽限期从十五日延长到六十日，十五天实在太短。",
        "宽限期十五天实在太短了，建议延长，家里有事根本来不及。",
        "希望办事窗口周末也开门，平时请不了假。",
    ):
        await make_comment(database, c, words, now=clock(), clause_ref="a4")
    await group_new_comments(database, str(c), now=clock())
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/answers/rest?max_size=9&like=1")
    assert "窗口周末" not in page.main
    assert "宽限期" in page.main
    done = await client.post(f"/staff/consultations/{c}/answers/rest", form_of(page) | SENT)
    assert done.status == 303
    found = await outcomes(database)
    assert (found[0], found[-1]) == ("not_adopted", "")
    assert "没有符合条件的未答复诉求" in (await client.get(f"/staff/consultations/{c}/answers/rest?like=999")).main
