"""The register as a workbook or CSV. Every cell is text: never a formula, never a link."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from app.casework.register import FULL, HEADINGS
from app.lib.downloads import safe_cell
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _

TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
WIDE = {"title": 44, "description": 60, "address": 30}


def write_register(rows: Sequence[Mapping[str, Any]], kind: str, *, is_full: bool = False) -> bytes:
    """The lines of `list_register` as ``xlsx`` or ``csv``."""
    headings = {**HEADINGS, **FULL} if is_full else HEADINGS
    return _xlsx(rows, headings) if kind == "xlsx" else _csv(rows, headings)


def _csv(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([gettext(text) for text in headings.values()])
    writer.writerows([safe_cell(row[name]) for name in headings] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, TEXT_ONLY)
    sheet = book.add_worksheet(gettext(_("Register")))
    bold, plain = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, (name, text) in enumerate(headings.items()):
        sheet.set_column(column, column, WIDE.get(name, 15), plain)
        sheet.write_string(0, column, gettext(text), bold)
    for n, row in enumerate(rows, start=1):
        for column, name in enumerate(headings):
            sheet.write_string(n, column, str(row[name]), plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    book.close()
    return out.getvalue()
