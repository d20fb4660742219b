"""Word documents: what is read, and every hostile or unsettled file that is refused."""

import io
import zipfile

import docx
import pytest

from app.drafts import readers
from app.drafts.changes import HasTrackedChanges
from app.drafts.docx import read_docx
from app.drafts.outline import parse
from app.drafts.rules import WarningCode
from app.files import packages, rules
from app.files.texts import OLE_HEADER

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def package(body: str = "", *, namespace: str = W, prolog: str = "", **parts: str | bytes) -> bytes:
    """A .docx with this body; further parts by name, with __ for / and _xml for .xml."""
    document = f'{prolog}<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
    content = {"[Content_Types].xml": TYPES, "word/document.xml": document}
    for name, part in parts.items():
        content[name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin")] = part
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return stream.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def codes(document: readers.ReadDocument) -> list[WarningCode]:
    return [warning.code for warning in document.warnings]


def test_a_document_saved_by_a_word_processor():
    document = docx.Document()
    document.add_heading("某办法", 0)
    document.add_paragraph("第一条　为了公开，").add_run("制定本办法。")
    document.add_paragraph("第二条　标准如下：\n按下表执行。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells], ["档次", "金额", "一", "100元"], strict=True
    ):
        cell.text = text
    document.add_paragraph("第三条　自公布之日起施行。")
    stream = io.BytesIO()
    document.save(stream)
    read = read_docx(stream.getvalue(), "draft.docx")
    assert read.lines == (
        "某办法", "第一条　为了公开，制定本办法。", "第二条　标准如下：", "按下表执行。",
        "| 档次 | 金额 |", "| 一 | 100元 |", "第三条　自公布之日起施行。",
    )  # fmt: skip
    assert codes(read) == [WarningCode.TABLES]
    assert [one.ref for one in parse(read.lines).clauses if one.kind == "article"] == ["a1", "a2", "a3"]


def test_words_in_every_place_are_read_once():
    choice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:t>一</w:t></mc:Choice><mc:Fallback><w:t>一</w:t></mc:Fallback></mc:AlternateContent>"
    )
    body = (
        "<w:sdt><w:sdtContent>" + p("目录") + "</w:sdtContent></w:sdt>"
        "<w:p><w:hyperlink><w:r><w:t>第</w:t></w:r></w:hyperlink><w:r>" + choice + "<w:t>条</w:t><w:tab/>"
        "<w:t>甲</w:t><w:instrText>PAGE</w:instrText><w:noBreakHyphen/><w:br/><w:t>乙</w:t></w:r></w:p>"
    )
    assert read_docx(package(body), "draft.docx").lines == ("目录", "第一条\t甲-", "乙")


def test_strict_documents_are_read_too():
    assert read_docx(package(p("第一条 甲。"), namespace=STRICT), "draft.docx").lines == ("第一条 甲。",)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:t>甲</w:t></w:r></w:p>",
            "HIDDEN_TEXT_LEFT_OUT",
        ),
        (
            f"<w:p><w:r><w:txbxContent>{p('框')}</w:txbxContent><w:t>甲</w:t></w:r></w:p>",
            "TEXT_BOXES_LEFT_OUT",
        ),
        ('<w:p><w:r><w:t>甲</w:t><w:footnoteReference w:id="2"/></w:r></w:p>', "NOTES_LEFT_OUT"),
    ],
)
def test_what_is_left_out_is_mentioned(body, code):
    read = read_docx(package(body), "draft.docx")
    assert read.lines == ("甲",)
    assert codes(read) == [WarningCode[code]]


@pytest.mark.parametrize(
    "body",
    [
        '<w:p><w:ins w:id="1"><w:r><w:t>甲</w:t></w:r></w:ins></w:p>',
        '<w:p><w:del w:id="1"><w:r><w:delText>甲</w:delText></w:r></w:del></w:p>',
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>",
        "<w:p><w:moveFrom><w:r><w:t>甲</w:t></w:r></w:moveFrom></w:p>",
    ],
)
def test_tracked_changes_are_asked_about(body):
    with pytest.raises(HasTrackedChanges) as caught:
        read_docx(package(body), "draft.docx")
    assert caught.value.changes


LAUGHS = "".join(f'<!ENTITY {name} "{f"&{inner};" * 20}">' for inner, name in zip("abcdefgh", "bcdefghi", strict=True))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def encrypted_entry() -> bytes:
    data = bytearray(package(p("甲")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            data[start + offset] |= 1
            start += 4
    return bytes(data)


def other_office_file() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (OLE_HEADER + b"\0" * 600, rules.OldOfficeFile),
        (OLE_HEADER + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), rules.EncryptedFile),
        (encrypted_entry(), rules.EncryptedFile),
        (b"not a zip file", rules.WrongContent),
        (other_office_file(), rules.WrongContent),
        (package(p("甲"))[:-30], rules.BrokenFile),
        (package("<w:p>"), rules.BrokenFile),
        (package("<w:p>" * 300 + "</w:p>" * 300), rules.BrokenFile),
        (package("<w:p>" + "<w:r>" * 230 + "</w:r>" * 230 + "</w:p>"), rules.BrokenFile),
        (package(p("&i;"), prolog=BOMB), rules.HasEntities),
        (package(p("&a;"), prolog=OUTSIDE), rules.HasEntities),
        (package(p("甲"), word__styles_xml=f'{BOMB}<w:styles xmlns:w="{W}"/>'), rules.HasEntities),
        (package(p("甲"), word__vbaProject_bin=b"x"), rules.HasMacros),
        (package(p("甲"), word__media__a=b"\0" * (packages.LARGEST_UNPACKED + 1)), rules.UnpacksTooLarge),
        (package(p(" " * (packages.LARGEST_PART + 1))), rules.PackedTooTightly),
        (package(p("甲"), **{f"word__{n}": b"" for n in range(packages.MOST_ENTRIES)}), rules.UnpacksTooLarge),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_hostile_and_broken_files_are_refused(data, refusal):
    with pytest.raises(refusal) as caught:
        read_docx(data, "draft.docx")
    assert type(caught.value) is refusal


def test_a_document_saved_with_macros_under_another_name_is_refused():
    types = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"/>')
    with pytest.raises(rules.HasMacros):
        read_docx(stream.getvalue(), "draft.docx")


def level(depth: int, kind: str, text: str, more: str = "") -> str:
    kinds = f'<w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{depth}">{kinds}{more}</w:lvl>'


def numbered(text: str, depth: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


NUMBERING = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">'
    + level(0, "chineseCountingThousand", "第%1章")
    + level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>')
    + level(2, "japaneseCounting", "（%3）")
    + level(3, "decimal", "%4.")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="8">'
    + level(0, "bullet", "•")
    + level(1, "hebrew1", "%2.")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num></w:numbering>'
)


def test_automatic_numbers_are_computed_and_mentioned():
    body = (
        numbered("总则") + numbered("甲：", 1) + numbered("子；", 2) + numbered("丑：", 2) + numbered("寅。", 3)
        + numbered("乙：", 1) + numbered("卯。", 2) + numbered("附则") + numbered("丙。", 1) + numbered("点", 0, 2)
    )  # fmt: skip
    read = read_docx(package(body, word__numbering_xml=NUMBERING), "draft.docx")
    assert read.lines == (
        "第一章 总则", "第一条 甲：", "（一） 子；", "（二） 丑：", "1. 寅。", "第二条 乙：", "（一） 卯。",
        "第二章 附则", "第三条 丙。", "点",
    )  # fmt: skip
    assert codes(read) == [WarningCode.AUTOMATIC_NUMBERS]


def test_automatic_numbers_of_a_style():
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="base"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:styleId="own"><w:basedOn w:val="base"/></w:style></w:styles>'
    )
    body = p("甲。", '<w:pStyle w:val="own"/>') + p("乙。", '<w:pStyle w:val="base"/>')
    read = read_docx(package(body, word__numbering_xml=NUMBERING, word__styles_xml=styles), "draft.docx")
    assert read.lines == ("第一条 甲。", "第二条 乙。")


def test_automatic_numbers_of_an_unknown_kind_are_mentioned():
    read = read_docx(package(numbered("甲", 1, 2), word__numbering_xml=NUMBERING), "draft.docx")
    assert read.lines == ("甲",)
    assert codes(read) == [WarningCode.AUTOMATIC_NUMBERS_LOST]
