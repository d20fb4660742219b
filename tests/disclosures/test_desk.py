"""From the draft to the public page at the desk, by two people; each refusal, and each stranger."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta

import pytest
from litestar import Litestar
from sqlalchemy import func, select

from app.accounts.models import Person
from app.disclosures.models import Disclosure, DisclosureVersion
from app.files.models import StoredFile
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.workdays.services import seed_calendar
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.disclosures.entries import CONTENT, publish

pytestmark = pytest.mark.one_database("forms and pages")

DESK = "/staff/disclosures"
TYPED = {
    "title": "某市养老保险关系转移办事指南",
    "issuer": "某市人力资源和社会保障局",
    "topic": "15-02",
    "genre": "service_guide",
    "five_openness": "service",
    "proactive_basis": "20-5",
    "made_on": "2026-09-01",
    "keywords": "养老保险、转移 接续",
    "abstract": "怎样转移。",
    "body": "一、怎样办\n到窗口办，也可以在网上办。",
    "term": "长期公开",
    "source": "direct",
}


@pytest.fixture
async def people(app: Litestar, cast: Cast) -> AsyncIterator[dict[str, Browser]]:
    async with AsyncExitStack() as stack:
        found = {name: await stack.enter_async_context(Browser(app)) for name in ("chen", "deng", "luo", "qian")}
        for name, browser in found.items():
            await browser.sign_in(name, PASSWORD)
        yield found


async def draft(browser: Browser, **changes: str) -> str:
    page = await browser.post(DESK, TYPED | changes)
    assert page.status == 303, (page.status, page.errors)
    return page.location


async def published(database: Database) -> Disclosure:
    async with database.read() as db:
        return (await db.execute(select(Disclosure))).scalar_one()


async def test_it_works(people: dict[str, Browser], client: Browser, database: Database) -> None:
    entry = await draft(people["chen"])
    page = await people["chen"].get(entry)
    assert "到窗口办，也可以在网上办。" in page.main
    await people["chen"].follow(await people["chen"].post(f"{entry}/submit"))
    assert "待审批" in (await people["deng"].get(DESK)).main
    await people["deng"].follow(await people["deng"].post(f"{entry}/approve"))
    public = await client.get(f"/catalogue/{(await published(database)).index_no}")
    assert public.status == 200
    assert "养老保险 转移 接续" in public.main
    assert "综合政务" not in public.main
    assert "劳动、人事\\社会保障" in public.main


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"five_openness": ""}, "five_openness", "五公开"),
        ({"doc_no": "沪人社规[2026]3号"}, "doc_no", "六角括号"),
        ({"made_on": "2026-09-11"}, "made_on", "不能晚于今天"),
        ({"topic": "99"}, "topic", "主题分类"),
        ({"proactive_basis": "20-16"}, "proactive_basis", "公开依据"),
        ({"title": ""}, "title", "标题"),
        ({"genre": "nonsense"}, "genre", "请选择"),
    ],
)
async def test_a_bad_form_is_shown_again_and_nothing_is_stored(
    people: dict[str, Browser], database: Database, changes: dict[str, str], field: str, sentence: str
) -> None:
    page = await people["chen"].post(DESK, TYPED | changes)
    assert page.status == 422
    assert sentence in page.errors[field]
    assert page.field("abstract") == "怎样转移。"
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Disclosure)) == 0


async def test_nothing_personal_is_submitted_before_somebody_cleared_it(
    people: dict[str, Browser], database: Database
) -> None:
    chen = people["chen"]
    entry = await draft(chen, body="咨询请拨打13800138000。\n也可以写信到office@example.org。")
    page = await chen.post(f"{entry}/submit")
    assert page.status == 409
    assert "未脱敏或未征得同意" in page.main
    marks = [node.attributes["value"] for node in (await chen.get(entry)).all("[name=mark]")]
    assert len(marks) == 2
    assert (await chen.post(f"{entry}/clear", {"mark": marks[0], "reason": ""})).status == 422
    assert (await chen.post(f"{entry}/clear", {"mark": "0" * 64, "reason": "没有这一处"})).status == 404
    for mark in marks:
        assert (await chen.post(f"{entry}/submit")).status == 409
        await chen.follow(await chen.post(f"{entry}/clear", {"mark": mark, "reason": "是办公电话和公用邮箱。"}))
    assert (await chen.post(f"{entry}/submit")).status == 303
    async with database.read() as db:
        acts = await db.scalars(select(HistoryEntry).where(HistoryEntry.verb == "disclosure:clear_finding"))
        kept = str([act.details for act in acts])
    assert "13800138000" not in kept
    assert "办公电话" in kept


async def test_a_change_after_the_clearing_is_looked_at_again(people: dict[str, Browser]) -> None:
    chen = people["chen"]
    entry = await draft(chen, body="咨询请拨打13800138000。")
    (mark,) = [node.attributes["value"] for node in (await chen.get(entry)).all("[name=mark]")]
    await chen.post(f"{entry}/clear", {"mark": mark or "", "reason": "是办公电话。"})
    await chen.post(f"{entry}/edit", TYPED | {"body": "咨询请拨打13800138000或者13900139000。"})
    assert (await chen.post(f"{entry}/submit")).status == 409


async def test_nobody_approves_his_own(people: dict[str, Browser], database: Database, app: Litestar) -> None:
    entry = await draft(people["chen"])
    await people["chen"].post(f"{entry}/submit")
    async with database.write() as db:
        version = (await db.execute(select(DisclosureVersion))).scalar_one()
        version.submitted_by_id = (await db.get_one(Disclosure, version.disclosure_id)).created_by_id
    assert (await people["chen"].post(f"{entry}/approve")).status == 403
    await give_roles(database, "chen", ["division_clerk", "division_head"])
    page = await people["chen"].post(f"{entry}/approve")
    assert page.status == 409
    assert "须由他人审核" in page.main
    assert (await published(database)).index_no is None


async def give_roles(database: Database, username: str, roles: list[str]) -> None:
    async with database.write() as db:
        (await db.execute(select(Person).where(Person.username == username))).scalar_one().roles = roles


async def test_what_is_sent_back_says_why_and_is_written_anew(people: dict[str, Browser]) -> None:
    chen, deng = people["chen"], people["deng"]
    entry = await draft(chen)
    assert (await deng.post(f"{entry}/approve")).status == 409
    await chen.post(f"{entry}/submit")
    assert (await chen.post(f"{entry}/edit", TYPED)).status == 409
    assert (await deng.post(f"{entry}/return", {"note": ""})).status == 422
    await deng.post(f"{entry}/return", {"note": "请写明受理时间。"})
    assert "请写明受理时间。" in (await chen.get(entry)).main
    await chen.follow(await chen.post(f"{entry}/edit", TYPED | {"body": "一、怎样办\n五个工作日内办结。"}))
    await chen.post(f"{entry}/submit")
    assert (await deng.post(f"{entry}/approve")).status == 303


async def test_an_entry_without_text_needs_a_file_that_somebody_looked_at(
    people: dict[str, Browser], client: Browser, database: Database
) -> None:
    chen = people["chen"]
    entry = await draft(chen, body="")
    assert "没有正文，也没有附件" in (await chen.post(f"{entry}/submit")).main
    assert (await chen.post(f"{entry}/files", {})).status == 422
    await chen.follow(await chen.post(f"{entry}/files", files={"file": ("办事指南.txt", "五个工作日。".encode())}))
    assert "逐个查看附件" in (await chen.post(f"{entry}/submit")).errors["is_checked"]
    assert (await chen.post(f"{entry}/submit", {"is_checked": "1"})).status == 303
    await people["qian"].post(f"{entry}/approve")
    public = await client.get(f"/catalogue/{(await published(database)).index_no}")
    link = public.one(".p-files a").attributes["href"] or ""
    assert (await client.get(link)).text == "五个工作日。"


async def test_a_draft_can_be_given_up_with_its_files(people: dict[str, Browser], database: Database) -> None:
    chen = people["chen"]
    entry = await draft(chen)
    await chen.post(f"{entry}/files", files={"file": ("一.txt", "一。".encode())})
    page = await chen.post(f"{entry}/discard")
    assert page.location == DESK
    assert (await chen.get(entry)).status == 404
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(StoredFile)) == 0


async def test_a_draft_is_of_its_division_only(people: dict[str, Browser]) -> None:
    entry = await draft(people["chen"])
    assert (await people["luo"].get(entry)).status == 404
    assert "办事指南" not in (await people["luo"].get(DESK)).main
    assert (await people["deng"].post(f"{entry}/edit", TYPED)).status == 403


@pytest.mark.parametrize(
    ("days", "lamp", "words"), [(0, "l-grn", "还剩28天"), (26, "l-amb", "还剩2天"), (40, "l-red", "逾期12天")]
)
async def test_the_lamp_follows_the_20_working_days(
    people: dict[str, Browser], database: Database, clock: Clock, days: int, lamp: str, words: str
) -> None:
    async with database.write() as db:
        await seed_calendar(db, now=clock())
    await draft(people["chen"], made_on="2026-08-10")
    clock.now = clock().replace(month=8, day=10) + timedelta(days=days)
    for browser in people.values():  # signed out meanwhile
        await browser.sign_in("deng", PASSWORD)
    page = await people["deng"].get(DESK)
    assert f"#{lamp}" in (page.one(".p-due").html or "")
    assert words in page.one(".p-due").text()


async def amended(people: dict[str, Browser], entry: str, **changes: str) -> Page:
    chen = people["chen"]
    assert (await chen.post(f"{entry}/amend")).location == f"{entry}/edit"
    form = (await chen.get(f"{entry}/edit")).form(f"{entry}/edit")
    return await chen.post(f"{entry}/edit", form | changes)


async def test_a_new_version_leaves_the_old_one_readable(
    people: dict[str, Browser], client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    done = await publish(database, cast, now=clock())
    entry = f"{DESK}/{done.id}"
    clock.advance(timedelta(minutes=5))
    await amended(people, entry, body="一、申领对象\n所有灵活就业人员。")
    assert "本版有什么变化" in (await people["chen"].post(f"{entry}/submit")).errors["change_note"]
    await amended_note(people, entry, "扩大了申领对象。")
    assert "所有灵活就业人员" not in (await client.get(done.path)).main
    assert (await people["chen"].post(f"{entry}/amend")).status == 409
    await people["chen"].post(f"{entry}/submit")
    await people["deng"].post(f"{entry}/approve")
    page = await client.get(done.path)
    assert "所有灵活就业人员" in page.main
    assert "扩大了申领对象。" in page.main
    old = await client.get(f"{done.path}/versions/1")
    assert "就业困难人员" in old.main
    assert "已被替换" in old.main
    assert (await client.get(f"{done.path}/versions/3")).status == 404
    assert (await client.get(f"{done.path}/versions/2")).location == done.path
    kept = await published(database)
    assert (kept.index_no, kept.version, kept.published_at) == (done.index_no, 2, clock() - timedelta(minutes=5))


async def amended_note(people: dict[str, Browser], entry: str, text: str) -> None:
    chen = people["chen"]
    form = (await chen.get(f"{entry}/edit")).form(f"{entry}/edit")
    assert (await chen.post(f"{entry}/edit", form | {"change_note": text})).status == 303


async def test_a_note_to_the_public_holds_nothing_personal(
    people: dict[str, Browser], database: Database, cast: Cast, clock: Clock
) -> None:
    entry = f"{DESK}/{(await publish(database, cast, now=clock())).id}"
    page = await amended(people, entry, change_note="应13800138000机主要求修改。")
    assert "个人信息" in page.errors["change_note"]
    page = await people["qian"].post(f"{entry}/withdraw", {"reason": "含13800138000机主的信息。"})
    assert "个人信息" in page.errors["reason"]
    assert (await published(database)).state == "published"


async def test_what_was_made_on_which_day_stays_in_the_form(people: dict[str, Browser]) -> None:
    entry = await draft(people["chen"])
    form = (await people["chen"].get(f"{entry}/edit")).form(f"{entry}/edit")
    assert form["made_on"] == date(2026, 9, 1).isoformat()
    assert form["keywords"] == "养老保险　转移　接续"
    assert (form["genre"], form["five_openness"]) == ("service_guide", "service")
    assert form["body"].strip() == TYPED["body"]
    assert CONTENT.title not in form.values()


async def test_no_word_of_a_draft_leaves_the_house(
    people: dict[str, Browser], client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    done = await publish(database, cast, now=clock())
    await draft(people["chen"], title="未发布的琥珀办法", body="琥珀正文。", abstract="琥珀概述。")
    await amended(people, f"{DESK}/{done.id}", body="琥珀新版。", title="琥珀新题", change_note="琥珀变化。")
    for address in (
        "/", "/catalogue", done.path, f"{done.path}/versions/1", "/catalogue/feed.atom", "/catalogue/data",
        "/catalogue/data/2026.csv", "/catalogue/data/2026.json", "/search?q=琥珀",
    ):  # fmt: skip
        assert "琥珀" not in (await client.get(address)).text.replace('value="琥珀"', "").replace("<title>琥珀", ""), (
            address
        )
    assert (await client.get(f"{done.path}/versions/2")).status == 404
