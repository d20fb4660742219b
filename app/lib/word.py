"""What every Word document of ours needs: faces with stand-ins, and no trace of the clock.

The same data makes the same bytes: what the library stamps with the time is stamped with the document's own.
"""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

TITLE, HEADING, TEXT, PAGE = "方正小标宋简体", "黑体", "仿宋", "宋体"
STAND_INS = {TITLE: "华文中宋", HEADING: "SimHei", TEXT: "FangSong", PAGE: "SimSun"}
"""What a machine without the first face takes (w:altName)."""
LATIN = "Times New Roman"
EPOCH = (1980, 1, 1, 0, 0, 0)


def set_face(style: Any, face: str, size: float) -> None:
    """Face and size of a style, in black, marked as Chinese."""
    assert isinstance(style, ParagraphStyle)
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name:  # a face of the theme would win
            del fonts.attrib[name]
    fonts.set(qn("w:ascii"), LATIN)
    fonts.set(qn("w:hAnsi"), LATIN)
    fonts.set(qn("w:eastAsia"), face)
    style.element.get_or_add_rPr().append(element("w:lang", val="zh-CN", eastAsia="zh-CN"))


def name_stand_ins(document: Document) -> None:
    """Say in the document which face may stand in for which."""
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            faces = "".join(
                f'<w:font w:name="{face}"><w:altName w:val="{other}"/></w:font>' for face, other in STAND_INS.items()
            )
            part._blob = part.blob.replace(b"</w:fonts>", faces.encode() + b"</w:fonts>")


def number_pages(paragraph: Paragraph) -> None:
    """— 1 — in the middle, as GB/T 9704 has it."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, kind in (("— ", ""), ("", "begin"), ("PAGE", "code"), ("", "end"), (" —", "")):
        run = paragraph.add_run(text if not kind else "")
        run.font.size = Pt(14)
        run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), PAGE)
        if kind == "code":
            code = element("w:instrText")
            code.text = text
            run.element.append(code)
        elif kind:
            run.element.append(element("w:fldChar", fldCharType=kind))


def describe(document: Document, *, title: str, author: str, made_at: datetime) -> None:
    """The properties that programs show, with the document's own time."""
    made = made_at.astimezone(UTC).replace(tzinfo=None)
    about = document.core_properties
    about.title, about.author = title[:250], author[:250]
    about.language, about.comments, about.created, about.modified = "zh-CN", "", made, made
    about.last_modified_by, about.revision = "", 1


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def save(document: Document) -> bytes:
    """The file, without the time at which it was packed."""
    out, packed = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
