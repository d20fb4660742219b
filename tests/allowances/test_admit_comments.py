"""Comments at the gate: with and without a solution, replayed, at once, twice, and what a refusal says."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import func, select

from app.allowances.models import Allowance, SpentChallenge
from app.allowances.proof import LIFE
from app.allowances.rules import LOOK_UP, SUPPORT
from app.allowances.services import take
from app.comments.models import Comment
from app.lib.db import Database
from app.lib.settings import Settings
from app.main import create_app
from app.receipts.models import Receipt
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import Clock, make_settings
from tests.make import make_consultation
from tests.proof import solve, solved

WORDS = "建议把十五日的宽限期延长到三十日。"
FREE = 10  # without a solution, at once: the burst is never below what one form may carry


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_settings(
        tmp_path,
        database_url,
        comments_per_minute=4,
        plain_comments_per_minute=1,
        site_plain_comments_per_minute=3,
    )


@pytest.fixture
async def consultation(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock(), contact="某市某路 1 号，邮编 200000")


@pytest.fixture
async def other(app: Litestar) -> AsyncIterator[Browser]:
    async with Browser(app, address="198.51.100.7") as browser:
        yield browser


def form(n: int = 0, proof: str = "", **more: str) -> dict[str, str]:
    return {"text": f"{WORDS}（{n}）", "form_token": f"token-{n}", "confirmed": "1", "proof": proof, **more}


async def hand_in(client: Browser, one: UUID, n: int = 0, proof: str = "") -> Page:
    return await client.post(f"/consultations/{one}/comments", form(n, proof))


async def use_up(client: Browser, one: UUID, count: int = FREE, start: int = 100) -> None:
    for n in range(start, start + count):
        assert (await hand_in(client, one, n)).status == 303


async def count(database: Database, table: type[Comment] | type[Receipt] | type[SpentChallenge]) -> int:
    async with database.read() as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


async def test_a_refusal_keeps_what_was_typed_and_says_when(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    await use_up(client, consultation)
    sent = form(1, contact_email="li@example.com", clause="a4")
    page = await client.post(f"/consultations/{consultation}/comments", sent)
    assert page.status == 429
    assert page.response.headers["retry-after"] == "60"
    assert "10:01" in page.one("[role=alert]").text()
    assert "某市某路 1 号" in page.one("[role=alert]").text()
    assert page.field("text").strip() == sent["text"]
    assert page.field("contact_email") == "li@example.com"
    assert page.one("select[name=clause] option[selected]").attributes["value"] == "a4"
    assert (await count(database, Comment), await count(database, Receipt)) == (FREE, FREE)
    clock.advance(timedelta(minutes=1))
    action = f"/consultations/{consultation}/comments"
    assert (await client.post(action, page.form(action))).status == 303


async def test_a_solution_opens_the_wide_way(client: Browser, consultation: UUID, clock: Clock) -> None:
    await use_up(client, consultation)
    assert (await hand_in(client, consultation, 1)).status == 429
    for n in range(2, 22):
        assert (await hand_in(client, consultation, n, solved(consultation, now=clock()))).status == 303
    page = await hand_in(client, consultation, 22, solved(consultation, now=clock()))
    assert page.status == 429
    assert page.response.headers["retry-after"] == "15"


async def test_what_the_address_gives_can_be_solved(client: Browser, database: Database, consultation: UUID) -> None:
    answer = await client.http.get(f"/consultations/{consultation}/challenge")
    assert answer.headers["cache-control"] == "no-store"
    assert (await hand_in(client, consultation, 1, solve(answer.json()))).status == 303
    assert await count(database, SpentChallenge) == 1


async def test_replayed(client: Browser, database: Database, consultation: UUID, clock: Clock) -> None:
    proof = solved(consultation, now=clock())
    assert (await hand_in(client, consultation, 1, proof)).status == 303
    await use_up(client, consultation, FREE - 1)
    assert (await hand_in(client, consultation, 2, proof)).status == 303  # the last place of the narrow way
    assert (await hand_in(client, consultation, 3, proof)).status == 429
    assert await count(database, SpentChallenge) == 1


async def test_of_another_consultation_or_over(
    client: Browser, database: Database, cast: Cast, consultation: UUID, clock: Clock
) -> None:
    elsewhere = await make_consultation(database, cast, now=clock())
    await use_up(client, consultation)
    assert (await hand_in(client, consultation, 1, solved(elsewhere, now=clock()))).status == 429
    over = solved(consultation, now=clock() - LIFE - timedelta(seconds=1))
    assert (await hand_in(client, consultation, 2, over)).status == 429
    assert (await hand_in(client, consultation, 3, "nonsense")).status == 429


async def test_one_solution_eight_times_at_once(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    await use_up(client, consultation, FREE - 3)
    proof = solved(consultation, now=clock())
    pages = await asyncio.gather(*(hand_in(client, consultation, n, proof) for n in range(8)))
    assert sorted(page.status for page in pages) == [303] * 4 + [429] * 4  # one as solved, three the narrow way
    assert await count(database, SpentChallenge) == 1
    assert await count(database, Comment) == FREE + 1


async def test_the_same_form_twice_gets_the_same_receipt(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    """Neither "spent" nor "too much": what was let in once stays in."""
    await use_up(client, consultation)
    proof = solved(consultation, now=clock())
    pages = await asyncio.gather(*(hand_in(client, consultation, 1, proof) for _ in range(3)))
    assert {page.status for page in pages} == {303}
    assert len({page.location for page in pages}) == 1
    assert (await hand_in(client, consultation, 2)).status == 429
    assert (await hand_in(client, consultation, 1)).location == pages[0].location
    assert (await hand_in(client, consultation, 100)).status == 303
    assert await count(database, Comment) == FREE + 1


async def test_the_second_click_uses_nothing_up(client: Browser, consultation: UUID) -> None:
    for _ in range(3):
        assert (await hand_in(client, consultation, 1)).status == 303
    await use_up(client, consultation, FREE - 1)
    assert (await hand_in(client, consultation, 2)).status == 429


async def test_all_networks_together_without_a_solution(
    app: Litestar, database: Database, consultation: UUID, clock: Clock
) -> None:
    for place in (1, 2):  # 15 at once for the whole site, 10 for each
        async with Browser(app, address=f"203.0.113.{place}") as one:
            await use_up(one, consultation, 10 if place == 1 else 5, start=100 * place)
    async with Browser(app, address="203.0.113.3") as late:
        page = await hand_in(late, consultation, 1)
        assert page.status == 429
        assert page.response.headers["retry-after"] == "20"
        assert (await hand_in(late, consultation, 2, solved(consultation, now=clock()))).status == 303


async def test_another_network_is_not_hindered(client: Browser, other: Browser, consultation: UUID) -> None:
    await use_up(client, consultation)
    assert (await hand_in(client, consultation, 1)).status == 429
    assert (await hand_in(other, consultation, 2)).status == 303


async def test_every_comment_of_a_form_counts(client: Browser, consultation: UUID) -> None:
    ten = {"text": [f"{WORDS}（{n}）" for n in range(10)], "clause": [""] * 10, "confirmed": "1"}
    assert (await client.post(f"/consultations/{consultation}/comments", ten)).status == 303
    assert (await hand_in(client, consultation, 1)).status == 429


async def test_the_confirming_page_carries_the_solution(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    action = f"/consultations/{consultation}/comments"
    proof = solved(consultation, now=clock())
    page = await client.post(action, {"text": "好", "proof": proof})
    assert page.status == 422
    assert page.form(action)["proof"] == proof
    assert await count(database, SpentChallenge) == 0
    assert (await client.post(action, {**page.form(action), "text": WORDS})).status == 303
    assert await count(database, SpentChallenge) == 1


@pytest.mark.parametrize("off", [{"has_limits": False}, {"has_proof_of_work": False, "comments_per_minute": 1000}])
async def test_switched_off(
    database: Database, consultation: UUID, settings: Settings, clock: Clock, off: dict[str, object]
) -> None:
    known = {"data_dir": settings.data_dir, "url": settings.database_url}
    app = create_app(make_settings(**known, **off), clock=clock, with_jobs=False)  # type: ignore[arg-type]
    async with Browser(app) as client:
        await use_up(client, consultation, 2 * FREE)
        page = await client.get(f"/consultations/{consultation}/comments/new")
        assert page.all("[data-challenge]") == [] == page.all("[name=proof]")
        assert (await client.get(f"/consultations/{consultation}/challenge")).status == 404
    await app.state.database.close()


async def test_look_ups_pause(client: Browser, other: Browser, consultation: UUID) -> None:
    address = f"/consultations/{consultation}/similar"
    while (page := await client.post(address, {"text": "宽"}, htmx=True)).status == 200:
        pass
    assert page.status == 429
    assert "retry-after" in page.response.headers
    assert page.one("[role=status]")
    assert page.all("h1") == []
    assert (await other.post(address, {"text": "宽"}, htmx=True)).status == 200
    assert (await hand_in(client, consultation, 1)).status == 303  # handing in goes on


async def test_nothing_stored_names_the_network(client: Browser, database: Database, consultation: UUID) -> None:
    await hand_in(client, consultation)
    async with database.read() as db:
        keys = list(await db.scalars(select(Allowance.key)))
    assert len(keys) == 2
    assert not any("127.0.0.1" in key for key in keys)


async def test_support_pauses(
    app: Litestar, client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    await hand_in(client, consultation)
    async with database.read() as db:
        comment = await db.scalar(select(Comment.id))
    address = f"/consultations/{consultation}/comments/{comment}/support"
    async with database.write() as tx:
        await take(tx, SUPPORT, "127.0.0.1", gate=app.state.gate, now=clock(), count=SUPPORT.burst)
    part = await client.post(address, {}, htmx=True)
    assert (part.status, part.all("h1")) == (429, [])
    assert "10:01" in part.one("[role=status]").text()
    page = await client.post(address, {})
    assert (page.status, page.response.headers["retry-after"]) == (429, "1")
    assert "10:01" in page.main
    assert page.one("h1")
    clock.advance(timedelta(seconds=1))
    assert (await client.post(address, {})).status == 303


async def test_the_offer_is_left_out_before_anybody_is_refused(
    app: Litestar, client: Browser, consultation: UUID, clock: Clock
) -> None:
    for _ in range(LOOK_UP.burst):
        app.state.gate.look_up(LOOK_UP, "127.0.0.1", now=clock())
    answer = await client.post(f"/consultations/{consultation}/comments", {"text": WORDS})
    assert answer.status == 303
