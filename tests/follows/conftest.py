"""A site with a mail server, a consultation, and what lies in the mailbox of whoever follows it."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select

from app.follows.jobs import tell_followers
from app.follows.queries import find_untold
from app.lib.db import Database
from app.lib.settings import Settings
from app.notices.models import Mail
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_consultation

BASE = "http://localhost:8000"
WANG = "wang.wu@example.org"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, smtp_url="smtp://127.0.0.1:1", base_url=BASE)


@pytest.fixture
async def consultation(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock())


@dataclass
class Post:
    """The outbox as its receivers see it."""

    database: Database

    async def mails(self, to: str = "") -> Sequence[Mail]:
        async with self.database.read() as db:
            found = list(await db.scalars(select(Mail).order_by(Mail.id)))
        return [mail for mail in found if to in ("", mail.to)]

    async def link(self, page: str, to: str = "") -> str:
        """The path of the newest link to that page."""
        for mail in reversed(await self.mails(to)):
            if found := re.search(rf"{BASE}(/follows/{page}/\S+)", mail.body):
                return found[1]
        raise AssertionError(f"no mail leads to {page}")


@pytest.fixture
def post(database: Database) -> Post:
    return Post(database)


async def ask(client: Browser, consultation_id: UUID, address: str = WANG, **more: str) -> Page:
    return await client.post(f"/consultations/{consultation_id}/follow", {"email": address, **more})


async def follow(client: Browser, post: Post, consultation_id: UUID, address: str = WANG, **more: str) -> None:
    """Ask, and press the button that the mail leads to."""
    assert (await ask(client, consultation_id, address, **more)).status == 303
    assert (await client.post(await post.link("confirm", address))).status == 303


async def tell(database: Database, clock: Clock, *, batch: int = 200) -> list[str]:
    """What the sweep finds is told; answers which consultations it found."""
    async with database.read() as db:
        due = await find_untold(db, clock())
    for (consultation_id,) in due:
        await tell_followers(database, consultation_id, base_url=BASE, batch=batch, now=clock())
    async with database.read() as db:
        assert await find_untold(db, clock()) == [], "nothing is left to do"
    return [one for (one,) in due]
