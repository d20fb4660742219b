"""AT-31: the extension (延期答复), and the fee and the reasons: by decision only."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.clocks.asking import ExtensionTooLong
from app.lib.db import Database
from app.notices.models import Mail
from app.proceedings.answering import record_payment, record_reasons
from app.proceedings.fees import BadCount, FeeBasis
from app.proceedings.jobs import close_overdue_proceeding, find_outdated, recompute_running
from app.proceedings.queries import fee_hint
from app.proceedings.rules import ExtensionApproval, ExtensionLate, ExtensionOnce, FeeDecision, NoFee, Outcome
from app.proceedings.services import approve_extension, ask_reasons, charge_fee, propose_extension, refuse_extension
from app.requests.models import InformationRequest
from app.workdays.notices import read_notice
from app.workdays.services import store_notice
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make_requests import make_request
from tests.proceedings.make import seeded
from tests.workdays.test_notices import NOTICE_2027

RECEIVED, DUE = date(2026, 8, 13), date(2026, 9, 10)  # the last day is the day on which tests begin


async def made(database: Database, cast: Cast, clock: Clock) -> UUID:
    await seeded(database)
    return await make_request(database, cast, now=clock(), received_on=RECEIVED, email="wang@example.org")


async def test_at_31_an_extension_is_proposed_approved_and_told_before_the_due_date(
    database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await made(database, cast, clock)
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        assert request.due_on == DUE
        row = await propose_extension(db, request, "需要汇总多个处室资料", workdays=20, actor=cast["chen"], now=clock())
        assert request.due_on == DUE, "a proposal has no effect"
        for somebody in ("chen", "deng", "ouyang"):
            with pytest.raises(ExtensionApproval):
                await approve_extension(db, request, row, actor=cast[somebody], now=clock())
        await approve_extension(db, request, row, actor=cast["qian"], now=clock())
        assert (request.due_on, request.is_extended) == (date(2026, 10, 14), True)
        mail = (await db.scalars(select(Mail))).one()
        assert mail.to == "wang@example.org"
        with pytest.raises(ExtensionOnce):
            await propose_extension(db, request, "再延", workdays=5, actor=cast["qian"], now=clock())


async def test_at_31_after_the_due_date_it_is_refused(database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await made(database, cast, clock)
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        row = await propose_extension(db, request, "资料多", workdays=20, actor=cast["chen"], now=clock())
        clock.advance(timedelta(days=1))
        with pytest.raises(ExtensionLate):
            await approve_extension(db, request, row, actor=cast["qian"], now=clock())
        await refuse_extension(db, request, row, actor=cast["qian"], now=clock())
        with pytest.raises(ExtensionLate):
            await propose_extension(db, request, "资料多", workdays=20, actor=cast["chen"], now=clock())


async def test_at_31_twenty_one_working_days_are_refused(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await made(database, cast, clock)
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        with pytest.raises(ExtensionTooLong):
            await propose_extension(db, request, "资料多", workdays=21, actor=cast["chen"], now=clock())
    await client.sign_in("chen", PASSWORD)
    address = f"/staff/requests/{request_id}/proceedings/extension"
    page = await client.post(address, {"asked": "资料多", "workdays": "21"})
    assert "延长期限最长不超过20个工作日。" in page.main
    shown = await client.follow(await client.post(address, {"asked": "资料多", "workdays": "20"}))
    assert "经政府信息公开工作机构负责人同意后生效" in shown.text
    row_id = shown.one("section.p-card dl").parent is not None
    assert row_id


async def test_at_31_the_consent_on_the_page_belongs_to_the_chief(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await made(database, cast, clock)
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        row = await propose_extension(db, request, "资料多", workdays=10, actor=cast["chen"], now=clock())
    address = f"/staff/requests/{request_id}/proceedings"
    await client.sign_in("chen", PASSWORD)
    refused = await client.post(f"{address}/{row.id}/answer", {"consents": "1"})
    assert (refused.status, "延期须经政府信息公开工作机构负责人同意。" in refused.main) == (409, True)
    await client.sign_in("qian", PASSWORD)
    done = await client.follow(await client.post(f"{address}/{row.id}/answer", {"consents": "1"}))
    assert "已同意" in done.main


async def test_at_38_the_twelfth_request_of_a_month_hints_at_a_fee_and_charges_none(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    await seeded(database)
    names = [f"第{n}份统计资料" for n in range(1, 13)]
    await make_request(database, cast, *names, now=clock())
    async with database.write() as db:
        rows = list(await db.scalars(select(InformationRequest).order_by(InformationRequest.id)))
        tenth, last = await fee_hint(db, rows[9]), await fee_hint(db, rows[11])
        assert tenth is not None
        assert last is not None
        assert (tenth.nth, tenth.amount) == (10, 0)
        assert (last.nth, last.amount, last.month_total) == (12, 100, 200)
        with pytest.raises(FeeDecision):
            await charge_fee(
                db,
                rows[11],
                "数量明显超过合理范围",
                basis=FeeBasis.PER_ITEM,
                pages=None,
                actor=cast["chen"],
                now=clock(),
            )
        with pytest.raises(NoFee):
            await charge_fee(
                db,
                rows[0],
                "数量明显超过合理范围",
                basis=FeeBasis.PER_ITEM,
                pages=None,
                actor=cast["qian"],
                now=clock(),
            )
        with pytest.raises((NoFee, BadCount)):
            await charge_fee(
                db, rows[0], "页数多", basis=FeeBasis.PER_PAGE, pages=None, actor=cast["qian"], now=clock()
            )
        assert rows[11].state == "in_process", "no fee without a decision"
    await client.sign_in("qian", PASSWORD)
    address = f"/staff/requests/{rows[11].id}/proceedings/fee"
    assert "本件应缴100元，本月累计200元" in (await client.get(address)).main
    both = {"asked": "数量明显超过合理范围", "basis": ["per_item", "per_page"], "pages": "101"}
    page = await client.post(address, both)
    assert "信息处理费或者按件计收，或者按量计收，不得同时采用。" in page.main


async def test_a_fee_starts_the_period_anew_when_paid_and_ends_the_request_when_not(
    database: Database, cast: Cast, clock: Clock
) -> None:
    await seeded(database)
    paid = await make_request(database, cast, now=clock())
    unpaid = await make_request(database, cast, now=clock())
    rows = []
    async with database.write() as db:
        for one in (paid, unpaid):
            request = await db.get_one(InformationRequest, one)
            rows.append(
                await charge_fee(
                    db, request, "页数多", basis=FeeBasis.PER_PAGE, pages=101, actor=cast["qian"], now=clock()
                )
            )
        assert [(row.fee_amount, row.answer_by) for row in rows] == [(720, date(2026, 10, 14))] * 2
        request = await db.get_one(InformationRequest, paid)
        clock.advance(timedelta(days=6))
        await record_payment(db, request, rows[0], paid_on=date(2026, 9, 16), actor=cast["chen"], now=clock())
        assert (request.state, request.due_on) == ("in_process", date(2026, 10, 20))
    clock.advance(timedelta(days=29))
    await close_overdue_proceeding(database, str(rows[1].id), now=clock())
    async with database.read() as db:
        assert (await db.get_one(InformationRequest, unpaid)).state == "abandoned_fee"


async def test_good_reasons_may_put_the_reply_off(database: Database, cast: Cast, clock: Clock) -> None:
    await seeded(database)
    request_id = await make_request(database, cast, now=clock())
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        before = request.due_on
        row = await ask_reasons(db, request, "本月已提出12件申请", workdays=10, actor=cast["chen"], now=clock())
        assert request.state == "reason_pending"
        await record_reasons(
            db, request, row, Outcome.REASONABLE, "学术研究", delay=15, actor=cast["chen"], now=clock()
        )
        assert request.state == "in_process"
        assert before is not None
        assert request.due_on is not None
        assert request.due_on > before
        assert not request.is_extended, "the one extension is still there"


async def test_a_new_calendar_moves_running_due_dates(database: Database, cast: Cast, clock: Clock) -> None:
    await seeded(database)
    running = await make_request(database, cast, now=clock(), received_on=date(2027, 1, 25))
    async with database.read() as db:
        before = await db.get_one(InformationRequest, running)
        assert before.due_is_provisional
        assert await find_outdated(db, clock()) == []
    async with database.write() as db:
        notice = read_notice(NOTICE_2027.encode())
        await store_notice(db, notice, source="notice", actor_id=None, actor_name="", now=clock())
    async with database.read() as db:
        assert await find_outdated(db, clock()) == [()]
    await recompute_running(database, now=clock())
    async with database.read() as db:
        after = await db.get_one(InformationRequest, running)
        assert (after.due_on, after.due_is_provisional) == (date(2027, 2, 24), False)
        assert await find_outdated(db, clock()) == []
