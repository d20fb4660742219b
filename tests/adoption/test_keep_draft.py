"""A begun answer is kept for its officer only, until the group is answered."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.adoption.models import AnswerDraft
from app.lib.db import Database
from tests.adoption.office import Said, make_studied
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock

BEGUN = {"outcome": "not_adopted", "reason": "正在核对上位法", "clause": "", "new_text": "", "next": "queue"}


@pytest.fixture
async def here(database: Database, cast: Cast, clock: Clock) -> str:
    c: UUID = await make_studied(database, cast, Said(3, "a4"), Said(1), now=clock())
    return f"/staff/consultations/{c}"


async def count(database: Database) -> int:
    async with database.read() as db:
        return await db.scalar(select(func.count()).select_from(AnswerDraft)) or 0


async def test_it_works(client: Browser, database: Database, here: str) -> None:
    await client.sign_in("chen", PASSWORD)
    done = await client.post(f"{here}/groups/1/answer/draft", BEGUN)
    assert done.location == f"{here}/groups/1/answer?next=queue"
    for path in ("/queue", "/groups/1/answer"):
        page = await client.get(here + path)
        sent = page.form(f"{here}/groups/1/answer")
        assert (sent["outcome"], sent["reason"]) == ("not_adopted", "正在核对上位法")
    await client.post(f"{here}/groups/1/answer/draft", BEGUN | {"reason": "与上位法不一致"})
    assert (await client.get(f"{here}/queue")).field("reason") == "与上位法不一致"
    assert await count(database) == 1


async def test_nobody_else_sees_it(client: Browser, here: str) -> None:
    await client.sign_in("chen", PASSWORD)
    await client.post(f"{here}/groups/1/answer/draft", BEGUN)
    await client.sign_in("ouyang", PASSWORD)
    assert "正在核对上位法" not in (await client.get(f"{here}/queue")).text


async def test_it_ends_with_the_answer(client: Browser, database: Database, here: str) -> None:
    await client.sign_in("chen", PASSWORD)
    await client.post(f"{here}/groups/1/answer/draft", BEGUN)
    await client.post(f"{here}/groups/1/answer", {"outcome": "not_adopted", "reason": "与上位法不一致"})
    assert await count(database) == 0


async def test_an_empty_one_is_none(client: Browser, database: Database, here: str) -> None:
    await client.sign_in("chen", PASSWORD)
    await client.post(f"{here}/groups/1/answer/draft", BEGUN)
    await client.post(f"{here}/groups/1/answer/draft", {})
    assert await count(database) == 0


async def test_too_long_is_refused(client: Browser, database: Database, here: str) -> None:
    await client.sign_in("chen", PASSWORD)
    assert (await client.post(f"{here}/groups/1/answer/draft", BEGUN | {"reason": "长" * 4001})).status == 422
    assert await count(database) == 0
