"""The approval that publishes: never by the person who submitted it; and returning it instead."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from app.accounts.models import Person
from app.lib.clock import local_date
from app.lib.db import Database
from tests.cast import Cast
from tests.conftest import START, Clock
from tests.consultations.conftest import STRANGERS, SignIn, acts, notice, stored
from tests.consultations.test_create_consultation import NEW
from tests.consultations.test_submit_for_approval import PAST, PERIOD
from tests.make import days_from, make_consultation

FOUR_EYES = "本件由您本人提交，须由另一人审批。"


async def submitted(sign_in: SignIn, database: Database, cast: Cast, *, by: str = "chen", **changes: object) -> str:
    """Address of a consultation that waits for approval."""
    consultation_id = await make_consultation(database, cast, now=START, state="drafting", **changes)
    page = await (await sign_in(by)).post(f"{NEW}/{consultation_id}/submit")
    assert page.status == 303
    return str(consultation_id)


@pytest.mark.parametrize("username", ["deng", "qian"])
async def test_it_works(sign_in: SignIn, cast: Cast, database: Database, username: str) -> None:
    one = await submitted(sign_in, database, cast)
    approver = await sign_in(username)
    visitor = await sign_in("")
    assert (await visitor.get(f"/consultations/{one}")).status == 404, "nothing is public before the approval"
    page = await approver.get(f"{NEW}/{one}")
    assert page.form(f"{NEW}/{one}/approve")
    page = await approver.follow(await approver.post(f"{NEW}/{one}/approve"))
    assert "已批准。" in page.main
    assert (await visitor.get(f"/consultations/{one}")).status == 200
    row = await stored(database, UUID(one))
    assert (row.state, row.published_at, row.approved_by_id) == ("open", START, cast[username].id)
    assert row.report_due_on is not None
    assert row.report_due_on > row.closes_on
    assert (await acts(database, row.id))[-1] == "approve_publication"


async def test_nobody_approves_his_own_submission(sign_in: SignIn, cast: Cast, database: Database) -> None:
    async with database.write() as db:
        both = ["division_clerk", "division_head"]
        await db.execute(update(Person).where(Person.id == cast["chen"].id).values(roles=both))
    one = await submitted(sign_in, database, cast)
    clerk = await sign_in("chen")
    page = await clerk.get(f"{NEW}/{one}")
    assert FOUR_EYES in page.main
    assert not page.all(f'form[action="{NEW}/{one}/approve"]')
    page = await clerk.post(f"{NEW}/{one}/approve")
    assert page.status == 409
    assert FOUR_EYES in page.main
    assert (await stored(database, UUID(one))).state == "drafting"


async def test_refused_before_it_was_submitted(sign_in: SignIn, cast: Cast, database: Database) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    page = await (await sign_in("deng")).post(f"{NEW}/{consultation_id}/approve")
    assert page.status == 409
    assert "尚未提交审批。" in page.main


async def test_the_approver_reads_what_he_approves(sign_in: SignIn, cast: Cast, database: Database) -> None:
    words = {"explanation": "起草说明的正文。", "basis": "《某某条例》第三条", "moderation_policy": "before"}
    one = await submitted(sign_in, database, cast, **words)
    page = await (await sign_in("deng")).get(f"{NEW}/{one}")
    for shown in ("起草说明的正文。", "《某某条例》第三条", "人工审核后公开"):
        assert shown in page.main


async def test_nobody_approves_what_was_changed_since(
    sign_in: SignIn, cast: Cast, database: Database, clock: Clock
) -> None:
    one = await submitted(sign_in, database, cast)
    head, clerk = await sign_in("deng"), await sign_in("chen")
    sent = (await head.get(f"{NEW}/{one}")).form(f"{NEW}/{one}/approve")
    clock.advance(timedelta(minutes=1))
    await clerk.post(f"{NEW}/{one}/edit", notice(basis="另一部法规"))
    await clerk.post(f"{NEW}/{one}/submit")
    page = await head.post(f"{NEW}/{one}/approve", sent)
    assert page.status == 409
    assert "打开页面后" in page.main
    assert (await stored(database, UUID(one))).state == "drafting"
    sent = (await head.get(f"{NEW}/{one}")).form(f"{NEW}/{one}/approve")
    assert (await head.post(f"{NEW}/{one}/approve", sent)).status == 303


@pytest.mark.parametrize("state", ["open", "closed", "withdrawn"])
async def test_refused_twice(sign_in: SignIn, cast: Cast, database: Database, state: str) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state=state)
    head = await sign_in("deng")
    assert (await head.post(f"{NEW}/{consultation_id}/approve")).status == 409
    assert (await head.post(f"{NEW}/{consultation_id}/return", {"note": "再看看"})).status == 409


async def test_at_14_an_approval_that_comes_late_shortens_the_period(
    sign_in: SignIn, cast: Cast, database: Database, clock: Clock
) -> None:
    """30 days were planned; approved a day later, 29 are left."""
    one = await submitted(sign_in, database, cast)
    clock.advance(timedelta(days=1))
    page = await (await sign_in("deng")).post(f"{NEW}/{one}/approve")
    assert page.status == 409
    assert PERIOD in page.main


async def test_an_approval_after_the_period_is_refused(
    sign_in: SignIn, cast: Cast, database: Database, clock: Clock
) -> None:
    one = await submitted(sign_in, database, cast)
    clock.advance(timedelta(days=31))
    page = await (await sign_in("deng")).post(f"{NEW}/{one}/approve")
    assert page.status == 409
    assert PAST in page.main


async def test_a_planned_opening_waits_for_its_day(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await submitted(sign_in, database, cast, opens_on=days_from(START, 5), closes_on=days_from(START, 35))
    await (await sign_in("deng")).post(f"{NEW}/{one}/approve")
    row = await stored(database, UUID(one))
    assert (row.state, row.published_at) == ("approved", None)
    assert (await (await sign_in("")).get(f"/consultations/{one}")).status == 404


async def test_a_past_consultation_is_closed_at_once(sign_in: SignIn, cast: Cast, database: Database) -> None:
    days = {"opens_on": days_from(START, -60), "closes_on": days_from(START, -20)}
    one = await submitted(sign_in, database, cast, is_past=True, **days)
    await (await sign_in("deng")).post(f"{NEW}/{one}/approve")
    row = await stored(database, UUID(one))
    assert (row.state, row.published_at, row.opens_on) == ("closed", START, days["opens_on"])
    assert row.report_due_on > local_date(START), "its report is not overdue on the day it is entered"
    page = await (await sign_in("")).get(f"/consultations/{one}")
    assert "补录" in page.main


@pytest.mark.parametrize(("username", "status"), {**STRANGERS, "chen": 403, "ouyang": 403, "shen": 403}.items())
async def test_who_may_not_approve(sign_in: SignIn, cast: Cast, database: Database, username: str, status: int) -> None:
    one = await submitted(sign_in, database, cast)
    person = await sign_in(username)
    assert (await person.post(f"{NEW}/{one}/approve")).status == status
    assert (await person.post(f"{NEW}/{one}/return", {"note": "退回"})).status == status
    assert not (await person.get(f"{NEW}/{one}")).all('form[action$="/approve"], form[action$="/return"]')
    assert (await stored(database, UUID(one))).submitted_by_id is not None


async def test_a_visitor_is_asked_to_sign_in(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await submitted(sign_in, database, cast)
    assert (await (await sign_in("")).post(f"{NEW}/{one}/approve")).location.startswith("/sign-in")
