"""Attachments: added and removed while drafting, supplemented while open, read by anybody once they are public."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import func, select

from app.consultations.attachment_queries import list_attachments
from app.consultations.models import Attachment
from app.drafts.models import DraftOriginal
from app.files.models import StoredFile
from app.lib.db import Database
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import Clock
from tests.consultations.conftest import STRANGERS, SignIn, acts, stored
from tests.drafts.test_changes import gone, ins, par
from tests.drafts.test_docx import p, package
from tests.files.samples import exif, jpg, pdf, png, segment
from tests.make import DRAFT, make_consultation

pytestmark = pytest.mark.one_database("forms and files")

WORD = package(*[p(DRAFT.split("\n")[0]) + "".join(p(line) for line in DRAFT.split("\n")[1:])])
TRACKED = package(p("某办法") + par(ins("第一条　甲。"), gone("第一条　乙。")) + p("第二条　丙。"))


def desk(consultation_id: UUID) -> str:
    return f"/staff/consultations/{consultation_id}"


async def attach(clerk: Browser, c: UUID, name: str = "说明.pdf", data: bytes | None = None, **fields: str) -> Page:
    return await clerk.post(f"{desk(c)}/attachments", fields, files={"file": (name, pdf() if data is None else data)})


async def attached(database: Database, c: UUID) -> list[str]:
    async with database.read() as db:
        return [one["name"] for one in await list_attachments(db, c)]


async def count(database: Database, table: type) -> int:
    async with database.read() as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
async def drafting(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock(), state="drafting")


@pytest.fixture
async def opened(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock(), state="open")


async def test_it_works(sign_in: SignIn, database: Database, client: Browser, drafting: UUID) -> None:
    clerk, head = await sign_in("chen"), await sign_in("deng")
    page = await clerk.follow(await attach(clerk, drafting, title="附件1 起草说明"))
    assert "附件1 起草说明" in page.main
    link = page.one(".p-files a").attributes["href"]
    file = (await clerk.get(str(link))).response
    assert file.content == pdf()
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["content-security-policy"].startswith("sandbox")
    assert "起草说明" in (await head.get(desk(drafting))).main
    public = f"/consultations/{drafting}"
    assert (await client.get(f"{public}/attachments/{str(link).rpartition('/')[2]}")).status == 404
    await clerk.post(f"{desk(drafting)}/submit")
    await head.post(f"{desk(drafting)}/approve", (await head.get(desk(drafting))).form(f"{desk(drafting)}/approve"))
    for address in (public, f"{public}/explanation"):
        page = await client.get(address)
        assert "附件1 起草说明" in page.one(".p-files").text()
        assert "PDF" in page.one(".p-files").text()
        assert "补充公开" not in page.one(".p-files").text()
        assert (await client.get(str(page.one(".p-files a").attributes["href"]))).response.content == pdf()


async def test_a_change_takes_the_submission_back(sign_in: SignIn, database: Database, drafting: UUID) -> None:
    clerk = await sign_in("chen")
    for change in ("add", "remove"):
        await clerk.post(f"{desk(drafting)}/submit")
        assert (await stored(database, drafting)).submitted_by_id is not None
        if change == "add":
            await attach(clerk, drafting)
        else:
            page = await clerk.get(f"{desk(drafting)}/attachments")
            await clerk.post(str(page.one(".p-files form").attributes["action"]))
        assert (await stored(database, drafting)).submitted_by_id is None
    assert await attached(database, drafting) == []
    assert await count(database, StoredFile) == 0
    verbs = [verb for verb in await acts(database, drafting) if "attachment" in verb]
    assert verbs == ["add_attachment", "remove_attachment"]


async def test_a_supplement_says_when_and_why(
    sign_in: SignIn, database: Database, client: Browser, opened: UUID
) -> None:
    clerk = await sign_in("chen")
    page = await attach(clerk, opened, title="测算")
    assert page.status == 422
    assert list(page.errors) == ["note"]
    assert page.field("title") == "测算"
    assert await attached(database, opened) == []
    await attach(clerk, opened, note="有群众询问费率怎么算。")
    page = await client.get(f"/consultations/{opened}")
    assert "2026年9月10日补充公开" in page.one(".p-files").text()
    assert "有群众询问费率怎么算。" in page.one(".p-files").text()
    desk_page = await clerk.get(f"{desk(opened)}/attachments")
    assert desk_page.all(".p-files form") == []  # what was published stays
    link = str(desk_page.one(".p-files a").attributes["href"])
    assert (await clerk.post(f"{link}/remove")).status == 409
    assert len(await attached(database, opened)) == 1


@pytest.mark.parametrize("state", ["closed", "analysing", "withdrawn"])
async def test_nothing_is_added_later(
    sign_in: SignIn, database: Database, cast: Cast, clock: Clock, state: str
) -> None:
    c = await make_consultation(database, cast, now=clock(), state=state)
    assert (await attach(await sign_in("chen"), c, note="说明。")).status == 409
    assert await attached(database, c) == []


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("", b"", "请选择文件"),
        ("a.pdf", png(), "格式不符"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为"),
        ("a.exe", b"MZ", "只能上传"),
        ("a.pdf", pdf(b"1 0 obj<</S/Launch>>endobj"), "脚本"),
        ("a.docx", package(word__vbaProject_bin=b"x"), "宏"),
        ("a.docx", TRACKED, "修订痕迹"),
        ("a.txt", b"a" * (10 * 1024 * 1024 + 1), "最多 10 MB"),
    ],
)
async def test_what_is_refused(
    sign_in: SignIn, database: Database, drafting: UUID, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    page = await attach(await sign_in("chen"), drafting, name, data, title="我写的标题")
    assert page.status == 422
    assert words in page.errors["file"]
    assert page.field("title") == "我写的标题"
    assert await attached(database, drafting) == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_the_same_file_twice_and_too_many(
    sign_in: SignIn, app: Litestar, database: Database, drafting: UUID
) -> None:
    object.__setattr__(app.state.settings, "most_attachments", 2)
    clerk = await sign_in("chen")
    await attach(clerk, drafting)
    assert (await attach(clerk, drafting, "另一个名字.pdf")).status == 409
    await attach(clerk, drafting, "图.png", png())
    page = await attach(clerk, drafting, "a.txt", "三".encode())
    assert "最多可以有 2 个附件" in page.errors["file"]
    assert await attached(database, drafting) == ["说明.pdf", "图.png"]


async def test_photos_are_published_without_their_place(
    sign_in: SignIn, client: Browser, database: Database, opened: UUID
) -> None:
    photo = jpg(segment(0xE1, exif(1)))
    await attach(await sign_in("chen"), opened, "现场.jpg", photo, note="现场情况。")
    page = await client.get(f"/consultations/{opened}")
    sent = (await client.get(str(page.one(".p-files a").attributes["href"]))).response.content
    assert b"GPS" in photo
    assert b"GPS" not in sent


async def test_lost_bytes_are_a_page_that_says_so(
    sign_in: SignIn, client: Browser, opened: UUID, tmp_path: Path
) -> None:
    await attach(await sign_in("chen"), opened, note="补充。")
    link = str((await client.get(f"/consultations/{opened}")).one(".p-files a").attributes["href"])
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file():
            path.write_bytes(b"")
    page = await client.get(link)
    assert page.status == 500
    assert "缺失或者损坏" in page.main
    assert "E_FILE_LOST" in page.main


@pytest.mark.parametrize(("username", "status"), [*STRANGERS.items(), ("shen", 403), ("deng", 403)])
async def test_strangers(sign_in: SignIn, database: Database, drafting: UUID, username: str, status: int) -> None:
    assert (await attach(await sign_in(username), drafting)).status == status
    clerk = await sign_in("chen")
    page = await clerk.follow(await attach(clerk, drafting))
    link = str(page.one(".p-files a").attributes["href"])
    visitor = await sign_in(username)
    assert (await visitor.post(f"{link}/remove")).status == status
    assert (await visitor.get(link)).status == (200 if status == 403 else 404)
    assert (await visitor.get(f"{desk(drafting)}/draft/original")).status == 404
    assert len(await attached(database, drafting)) == 1


async def test_a_file_of_one_consultation_is_not_found_under_another(
    sign_in: SignIn, client: Browser, drafting: UUID, opened: UUID
) -> None:
    clerk = await sign_in("chen")
    page = await clerk.follow(await attach(clerk, drafting))
    file_id = str(page.one(".p-files a").attributes["href"]).rpartition("/")[2]
    assert (await client.get(f"/consultations/{opened}/attachments/{file_id}")).status == 404
    assert (await clerk.get(f"{desk(opened)}/attachments/{file_id}")).status == 404


# The original of the draft, and the question about tracked changes


async def send(clerk: Browser, c: UUID, data: bytes, name: str = "草案.docx") -> Page:
    return await clerk.post(f"{desk(c)}/draft", {}, files={"file": (name, data)})


async def test_the_original_is_kept_and_may_be_published(sign_in: SignIn, database: Database, drafting: UUID) -> None:
    clerk = await sign_in("chen")
    await clerk.follow(await send(clerk, drafting, WORD))
    assert (await clerk.get(f"{desk(drafting)}/draft/original")).response.content == WORD
    await clerk.post(f"{desk(drafting)}/attachments/original")
    assert await attached(database, drafting) == ["草案.docx"]
    assert (await clerk.post(f"{desk(drafting)}/attachments/original")).status == 409
    # Another draft: the old original is no attachment of it, but stays on record.
    await send(clerk, drafting, WORD + b"", name="新稿.docx")
    assert await attached(database, drafting) == []
    assert await count(database, DraftOriginal) == 2
    assert await count(database, StoredFile) == 2


async def test_tracked_changes_are_asked_about_and_nothing_is_stored_meanwhile(
    sign_in: SignIn, database: Database, drafting: UUID, clock: Clock
) -> None:
    clerk = await sign_in("chen")
    before = await stored(database, drafting)
    page = await send(clerk, drafting, TRACKED)
    assert page.status == 200
    assert "按接受全部修订导入" in page.main
    assert re.search(r"插入 1 .*删除 1 .*移动 0 ", page.main)
    assert (await stored(database, drafting)).draft_id == before.draft_id
    assert await count(database, StoredFile) == 0
    answer = page.form(f"{desk(drafting)}/draft")
    page = await clerk.follow(await clerk.post(f"{desk(drafting)}/draft", answer))
    assert "第一条" in page.main
    assert "甲。" in page.main
    assert "乙。" not in page.main
    assert "已按接受全部修订导入" in page.main
    assert (await stored(database, drafting)).draft_id != before.draft_id
    # The deleted words are still in the original: it never becomes public.
    assert (await clerk.get(f"{desk(drafting)}/draft/original")).response.content == TRACKED
    assert (await clerk.post(f"{desk(drafting)}/attachments/original")).status == 409
    assert await count(database, Attachment) == 0


async def test_the_answer_belongs_to_who_was_asked(
    sign_in: SignIn, database: Database, cast: Cast, drafting: UUID, opened: UUID, clock: Clock, tmp_path: Path
) -> None:
    clerk = await sign_in("chen")
    answer = (await send(clerk, drafting, TRACKED)).form(f"{desk(drafting)}/draft")
    other = await make_consultation(database, cast, now=clock(), state="drafting")
    ouyang = await sign_in("ouyang")
    for browser, c, sent in [
        (ouyang, drafting, answer),
        (clerk, other, answer),
        (clerk, drafting, {"kept": answer["kept"] + "x"}),
        (clerk, drafting, {"kept": "1.2.3"}),
    ]:
        page = await browser.post(f"{desk(c)}/draft", sent)
        assert page.status == 422
        assert "请重新选择" in page.errors["file"]
    clock.advance(timedelta(hours=3))
    clerk = await sign_in("chen")
    assert (await clerk.post(f"{desk(drafting)}/draft", answer)).status == 422


async def test_a_waiting_file_that_is_gone_is_asked_for_again(sign_in: SignIn, drafting: UUID, tmp_path: Path) -> None:
    clerk = await sign_in("chen")
    answer = (await send(clerk, drafting, TRACKED)).form(f"{desk(drafting)}/draft")
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    page = await clerk.post(f"{desk(drafting)}/draft", answer)
    assert page.status == 422
    assert "请重新选择" in page.errors["file"]


async def test_tables_and_annexes_are_shown_to_readers(
    sign_in: SignIn, database: Database, client: Browser, cast: Cast, clock: Clock
) -> None:
    draft = (
        DRAFT.rstrip("\n")
        + "\n| 档次 | 金额 |\n| 一 | 100元 |\n某市某局\n2026年9月1日\n附件1\n申请表\n| 姓名 | 性别 |\n"
    )
    c = await make_consultation(database, cast, now=clock(), draft=draft)
    page = await client.get(f"/consultations/{c}")
    assert [cell.text() for cell in page.all("#a5 th")] == ["档次", "金额"]
    assert [cell.text() for cell in page.all("#a5 td")] == ["一", "100元"]
    assert "申请表" in page.one("#annex-1 h3").text()
    assert [cell.text() for cell in page.all("#annex-1 th")] == ["姓名", "性别"]
    clause = await client.get(f"/consultations/{c}/clauses/a5")
    assert [cell.text() for cell in clause.all("td")] == ["一", "100元"]
    shown = await (await sign_in("chen")).get(f"{desk(c)}/draft")
    assert "申请表" in shown.one("#annex-1").text()
