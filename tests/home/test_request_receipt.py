"""What the person who filed a request sees with his receipt, and what he may do with it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import select

from app.clocks.rules import ClockEvent, ClockKind
from app.letters.models import Letter
from app.letters.rules import LetterKind
from app.letters.services import issue_letter
from app.lib.clock import local_date
from app.lib.db import Database
from app.proceedings.services import issue_correction
from app.receipts.rules import ReceiptKind, make_number
from app.requests.models import Application, InformationRequest
from app.requests.rules import RequestState
from app.requests.services import add_clock_event, change_state, recompute_due
from app.workdays.services import seed_calendar
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import Clock
from tests.letters.samples import letter_content
from tests.requests.citizen import application

pytestmark = pytest.mark.one_database("pages are made from what was read")

WORDS = "2025年度灵活就业人员社会保险补贴发放标准"
PATH = (RequestState.RECEIVED, RequestState.IN_PROCESS)


@pytest.fixture
async def slip(app: Litestar, database: Database, cast: Cast) -> dict[str, str]:
    """Number and code of an application that another browser filed."""
    async with database.write() as db:
        (await db.get_one(type(cast.other_agency), cast.other_agency.id)).is_active = False
    async with Browser(app, address="10.0.0.9") as browser:
        page = await browser.follow(await browser.post("/requests", application()))
        return {"number": page.one("#receipt-number").text(), "code": page.one("#receipt-code").text()}


async def opened(client: Browser, slip: dict[str, str]) -> Page:
    return await client.follow(await client.post("/receipts", slip))


async def lead(database: Database, cast: Cast, clock: Clock, *path: RequestState, received_on: date) -> UUID:
    """The only request there is, taken in and led on by the openness officer."""
    async with database.write() as db:
        request = (await db.scalars(select(InformationRequest))).one()
        kept = await db.get_one(Application, request.application_id)
        kept.received_on = request.received_on = received_on
        for state in path:
            await change_state(db, request, state, actor=cast["ouyang"], now=clock())
        await recompute_due(db, request.id)
        return request.id


async def test_at_39_number_and_code_open_it_and_nothing_else_does(
    client: Browser, slip: dict[str, str], clock: Clock
) -> None:
    assert WORDS not in (await client.get(f"/receipts/{slip['number']}")).text
    assert WORDS in (await opened(client, slip)).main


async def test_at_39_five_wrong_codes_lock_it(client: Browser, slip: dict[str, str], clock: Clock) -> None:
    for _try in range(5):
        assert (await client.post("/receipts", slip | {"code": "AAAAAAAA"})).status == 422
    locked = await client.post("/receipts", slip)
    assert locked.status == 422
    assert WORDS not in locked.text
    clock.advance(timedelta(minutes=16))
    assert WORDS in (await opened(client, slip)).main


async def test_at_39_nobody_learns_which_numbers_exist(client: Browser, slip: dict[str, str]) -> None:
    other = make_number(ReceiptKind.REQUEST, 2026, "0" * 63 + "1")
    answers = [await client.post("/receipts", {"number": one, "code": "AAAAAAAA"}) for one in (slip["number"], other)]
    assert answers[0].errors == answers[1].errors
    for path in ("requests/1/withdraw", "suggest", "letters/01890000-0000-7000-8000-000000000001"):
        pages = [await client.get(f"/receipts/{one}/{path}") for one in (slip["number"], other)]
        assert [page.status for page in pages] == [404, 404]
        assert pages[0].main == pages[1].main


async def test_before_the_day_of_receipt_is_confirmed_no_day_is_promised(client: Browser, slip: dict[str, str]) -> None:
    page = await opened(client, slip)
    assert "已提交" in page.main
    assert not page.all(".p-clock")
    assert "王小明" not in page.text


async def test_every_day_of_the_period_is_explained(
    client: Browser, slip: dict[str, str], database: Database, cast: Cast, clock: Clock
) -> None:
    clock.now = clock.now.replace(day=30)
    await import_2026(database, clock)
    await lead(database, cast, clock, *PATH, received_on=date(2026, 9, 30))
    page = await opened(client, slip)
    assert "最迟2026年11月3日答复" in page.main
    assert "为什么是2026年11月3日？" in page.main
    lines = [" ".join(li.text(separator=" ").split()) for li in page.all(".p-clock li")]
    assert lines[0].startswith("9月30日 收到申请")
    assert any(line.startswith("10月8日 第1个工作日") for line in lines)
    assert any(line.startswith("10月10日") and "调休" in line for line in lines)
    assert lines[-1].startswith("11月3日 答复期限最后一日")
    assert not page.all(".govuk-warning-text")


async def test_an_unpublished_year_is_said_to_be_provisional(
    client: Browser, slip: dict[str, str], database: Database, cast: Cast, clock: Clock
) -> None:
    await lead(database, cast, clock, *PATH, received_on=date(2026, 9, 10))
    page = await opened(client, slip)
    assert "2026年放假调休安排尚未公布，期限为暂定。" in page.one(".govuk-warning-text").text()


async def test_a_suspension_stands_among_the_days_and_names_nobody(
    client: Browser, slip: dict[str, str], database: Database, cast: Cast, clock: Clock
) -> None:
    await import_2026(database, clock)
    request_id = await lead(
        database, cast, clock, *PATH, RequestState.THIRD_PARTY_CONSULTING, received_on=date(2026, 9, 14)
    )
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        event = ClockEvent(ClockKind.THIRD_PARTY, date(2026, 9, 17), served=date(2026, 9, 18))
        await add_clock_event(db, request, event, reason="某某有限公司", actor=cast["ouyang"], now=clock())
        letter = await issue_letter(
            db,
            agency_id=cast.agency.id,
            kind=LetterKind.THIRD_PARTY,
            subject=f"request:{request.id}",
            content=letter_content(remedy=None, dated_on=local_date(clock())),
            actor=cast["ouyang"],
            now=clock(),
        )
        letter_id = letter.id
    page = await opened(client, slip)
    assert "最迟2026年11月9日答复" in page.main
    assert "征求第三方意见" in page.main
    assert "某某有限公司" not in page.text
    assert str(letter_id) not in page.text
    assert (await client.get(f"/receipts/{slip['number']}/letters/{letter_id}")).status == 404


async def test_a_letter_to_the_applicant_is_read_with_the_receipt_only(
    client: Browser, app: Litestar, slip: dict[str, str], database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await lead(database, cast, clock, *PATH, received_on=date(2026, 9, 10))
    async with database.write() as db:
        await issue_letter(
            db,
            agency_id=cast.agency.id,
            kind=LetterKind.EXTENSION,
            subject=f"request:{request_id}",
            content=letter_content(remedy=None, dated_on=local_date(clock())),
            actor=cast["ouyang"],
            now=clock(),
        )
        letter = (await db.scalars(select(Letter))).one()
    page = await opened(client, slip)
    assert letter.number in page.main
    path = f"/receipts/{slip['number']}/letters/{letter.id}"
    assert f'href="{path}"' in page.text
    assert letter.number in (await client.get(path)).main
    async with Browser(app) as stranger:
        assert (await stranger.get(path)).status == 404


async def test_he_withdraws_after_being_asked(
    client: Browser, slip: dict[str, str], database: Database, clock: Clock
) -> None:
    await opened(client, slip)
    path = f"/receipts/{slip['number']}/requests/1/withdraw"
    assert (await client.get(path)).one("form[action$='/withdraw'] button")
    page = await client.follow(await client.post(path))
    assert "已撤回" in page.main
    assert (await client.post(path)).status == 409
    async with database.read() as db:
        request = (await db.scalars(select(InformationRequest))).one()
    assert (request.state, request.reply_kind, request.closed_at) == ("withdrawn", "withdrawn", clock())


async def test_after_the_reply_nothing_is_withdrawn(
    client: Browser, slip: dict[str, str], database: Database, cast: Cast, clock: Clock
) -> None:
    done = (*PATH, RequestState.UNDER_REVIEW, RequestState.REPLIED)
    await lead(database, cast, clock, *done, received_on=date(2026, 9, 10))
    page = await opened(client, slip)
    assert "撤回这一件" not in page.main
    assert (await client.post(f"/receipts/{slip['number']}/requests/1/withdraw")).status == 409


async def test_a_stranger_withdraws_nothing(client: Browser, slip: dict[str, str], database: Database) -> None:
    assert (await client.post(f"/receipts/{slip['number']}/requests/1/withdraw")).status == 404
    assert (await client.post(f"/receipts/{slip['number']}/suggest", {"suggestion_reason": "为了大家"})).status == 404
    async with database.read() as db:
        assert (await db.scalars(select(InformationRequest.state))).one() == "submitted"


async def test_he_answers_a_correction_notice(
    client: Browser, slip: dict[str, str], database: Database, cast: Cast, clock: Clock
) -> None:
    await import_2026(database, clock)
    request_id = await lead(database, cast, clock, *PATH, received_on=date(2026, 9, 10))
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        await issue_correction(db, request, "请写明需要哪一类补贴。", workdays=10, actor=cast["ouyang"], now=clock())
    page = await opened(client, slip)
    assert "请写明需要哪一类补贴。" in page.main
    path = f"/receipts/{slip['number']}/requests/1/correction"
    assert "请写明需要哪一类补贴。" in (await client.get(path)).main
    assert (await client.post(path, {"answer": ""})).status == 422
    clock.advance(timedelta(days=8))
    await opened(client, slip)  # nobody stays signed in for a week
    page = await client.follow(await client.post(path, {"answer": "需要社会保险补贴的标准。"}))
    assert "需要社会保险补贴的标准。" in page.main
    assert "最迟2026年10月22日答复" in page.main  # the period began anew on 18 September
    assert (await client.post(path, {"answer": "再补充一次行不行"})).status == 409
    assert (await client.get(path)).location == f"/receipts/{slip['number']}"


async def test_he_suggests_publication_later(client: Browser, slip: dict[str, str], database: Database) -> None:
    await opened(client, slip)
    path = f"/receipts/{slip['number']}/suggest"
    assert (await client.post(path, {"suggestion_reason": ""})).status == 422
    page = await client.follow(await client.post(path, {"suggestion_reason": "很多人都需要这个标准。"}))
    assert "很多人都需要这个标准。" in page.main
    async with database.read() as db:
        kept = (await db.scalars(select(Application))).one()
    assert kept.suggests_disclosure
    assert kept.suggested_at is not None


async def import_2026(database: Database, clock: Clock) -> None:
    async with database.write() as db:
        await seed_calendar(db, now=clock())
