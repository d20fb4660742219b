"""Two versions of a document beside each other (两稿对照): their units, and the rows that links make of them. Pure.

A row holds what belongs together: mostly one unit of each version, nothing on one side where a clause is new or gone,
several on a side where clauses were joined or divided.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.drafts.alignment import Link, align
from app.drafts.rules import Clause, ClauseKind, citations
from app.drafts.units import blocks
from app.drafts.wording import Part, compare


class Kind(StrEnum):
    """What became of a clause (变化类型). That it stands somewhere else is told apart."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    MERGED = "merged"
    SPLIT = "split"
    NEW = "new"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is compared (对照单位): an article, a section of an outline, a paragraph; or the heading of a chapter."""

    id: UUID
    ref: str
    name: str
    """How it is cited: 第九条, 二、（三）."""
    heading: str
    text: str
    is_heading: bool

    @property
    def title(self) -> str:
        """Name and heading: 第九条　缴费宽限期."""
        return f"{self.name}　{self.heading}" if self.heading else self.name

    @property
    def words(self) -> str:
        """What similarity is judged by: numbers and blanks do not count."""
        return "".join((self.heading + self.text).split())

    @property
    def whole(self) -> str:
        return f"{self.heading}\n{self.text}" if self.heading and self.text else self.heading or self.text


@dataclass(slots=True)
class Row:
    """One row of the comparison (对照行), by places in the two lists of units."""

    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    is_moved: bool = False


Pair = tuple[int | None, int | None]


def units_of(clauses: Sequence[Mapping[str, Any]]) -> list[Unit]:
    """The units of a version in reading order, from the rows of `consultations.queries.list_clauses`."""
    ids = {row["ref"]: row["id"] for row in clauses}
    names = citations(
        Clause(row["ref"], row["parent_ref"], ClauseKind(row["kind"]), row["label"], row["heading"], "", place)
        for place, row in enumerate(clauses, start=1)
    )
    return [
        Unit(
            id=ids[block["ref"]],
            ref=block["ref"],
            name=names.get(block["ref"]) or block["label"],
            heading=block["heading"],
            text="\n".join(line["label"] + _words_of(line) for line in block["lines"]),
            is_heading=not block["is_unit"],
        )
        for block in blocks(clauses, {})
    ]


def _words_of(line: Mapping[str, Any]) -> str:
    """A table is compared as lines, its cells apart."""
    return "\n".join(" | ".join(cells) for cells in line["rows"]) if line["rows"] else line["text"]


def link_units(before: Sequence[Unit], after: Sequence[Unit]) -> list[Link]:
    """Which unit of the draft is which of the final text; headings among themselves, and without anybody's look."""
    links: list[Link] = []
    for headings in (True, False):
        old = [place for place, unit in enumerate(before) if unit.is_heading is headings]
        new = [place for place, unit in enumerate(after) if unit.is_heading is headings]
        for link in align([before[place].words for place in old], [after[place].words for place in new]):
            links.append(
                Link(
                    None if link.before is None else old[link.before],
                    None if link.after is None else new[link.after],
                    link.score,
                    link.is_clear or headings,
                )
            )
    return _same_heading(links, before, after)


def _same_heading(links: list[Link], before: Sequence[Unit], after: Sequence[Unit]) -> list[Link]:
    """One that is gone and a new one under the same heading: rewritten, perhaps; a person says."""
    gone = {before[link.before].heading: link for link in links if link.before is not None and link.after is None}
    found = list(links)
    for link in links:
        if link.before is None and link.after is not None:
            old = gone.pop(after[link.after].heading, None) if after[link.after].heading else None
            if old is not None and not after[link.after].is_heading:
                found.remove(old)
                found[found.index(link)] = Link(old.before, link.after, 0, False)
    return found


def rows_of(pairs: Iterable[Pair], before: Sequence[Unit]) -> list[Row]:
    """The rows in the order of the final text; what is gone stands behind what it stood behind in the draft."""
    rows: list[Row] = []
    of_before: dict[int, Row] = {}
    of_after: dict[int, Row] = {}
    for one, other in pairs:
        found = [row for row in (of_before.get(_key(one)), of_after.get(_key(other))) if row is not None]
        row = found[0] if found else Row()
        if not found:
            rows.append(row)
        if len(found) == 2 and found[0] is not found[1]:
            rows = [known for known in rows if known is not found[1]]
            row.before += found[1].before
            row.after += found[1].after
        row.before = sorted({*row.before, *([] if one is None else [one])})
        row.after = sorted({*row.after, *([] if other is None else [other])})
        of_before |= dict.fromkeys(row.before, row)
        of_after |= dict.fromkeys(row.after, row)
    _mark_moved([row for row in rows if row.before and row.after and not before[row.before[0]].is_heading])
    return _in_reading_order(rows)


def kind_of(row: Row, before: Sequence[Unit], after: Sequence[Unit]) -> Kind:
    if not row.before:
        return Kind.NEW
    if not row.after:
        return Kind.REMOVED
    if len(row.before) > 1:
        return Kind.MERGED
    if len(row.after) > 1:
        return Kind.SPLIT
    return Kind.UNCHANGED if before[row.before[0]].words == after[row.after[0]].words else Kind.CHANGED


def parts_of(row: Row, before: Sequence[Unit], after: Sequence[Unit]) -> dict[str, list[Part]]:
    """What changed in words: in the heading, where one unit stands on each side, and in the text."""
    old, new = [before[place] for place in row.before], [after[place] for place in row.after]
    if len(old) <= 1 and len(new) <= 1:
        heading = compare(old[0].heading if old else "", new[0].heading if new else "")
        text = compare(old[0].text if old else "", new[0].text if new else "")
    else:
        heading, text = (), compare("\n".join(one.whole for one in old), "\n".join(one.whole for one in new))
    return {"heading": list(heading), "text": list(text)}


def _key(place: int | None) -> int:
    return -1 if place is None else place


def _mark_moved(rows: list[Row]) -> None:
    """Those outside a longest run that kept its order have moved."""
    rows.sort(key=lambda row: row.after[0])
    tails: list[int] = []
    ends: list[int] = []
    came_from: list[int] = []
    for place, row in enumerate(rows):
        length = bisect_left(tails, row.before[0])
        if length == len(tails):
            tails.append(row.before[0])
            ends.append(place)
        else:
            tails[length], ends[length] = row.before[0], place
        came_from.append(ends[length - 1] if length else -1)
    kept: set[int] = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        kept.add(place)
        place = came_from[place]
    for place, row in enumerate(rows):
        row.is_moved = place not in kept


def _in_reading_order(rows: list[Row]) -> list[Row]:
    ordered = sorted((row for row in rows if row.after), key=lambda row: row.after[0])
    for row in sorted((row for row in rows if not row.after), key=lambda row: row.before[0]):
        previous = row.before[0] - 1
        behind = next((place for place, known in enumerate(ordered) if previous in known.before), -1)
        ordered.insert(behind + 1, row)
    return ordered
