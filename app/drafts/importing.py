"""A file or pasted text into a structured draft (草案导入): reading, parsing, and what was noticed in both."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.drafts.files import read_draft
from app.drafts.outline import parse, parse_outline_text, to_outline_text
from app.drafts.readers import read_markdown
from app.drafts.rules import Annex, Clause, ClauseKind, DraftStyle, ParsedDraft, check_clauses
from app.files.rules import clean_name
from app.lib.errors import FieldError, FormInvalid
from app.lib.i18n import gettext_noop as _


@dataclass(frozen=True)
class ImportedDraft:
    """What came out of one import: the tree, and which file it was."""

    parsed: ParsedDraft
    source_name: str
    source_digest: str
    is_clean: bool = True
    """Whether the public may have the file: it holds no tracked changes, comments or hidden text."""


def from_file(data: bytes, name: str, *, accept_changes: bool = False) -> ImportedDraft:
    """Read an uploaded draft. Raises RefusedFile (a FormInvalid) with what to do, HasTrackedChanges to be asked."""
    document = read_draft(data, name, accept_changes=accept_changes)
    parsed = parse(document.lines)
    parsed = replace(parsed, warnings=(*document.warnings, *parsed.warnings))
    digest = hashlib.sha256(data).hexdigest()
    return ImportedDraft(_usable(parsed, "file"), clean_name(name), digest, document.is_clean)


def from_text(text: str) -> ImportedDraft:
    """Read a pasted draft: Markdown where its title says so, else plain text."""
    lines = read_markdown(text).lines if text.lstrip().startswith("# ") else text.split("\n")
    parsed = _usable(parse(lines), "text")
    return ImportedDraft(parsed, str(_("pasted text")), hashlib.sha256(text.encode()).hexdigest())


def from_corrected_text(text: str) -> ParsedDraft:
    """Read the tree as an officer edited it."""
    return _usable(parse_outline_text(text), "text")


def as_text(draft: Mapping[str, Any], clauses: list[dict[str, Any]]) -> str:
    """A stored draft as text to edit; `from_corrected_text` reads the same tree from it."""
    rows = tuple(
        Clause(
            ref=row["ref"],
            parent_ref=row["parent_ref"],
            kind=ClauseKind(row["kind"]),
            label=row["label"],
            heading=row["heading"],
            text=row["text"],
            position=position,
        )
        for position, row in enumerate(clauses, start=1)
    )
    return to_outline_text(
        ParsedDraft(
            title=draft["title"],
            style=DraftStyle(draft["style"]),
            preamble=tuple(draft["preamble"]),
            clauses=rows,
            signature=tuple(draft["signature"]),
            annexes=tuple(Annex(str(one["title"]), tuple(one["lines"])) for one in draft["annexes"]),
        )
    )


def _usable(parsed: ParsedDraft, field: str) -> ParsedDraft:
    if problems := check_clauses(parsed.clauses):
        raise FormInvalid([FieldError(field, problem.value, {"ref": ref}) for problem, ref in problems])
    return parsed
