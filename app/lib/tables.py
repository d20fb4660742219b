"""Read tables line by line: CSV, TSV, JSONL and XLSX, in UTF-8, GB18030 or UTF-16. Pure reading, streaming.

A line that cannot be read becomes a `Refusal` with its number and the reason; the others go on.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl

from app.lib.clock import aware
from app.lib.i18n import gettext_noop as _

Progress = Callable[[float], None]
"""Is told the share that has been read, 0 to 1, every `STEP` lines."""

STEP = 500
MAX_CELL = 10_000_000
SUFFIXES = (".csv", ".tsv", ".jsonl", ".xlsx")
SEPARATORS = (",", "\t", ";")

_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?秒?(?:\.\d+)?)?"
)


class Unreadable(Exception):
    """The file as a whole cannot be read: an English msgid with its values."""

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params = params
        super().__init__(message.format(**params))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken in, and why: an English msgid with its values."""

    number: int
    reason: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file as it stands there."""

    number: int
    cells: Mapping[str, str]


def read_lines(path: Path, wanted: list[str], *, progress: Progress = lambda _share: None) -> Iterator[Line | Refusal]:
    """The records of a file; every wanted column must be in its heading. Raises Unreadable."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise Unreadable(_("{name}: only CSV, TSV, JSONL and XLSX can be read."), name=path.name)
    try:
        if suffix == ".xlsx":
            yield from _xlsx(path, wanted, progress)
        elif suffix == ".jsonl":
            yield from _jsonl(path, progress)
        else:
            yield from _separated(path, _separator(path, wanted), wanted, progress)
    except OSError as error:
        raise Unreadable(_("{name} cannot be read: {cause}"), name=path.name, cause=error.strerror) from error


def find_encoding(path: Path) -> str:
    """UTF-8 (with or without a mark at its beginning) or GB18030, whichever more of the lines with Chinese fit."""
    good = bad = 0
    with path.open("rb") as file:
        start = file.read(2)
        if start in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        file.seek(0)
        for line in file:
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
    return "utf-8-sig" if good >= bad else "gb18030"


class _Counting(io.FileIO):
    """A file that knows how far it was read, whatever is buffered above it."""

    done = 0

    def readinto(self, buffer: Any) -> int:
        n = super().readinto(buffer) or 0
        self.done += n
        return n


def _open_text(path: Path, newline: str | None) -> tuple[io.TextIOWrapper, _Counting]:
    raw = _Counting(path)
    encoding = find_encoding(path)
    return io.TextIOWrapper(io.BufferedReader(raw), encoding, errors="surrogateescape", newline=newline), raw


def _separator(path: Path, wanted: list[str]) -> str:
    """The sign that parts the wanted columns in the heading: offices name files .csv whatever their program wrote."""
    own = "," if path.suffix.lower() == ".csv" else "\t"
    file, _raw = _open_text(path, newline="")
    with file:
        heading = file.readline()
    for sign in (own, *SEPARATORS):
        names = next(csv.reader([heading], delimiter=sign), [])
        if {*wanted} <= {name.strip() for name in names}:
            return sign
    return own


def _separated(path: Path, separator: str, wanted: list[str], progress: Progress) -> Iterator[Line | Refusal]:
    csv.field_size_limit(MAX_CELL)
    size = max(1, path.stat().st_size)
    file, raw = _open_text(path, newline="")
    with file:
        reader = csv.reader(file, delimiter=separator)
        heading = next(reader, None)
        _check_heading(path, heading or [], wanted)
        names = [name.strip() for name in heading or []]
        before = reader.line_num
        for n in count(1):
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Refusal(before + 1, _("It cannot be read: {cause}"), {"cause": str(error)})
                before = reader.line_num
                continue
            number, before = before + 1, reader.line_num
            if cells is None:
                break
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                params = {"n": len(cells), "expected": len(names)}
                yield Refusal(number, _("It has {n} cells, the heading has {expected}."), params)
                continue
            yield Line(number, dict(zip(names, cells, strict=False)))
            if n % STEP == 0:
                progress(min(1.0, raw.done / size))
    progress(1.0)


def _jsonl(path: Path, progress: Progress) -> Iterator[Line | Refusal]:
    size = max(1, path.stat().st_size)
    file, raw = _open_text(path, newline=None)
    with file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                yield Refusal(number, _("It is no JSON: {cause}"), {"cause": str(error)})
                continue
            if not isinstance(record, dict):
                yield Refusal(number, _("It is no JSON object."))
                continue
            yield Line(number, {str(name): _cell(value) for name, value in record.items()})
            if number % STEP == 0:
                progress(min(1.0, raw.done / size))
    progress(1.0)


def _xlsx(path: Path, wanted: list[str], progress: Progress) -> Iterator[Line | Refusal]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except OSError:
        raise
    except Exception as error:  # a damaged file fails in the zip, the XML or openpyxl itself
        raise Unreadable(_("{name} is no XLSX file, or it is damaged."), name=path.name) from error
    sheet = book.worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    names = [_cell(value).strip() for value in next(rows, ())]
    _check_heading(path, names, wanted)
    total = max(1, sheet.max_row or 1)
    for number, values in enumerate(rows, start=2):
        cells = [_cell(value) for value in values]
        if any(cell.strip() for cell in cells):
            yield Line(number, dict(zip(names, cells, strict=False)))
        if number % STEP == 0:
            progress(min(1.0, number / total))
    book.close()
    progress(1.0)


def _check_heading(path: Path, heading: list[str], wanted: list[str]) -> None:
    names = [name.strip() for name in heading]
    if missing := [name for name in wanted if name not in names]:
        raise Unreadable(
            _("{name} has no column {missing}; it has: {names}"),
            name=path.name,
            missing=", ".join(missing),
            names=", ".join(name for name in names if name),
        )


def _cell(value: object) -> str:
    """A cell as people would write it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def read_time(typed: str) -> datetime | None:
    """A time in one of the usual spellings, as UTC; None when it is none. Without a zone it is Shanghai's."""
    typed = typed.strip()
    try:
        return aware(datetime.fromisoformat(typed))
    except ValueError:
        pass
    match = _TIME.fullmatch(typed)
    if match is None:
        return None
    try:
        return aware(datetime(*(int(part or 0) for part in match.groups())))  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def digest_of(path: Path) -> str:
    """What tells one file from another, for lines without an identity of their own."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:32]
    except OSError as error:
        raise Unreadable(_("{name} cannot be read: {cause}"), name=path.name, cause=error.strerror) from error
