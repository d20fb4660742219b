"""Tables inside a clause (条文中的表格): one line a row, cells between bars, as it is stored, edited and compared.

``| 档次 | 金额 |`` is such a line; a bar or a backslash inside a cell has a backslash before it. Pages show lines in a
row as one table, whose first row names the columns.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

_ROW = re.compile(r"\|(?:\s.*)?\|", re.S)
_SIGNS = re.compile(r"\\.|.", re.S)  # a backslash goes with the sign after it


def write_row(cells: Sequence[str]) -> str:
    """One row as a line."""
    tidy = (" ".join(cell.split()).replace("\\", "\\\\").replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(tidy)} |"


def is_row(line: str) -> bool:
    """Whether a line is a row of a table."""
    return len(line) > 3 and _ROW.fullmatch(line) is not None


def read_row(line: str) -> list[str]:
    """The cells of such a line."""
    cells = [""]
    for sign in _SIGNS.findall(line[1:-1]):
        if sign == "|":
            cells.append("")
        else:
            cells[-1] += sign[-1]
    return [cell.strip() for cell in cells]


def pieces(text: str) -> list[dict[str, Any]]:
    """Words and tables of a text in their order: {text, rows, heading}; `rows` is empty for words.

    The first row is the heading: {text, span} each, an empty cell belongs to the one before it. `rows` are the others.
    """
    found: list[dict[str, Any]] = []
    for has_rows, lines in groupby(text.split("\n"), key=is_row):
        if not has_rows:
            found.append({"text": "\n".join(lines), "rows": [], "heading": []})
            continue
        rows = [read_row(line) for line in lines]
        width = max(len(row) for row in rows)
        first, *others = (row + [""] * (width - len(row)) for row in rows)
        found.append({"text": "", "rows": others, "heading": _heading(first)})
    return found


def _heading(cells: Sequence[str]) -> list[dict[str, Any]]:
    heading: list[dict[str, Any]] = []
    for cell in cells:
        if cell or not heading or not heading[-1]["text"]:
            heading.append({"text": cell, "span": 1})
        else:
            heading[-1]["span"] += 1
    return heading
