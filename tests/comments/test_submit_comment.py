"""A citizen hands in comments: it works, every refusal, every boundary."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import func, select

from app.comments.models import Comment, CommentIntake
from app.history.models import HistoryEntry
from app.lib.clock import day_end
from app.lib.db import Database
from app.receipts.models import Receipt
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import days_from, make_consultation

WORDS = "建议把十五日的宽限期延长到三十日。"


async def begin(client: Browser, consultation_id: UUID, clause: str = "") -> tuple[str, dict[str, str]]:
    page = await client.get(f"/consultations/{consultation_id}/comments/new?clause={clause}")
    assert page.status == 200, page.main
    action = f"/consultations/{consultation_id}/comments"
    return action, page.form(action)


async def hand_in(client: Browser, consultation_id: UUID, text: str = WORDS, **changes: Any) -> Page:
    action, form = await begin(client, consultation_id)
    return await client.post(action, {**form, "text": text, "confirmed": "1", **changes})


async def stored(database: Database, consultation_id: UUID) -> list[Comment]:
    async with database.read() as db:
        query = select(Comment).where(Comment.consultation_id == consultation_id).order_by(Comment.id)
        return list((await db.execute(query)).scalars())


@pytest.fixture
async def consultation(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock())


async def test_it_works(client: Browser, database: Database, consultation: UUID, clock: Clock) -> None:
    action, form = await begin(client, consultation, "a4")
    assert form["clause"] == "a4"
    answer = await client.post(action, {**form, "text": WORDS, "contact_email": "li@example.com"})
    slip = await client.follow(answer)
    assert slip.one("#receipt-number").text() in answer.location
    assert len(slip.one("#receipt-code").text()) == 9
    (comment,) = await stored(database, consultation)
    assert (comment.text, comment.clause_ref, comment.visibility) == (WORDS, "a4", "public")
    assert (comment.is_late, comment.person_basis, comment.method) == (False, "cookie", "online_solicitation")
    async with database.read() as db:
        entry = (
            await db.execute(select(HistoryEntry).where(HistoryEntry.verb == "comment:submit_comment"))
        ).scalar_one()
        assert WORDS not in str(entry.details)
        assert await db.scalar(select(CommentIntake.is_grouping_requested))
        assert (await db.execute(select(Receipt.contact_email))).scalar_one() == "li@example.com"


async def test_the_code_is_shown_once(client: Browser, consultation: UUID) -> None:
    answer = await hand_in(client, consultation)
    assert "no-store" in (await client.follow(answer)).response.headers["cache-control"]
    again = await client.get(answer.location)
    assert again.all("#receipt-code") == []
    assert WORDS in again.main


async def test_another_browser_sees_nothing(app: Litestar, client: Browser, consultation: UUID) -> None:
    answer = await hand_in(client, consultation)
    async with Browser(app, address="10.0.0.2") as other:
        page = await other.get(answer.location)
    assert WORDS not in page.text
    assert page.one("form[action='/receipts']")


@pytest.mark.parametrize(("before", "is_late"), [(timedelta(seconds=1), False), (timedelta(0), True)])
async def test_the_last_second_is_in_time_and_the_next_is_late(
    client: Browser, database: Database, cast: Cast, clock: Clock, before: timedelta, is_late: bool
) -> None:
    """AT-15: 23:59:59 on the last day is counted, 00:00:00 is kept and flagged."""
    closes_on = days_from(clock(), 30)
    consultation = await make_consultation(database, cast, now=clock(), closes_on=closes_on)
    clock.now = day_end(closes_on) - before
    action, form = await begin(client, consultation)
    slip = await client.follow(await client.post(action, {**form, "text": WORDS}))
    (comment,) = await stored(database, consultation)
    assert comment.is_late is is_late
    assert ("不计入" in slip.main) is is_late


async def test_before_its_first_day_nobody_outside_knows_of_it(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    tomorrow = {"opens_on": days_from(clock(), 1), "closes_on": days_from(clock(), 40)}
    consultation = await make_consultation(database, cast, now=clock(), state="approved", **tomorrow)
    address = f"/consultations/{consultation}"
    for path in ("", "/comments", "/comments/new", "/voices", "/clauses/a4", "/explanation", "/report"):
        page = await client.get(address + path)
        assert page.status == 404, path
        assert "缴费办法" not in page.text
    for path in ("/comments", "/similar", f"/comments/{consultation}/support"):
        assert (await client.post(address + path, {"text": "宽限期太短了。"})).status == 404, path
    clock.advance(timedelta(days=1))  # its page opens with the next sweep; a comment does not wait for it
    assert (await client.get(address + "/comments/new")).status == 200


@pytest.mark.parametrize("state", ["report_published", "archived", "withdrawn"])
async def test_it_is_over(client: Browser, database: Database, cast: Cast, clock: Clock, state: str) -> None:
    consultation = await make_consultation(database, cast, now=clock(), state=state)
    page = await client.get(f"/consultations/{consultation}/comments/new")
    assert page.status == 409
    answer = await client.post(f"/consultations/{consultation}/comments", {"text": WORDS})
    assert answer.status == 409
    assert await stored(database, consultation) == []


async def test_a_draft_is_not_known(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    consultation = await make_consultation(database, cast, now=clock(), state="drafting")
    assert (await client.get(f"/consultations/{consultation}/comments/new")).status == 404
    assert (await client.post(f"/consultations/{consultation}/comments", {"text": WORDS})).status == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text-0"),
        ({"text": " \n "}, "text-0"),
        ({"text": "好"}, "text-0"),
        ({"text": "字" * 8001}, "text-0"),
        ({"clause": "a99"}, "clause-0"),
        ({"clause": "c1"}, "clause-0"),
        ({"contact_email": "li at example"}, "contact_email"),
    ],
)
async def test_a_faulty_form_keeps_what_was_typed(
    client: Browser, database: Database, consultation: UUID, changes: dict[str, str], field: str
) -> None:
    sent = {"text": WORDS, "contact_email": "li@example.com", **changes}
    page = await hand_in(client, consultation, **sent)
    assert page.status == 422
    assert list(page.errors) == [field]
    assert page.title.startswith("错误")
    assert page.field("text").strip() == sent["text"].strip()
    assert page.field("contact_email") == sent["contact_email"]
    assert await stored(database, consultation) == []


@pytest.mark.parametrize("length", [2, 8000])
async def test_the_limits_themselves_are_allowed(
    client: Browser, database: Database, consultation: UUID, length: int
) -> None:
    assert (await hand_in(client, consultation, "字" * length)).status == 303
    assert len((await stored(database, consultation))[0].text) == length


async def test_the_corrected_form_can_be_handed_in(client: Browser, database: Database, consultation: UUID) -> None:
    page = await hand_in(client, consultation, contact_email="nobody")
    action = f"/consultations/{consultation}/comments"
    answer = await client.post(action, {**page.form(action), "contact_email": ""})
    assert answer.status == 303
    assert [one.text for one in await stored(database, consultation)] == [WORDS]


async def test_several_clauses_one_receipt(client: Browser, database: Database, consultation: UUID) -> None:
    action, form = await begin(client, consultation, "a3")
    page = await client.post(action, {**form, "text": WORDS, "add": "1"})
    assert page.status == 200
    assert [node.text().strip() for node in page.all("textarea")] == [WORDS, ""]
    assert await stored(database, consultation) == []
    answer = await client.post(
        action, {**page.form(action), "text": [WORDS, "第五条请写明截止日期。"], "clause": ["a3", "a5"]}
    )
    assert answer.status == 303
    comments = await stored(database, consultation)
    assert [one.clause_ref for one in comments] == ["a3", "a5"]
    assert len({one.receipt_id for one in comments}) == 1
    assert "第五条请写明截止日期" in (await client.follow(answer)).main


async def test_a_part_left_empty_is_no_comment(client: Browser, database: Database, consultation: UUID) -> None:
    assert (await hand_in(client, consultation, text=["", WORDS], clause=["a3", "a5"])).status == 303
    assert [one.clause_ref for one in await stored(database, consultation)] == ["a5"]


async def test_no_more_than_ten_parts(client: Browser, consultation: UUID) -> None:
    action, form = await begin(client, consultation)
    page = await client.post(action, {**form, "text": [WORDS] * 10, "clause": [""] * 10, "add": "1"})
    assert len(page.all("textarea")) == 10
    assert page.all("button[name=add]") == []


async def test_a_double_click_stores_once(
    app: Litestar, client: Browser, database: Database, consultation: UUID
) -> None:
    action, form = await begin(client, consultation)
    sent = {**form, "text": WORDS, "confirmed": "1"}
    first, second = await asyncio.gather(client.post(action, sent), client.post(action, sent))
    third = await client.post(action, sent)
    assert first.location == second.location == third.location
    assert len(await stored(database, consultation)) == 1
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Receipt)) == 1


async def test_going_back_and_changing_the_words_is_a_new_comment(
    client: Browser, database: Database, consultation: UUID
) -> None:
    action, form = await begin(client, consultation)
    await client.post(action, {**form, "text": WORDS, "confirmed": "1"})
    await client.post(action, {**form, "text": WORDS + "谢谢", "confirmed": "1"})
    assert [one.text for one in await stored(database, consultation)] == [WORDS, WORDS + "谢谢"]


async def test_without_a_token_nothing_is_lost(
    app: Litestar, client: Browser, database: Database, consultation: UUID
) -> None:
    action = f"/consultations/{consultation}/comments"
    for _ in range(2):
        assert (await client.post(action, {"text": WORDS})).status == 303
    assert len(await stored(database, consultation)) == 2


async def test_other_devices_are_counted_apart(
    app: Litestar, client: Browser, database: Database, consultation: UUID
) -> None:
    await hand_in(client, consultation)
    await hand_in(client, consultation, WORDS + "再说一次")
    async with Browser(app) as other:
        await hand_in(other, consultation)
    first, again, others = await stored(database, consultation)
    assert first.person_key == again.person_key != others.person_key
    assert {one.person_basis for one in (first, again, others)} == {"cookie"}


async def test_an_address_that_was_typed_is_nobody(
    app: Litestar, client: Browser, database: Database, consultation: UUID
) -> None:
    """One browser is one person with as many addresses as it likes; two are two with the same."""
    await hand_in(client, consultation, contact_email="li@example.com")
    await hand_in(client, consultation, WORDS + "！", contact_email="wang@example.com")
    async with Browser(app) as other:
        await hand_in(other, consultation, WORDS + "？", contact_email="li@example.com")
    first, second, third = await stored(database, consultation)
    assert first.person_key == second.person_key != third.person_key


@pytest.mark.parametrize("secret", ["身份证310101199001010012", "电话13800138000", "li@example.com"])
async def test_personal_data_is_held(
    app: Litestar, client: Browser, database: Database, consultation: UUID, secret: str
) -> None:
    slip = await client.follow(await hand_in(client, consultation, f"{WORDS}{secret}"))
    (comment,) = await stored(database, consultation)
    assert comment.visibility == "held"
    assert secret in slip.main  # to its author nothing is masked
    async with Browser(app) as other:
        page = await other.get(f"/consultations/{consultation}/comments")
    assert page.all(".p-voice") == []


async def test_where_the_office_reads_first_everything_is_held(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    consultation = await make_consultation(database, cast, now=clock(), moderation_policy="before")
    await hand_in(client, consultation)
    assert [one.visibility for one in await stored(database, consultation)] == ["held"]


async def test_markup_stays_text(client: Browser, consultation: UUID) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} 建议"
    slip = await client.follow(await hand_in(client, consultation, evil))
    assert evil in slip.one(".p-mine").text()
    page = await client.get(f"/consultations/{consultation}/comments")
    assert page.all("blockquote img") == [] == page.all("blockquote script")
    assert evil in page.one("blockquote").text()


async def test_a_form_without_its_token_is_refused(client: Browser, database: Database, consultation: UUID) -> None:
    await client.get(f"/consultations/{consultation}/comments/new")
    answer = await client.http.post(f"/consultations/{consultation}/comments", data={"text": WORDS})
    assert answer.status_code == 403
    assert await stored(database, consultation) == []


async def test_a_form_of_another_site_is_refused(client: Browser, database: Database, consultation: UUID) -> None:
    action, form = await begin(client, consultation)
    answer = await client.http.post(
        action, data={**form, "text": WORDS}, headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert await stored(database, consultation) == []
