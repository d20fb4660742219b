"""What a letter says, in the order of reading: the PDF, the Word file and the page differ only in their form. Pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.letters.rules import TO_OTHERS, FrozenLetter, LetterContent
from app.lib.pages import words

LONGEST_QUOTE = 300
_NO_SHAPE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""


def compose(letter: FrozenLetter) -> dict[str, Any]:
    """{agency, number, title, title_words, addressee, body, attachments, date, note, dated_on, legal_version}."""
    content = letter.content
    made = {
        "agency": letter.agency,
        "number": letter.number,
        "title": content.title,
        "title_words": words(content.title),
        "addressee": f"{content.addressee}：",
        "body": [*_opening(letter), *_lines(*content.paragraphs), *_finding(content), *_lines(content.remedy or "")],
        "attachments": _attachments(content.attachments),
        "date": show_day(content.dated_on),
        "note": f"（{_bare(content.contact)}）" if content.contact else "",
        "dated_on": content.dated_on.isoformat(),
        "legal_version": letter.legal_version,
    }
    return {name: _clean(value) for name, value in made.items()}


def show_day(day: date) -> str:
    """2026年9月7日: Arabic digits without leading zeros (GB/T 9704 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _opening(letter: FrozenLetter) -> list[str]:
    content = letter.content
    if content.received_on is None:
        return []
    whose = "一件政府信息公开申请" if letter.kind in TO_OTHERS else f"{content.you}提交的政府信息公开申请"
    number = f"（编号：{content.request_no}）" if content.request_no else ""
    first = f"本机关于{show_day(content.received_on)}收到{whose}{number}"
    if not content.quoted_request:
        return [f"{first}。"]
    return [f"{first}，申请公开的内容为：{quote(content.quoted_request)}"]


def quote(text: str) -> str:
    """Somebody's words in a letter: in one line, quotation marks turned to inner ones, a long text shortened."""
    flat = " ".join(text.split()).replace("“", "‘").replace("”", "’").rstrip("。")
    if len(flat) <= LONGEST_QUOTE:
        return f"“{flat}”。"
    return f"“{flat[:LONGEST_QUOTE]}……”（全文见申请书）。"


def _finding(content: LetterContent) -> list[str]:
    if not content.legal_basis:
        return _lines(content.decision)
    return _lines(f"根据{'、'.join(content.legal_basis)}的规定，{content.decision}")


def _attachments(names: tuple[str, ...]) -> list[str]:
    """附件说明: without a full stop, numbered where there are several (GB/T 9704 7.3.4)."""
    bare = [_bare(name).rstrip("。；;") for name in names]
    return bare if len(bare) < 2 else [f"{number}.{name}" for number, name in enumerate(bare, 1)]


def _lines(*paragraphs: str) -> list[str]:
    return [line.strip() for paragraph in paragraphs for line in paragraph.splitlines() if line.strip()]


def _bare(text: str) -> str:
    return " ".join(text.split())


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_SHAPE.sub("", value)
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    return [_clean(one) for one in value]
