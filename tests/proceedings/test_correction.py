"""Correction (补正): once, within seven working days, and the period begins anew."""

from datetime import date, timedelta

import pytest

from app.letters.models import Letter
from app.letters.queries import read_letter
from app.lib.db import Database
from app.proceedings.answering import receive_correction
from app.proceedings.jobs import close_overdue_proceeding, find_overdue
from app.proceedings.models import Proceeding
from app.proceedings.rules import CorrectionLate, CorrectionOnce
from app.proceedings.services import issue_correction
from app.requests.models import InformationRequest
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make_requests import make_request
from tests.proceedings.make import seeded

ITEMS = "1.请补充身份证明。"


async def test_the_notice_moves_state_and_clock(database: Database, cast: Cast, clock: Clock) -> None:
    """Received 10 September; asked the same day; corrected on the 18th: twenty working days from there."""
    await seeded(database)
    request_id = await make_request(database, cast, now=clock(), email="wang@example.org")
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        row = await issue_correction(db, request, ITEMS, workdays=10, actor=cast["chen"], now=clock())
        assert request.state == "correction_pending"
        assert (row.served_on, row.answer_by) == (date(2026, 9, 10), date(2026, 9, 23)), "read on this site at once"
        letter = read_letter(await db.get_one(Letter, row.letter_id))
    assert ITEMS in letter.content.decision
    assert letter.content.remedy is None
    clock.advance(timedelta(days=8))
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        row = await db.get_one(Proceeding, row.id)
        await receive_correction(
            db, request, row, "身份证明见附件", received_on=date(2026, 9, 18), actor=cast["chen"], now=clock()
        )
    assert (request.state, request.due_on) == ("in_process", date(2026, 10, 22))
    assert "身份证明见附件" in request.description


async def test_once_and_within_seven_working_days(database: Database, cast: Cast, clock: Clock) -> None:
    await seeded(database)
    one = await make_request(database, cast, now=clock(), received_on=date(2026, 9, 7))
    late = await make_request(database, cast, now=clock(), received_on=date(2026, 9, 7))
    clock.advance(timedelta(days=6))  # 16 September, the seventh working day
    async with database.write() as db:
        request = await db.get_one(InformationRequest, one)
        row = await issue_correction(db, request, ITEMS, workdays=10, actor=cast["chen"], now=clock())
        await receive_correction(
            db, request, row, "已补正", received_on=date(2026, 9, 16), actor=cast["chen"], now=clock()
        )
        with pytest.raises(CorrectionOnce):
            await issue_correction(db, request, ITEMS, workdays=10, actor=cast["chen"], now=clock())
    clock.advance(timedelta(days=1))
    async with database.write() as db:
        request = await db.get_one(InformationRequest, late)
        with pytest.raises(CorrectionLate):
            await issue_correction(db, request, ITEMS, workdays=10, actor=cast["chen"], now=clock())
        assert (request.state, request.due_on) == ("in_process", date(2026, 10, 10)), "the clock keeps running"


async def test_not_corrected_in_time_is_given_up_but_a_good_reason_opens_it_again(
    database: Database, cast: Cast, clock: Clock
) -> None:
    await seeded(database)
    request_id = await make_request(database, cast, now=clock())
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        row = await issue_correction(db, request, ITEMS, workdays=10, actor=cast["chen"], now=clock())
    clock.advance(timedelta(days=13))  # 23 September, its last day
    async with database.read() as db:
        assert await find_overdue(db, clock()) == []
    clock.advance(timedelta(days=1))
    async with database.read() as db:
        assert await find_overdue(db, clock()) == [(str(row.id),)]
    await close_overdue_proceeding(database, str(row.id), now=clock())
    await close_overdue_proceeding(database, str(row.id), now=clock())
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        assert (request.state, request.reply_kind) == ("abandoned_not_corrected", "not_corrected")
        row = await db.get_one(Proceeding, row.id)
        await receive_correction(
            db, request, row, "住院，今日补正", received_on=date(2026, 9, 24), actor=cast["chen"], now=clock()
        )
        assert (request.state, request.reply_kind) == ("in_process", None)


async def test_at_29_paper_without_identity_proof_has_a_correction_notice_drafted(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    await seeded(database)
    request_id = await make_request(database, cast, now=clock(), id_number="")
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/requests/{request_id}/proceedings/correction")
    assert page.field("asked").strip() == "1.请补充身份证明。"
    sent = page.form(f"/staff/requests/{request_id}/proceedings/correction")
    done = await client.follow(await client.post(f"/staff/requests/{request_id}/proceedings/correction", sent))
    assert "等待答复" in done.main
    refused = await client.get(f"/staff/requests/{request_id}/proceedings/correction")
    assert "补正应当一次性告知，本件已发出补正告知书。" in refused.main


async def test_what_is_open_is_shown_with_the_reason_where_it_is_not(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    await seeded(database)
    request_id = await make_request(database, cast, now=clock(), received_on=date(2026, 8, 3))
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/requests/{request_id}/proceedings")
    assert "已超过收到申请之日起7个工作日的补正告知期限。" in page.main
    assert "答复期限已届满，不得延期。" in page.main
    late = await client.post(f"/staff/requests/{request_id}/proceedings/correction", {"asked": ITEMS, "workdays": "10"})
    assert late.status == 422
    assert "已超过收到申请之日起7个工作日的补正告知期限。" in late.main
    assert late.field("asked").strip() == ITEMS


async def test_a_step_that_is_not_there_and_a_reader_find_no_form(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    await seeded(database)
    request_id = await make_request(database, cast, now=clock())
    nothing = f"/staff/requests/{request_id}/proceedings/00000000-0000-0000-0000-000000000000"
    for who, status in (("chen", 404), ("luo", 404), ("shen", 403)):
        await client.sign_in(who, PASSWORD)
        assert [(await client.post(f"{nothing}/{verb}", {})).status for verb in ("served", "answer")] == [status] * 2
        if who == "shen":
            assert (await client.post(f"/staff/requests/{request_id}/proceedings/extension", {})).status == status
        await client.post("/sign-out")
