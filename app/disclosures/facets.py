"""Filters of the catalogue, and the count behind every number of it: kept in memory, added up in microseconds. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

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
    def chosen(self) -> dict[str, str]:
        return {name: value for name in FACETS if (value := getattr(self, name))}

    def without(self, name: str) -> "Filters":
        return replace(self, **{name: ""})

    def having(self, name: str, value: str) -> "Filters":
        return replace(self, **{name: value})


FACETS = tuple(one.name for one in fields(Filters))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the count: how many entries are listed with these properties, and which is the newest of them."""

    id: int
    year: str
    topic: str
    genre: str
    validity: str
    five_openness: str
    source: str
    n: int
    head_at: datetime
    head_id: UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in the list, newest first: by its moment, at the same moment by its id."""

    at: datetime
    id: UUID

    @property
    def key(self) -> tuple[datetime, UUID]:
        return self.at, self.id


class Cube:
    """All cells: thousands, however many entries there are. Each question is a few operations on arrays."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = cells
        self._ids = np.array([cell.id for cell in cells], dtype=np.int64)
        self._by_id = np.argsort(self._ids, kind="stable")
        self._n = np.array([cell.n for cell in cells], dtype=np.int64)
        self._head = np.array([_micros(cell.head_at) for cell in cells], dtype=np.int64)
        self._values: dict[str, list[str]] = {}
        self._codes: dict[str, NDArray[np.int64]] = {}
        for name in FACETS:
            found = [getattr(cell, name) for cell in cells]
            self._values[name] = sorted(set(found))
            code = {value: n for n, value in enumerate(self._values[name])}
            self._codes[name] = np.array([code[value] for value in found], dtype=np.int64)

    def _mask(self, filters: Filters) -> NDArray[np.bool_]:
        mask = np.ones(len(self.cells), dtype=np.bool_)
        for name, wanted in filters.chosen.items():
            fits = [is_within(value, wanted) if name == "topic" else value == wanted for value in self._values[name]]
            mask &= np.array(fits, dtype=np.bool_)[self._codes[name]] if fits else False
        return mask

    def total(self, filters: Filters) -> int:
        return int(self._n[self._mask(filters)].sum())

    def count(self, filters: Filters, name: str) -> Mapping[str, int]:
        """How many entries each value of one facet would show, the other filters kept."""
        mask, values = self._mask(filters.without(name)), self._values[name]
        sums = np.bincount(self._codes[name][mask], weights=self._n[mask], minlength=len(values))
        counts: dict[str, int] = {}
        for value, n in zip(values, sums, strict=True):
            for way in ways_to(value) if name == "topic" else (value,):
                counts[way] = counts.get(way, 0) + int(n)
        return counts

    def years(self) -> Mapping[str, int]:
        return self.count(Filters(), "year")

    def newest(self, filters: Filters, most: int, after: Place | None) -> tuple[list[Cell], list[int]]:
        """Which cells the next `most` entries may lie in: those with the newest heads, since as many entries lie in no
        more than as many cells. And the ids of cells whose head was on an earlier page already: what comes next in
        them has to be looked up. There are no more of these than entries on the pages before.
        """
        mask = self._mask(filters)
        if after is None:
            return [self.cells[int(i)] for i in self._top(np.flatnonzero(mask), most)], []
        cut = _micros(after.at)
        seen = [self.cells[int(i)].id for i in np.flatnonzero(mask & (self._head >= cut))]
        return [self.cells[int(i)] for i in self._top(np.flatnonzero(mask & (self._head < cut)), most)], seen

    def fits(self, filters: Filters, cell_ids: Sequence[int]) -> list[bool]:
        """Which of these cells lie inside the filters. All of them are cells of this cube."""
        at = np.searchsorted(self._ids, np.array(cell_ids, dtype=np.int64), sorter=self._by_id)
        return self._mask(filters)[self._by_id[at]].tolist()

    def _top(self, found: NDArray[np.int64], most: int) -> NDArray[np.int64]:
        """Those with the newest heads, and all that share the moment of the last of them."""
        if len(found) <= most:
            return found
        heads = self._head[found]
        least = np.partition(heads, len(heads) - most)[len(heads) - most]
        return found[heads >= least]


def _micros(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)
