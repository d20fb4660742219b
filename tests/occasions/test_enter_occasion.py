"""A symposium is entered, announced, changed, postponed, cancelled; the public reads it, and only what it may."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.consultations.models import Consultation
from app.history.models import HistoryEntry
from app.lib.db import Database
from tests.cast import Cast
from tests.conftest import START, Clock
from tests.consultations.conftest import STRANGERS, SignIn
from tests.make import make_consultation
from tests.occasions.conftest import SYMPOSIUM, desk, occasions

pytestmark = pytest.mark.one_database("a form and its refusals")

PLANNED = {**SYMPOSIUM, "is_held": "0", "held_on": "2026-09-20", "n_npc_delegate": "", "n_resident": ""}


@pytest.fixture
async def one(database: Database, cast: Cast) -> UUID:
    return await make_consultation(database, cast, now=START)


async def test_what_took_place_is_public_with_numbers_and_without_the_note(
    sign_in: SignIn, database: Database, one: UUID
) -> None:
    clerk = await sign_in("chen")
    page = await clerk.follow(await clerk.post(f"{desk(one)}/occasions", SYMPOSIUM))
    assert "已登记" in page.main
    (row,) = await occasions(database)
    assert (row.state, row.participants, row.starts_at) == ("held", {"npc_delegate": 2, "resident": 11}, "14:00")
    visitor = await sign_in("")
    page = await visitor.get(f"/consultations/{one}/occasions")
    for words in (
        "座谈会",
        "2026年9月9日",
        "某市某路1号三楼会议室",
        "13人参加",
        "人大代表 2",
        "社区居民 11",
        "放宽补缴期限",
    ):
        assert words in page.main
    assert "存档号" not in page.text
    assert "座谈、听证等活动（1）" in (await visitor.get(f"/consultations/{one}")).main
    page = await clerk.get(f"{desk(one)}/occasions/{row.id}")
    assert "存档号" in page.main
    assert "登记听取意见活动" in page.main


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": "2026-09-11"}, "held_on"),
        ({"held_on": ""}, "held_on"),
        ({"method": "hearing"}, "method"),
        ({"method": "online_solicitation"}, "method"),
        ({"method": ""}, "method"),
        ({"starts_at": "下午"}, "starts_at"),
        ({"place": ""}, "place"),
        ({"n_npc_delegate": "", "n_resident": "0"}, "n_npc_delegate"),
        ({"n_resident": "-1"}, "n_resident"),
        ({"n_resident": "很多"}, "n_resident"),
        ({"summary": "联系张三 13800138000"}, "summary"),
        ({"organiser": "a@example.com"}, "organiser"),
        ({**PLANNED, "held_on": "2026-09-09"}, "held_on"),
    ],
)
async def test_a_bad_form_keeps_what_was_typed(
    sign_in: SignIn, database: Database, one: UUID, changes: dict[str, str], field: str
) -> None:
    page = await (await sign_in("chen")).post(f"{desk(one)}/occasions", {**SYMPOSIUM, **changes})
    assert page.status == 422
    assert set(page.errors) == {field}
    assert page.all(f"#{field}")
    assert page.field("note").strip() == SYMPOSIUM["note"]
    assert await occasions(database) == []


async def test_what_is_planned_is_announced_and_recorded_afterwards(
    sign_in: SignIn, database: Database, one: UUID, clock: Clock
) -> None:
    clerk, visitor = await sign_in("chen"), await sign_in("")
    await clerk.post(f"{desk(one)}/occasions", PLANNED)
    (row,) = await occasions(database)
    page = await visitor.get(f"/consultations/{one}/occasions")
    assert "即将举行" in page.main
    assert "2026年9月20日 14:00" in page.main
    here = f"{desk(one)}/occasions/{row.id}"
    moved = {**PLANNED, "held_on": "2026-09-21"}
    page = await clerk.post(f"{here}/edit", moved)
    assert (page.status, set(page.errors)) == (422, {"held_on"})  # the public knows the day
    clock.now = START + timedelta(days=12)
    clerk = await sign_in("chen")
    done = {**SYMPOSIUM, "held_on": "2026-09-20"}
    await clerk.follow(await clerk.post(f"{here}/edit", done))
    (row,) = await occasions(database)
    assert (row.state, row.held_on) == ("held", date(2026, 9, 20))
    assert (await clerk.post(f"{here}/edit", PLANNED)).status == 409  # held stays held


async def test_postponed_with_a_public_reason_and_never_brought_forward(
    sign_in: SignIn, database: Database, one: UUID
) -> None:
    clerk, visitor = await sign_in("chen"), await sign_in("")
    await clerk.post(f"{desk(one)}/occasions", PLANNED)
    (row,) = await occasions(database)
    here = f"{desk(one)}/occasions/{row.id}"
    for day in ("2026-09-20", "2026-09-19"):
        page = await clerk.post(f"{here}/postpone", {"held_on": day, "reason": "场地"})
        assert page.status == 409
        assert "只能延期，不能提前" in page.main
    page = await clerk.post(f"{here}/postpone", {"held_on": "2026-09-27", "reason": ""})
    assert set(page.errors) == {"reason"}
    await clerk.follow(await clerk.post(f"{here}/postpone", {"held_on": "2026-09-27", "reason": "场地临时维修"}))
    page = await clerk.get(here)
    assert "由2026年9月20日改到2026年9月27日" in page.main
    assert "场地临时维修" in page.main
    assert "2026年9月27日" in (await visitor.get(f"/consultations/{one}/occasions")).main


async def test_cancelled_stays_with_its_reason(sign_in: SignIn, database: Database, one: UUID) -> None:
    clerk = await sign_in("chen")
    await clerk.post(f"{desk(one)}/occasions", PLANNED)
    (row,) = await occasions(database)
    here = f"{desk(one)}/occasions/{row.id}"
    assert set((await clerk.post(f"{here}/cancel", {"reason": "请打 13800138000"})).errors) == {"reason"}
    await clerk.follow(await clerk.post(f"{here}/cancel", {"reason": "改为网上征集"}))
    assert "改为网上征集" in (await (await sign_in("")).get(f"/consultations/{one}/occasions")).main
    assert (await clerk.post(f"{here}/cancel", {"reason": "再取消"})).status == 409
    assert (await clerk.post(f"{here}/edit", SYMPOSIUM)).status == 409


async def test_nothing_changes_once_the_report_is_published(sign_in: SignIn, database: Database, one: UUID) -> None:
    clerk = await sign_in("chen")
    await clerk.post(f"{desk(one)}/occasions", SYMPOSIUM)
    (row,) = await occasions(database)
    async with database.write() as db:
        (await db.get_one(Consultation, one)).state = "report_published"
    for path in ("occasions", f"occasions/{row.id}/edit", "hearings"):
        sent = {**SYMPOSIUM, "selection_rule": "抽签", "sign_up": "来", "sign_up_until": "2026-10-01"}
        assert (await clerk.post(f"{desk(one)}/{path}", sent)).status == 409
    assert len(await occasions(database)) == 1
    assert "逐条录入意见" not in (await clerk.get(f"{desk(one)}/occasions")).main


async def test_before_the_draft_is_public_nobody_outside_sees_it(
    sign_in: SignIn, database: Database, cast: Cast
) -> None:
    drafting = await make_consultation(database, cast, now=START, state="drafting")
    clerk = await sign_in("chen")
    assert (await clerk.post(f"{desk(drafting)}/occasions", {**SYMPOSIUM, "method": "field_research"})).status == 303
    assert (await (await sign_in("")).get(f"/consultations/{drafting}/occasions")).status == 404


@pytest.mark.parametrize(("who", "status"), [*STRANGERS.items(), ("deng", 403), ("shen", 403), ("", 303)])
async def test_strangers(sign_in: SignIn, database: Database, one: UUID, who: str, status: int) -> None:
    assert (await (await sign_in(who)).post(f"{desk(one)}/occasions", SYMPOSIUM)).status == status
    assert await occasions(database) == []


async def test_an_occasion_of_another_consultation_is_not_found(
    sign_in: SignIn, database: Database, one: UUID, cast: Cast
) -> None:
    clerk = await sign_in("chen")
    await clerk.post(f"{desk(one)}/occasions", SYMPOSIUM)
    (row,) = await occasions(database)
    other = await make_consultation(database, cast, now=START)
    assert (await clerk.get(f"{desk(other)}/occasions/{row.id}")).status == 404
    assert (await clerk.post(f"{desk(other)}/occasions/{row.id}/cancel", {"reason": "不对"})).status == 404


async def test_the_record_names_what_changed(sign_in: SignIn, database: Database, one: UUID) -> None:
    clerk = await sign_in("chen")
    await clerk.post(f"{desk(one)}/occasions", SYMPOSIUM)
    (row,) = await occasions(database)
    await clerk.post(f"{desk(one)}/occasions/{row.id}/edit", {**SYMPOSIUM, "place": "二楼会议室"})
    async with database.read() as db:
        entries = await db.scalars(select(HistoryEntry).where(HistoryEntry.subject == f"occasion:{row.id}"))
        acts = {entry.verb: entry.details for entry in entries}
    assert acts["occasion:change_occasion"]["changed"] == ["place"]
    assert "居民" not in str(acts)
