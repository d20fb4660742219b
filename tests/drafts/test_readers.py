"""Plain text and Markdown files, and what is refused by its name or its content."""

import pytest

from app.drafts import files, readers
from app.drafts.files import read_draft
from app.drafts.outline import parse
from app.drafts.rules import WarningCode
from app.files import rules
from app.files.texts import OLE_HEADER
from app.lib.i18n import translations

TEXT = "某办法\n第一条　为了公开，制定本办法。\n第二条　本办法自公布之日起施行。\n"
TRADITIONAL = "第一條　為了公開，制定本辦法。第二條　本辦法自公布之日起施行。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_in_every_encoding_offices_use(encoding, line_end):
    document = read_draft(TEXT.replace("\n", line_end).encode(encoding), "draft.TXT")
    assert [line for line in document.lines if line] == TEXT.split("\n")[:-1]


def test_rare_characters_of_names_are_read_from_gb18030():
    text = TEXT * 5 + "第三条　由朱镕基、䶮某和𠮷某负责。"
    assert "䶮某和𠮷某" in read_draft(text.encode("gb18030"), "draft.txt").lines[-1]


@pytest.mark.parametrize(
    ("data", "name", "refusal"),
    [
        (b"", "draft.txt", rules.EmptyFile),
        (b" \n\n", "draft.txt", rules.EmptyFile),
        ("　\u3000\n".encode(), "draft.md", rules.EmptyFile),
        (b"x", "draft.pdf", readers.PdfDraft),
        (b"x", "draft.docm", rules.HasMacros),
        (b"x", "draft", readers.WrongType),
        (b"x", "draft.doc", readers.OldFormat),
        (b"x", "draft.WPS", readers.OldFormat),
        (OLE_HEADER + b"\0" * 600, "draft.txt", readers.OldFormat),
        (OLE_HEADER + "EncryptedPackage".encode("utf-16-le"), "draft.docx", rules.EncryptedFile),
        (b"%PDF-1.7 ...", "draft.txt", readers.PdfDraft),
        (b"{\\rtf1\\ansi}", "draft.doc", readers.OtherWordFile),
        (b"x", "draft.rtf", readers.OtherWordFile),
        (b"PK\x03\x04......mimetypeapplication/vnd.oasis.opendocument.text", "draft.docx", readers.OtherWordFile),
        (b"PK\x03\x04....", "draft.md", rules.WrongContent),
        (b"\x89PNG\r\n", "draft.txt", readers.PictureDraft),
        (b"\xff\xd8\xff\xe0", "draft.docx", readers.PictureDraft),
        (b"text\x00text", "draft.txt", rules.WrongContent),
        (TEXT.encode("utf-16"), "draft.txt", rules.UnknownEncoding),
        (TRADITIONAL.encode("big5"), "draft.txt", rules.UnknownEncoding),
        (bytes(range(128, 256)) * 4, "draft.txt", rules.UnknownEncoding),
        (b"x\n" * (readers.MOST_LINES + 1), "draft.txt", readers.TooLong),
        (b"x" * (readers.LARGEST_UPLOAD + 1), "draft.txt", rules.TooLarge),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do(data, name, refusal):
    with pytest.raises(refusal) as caught:
        read_draft(data, name)
    [error] = caught.value.errors
    assert error.field == "file"
    assert error.message.format(**error.params)
    assert caught.value.status == 422


def test_every_refusal_has_a_code_of_its_own_and_is_translated():
    refusals = readers.UnreadableDraft.__subclasses__()
    assert len({refusal.code for refusal in refusals}) == len(refusals) > 6
    assert {refusal.sentence for refusal in refusals} <= translations("zh-CN").keys()
    assert files.read_draft  # all modules with refusals are imported


MARKDOWN = """\
---

# 某办法

2029年1月2日通过
2029年2月1日施行

<!-- INFO END -->

## 第一章 总则

第一条 为了**公开**，制定[本办法](https://example.org/)。
第二条 包括：

（一）甲 &amp; 乙；
（二）`丙`。

    第三条 行首有空格。

<script>alert(1)</script>

<!-- 一条
没有结束的注释 -->
"""


def test_markdown_becomes_the_lines_of_the_document():
    document = read_draft(MARKDOWN.encode(), "draft.md")
    assert document.lines == (
        "某办法",
        "2029年1月2日通过",
        "2029年2月1日施行",
        "第一章 总则",
        "第一条 为了公开，制定本办法。",
        "第二条 包括：",
        "（一）甲 & 乙；",
        "（二）丙。",
        "第三条 行首有空格。",
        "<script>alert(1)</script>",
    )
    draft = parse(document.lines[:-1])
    assert [clause.ref for clause in draft.clauses] == [
        "c1", "a1", "a1-1", "a2", "a2-1", "a2-1-1", "a2-1-2", "a3", "a3-1"
    ]  # fmt: skip


def test_markdown_lists_keep_their_numbers():
    text = "# Rules\n\n1. Opening\n   1. at nine\n   2. at ten\n2. Closing\n   - daily\n\n3) Cards\n"
    assert read_draft(text.encode(), "rules.md").lines == (
        "Rules", "1. Opening", "1. at nine", "2. at ten", "2. Closing", "daily", "3） Cards"
    )  # fmt: skip


def test_a_paragraph_of_latin_words_is_one_line():
    text = "The library opens\nat nine. It\ncloses at eight.\n\n第一行\n第二行\n"
    assert read_draft(text.encode(), "rules.md").lines == (
        "The library opens at nine. It closes at eight.",
        "第一行",
        "第二行",
    )


def test_markdown_tables_become_rows_and_are_mentioned():
    document = read_draft("| 档次 | 金额 |\n|---|---|\n| 一 | 100元 |\n".encode(), "draft.md")
    assert document.lines == ("| 档次 | 金额 |", "| 一 | 100元 |")
    assert [warning.code for warning in document.warnings] == [WarningCode.TABLES]
