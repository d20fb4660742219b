"""Distinguishing treatment (区分处理, art. 37): what is withheld is taken out of the text, and a new paper is set.

Nothing of the original file goes into the new one: it is typeset from the kept words alone, so that there is no text
under the boxes, no earlier version and no metadata to be found. Marks are ⟦ and ⟧ around a passage. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.lib.errors import FormInvalid, Refused
from app.lib.i18n import gettext_noop as _
from app.lib.personal_data import scan

OPEN, CLOSE = "⟦", "⟧"
LABEL = "[已作区分处理]"
"""Stands for every withheld passage, however long: its length tells nothing."""
LEAST_ALIKE = 2
"""A single character that occurs elsewhere too is no secret of its own."""


class StillThere(Refused):
    """What is withheld in one place stands in another: then it is not withheld."""

    code = "E_REDACTION_LEFT"
    message = _(
        "What you withhold stands elsewhere too, unmarked ({n} places). Mark it there, or name it as a word to be "
        "withheld everywhere."
    )


@dataclass(frozen=True)
class Piece:
    """A stretch of the text, kept or withheld."""

    text: str
    is_withheld: bool = False


def mark_findings(text: str) -> str:
    """The text with marks around everything that looks like personal data: a proposal, a person decides."""
    bare = text.replace(OPEN, "").replace(CLOSE, "")
    spans = [(one.start, one.end) for one in scan(bare)]
    return _with_marks(bare, spans)


def mark_words(marked: str, words: Iterable[str]) -> str:
    """The same with every occurrence of these words marked as well."""
    text = "".join(piece.text for piece in read_marks(marked))
    spans = _spans_of(read_marks(marked))
    for word in words:
        if word := word.strip():
            spans += [(found.start(), found.end()) for found in re.finditer(re.escape(word), text)]
    return _with_marks(text, spans)


def read_marks(marked: str) -> list[Piece]:
    """The pieces of a marked text. Raises FormInvalid where a mark has no counterpart."""
    pieces: list[Piece] = []
    rest, is_withheld = marked.replace("\r\n", "\n"), False
    while rest:
        before, sign, rest = _cut(rest)
        if before:
            pieces.append(Piece(before, is_withheld))
        if sign and (sign == OPEN) == is_withheld:
            raise FormInvalid.of("marked", _("Every ⟦ needs its ⟧, and none stands inside another."))
        is_withheld = (sign == OPEN) if sign else is_withheld
    if is_withheld:
        raise FormInvalid.of("marked", _("Every ⟦ needs its ⟧, and none stands inside another."))
    return pieces


def redact(marked: str) -> list[list[Piece]]:
    """The paragraphs of the new paper: kept words, and a label for each withheld passage.

    Raises FormInvalid where nothing is marked, StillThere where a withheld passage stands elsewhere unmarked.
    """
    pieces = read_marks(marked)
    withheld = [piece.text for piece in pieces if piece.is_withheld and piece.text.strip()]
    if not withheld:
        raise FormInvalid.of("marked", _("Nothing is marked. What need not be withheld is disclosed as it is."))
    kept = [Piece(LABEL, True) if piece.is_withheld else piece for piece in pieces]
    if left := count_left("".join("\n" if one.is_withheld else one.text for one in kept), withheld):
        raise StillThere(n=left)
    return _paragraphs(kept)


def count_left(text: str, withheld: Sequence[str]) -> int:
    """In how many places withheld passages stand in a text, whatever blanks and line breaks lie between."""
    bare = squeeze(text)
    wanted = {squeeze(one) for one in withheld}
    return sum(bare.count(one) for one in wanted if len(one) >= LEAST_ALIKE)


def squeeze(text: str) -> str:
    """Without blanks and in one width: how texts out of papers are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _cut(text: str) -> tuple[str, str, str]:
    found = re.search(f"[{OPEN}{CLOSE}]", text)
    if found is None:
        return text, "", ""
    return text[: found.start()], found[0], text[found.end() :]


def _spans_of(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    spans, at = [], 0
    for piece in pieces:
        if piece.is_withheld:
            spans.append((at, at + len(piece.text)))
        at += len(piece.text)
    return spans


def _with_marks(text: str, spans: Iterable[tuple[int, int]]) -> str:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    parts, at = [], 0
    for start, end in merged:
        parts += [text[at:start], OPEN, text[start:end], CLOSE]
        at = end
    return "".join([*parts, text[at:]])


def _paragraphs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.is_withheld:
            lines[-1].append(piece)
            continue
        first, *others = piece.text.split("\n")
        if first:
            lines[-1].append(Piece(first))
        lines += [[Piece(one)] if one else [] for one in others]
    return [line for line in lines if any(one.text.strip() for one in line)]
