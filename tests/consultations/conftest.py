"""Browsers of the cast, and the notice as the form sends it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import select

from app.consultations.models import Consultation
from app.history.models import HistoryEntry
from app.lib.db import Database
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast

SignIn = Callable[[str], Awaitable[Browser]]

STRANGERS = {
    "luo": 404,  # clerk of another division
    "foreign": 404,  # clerk and openness officer of another agency
    "xu": 404,  # manages people and sees no consultation
}
"""Everybody who may not even know that a consultation of the pension division exists."""


@pytest.fixture
async def sign_in(app: Litestar, cast: Cast) -> AsyncIterator[SignIn]:
    """Signs somebody of the cast in, each in a browser of the person's own; "" is a visitor."""
    async with AsyncExitStack() as stack:

        async def open_browser(username: str) -> Browser:
            browser = await stack.enter_async_context(Browser(app))
            if username:
                await browser.sign_in(username, PASSWORD)
            return browser

        yield open_browser


def notice(**changes: object) -> dict[str, object]:
    """The form of the notice, filled so that it could be published on 10 September 2026."""
    return {
        "title": "某市老年人就餐服务办法（草案征求意见稿）",
        "opens_on": "2026-09-10",
        "closes_on": "2026-10-10",
        "summary": "食堂设在哪里、谁可以优惠。",
        "explanation": "为了方便老年人就餐，起草本办法。",
        "basis": "《中华人民共和国老年人权益保障法》",
        "methods": ["online_solicitation", "symposium"],
        "contact": "某市某路1号",
        "moderation_policy": "after",
        **changes,
    }


def squeezed(page: Page) -> str:
    """The words of a page without any blank: titles are broken into words there."""
    return page.main.replace(" ", "")


async def stored(database: Database, consultation_id: UUID) -> Consultation:
    """The row as it is now."""
    async with database.read() as db:
        row = await db.get_one(Consultation, consultation_id)
        db.expunge_all()
        return row


async def acts(database: Database, consultation_id: UUID) -> list[str]:
    """Verbs on record about a consultation, in the order of time."""
    query = (
        select(HistoryEntry.verb)
        .where(HistoryEntry.subject == f"consultation:{consultation_id}")
        .order_by(HistoryEntry.at, HistoryEntry.id)
    )
    async with database.read() as db:
        return [verb.removeprefix("consultation:") for verb in (await db.execute(query)).scalars()]
