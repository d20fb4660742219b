"""What is due next, in form and words: closing soon, report due soon, report late by so many working days."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from app.consultations.deadlines import is_report_late, next_deadline
from app.consultations.models import Consultation
from app.lib.db import Database
from app.workdays.rules import Calendar
from tests.cast import Cast
from tests.conftest import START, Clock
from tests.consultations.conftest import SignIn
from tests.make import make_consultation

# National Day 2026: off 1–7 October, work on Saturday 10 October.
CALENDAR = Calendar({date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}, frozenset({2026}))
CLOSES = date(2026, 9, 18)


@pytest.mark.parametrize(
    ("state", "today", "due", "colour", "words"),
    [
        ("open", date(2026, 9, 10), None, "grn", "9月18日截止"),
        ("open", date(2026, 9, 14), None, "grn", "9月18日截止"),
        ("open", date(2026, 9, 15), None, "amb", "还有3天截止"),
        ("open", date(2026, 9, 18), None, "amb", "今天24:00截止"),
        ("closed", date(2026, 9, 19), date(2026, 10, 16), "grn", "10月16日前"),
        ("analysing", date(2026, 9, 29), date(2026, 10, 12), "amb", "还有5个工作日"),  # 30 Sep, 8, 9, 10, 12 Oct
        ("analysing", date(2026, 9, 28), date(2026, 10, 12), "grn", ""),
        ("closed", date(2026, 10, 12), date(2026, 10, 12), "amb", "今天到期"),
        ("closed", date(2026, 10, 13), date(2026, 10, 12), "red", "已超期1个工作日"),
        ("closed", date(2026, 10, 8), date(2026, 9, 29), "red", "已超期2个工作日"),  # the holidays do not count
        ("closed", date(2026, 9, 27), date(2026, 9, 25), "red", "9月25日"),  # a weekend: late, by no working day yet
    ],
)
def test_next_deadline(state: str, today: date, due: date | None, colour: str, words: str) -> None:
    found = next_deadline(state, CLOSES, due, today=today, calendar=CALENDAR)
    assert found is not None
    assert (found.colour, words in found.text) == (colour, True), found.text


@pytest.mark.parametrize("state", ["drafting", "approved", "report_published", "archived", "withdrawn"])
def test_nothing_runs(state: str) -> None:
    due = date(2026, 9, 25)
    assert next_deadline(state, CLOSES, due, today=date(2026, 10, 30), calendar=CALENDAR) is None
    assert not is_report_late(state, due, today=date(2026, 10, 30))


async def test_a_late_report_is_red_at_the_desk_and_told_to_the_public(
    sign_in: SignIn, database: Database, cast: Cast, clock: Clock
) -> None:
    one = await make_consultation(database, cast, now=START, state="analysing")
    async with database.write() as db:
        await db.execute(update(Consultation).values(report_due_on=date(2026, 9, 18)))
    clock.now = START + timedelta(days=14)  # Thursday 24 September: four working days after the 18th
    clerk, visitor = await sign_in("chen"), await sign_in("")
    words = "结果反馈已超期4个工作日（应于9月18日前）"
    for path in ("/staff", "/staff/consultations", f"/staff/consultations/{one}"):
        page = await clerk.get(path)
        assert words in page.main, path
        assert page.all("svg.p-lamp use[href='#l-red']"), path
    page = await visitor.get(f"/consultations/{one}")
    assert "结果反馈原定于2026年9月18日前公布，目前尚未公布。" in page.main
    assert "原定9月18日前，已超期" in page.main


async def test_the_last_days_are_amber_at_the_desk(
    sign_in: SignIn, database: Database, cast: Cast, clock: Clock
) -> None:
    one = await make_consultation(database, cast, now=START)
    clock.now = START + timedelta(days=28)
    clerk = await sign_in("chen")
    for path in ("/staff", "/staff/consultations", f"/staff/consultations/{one}"):
        assert "还有2天截止" in (await clerk.get(path)).main, path
    assert (await clerk.get("/staff")).all(".p-tk--amb")
    assert "超期" not in (await clerk.get(f"/consultations/{one}")).main
