"""A letter as a Word document, with the measures of GB/T 9704 10.1 (信函格式)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from app.lib.clock import SHANGHAI
from app.lib.word import TEXT, TITLE, describe, element, name_stand_ins, number_pages, save, set_face

RED = "D7000F"
SIZE = 16
LINE = 28.95
"""22 lines on 225 mm."""
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def write_docx(data: Mapping[str, Any]) -> bytes:
    """`data`: {paper}. The same letter makes the same bytes."""
    paper = data["paper"]
    document = docx.Document()
    _lay_out(document, paper)
    _head(document, paper)
    _body(document, paper)
    _signature(document, paper)
    return save(document)


def _lay_out(document: Document, paper: Mapping[str, Any]) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    section.different_first_page_header_footer = True
    for name, face, size in (("Normal", TEXT, SIZE), ("Title", TITLE, 22), ("Heading 1", TITLE, 22)):
        set_face(document.styles[name], face, size)
    line = document.styles["Normal"].paragraph_format  # type: ignore[attr-defined]
    line.line_spacing_rule, line.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    line.space_before = line.space_after = Pt(0)
    name_stand_ins(document)
    number_pages(section.footer.paragraphs[0])
    _rule(section.first_page_footer.paragraphs[0], "top", "thinThickSmallGap")
    made_at = datetime.fromisoformat(paper["dated_on"]).replace(tzinfo=SHANGHAI)
    describe(document, title=f"{paper['title']} {paper['number']}", author=paper["agency"], made_at=made_at)


def _head(document: Document, paper: Mapping[str, Any]) -> None:
    """The name in red with the double rule under it, 170 mm long, on the first page only."""
    name = document.sections[0].first_page_header.paragraphs[0]
    name.alignment = CENTRE
    run = name.add_run(paper["agency"])
    run.font.size, run.font.color.rgb = Pt(name_size(paper["agency"])), RGBColor.from_string(RED)
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TITLE)
    name.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _rule(name, "bottom", "thickThinSmallGap")
    document.add_paragraph(paper["number"]).alignment = RIGHT
    document.add_paragraph()
    title = document.add_paragraph(style="Heading 1")
    title.add_run(paper["title"])
    title.alignment = CENTRE
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(LINE / 2)
    title.paragraph_format.keep_with_next = True


def name_size(name: str) -> float:
    """Points at which the name fills the line but no more than 36: the rules are 170 mm long."""
    return round(min(36.0, 156 / 25.4 * 72 / max(len(name), 1)) * 2) / 2


def _rule(paragraph: Paragraph, side: str, kind: str) -> None:
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = Mm(-8), Mm(-6)
    borders = element("w:pBdr")
    borders.append(element(f"w:{side}", val=kind, sz="24", space="11" if side == "bottom" else "1", color=RED))
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _body(document: Document, paper: Mapping[str, Any]) -> None:
    document.add_paragraph(paper["addressee"])
    for line in paper["body"]:
        _indented(document, line)
    if paper["attachments"]:
        document.add_paragraph()
        for number, name in enumerate(paper["attachments"]):
            first = _indented(document, f"附件：{name}" if number == 0 else name)
            first.paragraph_format.first_line_indent = Pt(SIZE * (2 if number == 0 else 5))


def _indented(document: Document, text: str) -> Paragraph:
    paragraph = document.add_paragraph(text)
    paragraph.paragraph_format.first_line_indent = Pt(SIZE * 2)
    return paragraph


def _signature(document: Document, paper: Mapping[str, Any]) -> None:
    """Name over the date, the name in the middle of it; two empty lines leave the seal its place."""
    for _n in range(2):
        document.add_paragraph().paragraph_format.keep_with_next = True
    name, day = len(paper["agency"]) * SIZE, len(paper["date"]) * SIZE * 0.62
    middle = max(4 * SIZE + day / 2, name / 2)
    for text, width in ((paper["agency"], name), (paper["date"], day)):
        line = document.add_paragraph(text)
        line.alignment = RIGHT
        line.paragraph_format.right_indent = Pt(middle - width / 2)
        line.paragraph_format.keep_with_next = text is paper["agency"]
    if paper["note"]:
        _indented(document, paper["note"])
