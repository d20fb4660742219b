"""From the reply to the public: in one act or not at all, and only what two people cleared."""

import json

import pytest
from sqlalchemy import func, select

from app.conversions.models import Conversion, SuggestionReview
from app.conversions.queries import count_by_trigger
from app.conversions.services import publish_conversion
from app.disclosures.models import Disclosure
from app.lib.db import Database
from app.lib.errors import DomainError
from app.replies.models import Reply
from app.replies.rules import ReplyKind
from app.replies.services import issue_reply
from app.replies.suggesting import suggest
from app.request_groups.models import RequestGroup
from app.request_groups.queries import suggest_reply
from app.requests.models import Application, InformationRequest
from app.workdays.services import seed_calendar
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.conversions.scene import BASE, DAY, approved, drafted, form, group, make_scene
from tests.make_requests import make_request
from tests.request_groups.scene import NOTICE, ask, place


async def count(database: Database, model: type) -> int:
    async with database.read() as db:
        return await db.scalar(select(func.count()).select_from(model)) or 0


async def test_at_42_the_third_reply_settles_the_conversion(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    scene = await make_scene(database, cast, clock)
    with pytest.raises(DomainError) as refused:  # noqa: PT012
        async with database.write() as db:
            request = await db.get_one(InformationRequest, scene.waiting)
            await issue_reply(db, request, actor=cast["ouyang"], now=clock())
    assert refused.value.code == "E_CONV_SYNC"
    await client.sign_in("ouyang", PASSWORD)
    assert (await client.post(BASE, form())).status == 303
    assert (await client.post(f"{BASE}/publish", {"replies": [str(scene.waiting)]})).status == 303
    async with database.read() as db:
        entry = (await db.scalars(select(Disclosure))).one()
        conversion = (await db.scalars(select(Conversion))).one()
        request = await db.get_one(InformationRequest, scene.waiting)
        letter_id = (await db.scalars(select(Reply.letter_id).where(Reply.request_id == scene.waiting))).one()
    assert (request.state, request.reply_kind) == ("replied", "granted")
    assert (conversion.people, conversion.requests, conversion.triggers) == (3, 3, ["high_repetition"])
    assert conversion.entry_id == entry.id
    letter = await client.get(f"/staff/letters/{letter_id}")
    assert str(entry.index_no) in letter.main
    assert f"http://localhost:8000{conversion.path}" in letter.main
    public = await client.get("/converted")
    assert "3 人申请过" in public.main
    assert "关于企业新型学徒制补贴的通知" in public.main
    assert NOTICE[0] not in public.text
    assert json.loads((await client.get("/converted.json")).text)["converted"][0]["people"] == 3
    assert "关于企业新型学徒制补贴的通知" in (await client.get("/converted.csv")).text
    assert "<title>关于企业新型学徒制补贴的通知</title>" in (await client.get("/converted.atom")).text
    fourth = await ask(database, cast, NOTICE[4], 7, on=DAY, now=clock())
    await place(database, cast, clock())
    async with database.read() as db:
        earlier = await suggest_reply(db, await db.get_one(InformationRequest, fourth))
    assert earlier is not None
    assert (earlier.kind, earlier.index_no) == ("already_public", entry.index_no)


async def test_nothing_is_public_where_a_reply_cannot_go_out(database: Database, cast: Cast, clock: Clock) -> None:
    scene = await make_scene(database, cast, clock)
    await drafted(database, cast, clock)
    with pytest.raises(DomainError):  # noqa: PT012
        async with database.write() as db:
            one = (await db.scalars(select(RequestGroup))).one()
            requests = [await db.get_one(InformationRequest, i) for i in (scene.waiting, scene.given[0])]
            await publish_conversion(db, one, requests, base_url="https://x", actor=cast["ouyang"], now=clock())
    assert (await count(database, Disclosure), await count(database, Conversion)) == (0, 0)
    assert await approved(database) == [scene.waiting]


async def test_why_not_is_said_and_kept(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    scene = await make_scene(database, cast, clock)
    await client.sign_in("ouyang", PASSWORD)
    silent = await client.post(f"{BASE}/decline", {"replies": [str(scene.waiting)], "reason": " "})
    assert silent.status == 422
    assert await approved(database) == [scene.waiting]
    done = await client.post(f"{BASE}/decline", {"replies": [str(scene.waiting)], "reason": "文件即将修订，修订后公开"})
    assert done.status == 303
    assert "文件即将修订" in (await client.get(BASE)).main
    assert await count(database, Disclosure) == 0
    assert "还没有因申请而公开的信息" in (await client.get("/converted")).main


async def test_at_43_personal_data_blocks_until_two_people_cleared_it(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    scene = await make_scene(database, cast, clock)
    await client.sign_in("ouyang", PASSWORD)
    dirty = "名单：王小明，身份证号码11010519491231002X，电话13800001234。"
    assert (await client.post(BASE, form(body=dirty))).status == 303
    send = {"replies": [str(scene.waiting)]}
    refused = await client.post(f"{BASE}/publish", send)
    assert refused.status == 409
    assert "未脱敏或未征得同意，不得转为主动公开" in refused.main
    digest = (await client.get(BASE)).form(f"{BASE}/clear")["digest"]
    assert (await client.post(f"{BASE}/clear", {"digest": digest})).status == 303
    assert (await client.post(f"{BASE}/clear", {"digest": digest})).status == 409  # one person counts once
    assert (await client.post(f"{BASE}/publish", send)).status == 409
    assert (await client.post(BASE, form(body="名单：王某，电话13800001234。"))).status == 303
    await client.sign_in("qian", PASSWORD)
    assert (await client.post(f"{BASE}/clear", {"digest": digest})).status == 409  # the text has changed since
    assert (await client.post(f"{BASE}/publish", send)).status == 409
    for who in ("qian", "ouyang"):
        await client.sign_in(who, PASSWORD)
        digest = (await client.get(BASE)).form(f"{BASE}/clear")["digest"]
        assert (await client.post(f"{BASE}/clear", {"digest": digest})).status == 303
    assert (await client.post(f"{BASE}/publish", send)).status == 303
    assert await count(database, Disclosure) == 1


async def test_at_43_records_of_one_person_are_never_converted(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    await make_scene(database, cast, clock)
    await client.sign_in("ouyang", PASSWORD)
    for body in ("本人养老保险缴费记录如下。", "个人权益记录单", "张某的病历和诊断证明", "个人征信报告"):
        refused = await client.post(BASE, form(body=body))
        assert refused.status == 409
        assert "任何情况下都不转为主动公开" in refused.main
    assert (await client.post(BASE, form(body="城镇职工社会保险基金收支、税费征收、信用评价办法。"))).status == 303
    own = await ask(database, cast, "申请公开本人养老保险缴费记录", 9, on=DAY, now=clock())
    await place(database, cast, clock())
    assert (await client.get(f"/staff/requests/{own}/conversion")).status == 409


async def test_at_44_a_suggestion_is_reviewed_and_leads_to_publication(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    async with database.write() as db:
        await seed_calendar(db, now=clock())
    ids = [
        await make_request(
            database, cast, words, now=clock(), suggests_disclosure=True, suggestion_reason="大家都需要知道"
        )
        for words in ("2025年公共实训基地开放时间和设备清单", "申请公开本人参保缴费明细记录")
    ]
    await place(database, cast, clock())
    async with database.read() as db:
        applications = [(await db.get_one(InformationRequest, one)).application_id for one in ids]
        assert all([(await db.get_one(Application, one)).suggests_disclosure for one in applications])
    await client.sign_in("ouyang", PASSWORD)
    page = await client.get("/staff/suggestions")
    assert "大家都需要知道" in page.main
    assert "审核期限" in page.main
    assert "10月14日" in page.main  # 20 working days, without the holidays
    assert "待审核的主动公开建议" in (await client.get("/staff/requests/inbox")).main
    base = [f"/staff/suggestions/{one}" for one in applications]
    assert (await client.post(f"{base[0]}/accept", {"reason": ""})).status == 422
    assert (await client.post(f"{base[1]}/accept", {"reason": "有用"})).status == 409
    assert (await client.post(f"{base[1]}/reject", {"reason": "涉及本人缴费记录"})).status == 303
    assert (await client.post(f"{base[0]}/accept", {"reason": "公众普遍关心"})).status == 303
    assert (await client.post(f"{base[0]}/reject", {"reason": "又变了"})).status == 409
    async with database.write() as db:
        (await db.get_one(InformationRequest, ids[0])).reply_kind = "granted"
    assert (await client.post(BASE, form(title="公共实训基地开放时间", doc_no=""))).status == 303
    assert (await client.post(f"{BASE}/publish", {})).status == 303
    async with database.read() as db:
        conversion = (await db.scalars(select(Conversion))).one()
        reviews = {one.application_id: one for one in await db.scalars(select(SuggestionReview))}
        counts = await count_by_trigger(db, cast.agency.id)
    assert reviews[applications[0]].conversion_id == conversion.id
    assert reviews[applications[1]].state == "rejected"
    assert counts == {"applicant_suggestion": {"published": 1}}
    assert "申请人建议主动公开" in (await client.get("/converted")).main


async def test_who_asks_later_is_told_where_it_is(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    scene = await make_scene(database, cast, clock)
    await client.sign_in("ouyang", PASSWORD)
    assert (await client.post(BASE, form())).status == 303
    assert (await client.post(f"{BASE}/publish", {"replies": [str(scene.waiting)]})).status == 303
    later = await ask(database, cast, NOTICE[4], 5, on=DAY, now=clock())
    await place(database, cast, clock())
    entry = (await group(database)).index_no
    assert entry is not None
    async with database.read() as db:
        first = (await suggest(db, await db.get_one(InformationRequest, later)))[0]
    assert (first.kind, first.given["index_no"]) == (ReplyKind.ALREADY_PUBLIC, entry)
    assert f"{entry}：已有他人申请同一信息" in (await client.get(f"/staff/requests/{later}/reply/kinds")).main


async def test_one_reply_for_all_and_a_letter_each(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    scene = await make_scene(database, cast, clock)
    more = await ask(database, cast, NOTICE[4], 5, on=DAY, now=clock())
    await place(database, cast, clock())
    await client.sign_in("ouyang", PASSWORD)
    assert (await client.post("/staff/request-groups/1/replies", {})).status == 303
    async with database.read() as db:
        replies = {one.request_id: one for one in await db.scalars(select(Reply))}
    assert replies[more].batch_id is not None
    assert replies[more].batch_id == replies[scene.waiting].batch_id
    assert replies[more].kind == "granted"


@pytest.mark.parametrize("who", ["chen", "shen", "foreign"])
async def test_others_settle_nothing(client: Browser, database: Database, cast: Cast, clock: Clock, who: str) -> None:
    scene = await make_scene(database, cast, clock)
    await drafted(database, cast, clock)
    await client.sign_in(who, PASSWORD)
    for path in (f"{BASE}/publish", f"{BASE}/decline"):
        answer = await client.post(path, {"replies": [str(scene.waiting)], "reason": "不公开"})
        assert answer.status in (403, 404)
    assert (await group(database)).converted_on is None
    assert (await client.get("/staff/suggestions")).status == 403 or who == "foreign"


async def test_what_was_suggested_is_settled_by_publishing(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    scene = await make_scene(database, cast, clock)
    async with database.write() as db:
        request = await db.get_one(InformationRequest, scene.waiting)
        application = await db.get_one(Application, request.application_id)
        application.suggests_disclosure, application.suggestion_reason = True, "大家都需要知道"
    await client.sign_in("ouyang", PASSWORD)
    assert (await client.post(BASE, form())).status == 303
    assert (await client.post(f"{BASE}/publish", {"replies": [str(scene.waiting)]})).status == 303
    async with database.read() as db:
        review = await db.get_one(SuggestionReview, application.id)
    assert (review.state, review.conversion_id is not None) == ("accepted", True)
    assert "索引号" in review.reason
