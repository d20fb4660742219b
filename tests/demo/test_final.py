"""The demonstration's final text shows every kind of change that people will meet."""

from collections import Counter
from dataclasses import asdict
from uuid import uuid4

from app.demo.consultations import TEXTS, draft_text
from app.drafts.importing import from_text
from app.drafts.versions import Kind, Unit, kind_of, link_units, rows_of, units_of


def read(text: str) -> list[Unit]:
    return units_of([asdict(clause) | {"id": uuid4()} for clause in from_text(text).parsed.clauses])


def test_the_final_text_of_the_hotline() -> None:
    before, after = read(draft_text("hotline")), read((TEXTS / "hotline" / "final.txt").read_text("utf-8"))
    rows = rows_of([(link.before, link.after) for link in link_units(before, after)], before)
    clauses = [row for row in rows if not (before[row.before[0]] if row.before else after[row.after[0]]).is_heading]
    kinds = Counter(kind_of(row, before, after) for row in clauses)
    assert kinds == {Kind.CHANGED: 11, Kind.MERGED: 1, Kind.NEW: 1, Kind.UNCHANGED: 1}
    assert [before[row.before[0]].heading for row in clauses if row.is_moved] == ["减少材料"]
