"""A hearing from its notice to its signed record (条例 art. 16, 17), each step refused where the law is not kept."""

from datetime import date
from uuid import UUID

import pytest

from app.lib.clock import day_start
from app.lib.db import Database
from app.occasions.models import Hearing
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import START, Clock
from tests.consultations.conftest import SignIn
from tests.make import make_consultation
from tests.occasions.conftest import HEARING, desk, occasions

pytestmark = pytest.mark.one_database("steps and forms")

PEOPLE = {
    "category": ["stakeholder", "stakeholder", "npc_delegate", "expert"],
    "name": ["王建国", "欧阳敏", "李代表", "赵教授"],
    "represents": ["灵活就业人员", "个体工商户", "某区代表组", "某大学"],
    "agrees": ["no", "no", "yes", "yes"],
}
MATERIALS = {"materials_sent_on": "2026-10-09", "materials": "草案、起草说明、成本测算"}
RECORD = {
    "steps": ["1", "2", "3"], "n_stakeholder": "2", "n_npc_delegate": "1", "n_expert": "1",
    "summary": "参加人均赞成延长补缴期限。", "signed_on": "2026-10-16", "signed_count": "4",
}  # fmt: skip


@pytest.fixture
async def one(database: Database, cast: Cast) -> UUID:
    return await make_consultation(database, cast, now=START)


async def prepared(clerk: Browser, database: Database, one: UUID, **changes: str) -> str:
    page = await clerk.post(f"{desk(one)}/hearings", {**HEARING, **changes})
    assert page.status == 303, page.main
    return f"{desk(one)}/hearings/{(await occasions(database))[-1].id}"


async def hearing(database: Database) -> Hearing:
    (row,) = await occasions(database)
    async with database.read() as db:
        return await db.get_one(Hearing, row.id)


async def later(sign_in: SignIn, clock: Clock, day: date) -> Browser:
    """The clerk on another day: the session of the day before is over."""
    clock.now = day_start(day)
    return await sign_in("chen")


async def held(sign_in: SignIn, database: Database, one: UUID, clock: Clock) -> Page:
    here = await prepared(await sign_in("chen"), database, one)
    for day, step, sent in (
        (date(2026, 9, 11), "announce", {}),
        (date(2026, 9, 26), "participants", PEOPLE),
        (date(2026, 10, 9), "materials", MATERIALS),
        (date(2026, 10, 16), "hold", RECORD),
    ):
        clerk = await later(sign_in, clock, day)
        page = await clerk.follow(await clerk.post(f"{here}/{step}", sent))
    return page


async def test_from_the_notice_to_the_signed_record(
    sign_in: SignIn, database: Database, one: UUID, clock: Clock
) -> None:
    visitor = await sign_in("")
    page = await held(sign_in, database, one, clock)
    assert "听证会已登记为举行完毕" in page.main
    (row,) = await occasions(database)
    page = await visitor.get(f"/consultations/{one}/hearings/{row.id}")
    for words in (
        "2026年10月16日 09:30", "按报名先后确定", "2026年9月25日", "席位：4个", "利益相关方 2", "王某", "欧阳某",
        "李代表", "2026年10月9日送达参加人", "草案、起草说明", "参加人确认听证会记录并签字",
        "到会4人，其中4人于2026年10月16日确认笔录并签字",
    ):  # fmt: skip
        assert words in page.main, words
    assert "王建国" not in page.text
    assert "王建国" not in str((await hearing(database)).attendees)  # kept nowhere


async def test_before_the_notice_nobody_outside_knows(sign_in: SignIn, database: Database, one: UUID) -> None:
    await prepared(await sign_in("chen"), database, one)
    (row,) = await occasions(database)
    visitor = await sign_in("")
    assert (await visitor.get(f"/consultations/{one}/hearings/{row.id}")).status == 404
    assert "大礼堂" not in (await visitor.get(f"/consultations/{one}/occasions")).text


async def test_no_notice_without_the_draft(sign_in: SignIn, database: Database, cast: Cast) -> None:
    drafting = await make_consultation(database, cast, now=START, state="drafting")
    clerk = await sign_in("chen")
    here = await prepared(clerk, database, drafting)
    page = await clerk.post(f"{here}/announce", {})
    assert page.status == 409
    assert "须先公布决策草案及其说明" in page.main


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"n_stakeholder": ""}, "相关各方都应当有代表参加"),
        ({"sign_up_until": "2026-10-09"}, "请改为2026-10-17或者之后"),
        ({"is_rule_making": "1", "held_on": "2026-10-09"}, "提前三十日公布。请改为2026-10-10或者之后"),
    ],
)
async def test_a_notice_that_leaves_no_time_is_refused(
    sign_in: SignIn, database: Database, one: UUID, changes: dict[str, str], words: str
) -> None:
    clerk = await sign_in("chen")
    here = await prepared(clerk, database, one, **changes)
    page = await clerk.post(f"{here}/announce", {})
    assert page.status == 409
    assert words in page.main
    assert (await occasions(database))[0].announced_at is None


@pytest.mark.parametrize("field", ["held_on", "starts_at", "place", "selection_rule", "sign_up", "sign_up_until"])
async def test_a_notice_says_everything(sign_in: SignIn, database: Database, one: UUID, field: str) -> None:
    page = await (await sign_in("chen")).post(f"{desk(one)}/hearings", {**HEARING, field: ""})
    assert page.status == 422
    assert set(page.errors) == {field}
    assert await occasions(database) == []


async def test_the_notice_changes_until_it_is_public(sign_in: SignIn, database: Database, one: UUID) -> None:
    clerk = await sign_in("chen")
    here = await prepared(clerk, database, one)
    assert (await clerk.get(f"{here}/edit")).field("place") == HEARING["place"]
    await clerk.follow(await clerk.post(f"{here}/edit", {**HEARING, "place": "小礼堂"}))
    await clerk.post(f"{here}/announce", {})
    assert set((await clerk.post(f"{here}/edit", {**HEARING, "place": ""})).errors) == {"place"}
    page = await clerk.post(f"{here}/edit", {**HEARING, "place": "别处"})
    assert page.status == 409
    assert (await occasions(database))[0].place == "小礼堂"


async def test_steps_in_their_order_only(sign_in: SignIn, database: Database, one: UUID, clock: Clock) -> None:
    clerk = await sign_in("chen")
    here = await prepared(clerk, database, one)
    for step, sent in (("participants", PEOPLE), ("materials", MATERIALS), ("hold", RECORD)):
        assert (await clerk.post(f"{here}/{step}", sent)).status == 409
    await clerk.post(f"{here}/announce", {})
    page = await clerk.post(f"{here}/participants", PEOPLE)  # people may still sign up
    assert page.status == 409
    assert "报名到2026-09-25截止" in page.main
    assert page.one("#name-0").attributes["value"] == "王建国"  # what was typed stays
    clerk = await later(sign_in, clock, date(2026, 9, 26))
    page = await clerk.post(f"{here}/participants", {**PEOPLE, "category": ["stakeholder"] * 3 + ["expert"]})
    assert page.status == 409
    assert "以下类别安排了席位却没有参加人：人大代表" in page.main
    await clerk.post(f"{here}/participants", PEOPLE)
    clerk = await later(sign_in, clock, date(2026, 10, 16))
    page = await clerk.post(f"{here}/hold", RECORD)
    assert page.status == 409
    assert "请先登记材料送达参加人的日期" in page.main


async def test_late_materials_only_after_a_postponement(
    sign_in: SignIn, database: Database, one: UUID, clock: Clock
) -> None:
    clerk, visitor = await sign_in("chen"), await sign_in("")
    here = await prepared(clerk, database, one)
    await clerk.post(f"{here}/announce", {})
    clerk = await later(sign_in, clock, date(2026, 10, 10))
    await clerk.post(f"{here}/participants", PEOPLE)
    late = {**MATERIALS, "materials_sent_on": "2026-10-10"}
    page = await clerk.post(f"{here}/materials", late)
    assert page.status == 409
    assert "即2026-10-09以前" in page.main
    (row,) = await occasions(database)
    sent = {"held_on": "2026-10-17", "reason": "保证参加人有七日阅看材料"}
    await clerk.follow(await clerk.post(f"{desk(one)}/occasions/{row.id}/postpone", sent))
    await clerk.follow(await clerk.post(f"{here}/materials", late))
    page = await visitor.get(f"/consultations/{one}/hearings/{row.id}")
    assert "保证参加人有七日阅看材料" in page.main
    assert "2026年10月17日听证会" in page.main


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"steps": ["1", "2"]}, 422, "steps"),
        ({"signed_count": "0"}, 409, ""),
        ({"signed_count": "3"}, 422, "unsigned_note"),
        ({"summary": ""}, 422, "summary"),
        ({"summary": "王先生 13800138000"}, 422, "summary"),
        ({"signed_on": "2026-10-15"}, 422, "signed_on"),
    ],
)
async def test_without_a_signed_record_it_does_not_count(
    sign_in: SignIn, database: Database, one: UUID, clock: Clock, changes: dict[str, object], status: int, field: str
) -> None:
    clerk = await sign_in("chen")
    here = await prepared(clerk, database, one)
    await clerk.post(f"{here}/announce", {})
    clerk = await later(sign_in, clock, date(2026, 9, 26))
    await clerk.post(f"{here}/participants", PEOPLE)
    clerk = await later(sign_in, clock, date(2026, 10, 9))
    await clerk.post(f"{here}/materials", MATERIALS)
    clerk = await later(sign_in, clock, date(2026, 10, 16))
    page = await clerk.post(f"{here}/hold", {**RECORD, **changes})
    assert page.status == status
    if field:
        assert set(page.errors) == {field}
    assert (await occasions(database))[0].state == "listed"


async def test_a_cancelled_hearing_says_why(sign_in: SignIn, database: Database, one: UUID) -> None:
    clerk, visitor = await sign_in("chen"), await sign_in("")
    here = await prepared(clerk, database, one)
    await clerk.post(f"{here}/announce", {})
    (row,) = await occasions(database)
    await clerk.post(f"{desk(one)}/occasions/{row.id}/cancel", {"reason": "报名人数不足，改开座谈会"})
    page = await visitor.get(f"/consultations/{one}/hearings/{row.id}")
    assert "本次听证会已取消。 报名人数不足" in page.main
    assert (await clerk.post(f"{here}/participants", PEOPLE)).status == 409


async def test_a_hearing_is_not_changed_by_the_plain_form(sign_in: SignIn, database: Database, one: UUID) -> None:
    clerk = await sign_in("chen")
    await prepared(clerk, database, one)
    (row,) = await occasions(database)
    assert (await clerk.get(f"{desk(one)}/occasions/{row.id}/edit")).status == 404
