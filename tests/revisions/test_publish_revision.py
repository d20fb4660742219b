"""A second person publishes the comparison; from then on every clause of the draft knows what it became."""

from datetime import timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import event, select, update

from app.comments.models import Comment
from app.consultations.models import Consultation
from app.drafts.models import Clause
from app.lib.db import Database
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.models import OpinionGroup
from app.revisions.models import Revision
from app.revisions.rules import SHOWN_CAUSES
from app.revisions.services import submit_revision
from tests.adoption.office import answer, publish
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make import DRAFT, make_consultation
from tests.revisions.office import compare, make_compared, make_reported, publish_final, settle


@pytest.fixture
async def compared(database: Database, cast: Cast, clock: Clock) -> UUID:
    c = await make_reported(database, cast, now=clock())
    await compare(database, cast, c, now=clock())
    return c


def desk(consultation_id: UUID, more: str = "") -> str:
    return f"/staff/consultations/{consultation_id}/revision{more}"


def links(page: Page) -> list[str]:
    return [one.attributes.get("href") or "" for one in page.all("a")]


async def test_from_the_pairs_to_the_public(
    app: Litestar, database: Database, cast: Cast, clock: Clock, compared: UUID
) -> None:
    async with Browser(app) as clerk, Browser(app) as head, Browser(app) as citizen:
        await clerk.sign_in("chen", PASSWORD)
        page = await clerk.post(desk(compared, "/submit"))
        assert page.status == 409
        assert "还有 2 处对应关系须人工核对" in page.main
        await settle(database, cast, compared, now=clock())
        await clerk.post(desk(compared, "/note"), {"note": "沪人社规〔2026〕1号，自2027年1月1日起施行。"})
        assert (await clerk.post(desk(compared, "/submit"))).status == 303
        assert (await citizen.get(f"/consultations/{compared}/comparison")).status == 404
        await head.sign_in("deng", PASSWORD)
        page = await head.get(desk(compared))
        seen = page.form(desk(compared, "/approve"))
        assert "六十日" in (await head.get(desk(compared, "/preview"))).main
        page = await head.follow(await head.post(desk(compared, "/approve"), seen))
        assert "内容不再变动" in page.main
        page = await citizen.get(f"/consultations/{compared}/comparison")
    assert page.status == 200
    assert "3 条未改，1 处有修改，1 条删去；正式文本新增 1 条" in page.main
    assert "沪人社规〔2026〕1号" in page.main


async def test_nobody_approves_his_own_nor_what_he_has_not_seen(
    app: Litestar, database: Database, cast: Cast, clock: Clock, compared: UUID
) -> None:
    await settle(database, cast, compared, now=clock())
    async with Browser(app) as clerk, Browser(app) as head:
        await clerk.sign_in("chen", PASSWORD)
        await head.sign_in("deng", PASSWORD)
        assert (await head.post(desk(compared, "/approve"))).status == 409
        await clerk.post(desk(compared, "/submit"))
        assert (await clerk.post(desk(compared, "/approve"))).status == 403
        old = (await head.get(desk(compared))).form(desk(compared, "/approve"))
        await head.post(desk(compared, "/return"), {"note": "第二条的来源请再核对。"})
        assert "第二条的来源请再核对" in (await clerk.get(desk(compared))).main
        clock.advance(timedelta(minutes=5))
        await clerk.post(desk(compared, "/submit"))
        page = await head.post(desk(compared, "/approve"), old)
        assert page.status == 409
        assert (await head.post(desk(compared, "/return"), {"note": ""})).status == 422
    async with database.write() as db:
        await db.execute(update(Revision).values(submitted_by_id=cast["deng"].id))
    async with Browser(app) as head:
        await head.sign_in("deng", PASSWORD)
        page = await head.post(desk(compared, "/approve"))
        assert page.status == 409
        assert "本件由您本人提交，须由另一人审批" in page.main


async def test_every_clause_of_the_draft_knows_what_it_became(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_compared(database, cast, now=clock())
    async with database.read() as db:
        row = await db.get_one(Consultation, c)
        (revision,) = (await db.scalars(select(Revision))).all()
        old = {one.ref: one for one in await db.scalars(select(Clause).where(Clause.draft_id == row.draft_id))}
        new = {one.ref: one for one in await db.scalars(select(Clause).where(Clause.draft_id == revision.draft_id))}
    assert row.final_published_at == clock()
    became = {ref: old[ref].became for ref in ("a1", "a2", "a3", "a4", "a5")}
    assert became == {
        "a1": "第一条　目的", "a2": "第三条　适用范围", "a3": "", "a4": "第四条　宽限期", "a5": "第五条　施行日期",
    }  # fmt: skip
    assert new["a3"].lineage_id == old["a2"].id
    assert new["a2"].lineage_id is None
    assert "正式文本中为“第三条 适用范围”" in (await client.get(f"/consultations/{c}/clauses/a2")).main
    assert "正式文本已无此条" in (await client.get(f"/consultations/{c}/clauses/a3")).main
    for page in ("", "/report", "/clauses/a4"):
        assert f"/consultations/{c}/comparison" in links(await client.get(f"/consultations/{c}{page}"))


async def test_before_it_is_published_nothing_leads_to_it(client: Browser, compared: UUID) -> None:
    for page in ("", "/report", "/clauses/a4"):
        assert not [one for one in links(await client.get(f"/consultations/{compared}{page}")) if "/comparison" in one]


async def test_the_comparison_shows_differences_and_causes(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_compared(database, cast, now=clock())
    page = await client.get(f"/consultations/{c}/comparison")
    change = page.one("#a4")
    assert [one.text() for one in change.css("del")] == ["【删除：十五日】"]
    assert [one.text() for one in change.css("ins")] == ["【新增：六十日】"]
    assert [one.css_first("a").text() for one in change.css(".p-causes li")] == ["宽限期太短，希望延长", "六十日就好"]
    assert "改为六十日。" in change.text()
    assert "此处修改没有对应的公众意见" in page.one("#a2").text()
    assert page.one("#draft-a3").css("del")
    assert page.one("#a3").tag == "details"
    assert "征求意见稿第二条" in page.one("#a3").text()
    shown = {}
    for show in ("all", "different", "changed", "new", "removed", "moved", "unchanged", "nonsense"):
        some = await client.get(f"/consultations/{c}/comparison?show={show}")
        shown[show] = len(some.all(".p-change, .p-same"))
    assert shown == {
        "all": 6, "different": 3, "changed": 1, "new": 1, "removed": 1, "moved": 0, "unchanged": 3, "nonsense": 6,
    }  # fmt: skip


async def test_a_group_that_is_withheld_later_leaves_no_words(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_compared(database, cast, now=clock())
    address = f"/consultations/{c}/comparison"
    assert "宽限期太短" in (await client.get(address)).main
    async with database.write() as db:
        await db.execute(update(Comment).where(Comment.consultation_id == c).values(visibility="hidden"))
    assert "宽限期太短" not in (await client.get(address)).text
    assert "改为六十日。" in (await client.get(address)).main


async def test_it_costs_the_same_however_many_commented(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    statements: list[int] = []
    for n in (1, 30):
        c = await make_compared(database, cast, now=clock(), copies=n)
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object, seen: list[str] = seen) -> None:
            seen.append(statement)

        event.listen(database.engine.sync_engine, "before_cursor_execute", note)
        page = await client.get(f"/consultations/{c}/comparison")
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
        statements.append(len([one for one in seen if one.lstrip().upper().startswith("SELECT")]))
    assert len(page.one("#a4").css(".p-causes li")) == SHOWN_CAUSES
    assert f"另有 {2 + 2 * 29 - SHOWN_CAUSES} 类诉求" in page.main
    assert statements[0] == statements[1] <= 6


async def test_the_clerk_learns_of_a_change_that_only_the_report_made(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_reported(database, cast, now=clock())
    await compare(database, cast, c, now=clock(), text=DRAFT.replace("（草案征求意见稿）", ""))
    await client.sign_in("chen", PASSWORD)
    assert "有 1 条在采纳情况报告中写明修改，正式文本却未改" in (await client.get(desk(c))).main
    assert "报告称修改、正文未改" in (await client.get(desk(c, "/pairs"))).main


async def test_the_receipt_shows_my_clause_before_and_after(
    app: Litestar, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_consultation(database, cast, now=clock())
    slips = {}
    for n, ref in enumerate(("a4", "a3", "a2", "")):
        async with Browser(app, address=f"127.0.0.{n + 1}") as citizen:
            sent = {"text": f"这是关于宽限期和缴费方式的第{n}条意见。", "clause": ref, "confirmed": "1"}
            page = await citizen.follow(await citizen.post(f"/consultations/{c}/comments", sent))
            slips[ref] = (page.one("#receipt-number").text(), page.one("#receipt-code").text())
    await group_new_comments(database, str(c), now=clock())
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        row.state = "analysing"
        numbers = list(await db.scalars(select(OpinionGroup.number)))
    await answer(database, cast, c, *numbers, now=clock())
    await publish(database, cast, c, now=clock())
    before = {ref: await look_up(app, slip) for ref, slip in slips.items()}
    assert not any("/comparison" in one for page in before.values() for one in links(page))
    await compare(database, cast, c, now=clock(), is_settled=True)
    await publish_final(database, cast, c, now=clock())
    after = {ref: await look_up(app, slip) for ref, slip in slips.items()}
    assert "正式文本中为第四条，修改如下" in after["a4"].main
    assert [one.text() for one in after["a4"].all("ins")] == ["【新增：六十日】"]
    assert f"/consultations/{c}/comparison#a4" in links(after["a4"])
    assert "正式文本已无此条" in after["a3"].main
    assert "正式文本中为第三条，文字未改" in after["a2"].main
    assert "正式文本" not in after[""].main


async def look_up(app: Litestar, slip: tuple[str, str]) -> Page:
    async with Browser(app) as browser:
        return await browser.follow(await browser.post("/receipts", {"number": slip[0], "code": slip[1]}))


async def test_it_waits_on_the_desk_of_whom_it_waits_for(
    app: Litestar, database: Database, cast: Cast, clock: Clock, compared: UUID
) -> None:
    async def seen_by(name: str) -> str:
        async with Browser(app) as browser:
            await browser.sign_in(name, PASSWORD)
            found = (await browser.get("/staff")).all("section[aria-labelledby=final-texts] b")
            return found[0].text() if found else ""

    assert await seen_by("chen") == "对照中"
    await settle(database, cast, compared, now=clock())
    async with database.write() as db:
        await submit_revision(db, await db.get_one(Consultation, compared), actor=cast["chen"], now=clock())
    steps = {name: await seen_by(name) for name in ("chen", "deng", "qian", "shen", "luo", "foreign")}
    waits, approve = "待审批", "等待您审批"
    assert steps == {"chen": waits, "deng": approve, "qian": approve, "shen": waits, "luo": "", "foreign": ""}
    async with Browser(app) as head:
        await head.sign_in("deng", PASSWORD)
        await head.post(desk(compared, "/return"), {"note": "请再核对。"})
    assert await seen_by("chen") == "已退回修改"
