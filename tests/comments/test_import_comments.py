"""Comments come in by file: every format and encoding, every refusal, safe twice."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.comments.commands import import_comments, import_file
from app.comments.importing import Columns
from app.comments.models import Comment
from app.comments.rules import Imported
from app.consultations.rules import Method, WrongState
from app.lib.db import Database
from app.lib.errors import NotFound
from app.lib.settings import Settings
from app.lib.tables import Unreadable, find_encoding, read_time
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_consultation, make_occasion

HEADING = ["编号", "谁", "标题", "时间", "条款", "内容"]
COLUMNS = Columns(text="内容", title="标题", id="编号", person="谁", at="时间", clause="条款")
ROWS = [
    ["1", "甲", "宽限期", "2026/9/10 9:00", "第四条", "建议延长宽限期。"],
    ["2", "乙", "", "2026-09-11 10:30:05", "a3", "希望可以按季缴费，\n并且提前短信提醒。"],
    ["3", "甲", "", "2026年9月12日", "", '希望写清楚"灵活就业"的范围,谢谢'],
]


def write(folder: Path, rows: list[list[Any]], *, suffix: str = ".csv", encoding: str = "utf-8") -> Path:
    path = folder / f"comments{suffix}"
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in [HEADING, *rows]:
            book.active.append(row)  # type: ignore[union-attr]
        book.save(path)
    elif suffix == ".jsonl":
        lines = [json.dumps(dict(zip(HEADING, row, strict=False)), ensure_ascii=False) for row in rows]
        path.write_text("\n".join(lines) + "\n", encoding)
    else:
        mark = "," if suffix == ".csv" else "\t"
        cells = [['"' + str(cell).replace('"', '""') + '"' for cell in row] for row in [HEADING, *rows]]
        path.write_bytes("\r\n".join(mark.join(row) for row in cells).encode(encoding))
    return path


@pytest.fixture
async def consultation(database: Database, cast: Cast, clock: Clock) -> UUID:
    consultation = await make_consultation(database, cast, now=clock())
    clock.advance(timedelta(days=7))
    return consultation


async def stored(database: Database) -> list[Comment]:
    async with database.read() as db:
        return list((await db.execute(select(Comment).order_by(Comment.said_at, Comment.id))).scalars())


async def take(
    database: Database, path: Path, consultation: UUID, clock: Clock, columns: Columns = COLUMNS
) -> Imported:
    return await import_file(database, path, consultation, columns, Method.WRITTEN, now=clock())


@pytest.mark.parametrize(
    ("suffix", "encoding"),
    [
        (".csv", "utf-8"),
        (".csv", "utf-8-sig"),
        (".csv", "gb18030"),
        (".csv", "utf-16"),
        (".tsv", "utf-8"),
        (".tsv", "gb18030"),
        (".jsonl", "utf-8"),
        (".jsonl", "gb18030"),
        (".xlsx", ""),
    ],
)
async def test_every_format_says_the_same(
    database: Database, consultation: UUID, clock: Clock, tmp_path: Path, suffix: str, encoding: str
) -> None:
    done = await take(database, write(tmp_path, ROWS, suffix=suffix, encoding=encoding), consultation, clock)
    assert (done.stored, done.already, done.late, done.refused) == (3, 0, 0, ())
    first, second, third = await stored(database)
    assert (first.text, first.title, first.clause_ref) == ("建议延长宽限期。", "宽限期", "a4")
    assert first.said_at == datetime(2026, 9, 10, 1, 0, tzinfo=UTC)
    assert (second.text, second.clause_ref) == ("希望可以按季缴费，\n并且提前短信提醒。", "a3")
    assert third.text == '希望写清楚"灵活就业"的范围,谢谢'
    assert first.person_key == third.person_key != second.person_key
    assert {one.person_basis for one in (first, second, third)} == {"import"}
    assert {one.method for one in (first, second, third)} == {"written"}
    assert "甲" not in str(first.person_key)


async def test_safe_twice_with_and_without_identities(
    database: Database, consultation: UUID, clock: Clock, tmp_path: Path
) -> None:
    path = write(tmp_path, [*ROWS, ROWS[0]])
    done = await take(database, path, consultation, clock)
    assert (done.stored, done.already) == (3, 1)  # the same identity a second time
    again = await take(database, path, consultation, clock)
    assert (again.stored, again.already) == (0, 4)
    bare = Columns(text="内容")
    kept = await take(database, path, consultation, clock, bare)
    assert (kept.stored, kept.already) == (4, 0)  # a real repeat in the file is kept
    assert (await take(database, path, consultation, clock, bare)).already == 4
    assert len(await stored(database)) == 7


async def test_every_bad_line_has_its_number_and_reason(
    database: Database, consultation: UUID, clock: Clock, tmp_path: Path
) -> None:
    day = "2026-09-11"
    rows = [
        ["1", "", "", day, "", "这一条没有问题。"],
        ["2", "", "", day, "", ""],
        ["3", "", "", day, "", "好"],
        ["4", "", "", day, "", "字" * 8001],
        ["5", "", "", "昨天", "", "时间看不懂。"],
        ["6", "", "", "2026-02-30", "", "没有这一天。"],
        ["7", "", "", "2026-09-09 23:59:59", "", "征求意见开始之前。"],
        ["8", "", "", "2026-12-01", "", "还没有到的时间。"],
        ["9", "", "", day, "第九十九条", "没有这一条。"],
        ["", "", "", day, "", "没有编号。"],
        ["11", "", "题" * 301, day, "", "标题太长。"],
        ["12", "", "", day, "", "多一格。", "多"],
        ["13", "", "", day, "第４条", "最后一条也没有问题。"],
    ]
    done = await take(database, write(tmp_path, rows), consultation, clock)
    assert [one.number for one in done.refused] == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    assert all(one.reason for one in done.refused)
    assert [one.text for one in await stored(database)] == ["这一条没有问题。", "最后一条也没有问题。"]


async def test_late_is_kept_and_flagged(database: Database, cast: Cast, clock: Clock, tmp_path: Path) -> None:
    opens = clock().date()
    consultation = await make_consultation(database, cast, now=clock(), closes_on=opens + timedelta(days=31))
    clock.advance(timedelta(days=60))
    rows = [
        ["1", "", "", "2026-10-11 23:59:59", "", "最后一刻。"],
        ["2", "", "", "2026-10-12 00:00:00", "", "晚了一秒。"],
    ]
    done = await take(database, write(tmp_path, rows), consultation, clock)
    assert done.late == 1
    assert [one.is_late for one in await stored(database)] == [False, True]


async def test_without_a_time_it_is_now_but_not_in_a_past_consultation(
    database: Database, cast: Cast, clock: Clock, tmp_path: Path, consultation: UUID
) -> None:
    path = write(tmp_path, ROWS)
    bare = Columns(text="内容")
    await take(database, path, consultation, clock, bare)
    assert {one.said_at for one in await stored(database)} == {clock()}
    past = await make_consultation(
        database,
        cast,
        now=clock(),
        state="closed",
        is_past=True,
        opens_on=datetime(2020, 1, 1).date(),
        closes_on=datetime(2020, 2, 15).date(),
    )
    done = await take(database, path, past, clock, bare)
    assert (done.stored, len(done.refused)) == (0, 3)


async def test_personal_data_is_held_also_in_the_title(
    database: Database, consultation: UUID, clock: Clock, tmp_path: Path
) -> None:
    rows = [
        ["1", "", "", "2026-09-11", "", "请回电13800138000，谢谢。"],
        ["2", "", "请回电13800138000", "2026-09-12", "", "谢谢。"],
    ]
    await take(database, write(tmp_path, rows), consultation, clock)
    assert [one.visibility for one in await stored(database)] == ["held", "held"]


@pytest.mark.parametrize("state", ["drafting", "report_published", "archived", "withdrawn"])
async def test_only_while_comments_are_taken_or_studied(
    database: Database, cast: Cast, clock: Clock, tmp_path: Path, state: str
) -> None:
    consultation = await make_consultation(database, cast, now=clock(), state=state)
    with pytest.raises(NotFound if state == "drafting" else WrongState):
        await take(database, write(tmp_path, ROWS), consultation, clock)


async def test_a_file_that_is_no_table(database: Database, consultation: UUID, clock: Clock, tmp_path: Path) -> None:
    for name, content in (
        ("a.pdf", b"%PDF"),
        ("a.xlsx", b"PK nonsense"),
        ("a.csv", b""),
        ("b.csv", "甲,乙\n1,2".encode()),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(Unreadable):
            await take(database, path, consultation, clock)


async def test_one_broken_line_spoils_nothing_else(
    database: Database, consultation: UUID, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "comments.csv"
    good = "编号,内容\n1,第一条意见\n2,第二条意见\n3,第三条意见\n".encode()
    path.write_bytes(good + b"4,\xff\xfe\xff broken\n" + "5,第五条意见\n".encode())
    done = await take(database, path, consultation, clock, Columns(text="内容", id="编号"))
    assert (done.stored, [one.number for one in done.refused]) == (4, [5])
    lines = tmp_path / "comments.jsonl"
    lines.write_text('{"内容": "第一条意见"}\n{broken\n[1]\n\n{"内容": "第二条意见"}\n', "utf-8")
    done = await take(database, lines, consultation, clock, Columns(text="内容"))
    assert (done.stored, [one.number for one in done.refused]) == (2, [2, 3])


async def test_batches_larger_than_one(database: Database, consultation: UUID, clock: Clock, tmp_path: Path) -> None:
    rows = [[str(n), str(n % 7), "", "2026-09-11", "", f"第{n}个人的意见。"] for n in range(1, 1202)]
    done = await take(database, write(tmp_path, rows), consultation, clock)
    assert done.stored == 1201
    assert len({one.person_key for one in await stored(database)}) == 7


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2020-01-02", datetime(2020, 1, 1, 16, tzinfo=UTC)),
        ("2020/1/2 3:04", datetime(2020, 1, 1, 19, 4, tzinfo=UTC)),
        ("2020-01-02T03:04:05Z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2020-01-02 03:04:05+08:00", datetime(2020, 1, 1, 19, 4, 5, tzinfo=UTC)),
        ("2020年1月2日 23时59分59秒", datetime(2020, 1, 2, 15, 59, 59, tzinfo=UTC)),
        ("2020.1.2", datetime(2020, 1, 1, 16, tzinfo=UTC)),
        ("2020-13-02", None),
        ("2020-01-02 25:00", None),
        ("1/2/2020", None),
        ("", None),
    ],
)
def test_times(typed: str, expected: datetime | None) -> None:
    assert read_time(typed) == expected


def test_encoding_is_decided_by_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for text, encoding, found in (
        ("ascii only\n", "ascii", "utf-8-sig"),
        ("意见\n", "utf-8", "utf-8-sig"),
        ("意见\n建议\n", "gb18030", "gb18030"),
    ):
        path.write_bytes(text.encode(encoding))
        assert find_encoding(path) == found


async def test_the_command_tells_what_happened(
    database: Database, consultation: UUID, settings: Settings, tmp_path: Path
) -> None:
    path = write(tmp_path, [ROWS[0], ["2", "", "", "", "", ""]])
    report = tmp_path / "refused.txt"
    arguments = [str(path), "--consultation", str(consultation), "--text", "内容", "--id", "编号"]

    async def run(arguments: list[str]) -> int:
        invoked = await asyncio.to_thread(CliRunner().invoke, import_comments, arguments, obj=settings)
        return invoked.exit_code

    assert await run([*arguments, "--report", str(report)]) == 3
    assert report.read_text("utf-8").startswith("第 3 行")
    assert await run(arguments) == 3
    assert await run([*arguments, "--title", "没有这一列"]) == 2
    assert await run([str(path)]) == 2
    assert await run([str(path), "--consultation", "00000000-0000-0000-0000-000000000000", "--text", "内容"]) == 2
    assert await run([str(write(tmp_path, [["1", "", "", "", "", ""]])), *arguments[1:]]) == 4
    assert await run([str(write(tmp_path, [["9", "", "", "", "", "都收下了。"]])), *arguments[1:]]) == 0


async def test_the_command_knows_the_occasion(
    database: Database, cast: Cast, consultation: UUID, settings: Settings, tmp_path: Path, clock: Clock
) -> None:
    visit = await make_occasion(database, cast, consultation, now=clock(), method="field_research")
    path = write(tmp_path, [["9", "", "", "", "", "都收下了。"]])
    arguments = [str(path), "--consultation", str(consultation), "--text", "内容", "--occasion"]
    for occasion, code in ((consultation, 2), (visit, 0)):
        invoked = await asyncio.to_thread(
            CliRunner().invoke, import_comments, [*arguments, str(occasion)], obj=settings
        )
        assert invoked.exit_code == code, invoked.output
    (row,) = await stored(database)
    assert (row.method, row.occasion_id, row.is_late) == ("field_research", visit, False)
