"""A period that has begun gets longer with a public reason, and never shorter (AT-22)."""

from datetime import date

import pytest

from app.lib.clock import day_end
from app.lib.db import Database
from tests.cast import Cast
from tests.conftest import START, Clock
from tests.consultations.conftest import STRANGERS, SignIn, acts, stored
from tests.consultations.test_create_consultation import NEW
from tests.make import make_consultation

LATER = {"closes_on": "2026-10-25", "reason": "国庆假期后\n<b>再</b>听取一周。"}


async def test_at_22_a_later_day_is_taken_and_the_public_reads_why(
    sign_in: SignIn, cast: Cast, database: Database
) -> None:
    one = await make_consultation(database, cast, now=START)
    before = await stored(database, one)
    clerk = await sign_in("chen")
    page = await clerk.follow(await clerk.post(f"{NEW}/{one}/extend", LATER))
    assert "期限已延长，公告中已说明原因。" in page.main
    row = await stored(database, one)
    assert (row.state, row.closes_on) == ("open", date(2026, 10, 25))
    assert before.report_due_on is not None
    assert row.report_due_on is not None
    assert row.report_due_on > before.report_due_on
    assert (await acts(database, one))[-1] == "extend_period"
    await clerk.post(f"{NEW}/{one}/extend", {"closes_on": "2026-10-30", "reason": "再延长一次"})
    page = await (await sign_in("")).get(f"/consultations/{one}")
    assert "2026年10月30日 24:00 截止" in page.main
    assert "2026年9月10日，由2026年10月10日延长至2026年10月25日" in page.main
    assert "由2026年10月25日延长至2026年10月30日" in page.main
    assert "<b>再</b>听取一周。" in page.main
    assert not page.all(".p-facts b")


@pytest.mark.parametrize("day", ["2026-10-09", "2026-10-10", "2026-09-11"])
async def test_at_22_an_earlier_day_is_refused(sign_in: SignIn, cast: Cast, database: Database, day: str) -> None:
    one = await make_consultation(database, cast, now=START)
    page = await (await sign_in("chen")).post(f"{NEW}/{one}/extend", {**LATER, "closes_on": day})
    assert page.status == 409
    assert "征求意见期限只能延长，不能缩短。" in page.main
    assert (await stored(database, one)).closes_on == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"reason": ""}, "reason"), ({"closes_on": ""}, "closes_on"), ({"closes_on": "x"}, "closes_on")],
)
async def test_a_bad_form_keeps_what_was_typed(
    sign_in: SignIn, cast: Cast, database: Database, changes: dict[str, str], field: str
) -> None:
    one = await make_consultation(database, cast, now=START)
    typed = {**LATER, **changes}
    page = await (await sign_in("chen")).post(f"{NEW}/{one}/extend", typed)
    assert page.status == 422
    assert set(page.errors) == {field}
    assert page.all(f"details[open] #{field}")
    assert page.field("reason").strip() == typed["reason"]
    assert page.field("closes_on") == typed["closes_on"]


@pytest.mark.parametrize("state", ["drafting", "approved", "closed", "analysing", "report_published", "withdrawn"])
async def test_refused_in_other_states(sign_in: SignIn, cast: Cast, database: Database, state: str) -> None:
    one = await make_consultation(database, cast, now=START, state=state)
    assert (await (await sign_in("chen")).post(f"{NEW}/{one}/extend", LATER)).status == 409


async def test_refused_after_the_last_day_even_before_the_page_turned(
    sign_in: SignIn, cast: Cast, database: Database, clock: Clock
) -> None:
    one = await make_consultation(database, cast, now=START)
    clock.now = day_end(date(2026, 10, 10))
    assert (await (await sign_in("chen")).post(f"{NEW}/{one}/extend", LATER)).status == 409
    assert (await stored(database, one)).closes_on == date(2026, 10, 10)


@pytest.mark.parametrize(("username", "status"), {**STRANGERS, "deng": 403, "shen": 403, "ouyang": 303}.items())
async def test_who_may(sign_in: SignIn, cast: Cast, database: Database, username: str, status: int) -> None:
    one = await make_consultation(database, cast, now=START)
    assert (await (await sign_in(username)).post(f"{NEW}/{one}/extend", LATER)).status == status
