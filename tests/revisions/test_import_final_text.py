"""Staff import the final text, correct it and confirm it; each clause is then looked for in the draft."""

from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import func, select

from app.lib.db import Database
from app.revisions.models import ChangeCause, ClauseLink, Revision
from tests.adoption.office import Said, make_studied
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.revisions.office import FINAL, compare, make_reported, publish_final


@pytest.fixture
async def reported(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_reported(database, cast, now=clock())


def desk(consultation_id: UUID, more: str = "") -> str:
    return f"/staff/consultations/{consultation_id}/revision{more}"


async def test_it_works(client: Browser, database: Database, reported: UUID) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{reported}")
    assert desk(reported) in [one.attributes.get("href") for one in page.all("a")]
    assert "导入正式文本" in (await client.get(desk(reported))).main
    page = await client.follow(await client.post(desk(reported, "/text"), {"text": FINAL}))
    assert "灵活就业人员缴费办法" in page.one("article h2").text()
    assert len(page.all("article section")) == 5
    page = await client.follow(await client.post(desk(reported, "/text/confirm")))
    assert "待核对" in page.main
    assert [row.css_first("th").text().split("　")[0] for row in page.all("tbody tr")] == [
        "第一条", "第二条", "第三条", "—", "第四条", "第五条",
    ]  # fmt: skip
    page = await client.get(f"/staff/consultations/{reported}")
    assert "确认正式文本" in page.main


async def test_a_file_is_read_too(client: Browser, reported: UUID) -> None:
    await client.sign_in("chen", PASSWORD)
    sent = await client.post(desk(reported, "/text"), files={"file": ("final.txt", FINAL.encode(), "text/plain")})
    assert "final.txt" in (await client.follow(sent)).main
    page = await client.post(desk(reported, "/text"), files={"file": ("final.doc", b"\xd0\xcf\x11\xe0" * 9, "x/y")})
    assert page.status == 422
    page = await client.post(desk(reported, "/text"), {"text": ""})
    assert page.errors == {"file": "请选择文件，或者粘贴正式文本。"}


async def test_a_corrected_text_is_compared_anew(
    client: Browser, database: Database, cast: Cast, clock: Clock, reported: UUID
) -> None:
    await compare(database, cast, reported, now=clock(), is_settled=True)
    await client.sign_in("chen", PASSWORD)
    page = await client.get(desk(reported, "/text"))
    text = page.field("text").replace("六十日", "九十日")
    page = await client.follow(await client.post(desk(reported, "/text/correct"), {"text": text}))
    assert "九十日" in page.main
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(ClauseLink)) == 0
        # What caused the change of a clause of the draft is still known.
        assert await db.scalar(select(func.count()).select_from(ChangeCause)) == 2
    assert "待核对" not in (await client.get(desk(reported))).main
    await client.post(desk(reported, "/text/confirm"))
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(ClauseLink)) == 8
        assert await db.scalar(select(func.count()).select_from(ChangeCause)) == 2
    page = await client.post(desk(reported, "/text/correct"), {"text": ""})
    assert page.status == 422


async def test_it_comes_after_the_report(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, Said(2, "a4"), now=clock())
    await client.sign_in("chen", PASSWORD)
    for page in (await client.get(desk(c)), await client.post(desk(c, "/text"), {"text": FINAL})):
        assert page.status == 409
        assert "须先公布意见采纳情况报告" in page.main
    assert "修订对照" not in (await client.get(f"/staff/consultations/{c}")).main


async def test_nothing_changes_once_it_waits_or_is_published(
    app: Litestar, client: Browser, database: Database, cast: Cast, clock: Clock, reported: UUID
) -> None:
    await compare(database, cast, reported, now=clock(), is_settled=True)
    await client.sign_in("chen", PASSWORD)
    await client.post(desk(reported, "/submit"))
    acts = {
        "/text": {"text": FINAL}, "/text/correct": {"text": FINAL}, "/text/confirm": {}, "/note": {"note": "文"},
        "/pairs": {"after": "a4", "before": ""}, "/pairs/fold": {"before": "a3", "after": ""},
        "/causes": {"clause": "a4", "number": "2"}, "/causes/remove": {"clause": "a4", "number": "1"}, "/submit": {},
    }  # fmt: skip
    for act, sent in acts.items():
        assert (await client.post(desk(reported, act), sent)).status == 409, act
    async with Browser(app) as head:
        await head.sign_in("deng", PASSWORD)
        await head.post(desk(reported, "/approve"))
    for act, sent in acts.items():
        page = await client.post(desk(reported, act), sent)
        assert page.status == 409, act
        assert "已公布" in page.main


async def test_who_may(app: Litestar, database: Database, reported: UUID) -> None:
    for name, status in {"deng": 403, "shen": 403, "luo": 404, "xu": 404, "foreign": 404, "ouyang": 303}.items():
        async with Browser(app) as browser:
            await browser.sign_in(name, PASSWORD)
            assert (await browser.post(desk(reported, "/text"), {"text": FINAL})).status == status, name
    async with database.read() as db:
        assert len((await db.scalars(select(Revision.id))).all()) == 1


async def test_another_import_takes_the_place_of_the_first(
    client: Browser, database: Database, cast: Cast, clock: Clock, reported: UUID
) -> None:
    await compare(database, cast, reported, now=clock())
    await compare(database, cast, reported, now=clock(), text=FINAL.replace("六十日", "四十日"), is_settled=True)
    await publish_final(database, cast, reported, now=clock())
    assert "四十日" in (await client.get(f"/consultations/{reported}/comparison")).main
