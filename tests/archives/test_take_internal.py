"""The archive with everything: for the auditor and the openness officer only, and always on record."""

import io
import json
import zipfile

from sqlalchemy import select

from app.history.models import HistoryEntry
from app.lib.db import Database
from tests.adoption.office import Said, make_studied
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock

SAID = "我住在某路九十九号"


async def test_it_holds_what_is_not_shown_and_its_fetching_is_recorded(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, Said(2, "a4", SAID, "hidden"), now=clock())
    path = f"/staff/consultations/{c}/archive"
    for who in ("shen", "ouyang"):
        await client.sign_in(who, PASSWORD)
        assert (await client.get(path)).one(f"form[action='{path}']")
        fetched = await client.post(path)
        assert fetched.status == 200
        packed = zipfile.ZipFile(io.BytesIO(fetched.response.content))
        assert json.loads(packed.read("manifest.json"))["is_internal"]
        assert SAID in packed.read("comments.jsonl").decode()
        assert "内部" in packed.read("README.txt").decode()
        await client.post("/sign-out")
    async with database.read() as db:
        takers = await db.scalars(select(HistoryEntry.actor_name).where(HistoryEntry.verb == "archive:take_internal"))
        assert takers.all() == ["沈静", "欧阳敏"]


async def test_nobody_else_gets_it(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(1), now=clock())
    for who, status in {"chen": 403, "deng": 403, "qian": 403, "luo": 404, "xu": 404, "foreign": 404}.items():
        await client.sign_in(who, PASSWORD)
        assert (await client.post(f"/staff/consultations/{c}/archive")).status == status, who
        await client.post("/sign-out")
    async with database.read() as db:
        assert (
            await db.scalars(select(HistoryEntry.id).where(HistoryEntry.verb == "archive:take_internal"))
        ).all() == []
