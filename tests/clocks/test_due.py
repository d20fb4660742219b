"""``daylight due`` as somebody runs it: in an empty folder, and beside an installation."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.__main__ import main
from app.lib.clock import system_clock
from app.lib.db import open_database
from app.lib.settings import Settings
from app.workdays.models import CalendarDay, CalendarYear

ASKED = "--received 2026-09-14 --sent 2026-09-17 --third-party-received 2026-09-18"
JOINT = "--received 2026-09-20 --sent 2026-09-24 --third-party-received 2026-09-24 --returned 2026-10-09"
THIRD = ["--sent", "2026-09-17", "--third-party-received", "2026-09-18"]


def run(line: str | list[str], folder: Path, **env: str) -> Result:
    args = line.split() if isinstance(line, str) else line
    clean = {"DATABASE_URL": "", "DATABASE_URL_FILE": "", "DATA_DIR": str(folder), "DEFAULT_LOCALE": "zh-CN"}
    return CliRunner().invoke(main, ["due", *args], env=clean | env)


AT_30 = [
    ("--received 2026-01-30", "2026-03-05", "2026-02-10"),
    ("--received 2026-04-20", "2026-05-20", "2026-04-29"),
    ("--received 2026-04-20 --extend 20", "2026-06-17", None),
    ("--received 2026-04-20 --extend 10", "2026-06-03", None),
    ("--received 2026-09-07", "2026-10-10", "2026-09-16"),
    ("--received 2026-09-07 --corrected 2026-09-18", "2026-10-22", None),
    ("--received 2026-09-14", "2026-10-16", None),
    (f"{ASKED} --returned 2026-10-12", "2026-11-04", None),
    (ASKED, "2026-11-09", None),
    ("--received 2026-09-20", "2026-10-23", None),
    (f"{JOINT} --joint", "2026-10-30", None),
    (f"{JOINT} --extend 20", "2026-11-27", None),
    ("--received 2026-09-30", "2026-11-03", "2026-10-15"),
    ("--received 2026-10-08", "2026-11-04", None),
    ("--received 2026-09-01 --paid 2026-10-09", "2026-11-05", None),
    ("--received 2026-12-01", "2026-12-29", None),
    ("--received 2026-12-03", "2026-12-31", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "due", "notice_by"), AT_30, ids=[case[0] for case in AT_30])
def test_at_30_on_the_command_line(line: str, due: str, notice_by: str | None, tmp_path: Path) -> None:
    done = run(f"{line} --json", tmp_path)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["due"], told["provisional"], told["calendar"]) == (due, False, "package")
    assert notice_by in (None, told["correction_notice_by"])
    assert told["steps"][0]["what"]
    assert told["steps"][-1]["date"] == due
    assert list(tmp_path.iterdir()) == [], "nothing is made where it runs"


def test_other_dates_come_along(tmp_path: Path) -> None:
    told = json.loads(run(["--received", "2026-09-14", *THIRD, "--extend", "5", "--json"], tmp_path).stdout)
    assert (told["opinion_by"], told["extension_by"]) == ("2026-10-15", "2026-11-09")
    assert (told["excluded_workdays"], told["extended_workdays"], told["due"]) == (16, 5, "2026-11-16")


def test_at_30_across_the_year_is_provisional(tmp_path: Path) -> None:
    told = json.loads(run("--received 2026-12-14 --json", tmp_path).stdout)
    assert (told["due"], told["provisional"]) == ("2027-01-12", True)
    assert told["warnings"] == ["2027年放假调休安排尚未公布，期限为暂定。"]
    assert "期限为暂定" in run("--received 2026-12-14", tmp_path).stdout


@pytest.mark.parametrize("day", ["1949-10-01", "2003-12-15", "2004-01-05", "2026-10-03", "2031-02-01", "2099-12-31"])
def test_any_year_gives_a_date(day: str, tmp_path: Path) -> None:
    told = json.loads(run(f"--received {day} --json", tmp_path).stdout)
    is_known = 2004 <= int(day[:4]) <= 2026
    assert told["due"] > day
    assert told["provisional"] is not is_known


def test_a_rest_day_does_not_count_as_the_first(tmp_path: Path) -> None:
    holiday, before = (json.loads(run(f"--received {d} --json", tmp_path).stdout) for d in ("2026-10-03", "2026-09-30"))
    assert holiday["due"] == before["due"] == "2026-11-03"


def test_told_in_words(tmp_path: Path) -> None:
    told = run("--received 2026-04-20 --extend 10", tmp_path).stdout
    for line in (
        "2026-04-20 周一  收到申请",
        "2026-05-01 周五  劳动节放假，不计入",
        "2026-05-09 周六  第12个工作日（调休上班）",
        "2026-05-20 周三  延长答复期限10个工作日",
        "答复期限：2026-06-03（周三）",
    ):
        assert line in told
    assert (
        "Reply due: 2026-06-03 (Wed)" in run("--received 2026-04-20 --extend 10", tmp_path, DEFAULT_LOCALE="en").stdout
    )


REFUSED = [
    ("--received 2026-04-20 --extend 21", "延长期限最长不超过20个工作日"),
    ("--received 2026-04-20 --extend 0", "至少1个工作日"),
    ("--received 2026-04-20 --extend ten", "--extend"),
    ("--received 2026-04-31", "没有“2026-04-31”这个日期"),
    ("--received 20260420", "没有“20260420”这个日期"),
    ("", "--received"),
    ("--received 2026-04-20 --corrected 2026-04-19", "不能早于收到申请"),
    ("--received 2026-04-20 --paid 2026-04-19", "缴费日期"),
    ("--received 2026-04-20 --sent 2026-04-17 --third-party-received 2026-04-21", "不能早于收到申请"),
    ("--received 2026-04-20 --sent 2026-04-22 --third-party-received 2026-04-21", "不能早于发出"),
    (f"{ASKED} --returned 2026-09-17", "收到意见的日期"),
    ("--received 2026-04-20 --sent 2026-04-22", "--third-party-received"),
    ("--received 2026-04-20 --returned 2026-04-22", "--sent"),
    ("--received 9999-12-20", "日期太远"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "sentence"), REFUSED, ids=[case[0] or "nothing" for case in REFUSED])
def test_wrong_input_is_refused(line: str, sentence: str, tmp_path: Path) -> None:
    done = run(f"{line} --json", tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_settings_that_are_wrong_do_not_matter(tmp_path: Path) -> None:
    assert run("--received 2026-04-20", tmp_path, PORT="none", SECRET_KEY="short").exit_code == 0


def test_a_database_that_is_not_there_does_not_matter(tmp_path: Path) -> None:
    done = run("--received 2026-04-20 --json", tmp_path, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert json.loads(done.stdout)["calendar"] == "unreadable"
    assert "已改用程序自带的日历" in done.stderr
    (tmp_path / "daylight.db").write_text("no database")
    assert json.loads(run("--received 2026-04-20 --json", tmp_path).stdout)["due"] == "2026-05-20"


async def test_the_calendar_of_the_installation_wins(settings: Settings, tmp_path: Path) -> None:
    database = open_database(settings)
    async with database.write() as db:
        db.add(CalendarYear(year=2026, source="notice", imported_at=system_clock()))
        await db.flush()
        db.add(CalendarDay(day=date(2026, 5, 19), year=2026, is_workday=False, note="台风"))
    await database.close()
    told = json.loads(run("--received 2026-05-11 --json", tmp_path, DATABASE_URL=settings.database_url).stdout)
    assert told["calendar"] == "installation"
    assert told["due"] == "2026-06-09", "one day more; Dragon Boat comes after it"
    assert "台风放假，不计入" in [step["what"] for step in told["steps"]]
    other = json.loads(run("--received 2025-09-15 --json", tmp_path, DATABASE_URL=settings.database_url).stdout)
    assert other["provisional"] is False, "years that it does not have come from the program"
