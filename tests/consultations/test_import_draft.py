"""Taking a document as the draft: a file or pasted text, and what cannot be read."""

import io
import zipfile

import pytest
from docx import Document
from sqlalchemy import select

from app.drafts.models import Clause, Draft
from app.lib.db import Database
from tests.browser import Browser, Page
from tests.cast import Cast
from tests.conftest import START
from tests.consultations.conftest import STRANGERS, SignIn, acts, notice, squeezed, stored
from tests.consultations.test_create_consultation import NEW, id_in
from tests.make import DRAFT, make_consultation

pytestmark = pytest.mark.one_database("reading files")


async def begin(clerk: Browser) -> str:
    """A new consultation without a draft; the address of its desk page."""
    return f"{NEW}/{id_in((await clerk.post(NEW, notice())).location)}"


async def refs(database: Database, path: str) -> list[str]:
    row = await stored(database, id_in(path))
    async with database.read() as db:
        query = select(Clause.ref).where(Clause.draft_id == row.draft_id).order_by(Clause.position)
        return list((await db.execute(query)).scalars())


async def send(clerk: Browser, path: str, name: str, data: bytes, **fields: str) -> Page:
    return await clerk.post(f"{path}/draft", fields, files={"file": (name, data)})


def docx(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("draft.txt", DRAFT.encode()),
        ("draft.txt", DRAFT.encode("gb18030")),
        ("draft.docx", docx(*DRAFT.split("\n"))),
        ("草案.md", ("# 某市灵活就业人员缴费办法\n\n" + "\n\n".join(DRAFT.split("\n")[1:])).encode()),
    ],
)
async def test_a_file_works(sign_in: SignIn, database: Database, name: str, data: bytes) -> None:
    clerk = await sign_in("chen")
    path = await begin(clerk)
    page = await send(clerk, path, name, data)
    shown = await clerk.follow(page)
    assert "第五条" in shown.main
    assert name in shown.main
    found = await refs(database, path)
    assert [ref for ref in found if "-" not in ref] == ["c1", "a1", "a2", "c2", "a3", "a4", "a5"]
    assert found[3:7] == ["a2", "a2-1", "a2-2", "a2-2-1"]
    assert (await acts(database, id_in(path)))[-1] == "import_draft"


async def test_pasted_text_works(sign_in: SignIn, database: Database) -> None:
    clerk = await sign_in("chen")
    path = await begin(clerk)
    assert (await clerk.post(f"{path}/draft", {"text": DRAFT})).status == 303
    assert "a5" in await refs(database, path)
    assert "粘贴的文本" in (await clerk.get(f"{path}/draft")).main


async def test_another_import_takes_the_place_of_the_first(sign_in: SignIn, cast: Cast, database: Database) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    path = f"{NEW}/{consultation_id}"
    clerk = await sign_in("chen")
    await clerk.post(f"{path}/submit")
    await clerk.post(f"{path}/draft", {"text": "另一份办法\n第一条　只有一条。"})
    assert await refs(database, path) == ["a1", "a1-1"]
    row = await stored(database, consultation_id)
    assert row.submitted_by_id is None, "what was submitted was another draft"
    async with database.read() as db:
        assert len(list((await db.execute(select(Draft.id))).scalars())) == 2, "the first stays on record"


async def test_warnings_are_sentences(sign_in: SignIn) -> None:
    clerk = await sign_in("chen")
    path = await begin(clerk)
    await clerk.post(f"{path}/draft", {"text": "某办法\n第一条　甲。\n第三条　乙。\n第三条　丙。"})
    page = await clerk.get(f"{path}/draft")
    assert "第 3 行：第三条，此处应为第二条，是否有遗漏？" in page.main
    assert "2处请核对" in page.main


def zip_bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 200_000_000)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("draft.txt", b""),
        ("draft.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        ("draft.exe", b"MZ" + b"\0" * 600),
        ("draft.docx", b"not a zip at all"),
        ("draft.docx", zip_bomb()),
        ("draft.txt", bytes(range(128, 256)) * 40),
        ("draft.txt", "　\n \n".encode()),
        ("../../etc/passwd", b"root:x:0:0"),
    ],
)
async def test_a_hostile_file_is_refused_with_a_sentence(sign_in: SignIn, name: str, data: bytes) -> None:
    clerk = await sign_in("chen")
    path = await begin(clerk)
    page = await send(clerk, path, name, data, text="")
    assert page.status == 422, page.main[:200]
    assert set(page.errors) == {"file"}
    sentence = page.errors["file"]
    assert sentence.endswith("。"), f"not a Chinese sentence: {sentence}"
    assert not (await clerk.get(f"{path}/draft")).all(".p-tree"), "nothing was kept"


async def test_a_file_that_is_too_large_is_refused(sign_in: SignIn) -> None:
    clerk = await sign_in("chen")
    path = await begin(clerk)
    page = await send(clerk, path, "draft.txt", b"\xe6\x96\x87" * 7_000_001)
    assert page.status == 422
    assert "20 MB" in page.errors["file"]


async def test_neither_file_nor_text(sign_in: SignIn) -> None:
    clerk = await sign_in("chen")
    path = await begin(clerk)
    page = await send(clerk, path, "", b"", text="")
    assert page.status == 422
    assert list(page.errors.values()) == ["请选择文件，或者粘贴草案全文。"]
    assert page.all(f"#{next(iter(page.errors))}"), "the sentence leads to a field of the page"


async def test_scripts_in_a_draft_stay_text(sign_in: SignIn, cast: Cast, database: Database) -> None:
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    draft = f"{hostile}办法\n第一条（{hostile}）{hostile}。\n第二条　好。"
    consultation_id = await make_consultation(database, cast, now=START, draft=draft, state="open")
    clerk = await sign_in("chen")
    for path in (f"{NEW}/{consultation_id}/draft", f"/consultations/{consultation_id}"):
        page = await clerk.get(path)
        assert page.status == 200
        assert hostile.replace(" ", "") in squeezed(page), path
        assert not page.all("main img, main script, [onerror]")


@pytest.mark.parametrize("state", ["open", "closed"])
async def test_refused_after_publication(sign_in: SignIn, cast: Cast, database: Database, state: str) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state=state)
    clerk = await sign_in("chen")
    page = await clerk.post(f"{NEW}/{consultation_id}/draft", {"text": "另一份\n第一条　甲。"})
    assert page.status == 409
    assert "a5" in await refs(database, f"{NEW}/{consultation_id}")
    assert not (await clerk.get(f"{NEW}/{consultation_id}/draft")).all("main form")


@pytest.mark.parametrize(("username", "seen", "sent"), [*((n, s, s) for n, s in STRANGERS.items()), ("shen", 200, 403), ("deng", 200, 403)])  # fmt: skip  # noqa: E501
async def test_not_for_everybody(
    sign_in: SignIn, cast: Cast, database: Database, username: str, seen: int, sent: int
) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    person = await sign_in(username)
    page = await person.get(f"{NEW}/{consultation_id}/draft")
    assert page.status == seen
    assert not page.all("main form"), "no button that does not work"
    for verb in ("draft", "draft/text", "draft/confirm"):
        assert (await person.post(f"{NEW}/{consultation_id}/{verb}", {"text": DRAFT})).status == sent


async def test_a_pasted_markdown_text_is_read_as_such(sign_in: SignIn, cast: Cast, database: Database) -> None:
    clerk = await sign_in("chen")
    path = await begin(clerk)
    await clerk.post(f"{path}/draft", {"text": "# 某市公园办法\n\n**第一条** 公园免费开放。\n\n第二条 夜间闭园。\n"})
    page = await clerk.get(f"{path}/draft")
    assert page.one(".p-doc__head").text(strip=True) == "某市公园办法"
    assert await refs(database, path) == ["a1", "a1-1", "a2", "a2-1"]
