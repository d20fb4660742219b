"""What a version says, as it is stored and as it is read: paragraphs and headings out of plain text. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from app.disclosures.rules import Content

LONGEST_HEADING = 40
_MARKED = re.compile(r"(#{1,3})\s+(\S.*)")
_CHAPTER = re.compile(r"第[一二三四五六七八九十百]+[编章节][\s\u3000].{0,30}")
_NUMBERED = re.compile(r"[一二三四五六七八九十]+、\S.*")
_ENDS_SENTENCE = "。；：，、！？;:,."


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (level 0) or a heading (1–3) of the text."""

    text: str
    level: int = 0


def pack(content: Content) -> dict[str, object]:
    """Without its body, for the JSON column."""
    fields: dict[str, object] = msgspec.to_builtins(content)
    del fields["body"]
    return fields


def unpack(fields: Mapping[str, object], body: str) -> Content:
    return msgspec.convert({**fields, "body": body}, Content)


def read_body(text: str) -> list[Block]:
    """The text line by line: what an office writes as a heading is one, and so is a line that begins with ``#``.

    Nothing is ever read as HTML: the page shows what was typed.
    """
    return [_block(line) for line in (one.strip(" \t\u3000") for one in text.splitlines()) if line]


def _block(line: str) -> Block:
    if marked := _MARKED.fullmatch(line):
        return Block(marked[2], len(marked[1]))
    if _CHAPTER.fullmatch(line):
        return Block(line, 2)
    is_short = len(line) <= LONGEST_HEADING and line[-1] not in _ENDS_SENTENCE
    return Block(line, 2 if is_short and _NUMBERED.fullmatch(line) else 0)
