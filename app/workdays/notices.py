"""A year's holiday notice as a table (放假安排): read line by line, checked, compared with what is stored. Pure."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _
from app.workdays.statutory import FIXED, holiday_name

FIRST_YEAR, LAST_YEAR = 2004, 2100
MAX_BYTES = 200_000
NAMES = {
    "date": "date",
    "日期": "date",
    "is_workday": "is_workday",
    "是否上班": "is_workday",
    "是否工作日": "is_workday",
    "note": "note",
    "说明": "note",
    "备注": "note",
}
WORKED = frozenset({"1", "true", "yes", "是", "上班", "班"})
OFF = frozenset({"0", "false", "no", "否", "放假", "休"})
_SINCE_2025 = 2025  # 1 October and its like are statutory in every year; the others since the statute of 2024


class BadNotice(Refused):
    """A table that is no notice: a sentence that says what to change."""

    code = "E_CALENDAR"


@dataclass(frozen=True)
class Day:
    """A day that the notice names."""

    is_workday: bool
    note: str = ""


@dataclass(frozen=True)
class Notice:
    """One year, as it was read. Days that only say what the weekday says anyway are left out."""

    year: int
    days: Mapping[date, Day]


@dataclass(frozen=True)
class Change:
    """A day that counts otherwise than before, or has another name. None: by the weekday."""

    day: date
    before: Day | None
    after: Day | None


def read_notice(data: bytes) -> Notice:
    """Read a table with the columns date, is_workday, note. Raises BadNotice with the line that is wrong."""
    if len(data) > MAX_BYTES:
        raise BadNotice(_("This file is too large for the notice of a year."))
    days: dict[date, Day] = {}
    for number, row in _rows(_text(data)):
        day = _day(row["date"], number)
        if day in days:
            raise BadNotice(_("Line {number}: {day} stands there twice."), number=number, day=day)
        word = row["is_workday"].strip().lower()
        if word not in WORKED | OFF:
            raise BadNotice(_("Line {number}: is_workday must be 1 (worked) or 0 (off)."), number=number)
        days[day] = Day(word in WORKED, row.get("note", "").strip()[:100])
    return _checked(days)


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadNotice(_("The file is no text in UTF-8 or GB18030."))


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=False)
    try:
        header = [NAMES.get(name.strip().lower(), "") for name in next(lines, [])]
        if not {"date", "is_workday"} <= set(header):
            raise BadNotice(_("The first line must name the columns: date,is_workday,note."))
        for cells in lines:
            if any(cell.strip() for cell in cells):
                padded = [*cells, *[""] * (len(header) - len(cells))]
                yield lines.line_num, {name: cell for name, cell in zip(header, padded, strict=False) if name}
    except csv.Error as error:
        raise BadNotice(_("Line {number}: this is no line of a table."), number=lines.line_num) from error


def _day(typed: str, number: int) -> date:
    try:
        return date.fromisoformat(typed.strip().replace("/", "-"))
    except ValueError as error:
        raise BadNotice(
            _("Line {number}: “{typed}” is no day. Please write it like 2027-02-06."), number=number, typed=typed[:30]
        ) from error


def _checked(days: Mapping[date, Day]) -> Notice:
    if not days:
        raise BadNotice(_("The file names no day."))
    year = min(days).year
    if max(days).year != year:
        raise BadNotice(
            _("The file must hold one year; this one has {first} and {last}."), first=min(days), last=max(days)
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadNotice(_("The year must be from {first} to {last}."), first=FIRST_YEAR, last=LAST_YEAR)
    for day in _statutory(year):
        named = days.get(day)
        if named is not None and named.is_workday:
            raise BadNotice(_("{day} is a statutory holiday ({name}): nobody works."), day=day, name=holiday_name(day))
        if named is None and day.weekday() < 5:
            raise BadNotice(
                _("{day} is a statutory holiday ({name}) and must be named as a day off. Is the file complete?"),
                day=day,
                name=holiday_name(day),
            )
    return Notice(year, {day: value for day, value in sorted(days.items()) if _says_something(day, value)})


def _statutory(year: int) -> list[date]:
    if year < _SINCE_2025:
        return [date(year, 1, 1), date(year, 5, 1), *(date(year, 10, n) for n in (1, 2, 3))]
    fixed = {date(year, month, day) for month, day in FIXED}
    moving = (date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1))
    return sorted(fixed | {day for day in moving if holiday_name(day)})


def _says_something(day: date, value: Day) -> bool:
    return bool(value.note) or value.is_workday != (day.weekday() < 5)


def compare(before: Mapping[date, Day], after: Mapping[date, Day]) -> list[Change]:
    """What is not the same, by day."""
    changed = (day for day in sorted(before.keys() | after.keys()) if before.get(day) != after.get(day))
    return [Change(day, before.get(day), after.get(day)) for day in changed]
