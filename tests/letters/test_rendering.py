"""Letters as files: every word of them, measures of the standard, the same bytes for the same letter."""

import io
from dataclasses import replace
from datetime import date

import docx
import pypdf
import pytest
from docx.shared import Mm

from app.letters.docx import name_size
from app.letters.paper import LONGEST_QUOTE, compose, quote, show_day
from app.letters.rendering import render_docx, render_pdf
from app.letters.rules import LEGAL_VERSION, FrozenLetter, LetterKind, remedy_a, remedy_b
from tests.letters.samples import letter_content

REPLY = FrozenLetter(
    "某市人力资源和社会保障局",
    "某人社公开〔2026〕128号-答",
    LetterKind.REPLY,
    LEGAL_VERSION,
    letter_content(
        title="政府信息公开申请答复书",
        quoted_request="公开“灵活就业”\n文件 #panic() $x$",
        legal_basis=("《中华人民共和国政府信息公开条例》第三十六条第（二）项", "第三十七条"),
        decision="予以部分公开。",
        remedy=f"{remedy_a()}\n{remedy_b()}",
        attachments=("《某通知》，共12页；", "区分处理说明。"),
    ),
)


def test_the_parts_stand_in_the_order_of_reading() -> None:
    paper = compose(REPLY)
    assert paper["addressee"] == "李某某："
    assert paper["body"][0] == (
        "本机关于2026年9月7日收到你提交的政府信息公开申请（编号：2026-0123），"
        "申请公开的内容为：“公开‘灵活就业’ 文件 #panic() $x$”。"
    )
    assert paper["body"][-3:] == [
        "根据《中华人民共和国政府信息公开条例》第三十六条第（二）项、第三十七条的规定，予以部分公开。",
        remedy_a(),
        remedy_b(),
    ]
    assert paper["attachments"] == ["1.《某通知》，共12页", "2.区分处理说明"]
    assert paper["date"] == "2026年9月10日"


@pytest.mark.parametrize("kind", [LetterKind.THIRD_PARTY, LetterKind.JOINT_MAKER, LetterKind.THIRD_PARTY_NOTICE])
def test_a_letter_to_others_does_not_address_the_applicant(kind: LetterKind) -> None:
    first = compose(replace(REPLY, kind=kind))["body"][0]
    assert "收到一件政府信息公开申请" in first
    assert "你" not in first


def test_what_is_not_there_leaves_no_trace() -> None:
    bare = letter_content(received_on=None, legal_basis=(), decision="现予转送。", attachments=("一份",), contact="")
    paper = compose(replace(REPLY, content=bare))
    assert paper["body"][-1] == "现予转送。"
    assert paper["attachments"] == ["一份"]
    assert paper["note"] == ""
    assert not paper["body"][0].startswith("本机关于")


def test_a_long_request_is_quoted_in_part() -> None:
    assert quote("文" * LONGEST_QUOTE) == f"“{'文' * LONGEST_QUOTE}”。"
    assert quote("文" * (LONGEST_QUOTE + 1)).endswith("……”（全文见申请书）。")


def test_dates_have_no_leading_zeros() -> None:
    assert show_day(date(2026, 1, 2)) == "2026年1月2日"


def test_a_long_name_still_fits_between_the_rules() -> None:
    assert name_size("某市人社局") == 36
    assert (
        len("某县住房和城乡建设管理委员会（某县交通运输委员会）")
        * name_size("某县住房和城乡建设管理委员会（某县交通运输委员会）")
        <= 156 / 25.4 * 72 + 13
    )


async def test_the_pdf_is_accessible_and_holds_every_word() -> None:
    made = await render_pdf(REPLY)
    pdf = pypdf.PdfReader(io.BytesIO(made))
    root = pdf.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert b"pdfuaid" in made or "pdfuaid" in root["/Metadata"].get_object().get_data().decode()  # type: ignore[index]
    width, height = pdf.pages[0].mediabox.width, pdf.pages[0].mediabox.height
    assert (round(width), round(height)) == (595, 842)
    pages = [page.extract_text() for page in pdf.pages]
    read = "".join("".join(pages).split())
    paper = compose(REPLY)
    for words in (paper["agency"], paper["number"], paper["title"], *paper["body"], paper["date"], paper["note"]):
        assert "".join(words.split()) in read
    assert "— 1 —" not in pages[0]
    assert "—2—" in "".join(pages[1].split())
    assert made == await render_pdf(REPLY)


async def test_the_word_file_says_the_same() -> None:
    made = await render_docx(REPLY)
    document = docx.Document(io.BytesIO(made))
    lines = [paragraph.text for paragraph in document.paragraphs]
    paper = compose(REPLY)
    for words in (paper["number"], paper["title"], paper["addressee"], *paper["body"], paper["date"], paper["note"]):
        assert words in lines
    section = document.sections[0]
    assert section.first_page_header.paragraphs[0].text == paper["agency"]
    assert round(section.top_margin / Mm(1)) == 37
    assert round(section.left_margin / Mm(1)) == 28
    assert made == await render_docx(REPLY)
