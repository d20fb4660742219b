"""The files of a report: made once, true, open to everybody; what citizens wrote is text in each of them."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import docx
import msgspec
import openpyxl
import pypdf
import pytest
from sqlalchemy import select, update

from app.adoption import file_jobs
from app.adoption.file_queries import find_unmade
from app.adoption.formats.schema import Report
from app.adoption.formats.xlsx import write_xlsx
from app.adoption.models import ReportFile, ReportItem
from app.adoption.rules import Outcome
from app.comments.models import Comment
from app.lib import typesetting
from app.lib.apart import CannotMake
from app.lib.db import Database
from app.moderation.models import ModerationAct
from tests.adoption.office import Said, answer, make_studied, publish
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock

pytestmark = pytest.mark.one_database("files are made from what was read")

HOSTILE = [
    '=HYPERLINK("http://example.com","x")',
    "#set page(width: 1pt) #panic() $x^2$ @ref *b* _i_ `r` // c /* d */ \\",
    "<script>alert(1)</script> & </w:t>",
    "很" * 8000,
    "https://example.com/" + "x" * 300,
    "表情😀👨‍👩‍👧‍👦，生僻字𠮷𪚥𰻝",
    "مرحبا بالعالم שלום",
    "控制\x07\x1b符\u202e反",
    "+1", "-1", "@SUM(1)",
]  # fmt: skip


async def make_files(database: Database, c: str | UUID, clock: Clock) -> None:
    await file_jobs.make_report_files(database, str(c), base_url="https://example.org", fonts="", now=clock())


@pytest.fixture
async def reported(database: Database, cast: Cast, clock: Clock) -> str:
    said = [Said(len(HOSTILE) + 2 - n, "a4", text) for n, text in enumerate(HOSTILE)]
    c = await make_studied(database, cast, *said, now=clock())
    await answer(database, cast, c, 1, now=clock(), outcome=Outcome.ADOPTED, reason="改为六十日。", clause="a4",
                 new_text="可以在六十日内补缴。")  # fmt: skip
    await answer(database, cast, c, *range(2, len(HOSTILE) + 1), now=clock(), reason=HOSTILE[1])
    await publish(database, cast, c, now=clock())
    return str(c)


async def test_before_they_are_made_the_page_says_so(client: Browser, reported: str) -> None:
    page = await client.get(f"/consultations/{reported}/report")
    assert "正在生成" in page.main
    for kind in ("pdf", "docx", "xlsx"):
        early = await client.get(f"/consultations/{reported}/report.{kind}")
        assert early.status == 404
        assert "正在生成" in early.main
    for kind in ("csv", "json"):
        assert (await client.get(f"/consultations/{reported}/report.{kind}")).status == 200


async def test_the_page_gives_every_file_with_its_digest(
    client: Browser, database: Database, reported: str, clock: Clock
) -> None:
    early = (await client.get(f"/consultations/{reported}/report.csv")).response.content
    async with database.read() as db:
        assert await find_unmade(db, clock()) == [(reported,)]
    await make_files(database, reported, clock)
    async with database.read() as db:
        assert await find_unmade(db, clock()) == []
    page = await client.get(f"/consultations/{reported}/report")
    digests = {
        row.css_first("a").attributes["href"]: row.css_first("code").text() for row in page.all(".p-files tbody tr")
    }
    assert len(digests) == 5
    assert page.all(f"a[href='/consultations/{reported}/archive']")
    for path, digest in digests.items():
        file = (await client.get(path or "")).response
        assert file.status_code == 200
        assert hashlib.sha256(file.content).hexdigest() == digest
        again = await client.http.get(path or "", headers={"If-None-Match": file.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert (await client.get(f"/consultations/{reported}/report.csv")).response.content == early


async def test_the_same_report_makes_the_same_bytes(database: Database, reported: str, clock: Clock) -> None:
    await make_files(database, reported, clock)

    async def digests() -> dict[str, str]:
        async with database.read() as db:
            return dict((await db.execute(select(ReportFile.kind, ReportFile.digest))).tuples().all())

    first = await digests()
    async with database.write() as db:
        await db.execute(update(ReportFile).values(source_digest=""))
    await make_files(database, reported, clock)
    assert await digests() == first


async def test_the_pdf_is_accessible_and_says_everything(
    client: Browser, database: Database, reported: str, clock: Clock
) -> None:
    await make_files(database, reported, clock)
    content = (await client.get(f"/consultations/{reported}/report.pdf")).response.content
    reader = pypdf.PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("zh")
    assert b"pdfuaid:part" in content or "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    assert "意见采纳情况" in str(reader.metadata.title) or "采纳情况报告" in str(reader.metadata.title)
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]
    words = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert "HYPERLINK" in words
    assert "#set page(width: 1pt)" in words
    assert "很很很很" in words
    assert "可以在六十日内补缴。" in words


async def test_the_workbook_holds_text_and_no_formula(
    client: Browser, database: Database, reported: str, clock: Clock
) -> None:
    await make_files(database, reported, clock)
    content = (await client.get(f"/consultations/{reported}/report.xlsx")).response.content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.worksheets) == 4
    for sheet in book.worksheets:
        assert sheet.freeze_panes
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    examples = [str(row[1].value) for row in book.worksheets[3].iter_rows(min_row=2)]
    assert HOSTILE[0] in examples


async def test_the_document_has_headings_and_heads_that_repeat(
    client: Browser, database: Database, reported: str, clock: Clock
) -> None:
    await make_files(database, reported, clock)
    content = (await client.get(f"/consultations/{reported}/report.docx")).response.content
    document = docx.Document(io.BytesIO(content))
    assert [p.style.name for p in document.paragraphs if p.style.name.startswith(("Heading 1", "Title"))].count(
        "Title"
    ) == 1
    assert sum(p.style.name == "Heading 1" for p in document.paragraphs) >= 5
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert "w:tblHeader" in xml
    assert 'w:eastAsia="仿宋"' in zipfile.ZipFile(io.BytesIO(content)).read("word/styles.xml").decode()
    assert "PAGE" in zipfile.ZipFile(io.BytesIO(content)).read("word/footer1.xml").decode()
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("<script>alert(1)</script>" in cell for cell in cells)


async def test_the_json_is_as_the_published_schema_says(client: Browser, reported: str) -> None:
    file = (await client.get(f"/consultations/{reported}/report.json")).response
    report = msgspec.json.decode(file.content, type=Report)
    assert sum(one.size for one in report.groups) == report.summary.collected
    schema = (await client.get(json.loads(file.content)["$schema"])).response
    assert schema.headers["content-type"].startswith("application/schema+json")
    described = schema.json()
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert described["$id"] == f"http://localhost:8000{json.loads(file.content)['$schema']}"
    assert_described(json.loads(file.content), described, described)
    assert "describedby" in file.headers["link"]
    columns = (await client.get("/schemas/adoption-report-1-csv.json")).response.json()["tableSchema"]["columns"]
    answer = (await client.get(f"/consultations/{reported}/report.csv")).response
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    head = answer.content.decode("utf-8-sig")
    assert head.splitlines()[0].split(",") == [one["titles"]["zh"] for one in columns]


def assert_described(value: object, rule: dict, schema: dict) -> None:
    """Every field of the data stands in the schema, so that whoever adds one describes it."""
    if "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].rpartition("/")[2]]
    if "anyOf" in rule:
        rule = next(one for one in rule["anyOf"] if (one.get("type") == "null") == (value is None))
        return assert_described(value, rule, schema)
    if isinstance(value, dict) and "properties" in rule:
        assert set(rule.get("required", ())) <= set(value) <= set(rule["properties"]), set(value) - set(
            rule["properties"]
        )
        for name, one in value.items():
            assert_described(one, rule["properties"][name], schema)
    if isinstance(value, list) and value:
        for one in value:
            assert_described(one, rule.get("items", {}), schema)
    return None


async def test_words_hidden_after_publication_leave_every_file(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    secret = "住在某路的王某某不肯缴费"
    c = await make_studied(database, cast, Said(3, "a4", secret), now=clock())
    await answer(database, cast, c, 1, now=clock())
    await publish(database, cast, c, now=clock())
    await make_files(database, c, clock)
    async with database.write() as db:
        comment_id = await db.scalar(select(ReportItem.example_id))
        await db.execute(update(Comment).where(Comment.text.startswith(secret)).values(visibility="hidden"))
        db.add(ModerationAct(consultation_id=c, at=clock(), actor_name="陈晓", verb="hide", category="privacy",
                             reason="", n=3))  # fmt: skip
    assert comment_id is not None
    for kind in ("pdf", "docx", "xlsx"):
        assert (await client.get(f"/consultations/{c}/report.{kind}")).status == 404
    for kind in ("csv", "json"):
        assert secret not in (await client.get(f"/consultations/{c}/report.{kind}")).text
    clock.advance(timedelta(days=1))
    async with database.read() as db:
        assert await find_unmade(db, clock()) == [(str(c),)]
    await make_files(database, c, clock)
    page = await client.get(f"/consultations/{c}/report")
    assert "2026-09-11重新生成" in page.main
    book = openpyxl.load_workbook(io.BytesIO((await client.get(f"/consultations/{c}/report.xlsx")).response.content))
    assert secret not in str([[cell.value for cell in row] for sheet in book.worksheets for row in sheet.iter_rows()])
    pdf = pypdf.PdfReader(io.BytesIO((await client.get(f"/consultations/{c}/report.pdf")).response.content))
    words = "".join(page.extract_text() for page in pdf.pages)
    assert "王某某" not in words
    assert "2026-09-11" in words


async def test_an_act_that_changes_no_word_of_the_report_changes_no_file(
    client: Browser, database: Database, reported: str, clock: Clock
) -> None:
    await make_files(database, reported, clock)
    before = (await client.get(f"/consultations/{reported}/report.pdf")).response.content
    async with database.write() as db:
        db.add(ModerationAct(consultation_id=UUID(reported), at=clock(), actor_name="陈晓", verb="hold", category="",
                             reason="", n=1))  # fmt: skip
    assert (await client.get(f"/consultations/{reported}/report.pdf")).status == 404
    clock.advance(timedelta(days=1))
    await make_files(database, reported, clock)
    assert (await client.get(f"/consultations/{reported}/report.pdf")).response.content == before
    assert "重新生成" not in (await client.get(f"/consultations/{reported}/report")).main


async def test_without_a_chinese_font_a_sentence_says_so(
    client: Browser, database: Database, reported: str, clock: Clock, tmp_path: Path
) -> None:
    with pytest.raises(CannotMake):
        typesetting.choose_faces(["DejaVu Sans", "Libertinus Serif"])
    await make_files(database, reported, clock)
    async with database.write() as db:
        values = {"fault": typesetting.NO_FONT, "digest": "", "size": 0, "content": b""}
        await db.execute(update(ReportFile).where(ReportFile.kind == "pdf").values(values))
    page = await client.get(f"/consultations/{reported}/report")
    assert "没有中文字体" in page.main
    refused = await client.get(f"/consultations/{reported}/report.pdf")
    assert refused.status == 404
    assert "没有中文字体" in refused.main
    async with database.read() as db:
        assert await find_unmade(db, clock()) == []
        assert await find_unmade(db, clock() + timedelta(hours=2)) == [(reported,)]


def test_a_cell_is_cut_before_it_is_too_long() -> None:
    none = {one.value: {"groups": 0, "comments": 0} for one in Outcome}
    document = {"consultation": {"title": "某办法", "agency": "某局", "division": "某处", "opens_on": "2026-09-01",
                                 "closes_on": "2026-10-01"},
                "preface": "很" * 40_000, "next_steps": "", "published_at": "2026-10-02T00:00:00+00:00", "groups": [],
                "summary": {"collected": 0, "late": 0, "people": 0, "people_are_estimated": False, "supports": 0,
                            "groups": 0, "concentrated_groups": 0, "changed_clauses": 0, "by_method": {},
                            "by_clause": [], "outcomes": none}}  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx({"document": document, "digest": "", "address": ""})))
    assert max(len(str(cell.value or "")) for row in book.worksheets[0].iter_rows() for cell in row) == 32_001
