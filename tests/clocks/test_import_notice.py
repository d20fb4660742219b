"""The holiday notice of a year, imported and corrected: by the sysadmin on the page and on the command line."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.__main__ import main
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.workdays.queries import calendar_version, load_calendar
from app.workdays.rules import is_workday
from app.workdays.services import seed_calendar
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import START, Clock
from tests.workdays.test_notices import NOTICE_2027

SOURCE = "国务院办公厅关于2027年部分节假日安排的通知"


@pytest.fixture
async def xu(client: Browser, cast: Cast, database: Database) -> Browser:
    async with database.write() as db:
        await seed_calendar(db, now=START)
    await client.sign_in("xu", PASSWORD)
    return client


async def send(browser: Browser, text: str, source: str = SOURCE) -> Page:
    files = {"file": ("2027.csv", text.encode(), "text/csv")} if text else None
    return await browser.post("/staff/calendar", {"source": source}, files=files)


async def test_a_year_becomes_published(xu: Browser, database: Database) -> None:
    before = await xu.get("/staff/calendar?year=2027")
    assert "2027年放假调休安排尚未公布，期限为暂定。" in before.main
    page = await xu.follow(await send(xu, NOTICE_2027))
    assert "2027年工作日历已保存" in page.text
    assert "尚未公布" not in page.main
    assert SOURCE in page.main
    async with database.read() as db:
        calendar = await load_calendar(db)
        entry = (await db.scalars(select(HistoryEntry).where(HistoryEntry.verb.startswith("calendar:")))).one()
    assert 2027 in calendar.published
    assert calendar.version == 2, "seeding was the first change"
    assert not is_workday(calendar, date(2027, 2, 9))
    assert is_workday(calendar, date(2027, 2, 20))
    assert (entry.verb, entry.actor_name, entry.details["year"]) == ("calendar:import_notice", "徐工", 2027)


async def test_a_correction_is_logged_with_what_changed(xu: Browser, database: Database) -> None:
    await send(xu, NOTICE_2027)
    page = await xu.follow(await send(xu, NOTICE_2027.replace("2027-02-20,1,春节\n", ""), "更正通知〔2027〕1号"))
    assert "更正 · 更正通知〔2027〕1号" in page.main
    assert "2027-02-20 ： 上班 → 按星期" in page.main or "2027-02-20：上班 → 按星期" in page.main
    async with database.read() as db:
        calendar = await load_calendar(db)
    assert not is_workday(calendar, date(2027, 2, 20))
    assert calendar.version == 3
    assert "更正放假安排" in (await xu.get("/staff/record")).main


@pytest.mark.parametrize(
    ("text", "source", "field", "sentence"),
    [
        ("", SOURCE, "file", "请选择放假安排文件"),
        (NOTICE_2027, "", "source", "请填写通知的名称"),
        (NOTICE_2027 + "2027-13-01,0,\n", SOURCE, "file", "第19行：“2027-13-01”不是日期"),
        ("date,is_workday\n2027-01-01,0\n", SOURCE, "file", "2027-02-05是法定节假日（春节），应当列为放假"),
    ],
)
async def test_what_is_no_notice_is_refused(
    xu: Browser, database: Database, text: str, source: str, field: str, sentence: str
) -> None:
    page = await send(xu, text, source)
    assert page.status == 422
    assert sentence in page.errors[field]
    assert page.field("source") == source
    async with database.read() as db:
        assert await calendar_version(db) == 1


async def test_the_same_again_changes_nothing(xu: Browser, database: Database) -> None:
    await send(xu, NOTICE_2027)
    page = await send(xu, NOTICE_2027)
    assert "没有变化" in page.errors["file"]
    async with database.read() as db:
        assert await calendar_version(db) == 2


async def test_others_read_only(xu: Browser, cast: Cast) -> None:
    await xu.post("/sign-out")
    await xu.sign_in("qian", PASSWORD)
    assert not (await xu.get("/staff/calendar?year=2026")).all("form[action='/staff/calendar']")
    assert (await send(xu, NOTICE_2027)).status == 403


def test_on_the_command_line(database_url: str, tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(NOTICE_2027, encoding="utf-8")
    env = {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path), "DEFAULT_LOCALE": "zh-CN"}

    def run(*args: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, list(args), env=env)
        return done.exit_code, done.output

    due = ("due", "--received", "2027-01-25", "--json")
    assert json.loads(run(*due)[1])["provisional"] is True
    assert run("calendar", "import", str(file)) == (0, "已导入2027年日历，共17天。\n")
    after = json.loads(run(*due)[1])
    assert (after["provisional"], after["due"], after["calendar"]) == (False, "2027-02-24", "installation")
    assert run("calendar", "import", str(file))[0] == 4
    shown = run("calendar", "show", "2027")[1]
    assert "2027-02-05 – 2027-02-09  休  春节" in shown
    file.write_text("date,is_workday\n", encoding="utf-8")
    code, told = run("calendar", "import", str(file))
    assert code == 2
    assert "文件中没有日期" in told
