"""Text out of a file, and the new paper with passages taken out. Both are work of a process of its own."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.drafts.docx import read_docx
from app.drafts.extracting import READ_SECONDS, read_pdf
from app.files.examine import examine
from app.files.rules import FileKind
from app.files.texts import read_text
from app.lib.apart import run_apart
from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _
from app.lib.pages import words
from app.lib.typesetting import typeset
from app.replies.redaction import Piece, StillThere, count_left

MOST_CHARACTERS = 60_000
NO_TEXT = _("No text was found in this file. A scanned paper has to be typed or recognised first.")
TOO_LONG = _("This is more than {n} characters. Please divide it.")
NOTE = "（本件已依据《中华人民共和国政府信息公开条例》第三十七条作区分处理，黑底处为不予公开的内容）"


async def extract_text(name: str, data: bytes) -> str:
    """The text of a PDF, Word or text file. Raises RefusedFile, FormInvalid on ``file`` where there is none."""
    examined = examine(name, data)
    if examined.kind is FileKind.PDF:
        made = await run_apart(read_pdf, {"data": base64.b64encode(data).decode()}, seconds=READ_SECONDS)
        text = made.decode()
    elif examined.kind is FileKind.DOCX:
        text = "\n".join(read_docx(data, name, accept_changes=True).lines)
    elif examined.kind is FileKind.TXT:
        text = read_text(data, name)
    else:
        text = ""
    if not text.strip():
        raise FormInvalid.of("file", NO_TEXT)
    if len(text) > MOST_CHARACTERS:
        raise FormInvalid.of("file", TOO_LONG, n=MOST_CHARACTERS)
    return text.strip()


async def make_paper(
    title: str, paragraphs: list[list[Piece]], *, agency: str, withheld: list[str], made_at: datetime, fonts: str
) -> bytes:
    """The new paper as a PDF, read back: were a withheld passage found in it, it would not be given out."""
    made = await run_apart(
        write_paper,
        {
            "title": title,
            "agency": agency,
            "paragraphs": [[{"text": one.text, "out": one.is_withheld} for one in line] for line in paragraphs],
            "made_at": made_at.isoformat(),
            "fonts": fonts,
        },
    )
    found = await run_apart(read_pdf, {"data": base64.b64encode(made).decode()}, seconds=READ_SECONDS)
    if left := count_left(found.decode(), withheld):
        raise StillThere(n=left)
    return made


def write_paper(data: Mapping[str, Any]) -> bytes:
    """Raises CannotMake where the machine has no Chinese font."""
    made_at = datetime.fromisoformat(data["made_at"])
    paper = {
        "title": data["title"],
        "title_words": words(data["title"]),
        "agency": data["agency"],
        "note": NOTE,
        "paragraphs": data["paragraphs"],
    }
    return typeset("print/redacted.typ", paper, made_at=made_at, fonts=data["fonts"])
