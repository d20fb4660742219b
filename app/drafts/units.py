"""What people comment on: the article of a statute, the second level of an outline, the paragraph of a plain text.

Clauses come as the rows of `consultations.queries.list_clauses` (ref, parent_ref, kind, label, heading, text), in
reading order. Comments may name a finer clause (a9-2); pages count and discuss them by its unit (a9).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.drafts.rules import ClauseKind
from app.drafts.tables import is_row, pieces

Row = Mapping[str, Any]

HEADINGS = (ClauseKind.PART, ClauseKind.CHAPTER, ClauseKind.SECTION)
IN_PARAGRAPHS = (ClauseKind.PARAGRAPH, ClauseKind.ITEM, ClauseKind.SUBITEM)
"""What stands in an article: its refs have a step for the paragraph, which is not set in on a page."""
HEAT_STEPS = 5
_BARE, _LONGEST_NAME = 6, 60  # 附件10：; a line that can be the name of an annex


def unit_refs(clauses: Sequence[Row]) -> dict[str, str]:
    """Clause ref -> ref of its unit; headings of chapters have none and are not in it."""
    by_ref = {row["ref"]: row for row in clauses}
    parents_with_units = {
        row["parent_ref"] for row in clauses if row["kind"] == ClauseKind.LEVEL_2 and row["parent_ref"] in by_ref
    }
    found: dict[str, str] = {}
    for row in clauses:
        if row["kind"] in HEADINGS:
            continue
        chain = [row]
        while (parent := by_ref.get(chain[-1]["parent_ref"])) and parent["kind"] not in HEADINGS:
            chain.append(parent)
        unit = next((one for one in chain if one["kind"] in (ClauseKind.ARTICLE, ClauseKind.LEVEL_2)), chain[-1])
        if unit["ref"] in parents_with_units and not unit["text"]:
            continue  # a first-level heading over second-level units: nothing of its own to comment on
        found[row["ref"]] = unit["ref"]
    return found


def blocks(clauses: Sequence[Row], counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """A draft as a page shows it: headings and units in reading order.

    A heading is {is_unit: False, ref, label, heading, depth, lines}; a unit adds {count, heat, level}. Lines are
    {ref, label, text, rows, heading, depth, is_first}; a line with a `heading` is a table (`tables.pieces`),
    `is_first` the first line of its clause. `level` is that of the HTML heading: one below the headings, where there
    are any.
    `heat` is 0 for no comments, else 1 to 5 by its share of the most discussed unit.
    """
    units = unit_refs(clauses)
    most = max((counts.get(ref, 0) for ref in set(units.values())), default=0)
    shown: list[dict[str, Any]] = []
    open_unit: dict[str, Any] | None = None
    under_heading = False
    for row in clauses:
        unit = units.get(row["ref"])
        if unit is None:
            depth = HEADINGS.index(row["kind"]) if row["kind"] in HEADINGS else 1
            shown.append(_block(row, is_unit=False) | {"depth": depth, "lines": _lines(row, "", row["text"], 0)})
            open_unit, under_heading = None, True
        elif open_unit is None or open_unit["ref"] != unit:
            count = counts.get(unit, 0)
            open_unit = _block(row, is_unit=True) | {"count": count, "heat": heat(count, most)}
            open_unit["level"] = 4 if under_heading else 3
            open_unit["lines"] = _lines(row, "", row["text"], 0)
            shown.append(open_unit)
        else:
            depth = row["ref"].count("-") - open_unit["ref"].count("-") - (row["kind"] in IN_PARAGRAPHS)
            open_unit["lines"] += _lines(row, row["label"], _with_heading(row), max(0, depth))
    return shown


def framed(lines: Sequence[str]) -> list[dict[str, Any]]:
    """Lines around the clauses as a page shows them: the pieces of `tables.pieces`, one paragraph a line."""
    shown: list[dict[str, Any]] = []
    for piece in pieces("\n".join(lines)) if lines else []:
        shown += [piece] if piece["heading"] else [piece | {"text": text} for text in piece["text"].split("\n")]
    return shown


def annex_blocks(annexes: Sequence[Row]) -> list[dict[str, Any]]:
    """The annexes of a draft as a page shows them: {title, name, lines}; `name` is the line under a bare 附件1."""
    shown: list[dict[str, Any]] = []
    for annex in annexes:
        title, lines = str(annex["title"]), list(annex["lines"])
        is_bare = len(title) <= _BARE and bool(lines) and len(lines[0]) <= _LONGEST_NAME and not is_row(lines[0])
        name = lines.pop(0) if is_bare else ""
        shown.append({"title": title, "name": name, "lines": framed(lines)})
    return shown


def heat(count: int, most: int) -> int:
    """0 for nothing, else 1 to 5 in equal steps of the maximum."""
    return 0 if not count else 1 + min(HEAT_STEPS - 1, (HEAT_STEPS * (count - 1)) // max(1, most))


def unit_label(clauses: Sequence[Row], ref: str) -> str:
    """How people name a unit: 第九条 缴费宽限期; 二、（三）推进决策公开."""
    by_ref = {row["ref"]: row for row in clauses}
    row = by_ref.get(ref)
    if row is None:
        return ""
    parent = by_ref.get(row["parent_ref"])
    before = parent["label"] if parent and parent["kind"] == ClauseKind.LEVEL_1 else ""
    name = f"{before}{row['label']}"
    return f"{name}　{row['heading']}" if row["heading"] and name else name or row["heading"] or row["text"][:20]


def _block(row: Row, *, is_unit: bool) -> dict[str, Any]:
    return {"is_unit": is_unit, "ref": row["ref"], "label": row["label"], "heading": row["heading"]}


def _lines(row: Row, label: str, text: str, depth: int) -> list[dict[str, Any]]:
    """The words and tables of one clause, in their order; the first line has its label."""
    found = pieces(text) if text or label else []
    return [
        {"ref": row["ref"], "label": "" if place else label, "depth": depth, "is_first": not place} | piece
        for place, piece in enumerate(found)
    ]


def _with_heading(row: Row) -> str:
    return f"{row['heading']}。{row['text']}" if row["heading"] and row["text"] else row["heading"] or row["text"]
