"""What came otherwise than through this site: entered, confirmed, registered, assigned, split."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.rules import Role
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.requests.models import Application, InformationRequest, RegisterCount
from app.requests.rules import RequestState
from app.workdays.services import seed_calendar
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import START, Clock
from tests.make_requests import ID_NUMBER, make_request

FORM = {
    "channel": "post_registered",
    "arrived_on": "2026-09-07",
    "name": "王小明",
    "id_number": ID_NUMBER,
    "phone": "13800001234",
    "address": "上海市黄浦区某路1号",
    "description": "申请公开2025年度职业技能提升补贴发放标准",
    "form_token": "a form token of one's own",
}


@pytest.fixture
async def desk(client: Browser, database: Database, cast: Cast) -> Browser:
    async with database.write() as db:
        await seed_calendar(db, now=START)
    await client.sign_in("ouyang", PASSWORD)
    return client


async def enter(desk: Browser, **changes: str) -> UUID:
    page = await desk.post("/staff/requests/new", {**FORM, **changes})
    assert page.status == 303, page.errors
    return UUID(page.location.rpartition("/")[2])


async def row(database: Database, request_id: UUID) -> InformationRequest:
    async with database.read() as db:
        return await db.get_one(InformationRequest, request_id)


async def test_registered_post_is_received_on_the_day_it_was_signed_for(desk: Browser, database: Database) -> None:
    request = await row(database, await enter(desk))
    assert (request.state, request.received_on, request.due_on) == ("received", date(2026, 9, 7), date(2026, 10, 10))
    page = await desk.get(f"/staff/requests/{request.id}")
    assert "2026年10月10日" in page.main
    assert ID_NUMBER not in page.text
    assert "110***********002X" in page.main


async def test_the_same_form_twice_is_one_application(desk: Browser, database: Database) -> None:
    assert await enter(desk) == await enter(desk)


async def test_at_28_submission_is_not_receipt(desk: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    """Online 10-02, confirmed 10-08: received on 10-08; in person: that day; ordinary post: alarm on the same day."""
    clock.now = START.replace(month=10, day=2)
    cast_request = await make_online(database, cast, clock)
    assert (await row(database, cast_request)).due_on is None
    clock.now = START.replace(month=10, day=8)
    await desk.sign_in("ouyang", PASSWORD)
    page = await desk.post(f"/staff/requests/{cast_request}/confirm", {"received_on": "2026-10-08"})
    assert page.status == 303
    confirmed = await row(database, cast_request)
    assert (confirmed.state, confirmed.received_on, confirmed.due_on) == (
        "received", date(2026, 10, 8), date(2026, 11, 4)
    )  # fmt: skip
    in_person = await row(
        database, await enter(desk, channel="in_person", arrived_on="2026-10-08", form_token="b" * 20)
    )
    assert in_person.received_on == date(2026, 10, 8)
    post = await enter(desk, channel="post_ordinary", arrived_on="2026-10-08", form_token="c" * 20)
    assert (await row(database, post)).state == RequestState.AWAITING_CONFIRMATION
    shown = await desk.get(f"/staff/requests/{post}")
    assert "请立即确认" in shown.main


async def make_online(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_request(database, cast, now=clock(), state="submitted", division=None)


async def test_an_online_one_alarms_after_one_working_day(
    desk: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_online(database, cast, clock)
    assert "请立即确认" not in (await desk.get(f"/staff/requests/{request_id}")).main
    clock.advance(timedelta(days=1))  # Friday
    await desk.sign_in("ouyang", PASSWORD)
    assert "请立即确认" not in (await desk.get(f"/staff/requests/{request_id}")).main
    clock.advance(timedelta(days=1))
    await desk.sign_in("ouyang", PASSWORD)
    assert "请立即确认" in (await desk.get(f"/staff/requests/{request_id}")).main


@pytest.mark.parametrize(
    ("day", "words"), [("2026-09-11", "还没有到"), ("2026-09-09", "不能早于"), ("nonsense", "请选择日期")]
)
async def test_a_day_that_cannot_be_is_refused(
    desk: Browser, database: Database, cast: Cast, clock: Clock, day: str, words: str
) -> None:
    request_id = await make_online(database, cast, clock)
    page = await desk.post(f"/staff/requests/{request_id}/confirm", {"received_on": day})
    assert page.status == 422
    assert words in page.errors["received_on"]
    assert (await row(database, request_id)).received_on is None


async def test_it_is_confirmed_once(desk: Browser, database: Database) -> None:
    request_id = await enter(desk)
    page = await desk.post(f"/staff/requests/{request_id}/confirm", {"received_on": "2026-09-08"})
    assert page.status == 409
    assert (await row(database, request_id)).received_on == date(2026, 9, 7)


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"id_number": ""}, "身份证明"),
        ({"description": ""}, "便于查询的其他特征性描述"),
        ({"phone": "", "address": ""}, "联系方式"),
    ],
)
async def test_at_29_on_paper_what_lacks_something_is_entered_all_the_same(
    desk: Browser, changes: dict[str, str], lacks: str
) -> None:
    page = await desk.get(f"/staff/requests/{await enter(desk, **changes)}")
    assert "补正告知书" in page.main
    assert lacks in page.main
    notice = page.one('a[href$="/proceedings/correction"]').attributes["href"] or ""
    assert lacks in (await desk.get(notice)).one("textarea").text()  # the draft of the notice asks for it


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id_number": "110105194912310021"}, "id_number"),
        ({"channel": "online"}, "channel"),
        ({"channel": "oral_assisted"}, "help_wanted"),
        ({"name": "", "description": ""}, "description"),
        ({"arrived_on": "2026-09-11"}, "arrived_on"),
    ],
)
async def test_what_cannot_be_is_refused_and_kept(
    desk: Browser, database: Database, changes: dict[str, str], field: str
) -> None:
    page = await desk.post("/staff/requests/new", {**FORM, **changes})
    assert page.status == 422
    assert list(page.errors) == [field]
    assert page.field("address") == FORM["address"]
    async with database.read() as db:
        assert (await db.scalars(select(Application))).first() is None


async def test_numbers_of_the_register_have_no_gaps(desk: Browser, database: Database, cast: Cast) -> None:
    ids = [await enter(desk, form_token=f"token of the form {n}") for n in range(3)]
    for n, request_id in enumerate(ids, start=1):
        form = {"title": "职业技能提升补贴标准", "division_id": str(cast.divisions["skills"].id) if n == 2 else ""}
        assert (await desk.post(f"/staff/requests/{request_id}/register", form)).status == 303
    rows = [await row(database, request_id) for request_id in ids]
    assert [one.register_no for one in rows] == ["2026-0001", "2026-0002", "2026-0003"]
    assert [one.state for one in rows] == ["received", "in_process", "received"]
    await desk.post(f"/staff/requests/{ids[0]}/register", {"division_id": str(cast.divisions["pension"].id)})
    first = await row(database, ids[0])
    assert (first.register_no, first.title, first.state) == ("2026-0001", "职业技能提升补贴标准", "in_process")
    async with database.read() as db:
        assert [one.last for one in await db.scalars(select(RegisterCount))] == [3]


async def test_what_is_not_received_is_not_registered(
    desk: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_online(database, cast, clock)
    assert (await desk.post(f"/staff/requests/{request_id}/register", {})).status == 409
    assert (await row(database, request_id)).register_no is None


@pytest.mark.parametrize("division", ["nonsense", "01990000-0000-7000-8000-000000000000", "foreign"])
async def test_only_a_division_of_the_own_agency_gets_it(
    desk: Browser, database: Database, cast: Cast, division: str
) -> None:
    request_id = await enter(desk)
    wanted = str(cast.divisions["foreign"].id) if division == "foreign" else division
    page = await desk.post(f"/staff/requests/{request_id}/register", {"division_id": wanted})
    assert page.status in (404, 422)
    request = await row(database, request_id)
    assert (request.division_id, request.register_no) == (None, None)


async def test_a_split_application_has_a_clock_for_each_item(desk: Browser, database: Database) -> None:
    request_id = await enter(desk, description="一、2025年补贴标准；二、2025年补贴发放人数")
    page = await desk.post(
        f"/staff/requests/{request_id}/split", {"items": ["2025年补贴标准", "2025年补贴发放人数", ""]}
    )
    assert page.status == 303
    async with database.read() as db:
        first = await db.get_one(InformationRequest, request_id)
        query = select(InformationRequest).where(InformationRequest.application_id == first.application_id)
        parts = list(await db.scalars(query.order_by(InformationRequest.position)))
        application = await db.get_one(Application, first.application_id)
    assert [one.description for one in parts] == ["2025年补贴标准", "2025年补贴发放人数"]
    assert {one.due_on for one in parts} == {date(2026, 10, 10)}
    assert [one.position for one in parts] == [1, 2]
    assert application.original_words == "一、2025年补贴标准；二、2025年补贴发放人数"
    shown = await desk.get(f"/staff/requests/{parts[1].id}")
    assert "申请书原文" in shown.main


@pytest.mark.parametrize(
    ("items", "status"), [(["只有一项的申请内容"], 422), ([f"第{n}项信息" for n in range(11)], 422)]
)
async def test_a_split_needs_two_to_ten_items(desk: Browser, items: list[str], status: int) -> None:
    request_id = await enter(desk)
    assert (await desk.post(f"/staff/requests/{request_id}/split", {"items": items})).status == status


async def test_what_waits_for_others_is_not_split(desk: Browser, database: Database, cast: Cast) -> None:
    request_id = await make_request(database, cast, now=START, state="correction_pending")
    page = await desk.post(f"/staff/requests/{request_id}/split", {"items": ["第一项信息", "第二项信息"]})
    assert page.status == 409


async def test_at_53_the_full_number_needs_a_reason(desk: Browser, database: Database) -> None:
    request_id = await enter(desk)
    refused = await desk.post(f"/staff/requests/{request_id}/applicant", {"reason": " "})
    assert refused.status == 422
    assert ID_NUMBER not in refused.text
    shown = await desk.post(f"/staff/requests/{request_id}/applicant", {"reason": "核对补正材料"})
    assert ID_NUMBER in shown.main
    async with database.read() as db:
        acts = list(await db.scalars(select(HistoryEntry).where(HistoryEntry.verb == "applicant:reveal_applicant")))
    assert [one.details for one in acts] == [{"reason": "核对补正材料"}]


async def test_a_clerk_of_the_office_enters_and_a_division_does_not(
    client: Browser, database: Database, cast: Cast
) -> None:
    async with database.write() as db:
        (await db.get_one(Person, cast.people["luo"].id)).roles = [Role.OFFICE_CLERK.value]
    await client.sign_in("luo", PASSWORD)
    request_id = await enter(client)
    assert (await client.post(f"/staff/requests/{request_id}/register", {})).status == 303
    await client.sign_in("chen", PASSWORD)
    assert (await client.post("/staff/requests/new", FORM)).status == 403
    assert (await client.get(f"/staff/requests/{request_id}")).status == 404


async def test_a_division_sees_its_own_and_cannot_register(client: Browser, database: Database, cast: Cast) -> None:
    own = await make_request(database, cast, now=START, register_no="2026-0007")
    other = await make_request(database, cast, now=START, division="skills")
    await client.sign_in("chen", PASSWORD)
    assert (await client.get(f"/staff/requests/{own}")).status == 200
    assert (await client.get(f"/staff/requests/{own}/record")).status == 200
    assert (await client.get(f"/staff/requests/{other}")).status == 404
    assert (await client.post(f"/staff/requests/{own}/register", {})).status == 403


async def test_a_proof_of_identity_that_came_later_is_entered_once(desk: Browser, database: Database) -> None:
    request_id = await enter(desk, id_number="")
    page = f"/staff/requests/{request_id}"
    assert "补登身份证明" in (await desk.get(page)).main
    wrong = await desk.post(f"{page}/identity", {"id_kind": "resident_id", "id_number": "110105194912310021"})
    assert wrong.status == 422
    assert "id_number" in wrong.errors
    assert (await desk.post(f"{page}/identity", {"id_kind": "resident_id", "id_number": ID_NUMBER})).status == 303
    shown = await desk.get(page)
    assert "补登身份证明" not in shown.main
    assert ID_NUMBER not in shown.text
    again = await desk.post(f"{page}/identity", {"id_kind": "resident_id", "id_number": ID_NUMBER})
    assert again.status == 409
