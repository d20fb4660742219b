"""The report as a Word document: real headings, tables whose head is repeated on every page, numbered pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt

from app.adoption.formats.paper import build_paper
from app.lib.i18n import gettext, in_locale
from app.lib.word import HEADING, TEXT, TITLE, describe, element, name_stand_ins, number_pages, save, set_face

GROUP_COLUMNS = (0, 1, 3, 6, 7)
"""Number, group, comments, outcome, reason: five columns fit on a page; the rest is in the workbook."""


def write_docx(data: Mapping[str, Any]) -> bytes:
    """A4, in the spirit of GB/T 9704."""
    with in_locale("zh-CN"):
        paper = build_paper(data)
        document = docx.Document()
        _lay_out(document, paper)
        _write(document, paper)
    return save(document)


def _lay_out(document: Document, paper: Mapping[str, Any]) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for name, face, size in (("Normal", TEXT, 14), ("Title", TITLE, 22), ("Heading 1", HEADING, 16),
                             ("Heading 2", HEADING, 14)):  # fmt: skip
        set_face(document.styles[name], face, size)
    name_stand_ins(document)
    number_pages(section.footer.paragraphs[0])
    made = datetime.fromisoformat(paper["published_at"])
    describe(document, title=f"{paper['title']} {paper['subtitle']}", author=paper["agency"], made_at=made)


def _write(document: Document, paper: Mapping[str, Any]) -> None:
    labels = paper["labels"]
    document.add_heading(paper["title"], 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph(paper["subtitle"]).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _table(
        document, (labels["summary"], ""), [*paper["facts"], *([["", paper["note"]]] if paper["note"] else [])], (3, 7)
    )
    if paper["preface"]:
        document.add_heading(gettext("Preface"), 1)
        _paragraphs(document, paper["preface"])
    document.add_heading(labels["outcomes"], 1)
    _paragraphs(document, [paper["sentence"]])
    _table(document, paper["outcomes"]["head"], paper["outcomes"]["rows"], (4, 3, 3))
    document.add_heading(labels["totals"], 1)
    _table(document, (labels["totals"], gettext("Number")), paper["totals"], (7, 3))
    for part in ("methods", "occasions", "clauses"):
        if paper[part]["rows"]:
            document.add_heading(labels[part], 1)
            _table(document, paper[part]["head"], paper[part]["rows"], (7, 3))
    if paper["changes"]:
        document.add_heading(labels["changes"], 1)
        for one in paper["changes"]:
            document.add_heading(one["label"], 2)
            _table(document, (labels["before"], labels["after"]), [[one["before"], one["after"]]], (1, 1))
            _paragraphs(document, [f"{labels['why']}{one['why']}"])
    if paper["groups"]["rows"]:
        document.add_heading(labels["groups"], 1)
        pick = [[row[n] for n in GROUP_COLUMNS] for row in paper["groups"]["rows"]]
        _table(document, [paper["groups"]["head"][n] for n in GROUP_COLUMNS], pick, (8, 35, 9, 14, 44))
    if paper["next_steps"]:
        document.add_heading(labels["next"], 1)
        _paragraphs(document, paper["next_steps"])


def _paragraphs(document: Document, lines: Sequence[str]) -> None:
    for line in lines:
        document.add_paragraph(line).paragraph_format.first_line_indent = Pt(28)


def _table(document: Document, head: Sequence[str], rows: Sequence[Sequence[Any]], shares: Sequence[int]) -> None:
    """Written element by element: the library's own way takes time with the square of the rows."""
    table = document.add_table(rows=0, cols=len(head), style="Table Grid")
    table.autofit = False
    widths = [round(156 * 56.7 * share / sum(shares)) for share in shares]  # twentieths of a point
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))
    if any(head):
        table._tbl.append(_row(head, widths, is_head=True))
    for row in rows:
        table._tbl.append(_row(row, widths))
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _row(cells: Sequence[Any], widths: Sequence[int], *, is_head: bool = False) -> BaseOxmlElement:
    row = OxmlElement("w:tr")
    if is_head:
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement("w:cantSplit"))
        properties.append(OxmlElement("w:tblHeader"))
        row.append(properties)
    for value, width in zip(cells, widths, strict=True):
        cell, properties = OxmlElement("w:tc"), OxmlElement("w:tcPr")
        properties.append(element("w:tcW", w=str(width), type="dxa"))
        if is_head:
            properties.append(element("w:shd", val="clear", color="auto", fill="E6EAF0"))
        cell.append(properties)
        text = f"{value:,}" if isinstance(value, int) else str(value)
        for line in text.split("\n"):
            cell.append(_line(line, is_head=is_head, is_number=isinstance(value, int)))
        row.append(cell)
    return row


def _line(text: str, *, is_head: bool, is_number: bool) -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    if is_number:
        properties = OxmlElement("w:pPr")
        properties.append(element("w:jc", val="right"))
        paragraph.append(properties)
    run, look = OxmlElement("w:r"), OxmlElement("w:rPr")
    if is_head:
        look.append(element("w:rFonts", eastAsia=HEADING))
    look.append(element("w:sz", val="21"))
    run.append(look)
    words = OxmlElement("w:t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    paragraph.append(run)
    return paragraph
