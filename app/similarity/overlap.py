"""Two groupings of the same things compared (新旧对照): which new group is which old one, and what differs.

A new group takes the id of the old one that it shares most with (on a tie the older, that is the smaller, id); each
id is taken once. Whatever then stands elsewhere is a change: a whole old group that went into another (merge), a part
that is in none of the old ones (split), a part that went over to another (move). Pure.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Change(Generic[Item]):
    """`items` of old group `source` stand in the new group `label` now, which is old group `target`, or in none."""

    kind: str
    """``merge``, ``split`` or ``move``."""
    source: int
    target: int | None
    label: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Generic[Item]):
    """What changes, the largest first; how many of `compared` things keep their group; new label -> old id."""

    changes: list[Change[Item]]
    kept: int
    compared: int
    ids: dict[int, int]


def compare(old: Mapping[Item, int], new: Mapping[Item, int]) -> Comparison[Item]:
    """Compare an old grouping with a new one, over the things that both know."""
    members: dict[tuple[int, int], list[Item]] = {}
    for item, label in new.items():
        if (source := old.get(item)) is not None:
            members.setdefault((source, label), []).append(item)
    ids = _ids({pair: len(items) for pair, items in members.items()})
    sizes: Counter[int] = Counter()
    for (source, _), items in members.items():
        sizes[source] += len(items)
    changes: list[Change[Item]] = []
    kept = 0
    for (source, label), items in members.items():
        target = ids.get(label)
        if target == source:
            kept += len(items)
            continue
        kind = "split" if target is None else "merge" if len(items) == sizes[source] else "move"
        changes.append(Change(kind, source, target, label, tuple(items)))
    changes.sort(key=lambda one: (-len(one.items), one.source, one.label))
    return Comparison(changes, kept, sizes.total(), ids)


def _ids(shared: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """The old id of each new group: the largest overlap first, each id and each group once."""
    ids: dict[int, int] = {}
    taken: set[int] = set()
    for source, label in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if source not in taken and label not in ids:
            taken.add(source)
            ids[label] = source
    return ids
