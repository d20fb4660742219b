"""The report as a workbook (电子表格). What people wrote is text in every cell: never a formula, never a link."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.adoption.formats.paper import build_paper
from app.lib.i18n import gettext, in_locale, pgettext

LONGEST = 32_000
"""A cell holds 32,767 characters."""
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
SERIF, SANS = "仿宋", "黑体"


def write_xlsx(data: Mapping[str, Any]) -> bytes:
    """Sheets: summary, by method, by clause, groups."""
    with in_locale("zh-CN"):
        paper = build_paper(data)
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, TEXT_ONLY) as book:
            _Sheets(book, paper).write()
    return out.getvalue()


class _Sheets:
    def __init__(self, book: Workbook, paper: Mapping[str, Any]) -> None:
        self.book, self.paper, self.labels = book, paper, paper["labels"]
        self.title = book.add_format({"font_name": SANS, "font_size": 16, "text_wrap": True, "valign": "top"})
        self.head = book.add_format({"font_name": SANS, "bold": True, "bg_color": "#E6EAF0", "bottom": 2,
                                     "text_wrap": True, "valign": "vcenter"})  # fmt: skip
        self.text = book.add_format({"font_name": SERIF, "text_wrap": True, "valign": "top", "num_format": "@"})
        self.number = book.add_format({"font_name": SERIF, "num_format": "#,##0", "valign": "top"})
        made = datetime.fromisoformat(paper["published_at"]).astimezone(UTC).replace(tzinfo=None)
        title = f"{paper['title']} {paper['subtitle']}"
        book.set_properties({"title": title[:250], "author": paper["agency"][:250], "created": made})

    def write(self) -> None:
        self._summary()
        self._table(self.labels["methods"], self.paper["methods"], (30, 12))
        if self.paper["occasions"]["rows"]:
            self._table(self.labels["occasions"], self.paper["occasions"], (80, 12))
        self._table(self.labels["clauses"], self.paper["clauses"], (44, 12))
        groups = self._table(pgettext("report", "Groups"), self.paper["groups"], (7, 40, 22, 9, 9, 9, 14, 60, 60))
        groups.set_landscape()

    def _summary(self) -> None:
        sheet = self._sheet(self.labels["summary"], (30, 60, 12))
        sheet.merge_range(0, 0, 0, 1, "", self.title)
        self._cell(sheet, 0, 0, f"{self.paper['title']} {self.paper['subtitle']}", self.title)
        sheet.set_row(0, 48)
        rows: list[Sequence[Any]] = [*self.paper["facts"], *([["", self.paper["note"]]] if self.paper["note"] else [])]
        at = self._rows(sheet, 1, rows) + 1
        at = self._rows(sheet, at, [["", self.paper["sentence"]]]) + 1
        at = self._block(sheet, at, [self.labels["totals"], ""], self.paper["totals"])
        outcomes = self.paper["outcomes"]
        at = self._block(sheet, at, outcomes["head"], outcomes["rows"])
        for part, label in (("preface", gettext("Preface")), ("next_steps", self.labels["next"])):
            if self.paper[part]:
                at = self._rows(sheet, at, [[label, "\n".join(self.paper[part])]]) + 1
        sheet.freeze_panes(1, 0)

    def _block(self, sheet: Worksheet, at: int, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
        for column, label in enumerate(head):
            self._cell(sheet, at, column, label, self.head)
        return self._rows(sheet, at + 1, rows) + 1

    def _table(self, name: str, table: Mapping[str, Any], widths: Sequence[int]) -> Worksheet:
        sheet = self._sheet(name, widths)
        after = self._block(sheet, 0, table["head"], table["rows"]) - 1
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(1, after - 1), len(table["head"]) - 1)
        return sheet

    def _sheet(self, name: str, widths: Sequence[int]) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.set_footer("&C&P / &N")
        return sheet

    def _rows(self, sheet: Worksheet, at: int, rows: Sequence[Sequence[Any]]) -> int:
        for row in rows:
            for column, value in enumerate(row):
                self._cell(sheet, at, column, value, self.number if isinstance(value, int) else self.text)
            at += 1
        return at

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Any, look: Any) -> None:
        if isinstance(value, int):
            sheet.write_number(row, column, value, look)
        else:
            text = value if len(value) <= LONGEST else value[:LONGEST] + "…"
            sheet.write_string(row, column, text, look)
