"""A register comes in by file: every format and encoding, every refusal, safe twice, past ones with their replies."""

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.__main__ import main
from app.applicants.models import Applicant
from app.casework.commands import import_file
from app.casework.importing import Columns
from app.lib.db import Database
from app.lib.tables import Unreadable
from app.requests.models import Application, InformationRequest
from app.requests.rules import RequestChannel
from app.workdays.services import seed_calendar
from tests.cast import Cast
from tests.conftest import START
from tests.make_requests import ID_NUMBER

HEADING = ["编号", "内容", "申请人", "证件", "类型", "渠道", "提交", "收到", "登记号", "处室", "答复", "答复类型"]
COLUMNS = Columns(
    text="内容", id="编号", name="申请人", id_number="证件", kind="类型", channel="渠道", submitted="提交",
    received="收到", register_no="登记号", division="处室", replied="答复", reply_kind="答复类型",
)  # fmt: skip
RUNNING = [
    "1",
    "2025年补贴发放标准",
    "王小明",
    ID_NUMBER,
    "自然人",
    "online",
    "2026-09-01",
    "2026-09-02",
    "",
    "",
    "",
    "",
]
ANSWERED = [
    "2", "2024年培训机构名单", "某公司", "91350100M000100Y43", "企业", "邮寄", "2025/3/3", "2025/3/4", "2025-0017",
    "养老保险处", "2025-03-20 10:00", "granted",
]  # fmt: skip
ARRIVED = ["3", "2026年热线接通率", "", "", "", "平信", "2026-09-09", "", "", "", "", ""]


def write(folder: Path, *rows: list[str], suffix: str = ".csv", encoding: str = "utf-8") -> Path:
    path = folder / f"register{suffix}"
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in [HEADING, *rows]:
            book.active.append(row)  # type: ignore[union-attr]
        book.save(path)
    elif suffix == ".jsonl":
        lines = [json.dumps(dict(zip(HEADING, row, strict=True)), ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines), encoding)
    else:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter="," if suffix == ".csv" else "\t").writerows([HEADING, *rows])
    return path


async def take(database: Database, path: Path, columns: Columns = COLUMNS) -> list[str]:
    done = await import_file(database, path, "RSJ", columns, RequestChannel.ONLINE, now=START)
    return [one.result for one in done]


async def stored(database: Database) -> list[InformationRequest]:
    async with database.read() as db:
        return list(await db.scalars(select(InformationRequest).order_by(InformationRequest.id)))


@pytest.fixture(autouse=True)
async def calendar(database: Database, cast: Cast) -> None:
    async with database.write() as db:
        await seed_calendar(db, now=START)


@pytest.mark.parametrize(
    ("suffix", "encoding"),
    [(".csv", "utf-8"), (".csv", "gb18030"), (".tsv", "utf-8"), (".jsonl", "utf-8"), (".xlsx", "")],
)
async def test_every_format_and_past_ones_keep_their_reply(
    database: Database, cast: Cast, tmp_path: Path, suffix: str, encoding: str
) -> None:
    path = write(tmp_path, RUNNING, ANSWERED, ARRIVED, suffix=suffix, encoding=encoding)
    assert await take(database, path) == ["stored"] * 3
    running, answered, arrived = await stored(database)
    assert (running.state, running.received_on, running.due_on) == ("received", date(2026, 9, 2), date(2026, 9, 30))
    assert running.register_no == "2026-0001"
    assert (answered.state, answered.reply_kind, answered.register_no) == ("replied", "granted", "2025-0017")
    assert answered.replied_at == datetime.fromisoformat("2025-03-20T10:00:00+08:00")
    assert answered.division_id == cast.divisions["pension"].id
    assert (arrived.state, arrived.due_on, arrived.register_no) == ("awaiting_confirmation", None, None)
    async with database.read() as db:
        applicants = list(await db.scalars(select(Applicant).order_by(Applicant.id)))
        channels = list(await db.scalars(select(Application.channel).order_by(Application.id)))
    assert [one.kind for one in applicants] == ["natural_person", "commercial_enterprise", "natural_person"]
    assert [one.id_masked for one in applicants] == ["110***********002X", "913***********0Y43", ""]
    assert channels == ["online", "post_registered", "post_ordinary"]


async def test_the_same_file_twice_is_safe(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path, RUNNING, ANSWERED)
    assert await take(database, path) == ["stored"] * 2
    assert await take(database, path) == ["already"] * 2
    assert len(await stored(database)) == 2


async def test_without_identities_the_file_and_its_line_are_one(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path, RUNNING, RUNNING)
    columns = Columns(text="内容")
    assert await take(database, path, columns) == ["stored"] * 2
    assert await take(database, path, columns) == ["already"] * 2


async def test_a_number_that_was_brought_along_is_not_given_again(database: Database, tmp_path: Path) -> None:
    first = [*RUNNING[:8], "2026-0041", "", "", ""]
    await take(database, write(tmp_path, first, ["9", *RUNNING[1:]]))
    assert [one.register_no for one in await stored(database)] == ["2026-0041", "2026-0042"]


def changed(**changes: str) -> list[str]:
    return [changes.get(name, value) for name, value in zip(HEADING, RUNNING, strict=True)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (changed(内容="短"), "1 characters"),
        (changed(编号=""), "no identity"),
        (changed(证件="110105194912310021"), "not a resident identity number"),
        (changed(类型="神仙"), "no kind of applicant"),
        (changed(渠道="飞鸽"), "no channel"),
        (changed(收到="昨天"), "no time"),
        (changed(收到="2026-08-01"), "before it was sent in"),
        (changed(收到="2026-09-11"), "not come yet"),
        (changed(收到="", 答复="2026-09-05"), "no day of receipt"),
        (changed(答复="2026-09-01"), "answered before"),
        (changed(答复类型="随便"), "no kind of reply"),
        (changed(处室="不存在的处"), "no division"),
        (changed(编号="77", 登记号="2025-0017"), "is taken"),
    ],
)
async def test_a_bad_line_is_refused_and_the_rest_is_taken(
    database: Database, tmp_path: Path, row: list[str], reason: str
) -> None:
    path = write(tmp_path, ANSWERED, row, ARRIVED)
    done = await import_file(database, path, "rsj", COLUMNS, RequestChannel.ONLINE, now=START)
    assert [one.result for one in done] == ["stored", "refused", "stored"]
    assert reason in done[1].note.format(**(done[1].params or {}))
    assert len(await stored(database)) == 2


async def test_a_file_without_the_column_is_not_begun(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no column 题目"):
        await take(database, write(tmp_path, RUNNING), Columns(text="题目"))


def run(*arguments: object, settings: Any) -> Any:
    environment = {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "ENCRYPTION_KEYS": settings.encryption_keys,
    }
    return CliRunner().invoke(main, [str(one) for one in arguments], env=environment)


def test_the_command_reports_line_by_line_and_the_register_comes_out_again(
    database_url: str, settings: Any, tmp_path: Path
) -> None:
    path, report = write(tmp_path, RUNNING, changed(编号="5", 内容="短"), ANSWERED), tmp_path / "report.csv"
    options = [f"--{name.replace('_', '-')}={getattr(COLUMNS, name)}" for name in ("text", "id", "name", "id_number")]
    options += [f"--{name.replace('_', '-')}={getattr(COLUMNS, name)}" for name in ("received", "replied", "division")]
    done = run("import-requests", path, "--agency", "rsj", *options, "--report", report, settings=settings)
    assert done.exit_code == 3, done.output
    lines = list(csv.reader(report.read_text("utf-8-sig").splitlines()))
    assert [line[1] for line in lines[1:]] == ["存入", "拒收", "存入"]
    plain, full = tmp_path / "register.csv", tmp_path / "full.xlsx"
    assert run("export-requests", plain, "--agency", "rsj", settings=settings).exit_code == 0
    words = plain.read_text("utf-8-sig")
    assert "2026-0001" in words
    assert ID_NUMBER not in words
    assert "王小明" not in words
    refused = run("export-requests", full, "--agency", "rsj", "--full", settings=settings)
    assert refused.exit_code == 2
    assert not full.exists()
    assert (
        run("export-requests", full, "--agency", "rsj", "--full", "--reason", "年度核对", settings=settings).exit_code
        == 0
    )
    cells = [cell.value for row in openpyxl.load_workbook(full).active.rows for cell in row]  # type: ignore[union-attr]
    assert ID_NUMBER in cells
    assert run("import-requests", path, "--agency", "nobody", "--text", "内容", settings=settings).exit_code == 2
