"""The report names where people were heard and counts by method; frozen with it, as page, JSON and CSV."""

import csv
import hashlib
import io
import json
from uuid import UUID

from sqlalchemy import select, update

from app.adoption.formats.schema import json_schema
from app.comments.models import Comment
from app.consultations.models import Consultation
from app.lib.db import Database
from app.occasions.models import Occasion
from tests.adoption.office import Said, answer, make_studied, publish
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_hearing, make_occasion


async def make_reported(database: Database, cast: Cast, clock: Clock) -> UUID:
    """Three comments of a group, two of them said at a visit; a symposium where nothing was said; a hearing ahead."""
    c = await make_studied(database, cast, Said(3), now=clock())
    visit = await make_occasion(
        database, cast, c, now=clock(), method="field_research", place="=某街道", n_resident=7, n_npc_delegate=1
    )
    await make_occasion(database, cast, c, now=clock())
    await make_hearing(database, cast, c, now=clock())
    async with database.write() as db:
        two = (await db.scalars(select(Comment.id).order_by(Comment.id).limit(2))).all()
        await db.execute(update(Comment).where(Comment.id.in_(two)).values(occasion_id=visit))
    await answer(database, cast, c, 1, now=clock())
    await publish(database, cast, c, now=clock())
    return c


async def test_page_json_and_csv_say_the_same(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_reported(database, cast, clock)
    page = await client.get(f"/consultations/{c}/report")
    rows = [" ".join(row.text(separator=" ").split()) for row in page.all("#heard ~ div tbody tr")]
    assert rows == [
        "调查研究 2026年9月10日 =某街道 8人参加 人大代表 1；社区居民 7 2",
        "座谈会 2026年9月10日 某市某路1号 12人参加 社区居民 12 0",
    ]
    body = (await client.get(f"/consultations/{c}/report.json")).response.content
    assert hashlib.sha256(body).hexdigest() == page.all(".p-digest")[0].text()
    summary = json.loads(body)["summary"]
    assert [(one["method"], one["comments"]) for one in summary["occasions"]] == [
        ("field_research", 2), ("symposium", 0)
    ]  # fmt: skip
    assert summary["by_method"]["field_research"] == 0  # known from the occasion; these comments came through the site
    text = (await client.get(f"/consultations/{c}/report/occasions.csv")).response.content.decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(text)))
    assert cells[1] == ["2026年9月10日", "调查研究", "'=某街道", "", "人大代表 1；社区居民 7", "8", "2"]
    assert len(cells) == 3


async def test_what_changes_afterwards_does_not_change_the_report(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_reported(database, cast, clock)
    async with database.write() as db:
        await db.execute(update(Occasion).values(place="别处"))
    assert "别处" not in (await client.get(f"/consultations/{c}/report")).text


async def test_at_18_nothing_said_anywhere_is_said_for_every_method(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed", methods=["online_solicitation"])
    await make_occasion(database, cast, c, now=clock(), method="interview")
    async with database.read() as db:
        assert (await db.get_one(Consultation, c)).occasion_count == 1
    await publish(database, cast, c, now=clock())
    page = await client.get(f"/consultations/{c}/report")
    assert page.main.count("在征求意见期内，未收到公众意见。") == 3  # above, online, and for the interviews
    assert "12人参加" in page.main


def test_the_schema_names_them() -> None:
    assert "occasions" in json.dumps(json_schema("https://example.cn"))
