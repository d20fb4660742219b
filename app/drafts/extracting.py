"""The words of a stored file, as far as a machine can read them (附件文字提取)."""

import asyncio
import base64
import io
import re
from collections.abc import Mapping
from typing import Any
from zipfile import BadZipFile

import openpyxl
from pypdf import PdfReader

from app.drafts.docx import read_docx
from app.files.rules import FileKind
from app.files.texts import read_text
from app.lib.apart import Broken, CannotMake, run_apart
from app.lib.errors import DomainError

READ_SECONDS = 60


async def read_words(name: str, kind: str, data: bytes) -> str | None:
    """The words of a PDF, Word, Excel or text file. None where none are found: a picture, a scanned paper."""
    try:
        if kind == FileKind.PDF:
            made = await run_apart(read_pdf, {"data": base64.b64encode(data).decode()}, seconds=READ_SECONDS)
            words = made.decode()
        else:
            words = await asyncio.to_thread(_read, name, kind, data)
    except (Broken, CannotMake, DomainError, BadZipFile, KeyError, OSError, ValueError):
        return None
    return words if words.strip() else None


def _read(name: str, kind: str, data: bytes) -> str:
    if kind == FileKind.DOCX:
        return "\n".join(read_docx(data, name, accept_changes=True).lines)
    if kind == FileKind.TXT:
        return read_text(data, name)
    if kind == FileKind.XLSX:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = (row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
        return "\n".join("　".join(str(cell) for cell in row if cell is not None) for row in rows)
    return ""


def read_pdf(data: Mapping[str, Any]) -> bytes:
    """The text of a PDF, page by page, with lines that were broken by the margin joined again."""
    reader = PdfReader(io.BytesIO(base64.b64decode(data["data"])))
    text = "\n".join(page.extract_text() for page in reader.pages)
    return re.sub(r"(?<=[\u4e00-\u9fff，、])\n(?=[\u4e00-\u9fff])", "", text).encode("utf-8", "replace")
