"""Make comments of the lines of a file (意见导入): which column is what, times, clauses, identities. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.comments.rules import MAX_TEXT, MAX_TITLE, MIN_TEXT, ImportedRow, Target
from app.drafts.numerals import NUMERAL_SIGNS, to_number
from app.lib.i18n import gettext_noop as _
from app.lib.tables import Line, Progress, Refusal, digest_of, read_lines, read_time

MAX_REF = 150

_ARTICLE = re.compile(rf"第([{NUMERAL_SIGNS}]+)条")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; an empty name is "none"."""

    text: str
    title: str = ""
    id: str = ""
    person: str = ""
    at: str = ""
    clause: str = ""

    def named(self) -> list[str]:
        return [name for name in (self.text, self.title, self.id, self.person, self.at, self.clause) if name]


def read_rows(
    path: Path, columns: Columns, targets: Mapping[str, Target], *, progress: Progress = lambda _share: None
) -> Iterator[ImportedRow | Refusal]:
    """Every line of the file as a row, or as a refusal. Raises Unreadable.

    Without a column of identities, the digest of the file and the number of the line are the identity: the same
    file is safe twice, and real repeats inside it are kept.
    """
    digest = digest_of(path)
    clauses = _clause_names(targets)
    for line in read_lines(path, columns.named(), progress=progress):
        yield line if isinstance(line, Refusal) else _read_row(line, columns, clauses, digest)


def _read_row(line: Line, columns: Columns, clauses: Mapping[str, str], digest: str) -> ImportedRow | Refusal:
    cell = {name: line.cells.get(column, "").strip() for name, column in _named(columns)}
    if any("\udc80" <= sign <= "\udcff" for value in cell.values() for sign in value):
        return Refusal(line.number, _("It holds signs that cannot be read in the encoding of the file."))
    text = cell["text"].replace("\r\n", "\n").replace("\0", "")
    if not text:
        return Refusal(line.number, _("It has no text."))
    if not MIN_TEXT <= len(text) <= MAX_TEXT:
        params = {"n": len(text), "min": MIN_TEXT, "max": MAX_TEXT}
        return Refusal(line.number, _("Its text has {n} characters; {min} to {max} are possible."), params)
    if len(cell["title"]) > MAX_TITLE:
        return Refusal(line.number, _("Its title has more than {max} characters."), {"max": MAX_TITLE})
    said_at = read_time(cell["at"]) if cell["at"] else None
    if cell["at"] and said_at is None:
        return Refusal(line.number, _("This is no time: {typed}"), {"typed": cell["at"][:40]})
    clause = clauses.get(_clause_key(cell["clause"])) if cell["clause"] else ""
    if clause is None:
        return Refusal(line.number, _("The draft has no such clause: {typed}"), {"typed": cell["clause"][:40]})
    if columns.id and not cell["id"]:
        return Refusal(line.number, _("It has no identity in the column {column}."), {"column": columns.id})
    if len(cell["id"]) > MAX_REF:
        return Refusal(line.number, _("Its identity has more than {max} characters."), {"max": MAX_REF})
    ref = f"id:{cell['id']}" if columns.id else f"file:{digest}:{line.number}"
    return ImportedRow(line.number, ref, text, cell["title"], clause, cell["person"], said_at)


def _named(columns: Columns) -> list[tuple[str, str]]:
    return [(name, getattr(columns, name)) for name in ("text", "title", "id", "person", "at", "clause")]


def _clause_names(targets: Mapping[str, Target]) -> dict[str, str]:
    """Every spelling of a clause -> its ref: the ref itself, 第九条 and its whole name."""
    names: dict[str, str] = {}
    for ref, target in targets.items():
        names[_clause_key(ref)] = ref
        if ref == target.unit:
            names.setdefault(_clause_key(target.label), ref)
            names.setdefault(_clause_key(re.split(r"[　 ]", target.label)[0]), ref)
    return names


def _clause_key(typed: str) -> str:
    """第９条, 第9条 and 第九条 are one; blanks and case mean nothing."""
    key = re.sub(r"\s", "", typed).lower()
    return _ARTICLE.sub(lambda match: f"第{to_number(match[1])}条", key)
