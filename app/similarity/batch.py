"""Group a whole file of texts at once (整批归并): no database, the same answer for the same texts in the same order.

The engine is the one that groups comments as they come in; afterwards clusters that turned out alike are joined, and
groups about one matter get one topic. What needs no knowledge of other texts is done by other processes (pool.py):
how many changes no answer. Only texts that stand for their cluster are kept in memory, packed, never all.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.similarity.engine import Assigned, Placer
from app.similarity.packed import Packed
from app.similarity.pairs import JOIN_FROM
from app.similarity.pool import prepared, similar_pairs
from app.similarity.topics import join_topics, likeness_needed, make_vectors

MOST_IN_TOPICS = 50_000
"""So many groups, the largest, are compared for topics; each of the others is a topic of its own."""
_SHOWN, _DETAILED = 6, 1_000

Told = Callable[[str, float], None]
"""Is told a step (``read``, ``merge``, ``topics``) and the share of it that is done, 0 to 1."""


@dataclass(slots=True)
class Batch:
    """Groups of texts, in the order in which the texts were given.

    `group` and `topic` number from 1, the largest first; `score` is 0..100 against the text it was matched with, 100
    for the first of its group and for exact repeats of it; `leaders` are the places of the texts that stand for their
    group, `members` the places of some that differ from them, in the largest groups.
    """

    group: Sequence[int]
    score: Sequence[float]
    topic: list[int]
    """Topic of each group; group n stands at n - 1."""
    sizes: list[int]
    leaders: list[int]
    members: list[list[int]] = field(default_factory=list)
    compared: int = 0
    """Groups that were compared for topics, the largest; each of the others is a topic of its own."""

    def __len__(self) -> int:
        return len(self.group)


@dataclass(slots=True)
class _Placed:
    """Texts in their clusters. Clusters count down from -1; that of number n leads at place `leaders[-n - 1]`."""

    placer: Placer
    cluster: "array[int]"
    score: "array[float]"
    leaders: "array[int]"
    said: Packed
    """Title and text of each leader, as topics compare them."""


def group_texts(
    messages: Iterable[tuple[str, str]], *, processes: int = 1, told: Told = lambda _step, _share: None
) -> Batch:
    """Group messages, each a title (or "") and a text. A message of blanks only is a group of its own."""
    placed = _Placed(Placer([], {}), array("i"), array("d"), array("i"), Packed())
    first: dict[int, int] = {}
    for batch in prepared(messages, processes):
        sketched = dict(batch.sketched())
        for n, h in enumerate(batch.hashes):
            place = len(placed.cluster)
            if not batch.keys[n] or h not in first:
                _place(placed, batch.said(n), placed.placer.place(sketched[n]))
                if batch.keys[n]:
                    first[h] = place
            else:
                placed.cluster.append(placed.cluster[first[h]])
                placed.score.append(placed.score[first[h]])
    del first
    told("merge", 0.0)
    return _numbered(placed, _merged(placed.placer, processes, told), told)


def _place(placed: _Placed, said: str, assigned: Assigned) -> None:
    if assigned.found is None:
        placed.leaders.append(len(placed.cluster))
        placed.said.append(said)
    placed.cluster.append(assigned.cluster_id)
    placed.score.append(assigned.found.score if assigned.found else 100.0)


def _merged(placer: Placer, processes: int, told: Told) -> dict[int, int]:
    """Clusters that went into another, each with that one; the older, which has the greater number here, lives on."""
    home: dict[int, int] = {}
    for share, pairs in similar_pairs(placer.fresh, processes):
        for pair in pairs:
            if pair.score >= JOIN_FROM:
                one, other = _living(home, pair.older), _living(home, pair.younger)
                if one != other:
                    home[min(one, other)] = max(one, other)
        told("merge", share)
    return home


def _living(home: dict[int, int], cluster: int) -> int:
    while cluster in home:
        cluster = home[cluster]
    return cluster


def _numbered(placed: _Placed, home: dict[int, int], told: Told) -> Batch:
    """Groups by size, the largest first; of one size the older first."""
    living = np.array([-_living(home, -n - 1) - 1 for n in range(len(placed.leaders))], dtype=np.int64)
    alive = living[-np.frombuffer(placed.cluster, dtype=np.int32) - 1] if len(placed.cluster) else living
    sizes = np.bincount(alive, minlength=len(living))
    ranked = np.lexsort((np.arange(len(sizes)), -sizes))[: np.count_nonzero(sizes)]
    number = np.zeros(len(sizes), dtype=np.int32)
    number[ranked] = np.arange(1, len(ranked) + 1)
    group = array("i", number[alive].tobytes())
    places = [placed.leaders[n] for n in ranked.tolist()]
    for place in places:
        placed.score[place] = 100.0
    told("topics", 0.0)
    sizes_ranked = sizes[ranked].tolist()
    said = [placed.said[n].partition("\n")[::2] for n in ranked[:MOST_IN_TOPICS].tolist()]
    topic = _topics(said, sizes_ranked)
    return Batch(group, placed.score, topic, sizes_ranked, places, _members(group, placed.score), len(said))


def _members(group: "array[int]", score: "array[float]") -> list[list[int]]:
    """Places of some texts of the largest groups that differ from their leader."""
    members: list[list[int]] = [[] for _ in range(min(_DETAILED, max(group, default=0)))]
    numbers, scores = np.frombuffer(group, dtype=np.int32), np.frombuffer(score)
    for place in np.flatnonzero((numbers <= len(members)) & (scores < 100)).tolist():
        if len(shown := members[group[place] - 1]) < _SHOWN:
            shown.append(place)
    return members


def _topics(said: Sequence[tuple[str, str]], sizes: Sequence[int]) -> list[int]:
    """Topic of each group, numbered by the messages in it; those past `said` have one each."""
    titles, bodies = [title for title, _ in said], [text for _, text in said]
    needed = likeness_needed(titles, bodies)
    first = join_topics(make_vectors(titles, bodies), sizes[: len(said)], join_from=needed) if said else []
    first += range(len(said), len(sizes))
    total: Counter[int] = Counter()
    for one, size in zip(first, sizes, strict=True):
        total[one] += size
    number = {one: n for n, one in enumerate(sorted(total, key=lambda one: (-total[one], one)), 1)}
    return [number[one] for one in first]
