"""Markdown into lines (文件读取), and the refusals of what is no draft, each with what to do instead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.drafts.rules import DraftWarning, WarningCode
from app.drafts.tables import write_row
from app.files.rules import EmptyFile, RefusedFile

LARGEST_UPLOAD = 20 * 1024 * 1024
MOST_LINES = 50_000


class UnreadableDraft(RefusedFile):
    """A file that is no draft; each subclass says why, beside the field ``file``. Damaged ones: `app.files.rules`."""

    code = "E_DRAFT_UNREADABLE"


class TooLong(UnreadableDraft):
    code = "E_DRAFT_TOO_LONG"
    sentence = "The text is too long. At most {lines} lines are taken."


class OldFormat(UnreadableDraft):
    code = "E_DRAFT_OLD_FORMAT"
    sentence = "Files of the kinds .doc and .wps cannot be read. Please save the file as .docx and try again."


class OtherWordFile(UnreadableDraft):
    code = "E_DRAFT_OTHER_FORMAT"
    sentence = "Files of the kinds .rtf and .odt cannot be read. Please save the file as .docx and try again."


class PdfDraft(UnreadableDraft):
    code = "E_DRAFT_PDF"
    sentence = "A PDF has no clauses to read. Please import the Word file it was made from; the PDF can be attached."


class PictureDraft(UnreadableDraft):
    code = "E_DRAFT_PICTURE"
    sentence = "This is a picture, its words cannot be read. Please import the text; the picture can be attached."


class Unsettled(UnreadableDraft):
    code = "E_DRAFT_UNSETTLED"
    sentence = "The file holds tracked changes, comments or hidden text, which anybody could read. Please remove them."


class WrongType(UnreadableDraft):
    code = "E_DRAFT_TYPE"
    sentence = "Only .docx, .md and .txt files can be read. Please save the draft in one of these formats."


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The lines of a file in reading order, and what was noticed while reading."""

    lines: tuple[str, ...]
    warnings: tuple[DraftWarning, ...] = ()
    is_clean: bool = True
    """Whether the file may be given to the public: nothing lies in it that its office did not decide to publish."""


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
                lines.append(write_row(row))
                row = None
            case "table_open" if not warnings:
                warnings.append(DraftWarning(WarningCode.TABLES))
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
