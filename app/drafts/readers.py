"""Text and Markdown into lines (文件读取), and the refusals, each with what to do instead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.drafts.rules import DraftWarning, WarningCode
from app.lib.errors import FieldError, FormInvalid

LARGEST_UPLOAD = 20 * 1024 * 1024
MOST_LINES = 50_000


class UnreadableDraft(FormInvalid):
    """An uploaded draft that cannot be taken; each subclass says why, beside the field ``file``."""

    code = "E_DRAFT_UNREADABLE"
    sentence = "This file cannot be read."

    def __init__(self, **params: object) -> None:
        super().__init__([FieldError("file", self.sentence, params)])


class EmptyFile(UnreadableDraft):
    code = "E_DRAFT_EMPTY"
    sentence = "The file is empty."


class TooLarge(UnreadableDraft):
    code = "E_DRAFT_TOO_LARGE"
    sentence = "The file is too large. At most {megabytes} MB are taken."


class TooLong(UnreadableDraft):
    code = "E_DRAFT_TOO_LONG"
    sentence = "The text is too long. At most {lines} lines are taken."


class OldFormat(UnreadableDraft):
    code = "E_DRAFT_OLD_FORMAT"
    sentence = "Files of the kinds .doc and .wps cannot be read. Please save the file as .docx and try again."


class WrongType(UnreadableDraft):
    code = "E_DRAFT_TYPE"
    sentence = "Only .docx, .md and .txt files can be read. Please save the draft in one of these formats."


class WrongContent(UnreadableDraft):
    code = "E_DRAFT_CONTENT"
    sentence = "What is in the file is not what its name {name} says. Please open it and save it again."


class UnknownEncoding(UnreadableDraft):
    code = "E_DRAFT_ENCODING"
    sentence = "The text is neither UTF-8 nor GB18030. Please save it as UTF-8."


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The lines of a file in reading order, and what was noticed while reading."""

    lines: tuple[str, ...]
    warnings: tuple[DraftWarning, ...] = ()


OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_CONTENT = (
    b"PK\x03\x04",
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_text(data: bytes, name: str) -> str:
    """Decode a text file: UTF-8 with or without a byte order mark, else GB18030.

    Raises:
        OldFormat, WrongContent, UnknownEncoding
    """
    if data.startswith(OLE_HEADER):
        raise OldFormat
    if data.startswith(_OTHER_CONTENT):
        raise WrongContent(name=name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        raise UnknownEncoding
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode_gb18030(data)
    if _BINARY.search(text):
        raise WrongContent(name=name)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x0b", "\n")


def _decode_gb18030(data: bytes) -> str:
    """GB18030 gives some meaning to almost any bytes, so the signs must also be common ones (GB 2312)."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        raise UnknownEncoding from None
    foreign = [sign for sign in text[:20_000] if not sign.isascii()]
    common = sum(1 for sign in foreign if len(sign.encode("gb2312", "ignore")) == 2)
    if common < 0.9 * len(foreign):
        raise UnknownEncoding
    return text


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["code", "html_block", "html_inline"])


def read_markdown(text: str) -> ReadDocument:
    """The lines of a Markdown text: headings, paragraphs, list entries with their numbers, table rows.

    Chinese text breaks its lines where it means to, so a line break inside a paragraph stays one; between two
    words of a Latin script it is a space. HTML is not interpreted; comments are dropped.
    """
    lines: list[str] = []
    warnings: list[DraftWarning] = []
    number = ""
    row: list[str] | None = None
    for token in _MARKDOWN.parse(_COMMENT.sub("", text)):
        match token.type:
            case "list_item_open":
                number = f"{token.info}{_list_sign(token.markup)}" if token.info else ""
            case "tr_open":
                row = []
            case "tr_close" if row is not None:
                lines.append("\t".join(row))
                row = None
            case "table_open" if not warnings:
                warnings.append(DraftWarning(WarningCode.TABLES_AS_LINES))
            case "inline" if row is not None:
                row.append(" ".join(_inline_lines(token)))
            case "inline":
                first, *more = list(_inline_lines(token)) or [""]
                lines += [f"{number} {first}".strip(), *more]
                number = ""
            case "fence":
                lines += token.content.split("\n")
    return ReadDocument(tuple(line for line in lines if line.strip()), tuple(warnings))


def _list_sign(markup: str) -> str:
    return "）" if markup == ")" else "."


def _inline_lines(token: Token) -> Iterator[str]:
    line = ""
    pending = False  # a line break that may turn out to be a space
    for child in token.children or []:
        match child.type:
            case "softbreak":
                pending = True
                continue
            case "hardbreak":
                yield line
                line = ""
                continue
            case "text" | "code_inline" | "image" | "text_special":
                content = child.content
            case _:
                continue
        if pending and content.strip():
            if line and _is_latin(line.rstrip()[-1:]) and _is_latin(content.lstrip()[0]):
                line = f"{line.rstrip()} "
            else:
                yield line
                line = ""
            pending = False
        line += content
    yield line


def _is_latin(sign: str) -> bool:
    return bool(sign) and ord(sign) < 0x250


def limited(document: ReadDocument) -> ReadDocument:
    """The same document, if it is not too long for a draft.

    Raises:
        EmptyFile, TooLong
    """
    if not any(line.strip() for line in document.lines):
        raise EmptyFile
    if len(document.lines) > MOST_LINES:
        raise TooLong(lines=MOST_LINES)
    return document
