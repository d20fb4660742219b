"""People support what others said: once each, exactly, and only what everybody may read."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import func, select

from app.comments.models import Comment, Support
from app.lib.clock import day_end
from app.lib.db import Database
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import days_from, make_comment, make_consultation


async def count(database: Database, comment: UUID) -> tuple[int, int]:
    """The counter, and the people behind it."""
    async with database.read() as db:
        counter = await db.scalar(select(Comment.support_count).where(Comment.id == comment))
        people = await db.scalar(select(func.count()).select_from(Support).where(Support.comment_id == comment))
    return counter or 0, people or 0


@pytest.fixture
async def consultation(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock())


@pytest.fixture
async def comment(database: Database, consultation: UUID, clock: Clock) -> UUID:
    return await make_comment(database, consultation, "建议延长宽限期。", now=clock())


async def test_it_works_and_comes_back(client: Browser, database: Database, consultation: UUID, comment: UUID) -> None:
    page = await client.get(f"/consultations/{consultation}/comments")
    action = f"/consultations/{consultation}/comments/{comment}/support"
    answer = await client.post(action, page.form(action))
    assert answer.status == 303
    assert answer.location == f"/consultations/{consultation}/comments#comment-{comment}"
    again = await client.get(answer.location)
    assert again.one(".p-support button").attributes["aria-pressed"] == "true"
    assert await count(database, comment) == (1, 1)


async def test_a_person_counts_once(client: Browser, database: Database, consultation: UUID, comment: UUID) -> None:
    action = f"/consultations/{consultation}/comments/{comment}/support"
    await client.get(f"/consultations/{consultation}/comments")
    await asyncio.gather(*(client.post(action) for _ in range(4)))
    await client.post(action)
    assert await count(database, comment) == (1, 1)


async def test_the_sum_is_exact_when_many_press_at_once(
    app: Litestar, database: Database, consultation: UUID, comment: UUID
) -> None:
    action = f"/consultations/{consultation}/comments/{comment}/support"

    async def press() -> int:
        async with Browser(app) as browser:
            first = await browser.post(action)
            second = await browser.post(action)
            return first.status + second.status

    assert await asyncio.gather(*(press() for _ in range(30))) == [606] * 30
    assert await count(database, comment) == (30, 30)


async def test_htmx_gets_the_button_only(client: Browser, consultation: UUID, comment: UUID) -> None:
    action = f"/consultations/{consultation}/comments/{comment}/support"
    part = await client.post(action, htmx=True)
    assert part.status == 201 or part.status == 200
    assert part.all("header") == []
    assert part.one("button").attributes["aria-pressed"] == "true"
    inside = await client.post(f"{action}?inside=true", htmx=True)
    assert inside.all("form") == []


@pytest.mark.parametrize("visibility", ["held", "hidden"])
async def test_what_is_not_shown_cannot_be_supported(
    client: Browser, database: Database, consultation: UUID, clock: Clock, visibility: str
) -> None:
    comment = await make_comment(database, consultation, "电话在此。", now=clock(), visibility=visibility)
    answer = await client.post(f"/consultations/{consultation}/comments/{comment}/support")
    assert answer.status == 409
    assert await count(database, comment) == (0, 0)


async def test_a_comment_of_another_consultation(
    client: Browser, database: Database, cast: Cast, clock: Clock, comment: UUID
) -> None:
    other = await make_consultation(database, cast, now=clock())
    assert (await client.post(f"/consultations/{other}/comments/{comment}/support")).status == 409
    assert await count(database, comment) == (0, 0)


async def test_the_last_second_counts_and_the_next_does_not(
    app: Litestar, database: Database, consultation: UUID, comment: UUID, clock: Clock
) -> None:
    end = day_end(days_from(clock(), 30))
    action = f"/consultations/{consultation}/comments/{comment}/support"
    for moment, status in ((end - timedelta(seconds=1), 303), (end, 409)):
        clock.now = moment
        async with Browser(app) as browser:
            assert (await browser.post(action)).status == status
    assert await count(database, comment) == (1, 1)


async def test_a_way_back_to_another_site_is_not_taken(client: Browser, consultation: UUID, comment: UUID) -> None:
    action = f"/consultations/{consultation}/comments/{comment}/support"
    answer = await client.post(action, {"back": "https://elsewhere.example/"})
    assert answer.location.startswith(f"/consultations/{consultation}/comments#")


async def test_without_the_token_of_the_form(
    client: Browser, database: Database, consultation: UUID, comment: UUID
) -> None:
    answer = await client.http.post(f"/consultations/{consultation}/comments/{comment}/support")
    assert answer.status_code == 403
    assert await count(database, comment) == (0, 0)
