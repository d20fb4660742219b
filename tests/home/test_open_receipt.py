"""The way back with number and code: what is shown, to whom, and how wrong codes are met."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import select, update

from app.adoption.models import AdoptionReport, Answer, ReportItem
from app.comments.models import Comment
from app.consultations.models import Consultation
from app.lib.db import Database
from app.opinion_groups.models import GroupMember, OpinionGroup
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation

WORDS = "建议把十五日的宽限期延长到三十日，我的电话13800138000。"


@pytest.fixture
async def consultation(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock())


@pytest.fixture
async def slip(app: Litestar, consultation: UUID) -> dict[str, str]:
    """Number and code of a comment that another browser handed in."""
    async with Browser(app, address="10.0.0.9") as browser:
        sent = {"text": WORDS, "clause": "a4", "confirmed": "1"}
        page = await browser.follow(await browser.post(f"/consultations/{consultation}/comments", sent))
        return {"number": page.one("#receipt-number").text(), "code": page.one("#receipt-code").text()}


async def opened(client: Browser, slip: dict[str, str]) -> Page:
    return await client.follow(await client.post("/receipts", slip))


async def test_number_and_code_open_it_for_the_session(client: Browser, slip: dict[str, str]) -> None:
    page = await opened(client, slip)
    assert WORDS in page.main  # to its author nothing is masked
    assert "第四条" in page.main
    assert "手机号码" in page.main  # why others do not see it yet
    assert slip["code"] not in page.text
    assert page.response.headers["cache-control"] == "no-store"
    assert WORDS in (await client.get(f"/receipts/{slip['number']}")).main


async def test_typed_carelessly(client: Browser, slip: dict[str, str]) -> None:
    careless = {
        "number": f" {slip['number'].lower().replace('-', ' ')} ",
        "code": slip["code"].replace(" ", "").lower(),
    }
    assert WORDS in (await opened(client, careless)).main


async def test_a_wrong_code_and_an_unknown_number_read_the_same(client: Browser, slip: dict[str, str]) -> None:
    wrong = await client.post("/receipts", {**slip, "code": "2222 2222"})
    unknown = await client.post("/receipts", {"number": "YJ-2026-2222-85", "code": "2222 2222"})
    if "number" in unknown.errors:  # the check digits of a made-up number
        unknown = await client.post("/receipts", {"number": _existing_nowhere(), "code": "2222 2222"})
    assert wrong.status == unknown.status == 422
    assert wrong.errors == unknown.errors
    assert wrong.field("number") == slip["number"]
    assert WORDS not in wrong.text


def _existing_nowhere() -> str:
    head = "YJ20262222"
    return f"YJ-2026-2222-{int(head, 36) % 97:02d}"


@pytest.mark.parametrize("sent", [{"number": "", "code": "x"}, {"number": "YJ-2026-7KQ4-99", "code": "x"}])
async def test_a_mistyped_number_is_told_apart(client: Browser, sent: dict[str, str]) -> None:
    page = await client.post("/receipts", sent)
    assert page.status == 422
    assert list(page.errors) == ["number"]


async def test_five_wrong_codes_lock_it_for_this_client_for_fifteen_minutes(
    app: Litestar, client: Browser, slip: dict[str, str], clock: Clock
) -> None:
    for _ in range(5):
        assert (await client.post("/receipts", {**slip, "code": "22222222"})).status == 422
    locked = await client.post("/receipts", slip)
    assert locked.status == 422
    assert "10:15" in locked.errors["code"]
    async with Browser(app, address="10.0.0.7") as other:
        assert (await other.post("/receipts", slip)).status == 303
    clock.advance(timedelta(minutes=15))
    assert (await client.post("/receipts", slip)).status == 303


async def test_without_the_code_there_is_only_the_form(client: Browser, slip: dict[str, str]) -> None:
    for number in (slip["number"], _existing_nowhere(), "nonsense"):
        page = await client.get(f"/receipts/{number}")
        assert page.status == 200
        assert page.one("form[action='/receipts']")
        assert WORDS not in page.text


async def test_a_changed_cookie_opens_nothing(client: Browser, slip: dict[str, str]) -> None:
    client.http.cookies.set("daylight_receipt", "9999999999.WUo6WA.forged", path="/receipts")
    assert (await client.get(f"/receipts/{slip['number']}")).all("#receipt-code") == []


async def test_the_fresh_slip_is_over_after_fifteen_minutes(client: Browser, consultation: UUID, clock: Clock) -> None:
    answer = await client.post(f"/consultations/{consultation}/comments", {"text": WORDS, "confirmed": "1"})
    clock.advance(timedelta(minutes=15, seconds=1))
    assert (await client.get(answer.location)).all("#receipt-code") == []


async def test_a_form_without_its_token(client: Browser, slip: dict[str, str]) -> None:
    assert (await client.http.post("/receipts", data=slip)).status_code == 403


FROZEN = {
    "number": 3,
    "title": "宽限期太短了，应当三十日。",
    "example": "宽限期太短了，应当三十日。",
    "size": 5,
    "outcome": "partly_adopted",
    "reason": "延长到二十日。",
    "change": {
        "label": "第四条",
        "old_text": "未按时缴费的，可以在十五日内补缴。",
        "new_text": "未按时缴费的，可以在二十日内补缴。",
    },
}


async def place(database: Database, consultation: UUID, cast: Cast, now: Any, *, published: bool) -> None:
    """What grouping, answering and publishing do, as far as the receipt sees it."""
    example = await make_comment(database, consultation, "宽限期太短了，应当三十日。", now=now)
    async with database.write() as db:
        mine = (await db.execute(select(Comment).where(Comment.receipt_id.is_not(None)))).scalar_one()
        group = OpinionGroup(
            agency_id=cast.agency.id,
            consultation_id=consultation,
            number=3,
            representative_id=example,
            state="suggested",
            size=5,
        )
        db.add(group)
        await db.flush()
        db.add(GroupMember(comment_id=mine.id, group_id=group.id, score=90.0, placed_by="engine"))
        db.add(
            Answer(
                group_id=group.id,
                consultation_id=consultation,
                outcome="partly_adopted",
                reason="延长到二十日。",
                clause_id=mine.clause_id,
                new_text="未按时缴费的，可以在二十日内补缴。",
                answered_by_id=cast["chen"].id,
                answered_at=now,
            )
        )
        report = AdoptionReport(
            agency_id=cast.agency.id,
            consultation_id=consultation,
            state="published" if published else "submitted",
        )
        db.add(report)
        await db.flush()
        if published:
            db.add(
                ReportItem(
                    report_id=report.id,
                    position=1,
                    group_id=group.id,
                    outcome="partly_adopted",
                    clause_ref="a4",
                    data=FROZEN,
                    example_id=example,
                    is_title_quoted=True,
                )
            )
            state = {"state": "report_published"}
            await db.execute(update(Consultation).where(Consultation.id == consultation).values(**state))


async def test_the_decision_is_shown_when_the_report_is_published(
    client: Browser, database: Database, cast: Cast, consultation: UUID, slip: dict[str, str], clock: Clock
) -> None:
    await place(database, consultation, cast, clock(), published=True)
    page = await opened(client, slip)
    assert "第 3 类" in page.main
    assert "宽限期太短了，应当三十日" in page.main
    assert "延长到二十日" in page.main
    assert "可以在二十日内补缴" in page.main


async def test_it_stays_what_the_report_froze(
    client: Browser, database: Database, cast: Cast, consultation: UUID, slip: dict[str, str], clock: Clock
) -> None:
    await place(database, consultation, cast, clock(), published=True)
    async with database.write() as db:
        await db.execute(update(Answer).values(reason="后来改了。", new_text="后来改了。"))
        await db.execute(update(OpinionGroup).values(title="后来改了。", size=9))
    page = await opened(client, slip)
    assert "延长到二十日" in page.main
    assert "应当三十日" in page.main
    assert "后来改了" not in page.main


async def test_a_late_comment_is_told_that_it_gets_no_decision(
    client: Browser, database: Database, slip: dict[str, str]
) -> None:
    async with database.write() as db:
        await db.execute(update(Comment).values(is_late=True))
    for state in ("closed", "report_published"):
        async with database.write() as db:
            await db.execute(update(Consultation).values(state=state))
        page = await opened(client, slip)
        assert "不计入" in page.main
        assert "不单独作出采纳决定" in page.main
        assert "几秒钟内" not in page.main


async def test_before_that_only_the_group(
    client: Browser, database: Database, cast: Cast, consultation: UUID, slip: dict[str, str], clock: Clock
) -> None:
    await place(database, consultation, cast, clock(), published=False)
    page = await opened(client, slip)
    assert "第 3 类" in page.main
    assert "二十日" not in page.main


@pytest.mark.parametrize(("visibility", "words"), [("hidden", "含他人隐私"), ("cleared", "已隐去")])
async def test_what_an_officer_decided_about_showing_it(
    client: Browser, database: Database, slip: dict[str, str], visibility: str, words: str
) -> None:
    async with database.write() as db:
        await db.execute(update(Comment).values(visibility=visibility, hidden_reason="含他人隐私"))
    page = await opened(client, slip)
    assert words in page.main
    assert WORDS in page.main
