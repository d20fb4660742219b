"""Personal data inside attached files blocks publication until one cleared it and another approves."""

import io

import docx
import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.disclosures.models import DisclosureClearance
from app.drafts.extracting import read_words
from app.files.rules import FileKind
from app.lib.db import Database
from tests.browser import Browser
from tests.disclosures.test_desk import draft, people
from tests.files.samples import pdf, png

__all__ = ["people"]
SECRET = "13800138000"
LIST = f"补贴名单\n联系电话 {SECRET}，{SECRET}\n身份证号 11010519491231002X\n".encode()


def word(text: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


async def attach(chen: Browser, entry: str, name: str, data: bytes) -> None:
    page = await chen.post(f"{entry}/files", files=[("file", (name, data, "application/octet-stream"))])
    assert page.status == 303, page.main


async def marks_of(person: Browser, entry: str) -> list[str]:
    return [node.attributes["value"] or "" for node in (await person.get(entry)).all("[name=mark]")]


async def test_a_file_with_personal_data_needs_two_people(people: dict[str, Browser], database: Database) -> None:
    chen, deng = people["chen"], people["deng"]
    entry = await draft(chen)
    await attach(chen, entry, "名单.txt", LIST)
    page = await chen.get(entry)
    assert "名单.txt" in page.main
    assert "手机号" in page.main
    assert "附件中有 2 处" in page.main
    assert SECRET not in page.text
    marks = await marks_of(chen, entry)
    assert len(marks) == 2
    refused = await chen.post(f"{entry}/submit", {"is_checked": "yes"})
    assert refused.status == 409
    assert "未脱敏或未征得同意" in refused.main
    assert SECRET not in refused.text
    for mark in marks:
        assert (await chen.post(f"{entry}/submit", {"is_checked": "yes"})).status == 409
        assert (await chen.post(f"{entry}/clear", {"mark": mark, "reason": "名单经本人同意公开。"})).status == 303
    assert (await chen.post(f"{entry}/submit", {"is_checked": "yes"})).status == 303
    async with database.write() as db:
        head = (await db.execute(select(Person.id).where(Person.username == "deng"))).scalar_one()
        one = (await db.scalars(select(DisclosureClearance))).first()
        assert one is not None
        cleared_by, one.cleared_by_id = one.cleared_by_id, head
    own = await deng.post(f"{entry}/approve")
    assert own.status == 409
    assert "您本人核对放行" in own.main
    async with database.write() as db:
        one = await db.get_one(DisclosureClearance, (one.version_id, one.mark))
        one.cleared_by_id = cleared_by
    assert (await deng.post(f"{entry}/approve")).status == 303


@pytest.mark.one_database("what is read out of files, no rows")
async def test_a_clean_file_needs_nobody_and_a_picture_somebody(people: dict[str, Browser]) -> None:
    chen = people["chen"]
    entry = await draft(chen)
    await attach(chen, entry, "标准.docx", word("2025年度补贴发放标准：每月500元。"))
    assert await marks_of(chen, entry) == []
    await attach(chen, entry, "图.png", png())
    page = await chen.get(entry)
    assert "未能读出文字的附件" in page.main
    assert len(await marks_of(chen, entry)) == 1
    assert (await chen.post(f"{entry}/submit", {"is_checked": "yes"})).status == 409


@pytest.mark.one_database("what is read out of files, no rows")
async def test_words_are_read_out_of_each_kind() -> None:
    text = f"联系人电话{SECRET}"
    assert SECRET in (await read_words("a.docx", FileKind.DOCX, word(text)) or "")
    assert SECRET in (await read_words("a.txt", FileKind.TXT, text.encode()) or "")
    assert await read_words("a.png", FileKind.PNG, png()) is None
    assert await read_words("a.pdf", FileKind.PDF, pdf()) is None
    assert await read_words("a.pdf", FileKind.PDF, b"%PDF-1.7 broken") is None
    assert await read_words("a.xlsx", FileKind.XLSX, b"no package") is None
