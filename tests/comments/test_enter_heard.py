"""Comments heard elsewhere are entered one by one: the form stays ready, counts by method, and gives a receipt."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.comments.models import Comment
from app.consultations.models import Consultation
from app.consultations.queries import tally_by_method
from app.lib.clock import local_date
from app.lib.db import Database
from app.opinion_groups.jobs import group_new_comments
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import START, Clock
from tests.consultations.conftest import STRANGERS, SignIn, sign_in
from tests.make import make_consultation, make_occasion

pytestmark = pytest.mark.one_database("a form and its refusals")

__all__ = ["sign_in"]

LETTER = {"way": "written", "said_on": "2026-09-10", "text": "来信建议把宽限期延长到三十日。", "clause": "a4"}


@pytest.fixture
async def one(database: Database, cast: Cast) -> UUID:
    return await make_consultation(database, cast, now=START)


async def stored(database: Database) -> list[Comment]:
    async with database.read() as db:
        return list(await db.scalars(select(Comment).order_by(Comment.id)))


def desk(one: UUID) -> str:
    return f"/staff/consultations/{one}/heard"


async def enter(clerk: Browser, one: UUID, **changes: str) -> Page:
    """Fill the form as it stands there."""
    sent = (await clerk.get(desk(one))).form(desk(one))
    return await clerk.post(desk(one), {**sent, **LETTER, **changes})


async def test_a_letter_is_entered_and_the_form_is_ready_for_the_next(
    sign_in: SignIn, database: Database, one: UUID
) -> None:
    clerk = await sign_in("chen")
    page = await clerk.follow(await enter(clerk, one, speaker="某某来信"))
    assert "可以继续录入下一条" in page.main
    assert "来信建议把宽限期延长到三十日。" in page.one("#last + article").text()
    assert page.form(desk(one))["way"] == "written"
    assert page.form(desk(one))["said_on"] == "2026-09-10"
    assert page.field("text").strip() == ""
    (row,) = await stored(database)
    assert (row.method, row.clause_ref, row.person_basis, row.is_late) == ("written", "a4", "import", False)
    assert row.occasion_id is None
    assert "某某" not in str(row.to_dict())  # a keyed hash only
    async with database.read() as db:
        assert not await tally_by_method(db, one)
    await group_new_comments(database, str(one), now=START)
    async with database.read() as db:
        assert await tally_by_method(db, one) == {"written": 1}


async def test_the_same_form_twice_is_one_comment_and_two_forms_are_two(
    sign_in: SignIn, database: Database, one: UUID
) -> None:
    clerk = await sign_in("chen")
    sent = {**(await clerk.get(desk(one))).form(desk(one)), **LETTER}
    await clerk.post(desk(one), sent)
    await clerk.post(desk(one), sent)
    assert len(await stored(database)) == 1
    await enter(clerk, one)
    assert len(await stored(database)) == 2


async def test_a_receipt_is_shown_once_and_opens_what_was_entered(
    sign_in: SignIn, database: Database, one: UUID
) -> None:
    clerk, citizen = await sign_in("chen"), await sign_in("")
    answer = await enter(clerk, one, with_receipt="1")
    assert "code" not in answer.location.lower()
    page = await clerk.follow(answer)
    number, code = page.one("#receipt-number").text(), page.one("#receipt-code").text()
    assert code not in answer.location
    assert not (await clerk.get(answer.location)).all("#receipt-code")  # only now
    page = await citizen.follow(await citizen.post("/receipts", {"number": number, "code": code}))
    assert "来信建议把宽限期延长到三十日。" in page.main


async def test_what_was_said_at_a_symposium_belongs_to_it(
    sign_in: SignIn, database: Database, cast: Cast, one: UUID, clock: Clock
) -> None:
    """Before the period or after it: the office called people there, so it is in time (and number 3 is its own)."""
    clock.now = START + timedelta(days=40)
    early = await make_occasion(
        database, cast, one, now=clock(), method="field_research", held_on=date(2026, 9, 1), starts_at="09:30"
    )
    late = await make_occasion(database, cast, one, now=clock(), held_on=local_date(clock()))
    async with database.write() as db:
        (await db.get_one(Consultation, one)).state = "closed"
    clerk = await sign_in("chen")
    for place in (early, late):
        page = await enter(clerk, one, way=str(place), said_on="", speaker="3号")
        assert page.status == 303, page.main
    await enter(clerk, one, said_on="2026-10-19")
    first, second, letter = await stored(database)
    assert [(row.method, row.occasion_id, row.is_late) for row in (first, second, letter)] == [
        ("field_research", early, False),
        ("symposium", late, False),
        ("written", None, True),
    ]
    assert first.said_at.isoformat() == "2026-09-01T01:30:00+00:00"
    assert first.person_key != second.person_key


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "短"}, "text"),
        ({"way": ""}, "way"),
        ({"way": "symposium"}, "way"),  # which one?
        ({"way": "01a00000-0000-7000-8000-000000000000"}, "way"),
        ({"said_on": ""}, "said_on"),
        ({"said_on": "2026-09-11"}, "said_on"),
        ({"said_on": "2026-09-09"}, "said_on"),
        ({"clause": "a99"}, "clause"),
    ],
)
async def test_a_bad_form_keeps_what_was_typed(
    sign_in: SignIn, database: Database, one: UUID, changes: dict[str, str], field: str
) -> None:
    page = await enter(await sign_in("chen"), one, **{"speaker": "五号", **changes})
    assert page.status == 422
    assert set(page.errors) == {field}
    assert page.field("speaker") == "五号"
    assert await stored(database) == []


async def test_personal_data_waits_and_is_masked_in_the_list(sign_in: SignIn, database: Database, one: UUID) -> None:
    clerk = await sign_in("chen")
    page = await clerk.follow(await enter(clerk, one, text="请打13800138000找我谈补缴。"))
    assert "13800138000" not in page.text
    assert "***" in page.one("#last + article").text()
    assert (await stored(database))[0].visibility == "held"


async def test_not_after_the_report(sign_in: SignIn, database: Database, one: UUID) -> None:
    clerk = await sign_in("chen")
    sent = {**(await clerk.get(desk(one))).form(desk(one)), **LETTER}
    async with database.write() as db:
        (await db.get_one(Consultation, one)).state = "report_published"
    assert (await clerk.post(desk(one), sent)).status == 409
    assert (await clerk.get(desk(one))).status == 409
    assert await stored(database) == []


@pytest.mark.parametrize(("who", "status"), [*STRANGERS.items(), ("deng", 403), ("shen", 403), ("", 303)])
async def test_strangers(sign_in: SignIn, database: Database, one: UUID, who: str, status: int) -> None:
    browser = await sign_in(who)
    assert (await browser.post(desk(one), {**LETTER, "form_token": "x" * 32})).status == status
    assert await stored(database) == []
