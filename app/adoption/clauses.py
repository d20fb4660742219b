"""The clauses of a draft as answers and reports name them. Pure; rows are those of `list_clauses`."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.drafts.rules import Clause, ClauseKind, citations
from app.drafts.units import HEADINGS, unit_label, unit_refs


class ClauseBook:
    """Looks up labels, old wordings and choices of one draft."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows = rows
        self._by_ref = {row["ref"]: row for row in rows}
        self._ref_of = {row["id"]: row["ref"] for row in rows}
        self._citations = citations(
            Clause(row["ref"], row["parent_ref"], ClauseKind(row["kind"]), row["label"], row["heading"], "", place)
            for place, row in enumerate(rows, start=1)
        )
        self.units = list(dict.fromkeys(unit_refs(rows).values()))
        self._unit_labels = {ref: unit_label(rows, ref) for ref in self.units}

    def label(self, ref: str) -> str:
        """How people name a unit, with its heading; empty for the whole draft."""
        return self._unit_labels.get(ref, "") or self.citation(ref)

    def citation(self, ref: str) -> str:
        """How a document cites any clause: 第九条第二款."""
        return self._citations.get(ref, "") or (self._by_ref[ref]["heading"] if ref in self._by_ref else "")

    def ref(self, clause_id: UUID | None) -> str:
        return self._ref_of.get(clause_id, "") if clause_id else ""

    def id(self, ref: str) -> UUID | None:
        return self._by_ref[ref]["id"] if ref in self._by_ref else None

    def wording(self, ref: str) -> str:
        """The words of a clause with everything under it, a line each."""
        inside: set[str] = set()
        lines: list[str] = []
        for row in self._rows:
            if row["ref"] == ref or row["parent_ref"] in inside:
                inside.add(row["ref"])
                before = "" if row["ref"] == ref else row["label"]
                lines.append(before + row["text"])
        return "\n".join(line for line in lines if line)

    def choices(self) -> list[dict[str, str]]:
        """Clauses that can get a new text, in reading order; of two with one name (an only paragraph) the first."""
        named: dict[str, str] = {}
        for row in self._rows:
            if row["kind"] not in HEADINGS and (name := self.citation(row["ref"])):
                named.setdefault(name, row["ref"])
        return [{"value": ref, "text": name} for name, ref in named.items()]

    def counted(self, counts: Mapping[str, int]) -> list[dict[str, Any]]:
        """Comments by unit in reading order, then (ref "") those about the whole draft."""
        rows = [self._counted(ref, counts.get(ref, 0)) for ref in self.units]
        return [*rows, {"ref": "", "label": "", "heading": "", "n": counts[""]}] if counts.get("") else rows

    def _counted(self, ref: str, n: int) -> dict[str, Any]:
        label, _gap, heading = self._unit_labels[ref].partition("　")
        return {"ref": ref, "label": label, "heading": heading, "n": n}
