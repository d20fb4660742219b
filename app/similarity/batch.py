"""Group a whole file of texts at once (整批归并): no database, the same answer for the same texts in the same order.

The engine is the one that groups comments as they come in; afterwards clusters that turned out alike are joined, and
groups about one matter get one topic. Only the texts that stand for their cluster are kept in memory, never all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from app.similarity.engine import Placer, sketch_keys
from app.similarity.normalise import flat, key_hash, make_key
from app.similarity.pairs import JOIN_FROM, alike_clusters
from app.similarity.topics import join_topics, make_vectors

BATCH = 500
MOST_IN_TOPICS = 50_000
"""So many groups, the largest, are compared for topics; each of the others is a topic of its own."""
_SHOWN = 6
_LEAST = 8
"""A text shorter than that ("as above") says nothing without its title."""

Told = Callable[[str, float], None]
"""Is told a step (``read``, ``merge``, ``topics``) and the share of it that is done, 0 to 1."""


@dataclass(slots=True)
class Batch:
    """Groups of texts, in the order in which the texts were given.

    `group` and `topic` number from 1, the largest first; `score` is 0..100 against the text it was matched with, 100
    for the first of its group and for exact repeats of it; `leaders` are the places of the texts that stand for their
    group, `members` the places of some that differ from them.
    """

    group: list[int]
    score: list[float]
    topic: list[int]
    """Topic of each group; group n stands at n - 1."""
    sizes: list[int]
    leaders: list[int]
    members: list[list[int]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.group)


def group_texts(messages: Iterable[tuple[str, str]], *, told: Told = lambda _step, _share: None) -> Batch:
    """Group messages, each a title (or "") and a text. A message of blanks only is a group of its own."""
    placer = Placer([], {})
    known: dict[int, tuple[int, float]] = {}
    cluster: list[int] = []
    score: list[float] = []
    leaders: dict[int, tuple[int, str, str]] = {}
    for start, batch in _batches(messages):
        keys = [_key(title, text) for title, text in batch]
        hashes = [key_hash(key) if key else ~(start + n) for n, key in enumerate(keys)]
        new = {h: key for h, key in zip(hashes, keys, strict=True) if h not in known}
        for h, sketched in zip(new, sketch_keys(list(new.values())), strict=True):
            placed = placer.place(sketched)
            known[h] = (placed.cluster_id, placed.found.score if placed.found else 100.0)
        for n, h in enumerate(hashes):
            home, likeness = known[h]
            cluster.append(home)
            score.append(likeness)
            if home not in leaders:
                leaders[home] = (start + n, *batch[n])
    told("merge", 0.0)
    home = _merged(placer, told)
    alive = [_living(home, one) for one in cluster]
    return _numbered(alive, score, leaders, told)


def _key(title: str, text: str) -> str:
    """The key of the text alone: senders of one text give it titles of their own. Without a text, of the title."""
    key = make_key(text)
    return key if len(key) >= _LEAST or not title else make_key(f"{title}\n{text}")


def _batches(messages: Iterable[tuple[str, str]]) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    source, start = iter(messages), 0
    while batch := list(islice(source, BATCH)):
        yield start, batch
        start += len(batch)


def _merged(placer: Placer, told: Told) -> dict[int, int]:
    """Clusters that went into another, each with that one; the older, which has the greater number here, lives on."""
    index = placer.fresh
    home: dict[int, int] = {}
    steps = max(1, len(index.exemplars) // 20)
    for n, pair in enumerate(alike_clusters([index], {}, index.exemplars)):
        if pair is not None and pair.score >= JOIN_FROM:
            one, other = _living(home, pair.older), _living(home, pair.younger)
            if one != other:
                home[min(one, other)] = max(one, other)
        if n % 50 == 0:
            told("merge", min(1.0, n / steps))
    return home


def _living(home: dict[int, int], cluster: int) -> int:
    while cluster in home:
        cluster = home[cluster]
    return cluster


def _numbered(alive: list[int], score: list[float], leaders: dict[int, tuple[int, str, str]], told: Told) -> Batch:
    sizes = Counter(alive)
    ranked = sorted(sizes, key=lambda one: (-sizes[one], -one))
    number = {one: n for n, one in enumerate(ranked, 1)}
    places = [leaders[one][0] for one in ranked]
    members: list[list[int]] = [[] for _ in ranked]
    for place, one in enumerate(alive):
        shown = members[number[one] - 1]
        if len(shown) < _SHOWN and place != places[number[one] - 1] and score[place] < 100:
            shown.append(place)
    for place in places:
        score[place] = 100.0
    told("topics", 0.0)
    topic = _topics([leaders[one][1:] for one in ranked], [sizes[one] for one in ranked])
    return Batch([number[one] for one in alive], score, topic, [sizes[o] for o in ranked], places, members)


def _topics(said: Sequence[tuple[str, str]], sizes: Sequence[int]) -> list[int]:
    """Topic of each group, numbered by the messages in it."""
    compared = said[:MOST_IN_TOPICS]
    titles = [flat(make_key(title)) for title, _ in compared]
    bodies = [flat(make_key(text)) for _, text in compared]
    first = join_topics(make_vectors(titles, bodies), sizes[: len(compared)]) if compared else []
    first += range(len(compared), len(said))
    total: Counter[int] = Counter()
    for one, size in zip(first, sizes, strict=True):
        total[one] += size
    number = {one: n for n, one in enumerate(sorted(total, key=lambda one: (-total[one], one)), 1)}
    return [number[one] for one in first]
