"""Earlier answers are offered to what is alike, found by words, and used with one click; whose one may see which."""

from uuid import UUID

import pytest
from sqlalchemy import update

from app.adoption.lookup import index_answers
from app.adoption.rules import Outcome
from app.consultations.models import Consultation
from app.lib.db import Database
from tests.adoption.office import Said, answer, make_studied
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock

GRACE = "建议把补缴的宽限期从十五日延长到六十日，十五天实在太短。"
GRACE_TOO = "建议补缴的宽限期由十五日延长到六十日，十五天太短了。"
OFFICE = "希望办事窗口周末也开门。"
REASON = "宽限期由上位法规定，不能在本办法中延长。"


@pytest.fixture
async def earlier(database: Database, cast: Cast, clock: Clock) -> UUID:
    """A consultation where the grace period was answered; its answers can be looked up."""
    c = await make_studied(database, cast, Said(2, "a4", text=GRACE), Said(1, text=OFFICE), now=clock(), title="旧办法")
    await answer(database, cast, c, 1, now=clock(), outcome=Outcome.NOT_ADOPTED, reason=REASON)
    await answer(database, cast, c, 2, now=clock(), outcome=Outcome.OUT_OF_SCOPE, reason="窗口时间另行研究。")
    await index_answers(database, now=clock())
    return c


async def test_it_works(client: Browser, database: Database, cast: Cast, clock: Clock, earlier: UUID) -> None:
    c = await make_studied(database, cast, Said(3, "a4", text=GRACE_TOO), now=clock(), title="新办法")
    await client.sign_in("chen", PASSWORD)
    here = f"/staff/consultations/{c}"
    queue = await client.get(f"{here}/queue")
    offered = queue.one(".p-earlier").text()
    assert REASON in offered
    assert "旧办法" in offered
    assert "窗口时间另行研究。" not in offered
    use = queue.all(".p-earlier a.p-mini")[0].attributes["href"] or ""
    form = await client.get(use.partition("#")[0])
    assert form.field("reason") == REASON
    sent = form.form(f"{here}/groups/1/answer")
    assert sent["outcome"] == "not_adopted"
    done = await client.post(f"{here}/groups/1/answer", sent)
    assert done.location == f"{here}/queue"


async def test_search_by_words(client: Browser, database: Database, cast: Cast, clock: Clock, earlier: UUID) -> None:
    c = await make_studied(database, cast, Said(1, text="完全是另一件事情的意见"), now=clock())
    await client.sign_in("chen", PASSWORD)
    here = f"/staff/consultations/{c}/groups/1/answer"
    assert not (await client.get(here)).all(".p-earlier")
    for words, found in (("另行研究", "窗口时间另行研究。"), ("周末也开门", "窗口时间另行研究。"), ("上位法", REASON)):
        assert found in (await client.get(f"{here}?find={words}")).one(".p-earlier").text()
    assert not (await client.get(f"{here}?find=没有这几个字")).all(".p-earlier")
    assert not (await client.get(f"{here}?find=%25")).all(".p-earlier")


@pytest.mark.parametrize(("state", "sees"), [("analysing", False), ("report_published", True)])
async def test_of_another_division_only_what_is_published(
    client: Browser, database: Database, cast: Cast, clock: Clock, earlier: UUID, state: str, sees: bool
) -> None:
    c = await make_studied(database, cast, Said(3, "a4", text=GRACE_TOO), now=clock())
    async with database.write() as db:
        # The earlier consultation becomes another division's.
        skills = cast.divisions["skills"].id
        await db.execute(update(Consultation).where(Consultation.id == earlier).values(division_id=skills, state=state))
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/groups/1/answer")
    assert (REASON in page.main) is sees


async def test_returned_and_waiting_answers_are_no_models(
    client: Browser, database: Database, cast: Cast, clock: Clock, earlier: UUID
) -> None:
    async with database.write() as db:
        await db.execute(update(Consultation).where(Consultation.id == earlier).values(answer_review="all"))
    await answer(database, cast, earlier, 1, now=clock(), reason=REASON)
    c = await make_studied(database, cast, Said(3, "a4", text=GRACE_TOO), now=clock())
    await client.sign_in("chen", PASSWORD)
    assert REASON not in (await client.get(f"/staff/consultations/{c}/groups/1/answer")).main


async def test_hidden_words_are_not_searched(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(1, text="张三的秘密住址", visibility="hidden"), Said(1), now=clock())
    await answer(database, cast, c, 1, now=clock(), reason=REASON)
    await index_answers(database, now=clock())
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{c}/groups/2/answer?find=张三")
    assert REASON not in page.main
