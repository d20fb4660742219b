"""Filters of the catalogue and the numbers beside them, added up from the cells. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from app.disclosures.topics import is_within, ways_to


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; empty: anything. `topic` takes what stands under it too."""

    topic: str = ""
    year: str = ""
    genre: str = ""
    validity: str = ""
    five_openness: str = ""
    source: str = ""

    @property
    def are_set(self) -> bool:
        return any(getattr(self, name) for name in FACETS)

    def without(self, name: str) -> "Filters":
        return replace(self, **{name: ""})

    def set(self) -> dict[str, str]:
        return {name: value for name in FACETS if (value := getattr(self, name))}


FACETS = tuple(one.name for one in fields(Filters))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the count: how many entries are listed with these properties."""

    id: int
    year: str
    topic: str
    genre: str
    validity: str
    five_openness: str
    source: str
    n: int


def matching(cells: Iterable[Cell], filters: Filters) -> list[Cell]:
    """The cells whose entries are wanted."""
    exact = [(name, value) for name, value in filters.set().items() if name != "topic"]
    return [
        cell
        for cell in cells
        if all(getattr(cell, name) == value for name, value in exact)
        and (not filters.topic or is_within(cell.topic, filters.topic))
    ]


def count_facet(cells: Sequence[Cell], filters: Filters, name: str) -> Counter[str]:
    """How many entries each value of one facet would show, the other filters kept."""
    counts: Counter[str] = Counter()
    for cell in matching(cells, filters.without(name)):
        for value in ways_to(cell.topic) if name == "topic" else (getattr(cell, name),):
            counts[value] += cell.n
    return counts
