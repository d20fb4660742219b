"""The board: by what is due, page after page, in views and filters; the calendar and the inbox beside it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.casework.queries import PAGE, Filter, count_views, list_board
from app.casework.rules import View
from app.lib.db import Database
from app.proceedings.models import Proceeding
from app.proceedings.services import propose_extension
from app.requests.models import InformationRequest
from app.workdays.queries import load_calendar
from app.workdays.services import seed_calendar
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import START, Clock
from tests.make_requests import make_request

TODAY = date(2026, 9, 10)


@pytest.fixture
async def office(database: Database, cast: Cast) -> dict[str, UUID]:
    """One request of each kind, all received so that they are due around today."""
    made: dict[str, UUID] = {}
    async with database.write() as db:
        await seed_calendar(db, now=START)
    for name, received_on, state, division in (
        ("overdue", date(2026, 8, 10), "in_process", "pension"),
        ("today", date(2026, 8, 13), "in_process", "skills"),
        ("soon", date(2026, 8, 14), "in_process", "pension"),
        ("running", date(2026, 9, 9), "in_process", "pension"),
        ("waiting", date(2026, 8, 3), "correction_pending", "pension"),
        ("review", date(2026, 9, 8), "under_review", "pension"),
        ("unassigned", date(2026, 9, 7), "received", None),
        ("unconfirmed", None, "submitted", None),
        ("done", date(2026, 8, 12), "replied", "pension"),
    ):
        made[name] = await make_request(
            database,
            cast,
            f"{name} 2025年补贴发放标准",
            now=START,
            state=state,
            received_on=received_on,
            division=division,
        )
    async with database.write() as db:
        for name, request_id in made.items():
            (await db.get_one(InformationRequest, request_id)).title = name
    return made


def titles(page: Page) -> list[str]:
    return [node.text().strip() for node in page.all(".p-cases tbody th a")]


async def board(browser: Browser, query: str = "") -> list[str]:
    page = await browser.get(f"/staff/requests{query}")
    assert page.status == 200
    return titles(page)


async def test_what_is_due_first_stands_first(client: Browser, office: dict[str, UUID]) -> None:
    await client.sign_in("ouyang", PASSWORD)
    running = ["waiting", "overdue", "today", "soon", "unassigned", "review", "running"]
    assert await board(client) == running
    page = await client.get("/staff/requests")
    assert "逾期" in page.one(".p-case--overdue").text()
    assert "今日到期" in page.one(".p-case--today").text()
    assert "承办人、处室负责人、公开机构负责人" in page.one(".p-case--overdue").text()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?view=overdue", ["overdue"]),
        ("?view=soon", ["today", "soon"]),
        ("?view=waiting", ["waiting"]),
        ("?view=review", ["review"]),
        ("?view=unconfirmed", ["unconfirmed"]),
        ("?view=unassigned", ["unassigned"]),
        ("?view=provisional", []),
        ("?view=done", ["done"]),
        ("?view=nonsense&after=nonsense&division=x&due=x", None),
        ("?state=under_review", ["review"]),
        ("?channel=fax", []),
        ("?kind=natural_person&view=done", ["done"]),
        ("?due=2026-09-10", ["today"]),
        ("?find=don", ["done"]),
        ("?find=%25", []),
    ],
)
async def test_views_filters_and_words(
    client: Browser, office: dict[str, UUID], query: str, found: list[str] | None
) -> None:
    await client.sign_in("ouyang", PASSWORD)
    assert await board(client, query) == (await board(client) if found is None else found)


async def test_counts_are_those_of_the_views(database: Database, cast: Cast, office: dict[str, UUID]) -> None:
    async with database.read() as db:
        calendar = await load_calendar(db)
        for who in ("ouyang", "chen", "luo"):
            counts = await count_views(db, cast[who], today=TODAY, calendar=calendar)
            for name, n in counts.items():
                wanted = Filter(view=View(name))
                rows = await list_board(db, cast[who], wanted, after=None, today=TODAY, calendar=calendar)
                assert n == len(rows), (who, name)


async def test_a_division_sees_its_own_and_a_stranger_nothing(client: Browser, office: dict[str, UUID]) -> None:
    await client.sign_in("luo", PASSWORD)
    assert await board(client) == ["today"]
    assert await board(client, f"?find={'overdue'}") == []
    await client.sign_in("foreign", PASSWORD)
    assert await board(client) == []
    await client.sign_in("xu", PASSWORD)
    assert (await client.get("/staff/requests")).status == 403


@pytest.mark.parametrize("view", ["running", "unconfirmed", "done", "find"])
async def test_page_by_page_shows_each_once(client: Browser, database: Database, cast: Cast, view: str) -> None:
    many = PAGE * 2 + 3
    state = {"running": "in_process", "unconfirmed": "submitted"}.get(view, "replied")
    for n in range(many):
        request_id = await make_request(database, cast, now=START + timedelta(minutes=n % 3), state=state)
        async with database.write() as db:
            (await db.get_one(InformationRequest, request_id)).title = f"第{n}件"
    await client.sign_in("ouyang", PASSWORD)
    seen: list[str] = []
    path: Any = "/staff/requests?find=件" if view == "find" else f"/staff/requests?view={view}"
    while path:
        page = await client.get(path)
        seen += titles(page)
        following = page.all("a[rel=next]")
        path = following[0].attributes["href"] if following else None
    assert len(seen) == len(set(seen)) == many


async def test_the_calendar_counts_what_is_due(client: Browser, office: dict[str, UUID]) -> None:
    await client.sign_in("ouyang", PASSWORD)
    page = await client.get("/staff/requests/calendar?show=2026-09")
    cells = {" ".join(node.text(separator=" ").split()) for node in page.all(".p-cal td") if node.css_first("i")}
    assert any("今日 1" in cell for cell in cells)
    assert any("逾期 1" in cell for cell in cells)
    for asked in ("nonsense", "2026-13", "0000-01", "2026-²"):
        assert (await client.get(f"/staff/requests/calendar?show={asked}")).status == 200


@pytest.mark.parametrize(
    ("who", "keys"),
    [
        ("ouyang", ["confirm", "register"]),
        ("chen", ["alarm", "answer"]),
        ("deng", ["alarm", "answer"]),
        ("qian", ["alarm", "confirm", "register"]),
        ("luo", ["answer"]),
        ("shen", []),
        ("foreign", []),
    ],
)
async def test_the_inbox_holds_what_waits_for_this_person(
    client: Browser, office: dict[str, UUID], clock: Clock, who: str, keys: list[str]
) -> None:
    await client.sign_in(who, PASSWORD)
    page = await client.get("/staff/requests/inbox")
    assert [str(node.attributes["id"])[2:] for node in page.all("main section h2")] == keys


async def test_steps_of_the_procedure_reach_who_goes_on(
    client: Browser, database: Database, cast: Cast, office: dict[str, UUID]
) -> None:
    """An extension waits for the chief; a correction that came in, and one that nobody sent, wait for the division."""
    async with database.write() as db:
        soon, running, review = [
            await db.get_one(InformationRequest, office[name]) for name in ("soon", "running", "review")
        ]
        await propose_extension(db, soon, "需要汇总多个处室资料", workdays=20, actor=cast["chen"], now=START)
        for request, state, answer_by in ((running, "answered", None), (review, "open", TODAY - timedelta(days=1))):
            db.add(
                Proceeding(
                    request_id=request.id,
                    kind="correction",
                    state=state,
                    workdays=10,
                    opened_on=TODAY,
                    answer_by=answer_by,
                    created_at=START,
                )
            )
    for who, expected in (("qian", {"approve", "came", "silent"}), ("chen", {"came", "silent"}), ("luo", set())):
        await client.sign_in(who, PASSWORD)
        page = await client.get("/staff/requests/inbox")
        found = {str(node.attributes["id"])[2:] for node in page.all("main section h2")}
        assert found & {"approve", "came", "silent"} == expected, who
