"""A table of comments by the web: looked at, its columns chosen, taken in line by line, safe twice."""

import io
from datetime import timedelta
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from app.comments.jobs import forget_uploads
from app.comments.models import Comment, CommentUpload
from app.comments.uploads import MAX_LINES, look_at
from app.lib.db import Database
from app.lib.errors import FormInvalid
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import START
from tests.consultations.conftest import STRANGERS, SignIn, sign_in
from tests.make import make_consultation, make_occasion

pytestmark = pytest.mark.one_database("reading files")

__all__ = ["sign_in"]

TABLE = """序号,参加人,意见,条款
1,3号,希望延长补缴期限。,第四条
2,5号,希望周末也能办理。,
3,3号,,第四条
4,6号,想按季缴费。,第九十九条
5,7号,希望周末也能办理。,
6,5号,希望周末也能办理。,
"""
COLUMNS = {"text": "意见", "person": "参加人", "clause": "条款"}


@pytest.fixture
async def one(database: Database, cast: Cast) -> UUID:
    return await make_consultation(database, cast, now=START)


@pytest.fixture
async def symposium(database: Database, cast: Cast, one: UUID) -> UUID:
    return await make_occasion(database, cast, one, now=START)


async def stored(database: Database) -> list[Comment]:
    async with database.read() as db:
        return list(await db.scalars(select(Comment).order_by(Comment.id)))


async def send(clerk: Browser, one: UUID, way: object, content: bytes | str, name: str = "座谈会.csv") -> Page:
    data = content.encode() if isinstance(content, str) else content
    return await clerk.post(f"/staff/consultations/{one}/uploads", {"way": str(way)}, files={"file": (name, data)})


async def test_looked_at_first_then_taken_in_and_each_refused_line_named(
    sign_in: SignIn, database: Database, one: UUID, symposium: UUID
) -> None:
    clerk = await sign_in("chen")
    answer = await send(clerk, one, symposium, TABLE)
    page = await clerk.follow(answer)
    assert await stored(database) == []  # nothing before the columns are chosen
    assert "共6行" in page.main
    assert "希望延长补缴期限。" in page.main
    assert {name: page.form(answer.location)[name] for name in COLUMNS} == COLUMNS  # guessed
    page = await clerk.follow(await clerk.post(answer.location, COLUMNS))
    rows = await stored(database)
    assert [row.text for row in rows] == ["希望延长补缴期限。", *["希望周末也能办理。"] * 3]
    assert {(row.method, row.occasion_id) for row in rows} == {("symposium", symposium)}
    assert len({row.person_key for row in rows}) == 3
    assert "4 没有意见内容。 5 草案中没有" in page.main
    assert "第九十九条" in page.main
    async with database.read() as db:
        upload = await db.scalar(select(CommentUpload))
        assert upload is not None
        assert upload.result is not None
        assert [one["number"] for one in upload.result["refused"]] == [4, 5]
        assert await db.scalar(select(CommentUpload.content)) is None  # it held names


async def test_corrected_and_sent_again_only_what_is_new_is_added(
    sign_in: SignIn, database: Database, one: UUID, symposium: UUID
) -> None:
    clerk = await sign_in("chen")
    for table in (TABLE, TABLE, TABLE.replace("第九十九条", "第三条")):
        answer = await send(clerk, one, symposium, table)
        page = await clerk.follow(await clerk.post(answer.location, COLUMNS))
    assert "已存入 1" in page.main
    assert "此前已有 4" in page.main
    assert len(await stored(database)) == 5


async def test_the_same_words_in_a_letter_are_another_comment(
    sign_in: SignIn, database: Database, one: UUID, symposium: UUID
) -> None:
    clerk = await sign_in("chen")
    for way in (symposium, "written"):
        answer = await send(clerk, one, way, TABLE)
        await clerk.post(answer.location, {**COLUMNS, "said_on": "2026-09-10"})
    assert sorted(row.method for row in await stored(database)) == ["symposium"] * 4 + ["written"] * 4


async def test_a_second_click_takes_nothing_twice(
    sign_in: SignIn, database: Database, one: UUID, symposium: UUID
) -> None:
    clerk = await sign_in("chen")
    answer = await send(clerk, one, symposium, TABLE)
    for _click in range(2):
        assert (await clerk.post(answer.location, COLUMNS)).status == 303
    assert len(await stored(database)) == 4


async def test_xlsx_and_other_encodings(sign_in: SignIn, database: Database, one: UUID, symposium: UUID) -> None:
    book = openpyxl.Workbook()
    for line in TABLE.splitlines():
        book.active.append(line.split(","))  # type: ignore[union-attr]
    xlsx = io.BytesIO()
    book.save(xlsx)
    clerk = await sign_in("chen")
    for name, content in (("a.xlsx", xlsx.getvalue()), ("b.csv", TABLE.encode("gb18030"))):
        answer = await send(clerk, one, symposium, content, name)
        await clerk.post(answer.location, COLUMNS)
    assert len(await stored(database)) == 4  # the words are the same, whatever file they stand in


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.doc", b"x", "请选择CSV"),
        ("a.csv", b"", "没有可读的行"),
        ("a.csv", "意见\n".encode(), "没有可读的行"),
        ("a.xlsx", b"PK\x03\x04 no book", "不是 XLSX 文件"),
    ],
)
async def test_what_is_no_table_is_refused_with_a_sentence(
    sign_in: SignIn, database: Database, one: UUID, name: str, content: bytes, words: str
) -> None:
    page = await send(await sign_in("chen"), one, "written", content, name)
    assert page.status == 422
    assert words in page.errors["file"]


def test_too_many_lines_are_for_the_command_line() -> None:
    look_at(b"a\n" + b"x\n" * MAX_LINES, "a.csv")
    with pytest.raises(FormInvalid):
        look_at(b"a\n" + b"x\n" * (MAX_LINES + 1), "a.csv")


@pytest.mark.parametrize(
    ("changes", "field"), [({"text": ""}, "text"), ({"clause": "意见"}, "text"), ({"text": "没有这列"}, "text")]
)
async def test_a_bad_choice_of_columns(
    sign_in: SignIn, database: Database, one: UUID, symposium: UUID, changes: dict[str, str], field: str
) -> None:
    clerk = await sign_in("chen")
    answer = await send(clerk, one, symposium, TABLE)
    page = await clerk.post(answer.location, {**COLUMNS, **changes})
    assert page.status == 422
    assert set(page.errors) == {field}
    assert await stored(database) == []


@pytest.mark.parametrize(("who", "status"), [*STRANGERS.items(), ("deng", 403), ("shen", 403), ("", 303)])
async def test_strangers(
    sign_in: SignIn, database: Database, one: UUID, symposium: UUID, who: str, status: int
) -> None:
    answer = await send(await sign_in("chen"), one, symposium, TABLE)
    stranger = await sign_in(who)
    assert (await send(stranger, one, symposium, TABLE)).status == status
    assert (await stranger.get(answer.location)).status == status
    assert (await stranger.post(answer.location, COLUMNS)).status == status
    assert await stored(database) == []


async def test_an_upload_of_another_consultation_is_not_found(
    sign_in: SignIn, database: Database, cast: Cast, one: UUID, symposium: UUID
) -> None:
    clerk = await sign_in("chen")
    answer = await send(clerk, one, symposium, TABLE)
    other = await make_consultation(database, cast, now=START)
    assert (await clerk.post(answer.location.replace(str(one), str(other)), COLUMNS)).status == 404


async def test_a_table_that_was_left_is_forgotten_after_a_day(
    sign_in: SignIn, database: Database, one: UUID, symposium: UUID
) -> None:
    clerk = await sign_in("chen")
    taken = await send(clerk, one, symposium, TABLE)
    await clerk.post(taken.location, COLUMNS)
    left = await send(clerk, one, symposium, TABLE)
    await forget_uploads(database, now=START + timedelta(hours=23))
    assert (await clerk.get(left.location)).status == 200
    await forget_uploads(database, now=START + timedelta(hours=25))
    assert (await clerk.get(left.location)).status == 404
    assert (await clerk.get(taken.location)).status == 200  # its result stays
