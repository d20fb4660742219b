"""Tier 2 as texts come in (同一事项): each joins the matter whose members it is most like on average, or begins one.

Mean link: the mean likeness to all members decides, those counted that share nothing, so a neighbour of a neighbour
makes no matter; two matters that turn out to be one are joined by the same measure. What is compared comes from an
inverted list of the rarer features, never from all pairs. The batch way is `topics.join_topics`. `find_matters` does
either and says which pairs hold a matter together. Suggestions for a person: a matter may change as texts come in.
Pure; nothing here is stored.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import rjieba

from app.similarity.facts import Guard, read_facts
from app.similarity.normalise import flat, make_key
from app.similarity.topics import JOIN_FROM, Vectors, join_topics, make_vectors

PLACE_FROM = 0.16
"""Mean cosine from which a newcomer joins a matter, and two matters each other; a little more than in the batch,
which sees everything at once. Chosen on messages to a city government."""
HARD_GUARDS = (Guard.DOCUMENT, Guard.PERIOD, Guard.PLACE, Guard.INSURANCE, Guard.BATCH)
"""What makes another matter of the same words."""
_LEAST = 0.05
_COMMON = 3_000
"""A feature that more texts share tells nothing apart; leaving it out bounds the work for one text."""
_MOST_MEMBERS = 150
"""A matter of so many is not looked at for joining any more: a person has to, and the batch will."""
_SAYS_NOTHING = re.compile(
    "关于|对于|我的|本人|个人|几点|一些|一点|修改|反馈|意见|建议|说明|问题|看法|想法|和|与|及|的|对"
)
"""Taken out of a title: where nothing is left, it is none."""
_EMPTY_WORDS = (
    "建议 希望 意见 应该 应当 可以 能够 没有 我们 你们 他们 自己 一个 这个 那个 什么 怎么 是否 如果 因为 所以 还是 "
    "不要 需要 目前 现在 请问 规定 条文 问题 以后 以上 时候 很多 有些 大家 进行 有关 相关 申请 公开 信息 政府 提供 "
    "that this with have from they should would could please there their about which what when more than"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
"""Words that say nothing about a matter: two texts that share only these have no reason to be one."""
_HALF = float(np.log(0.5) / np.log(JOIN_FROM))


@dataclass(frozen=True, slots=True)
class Told:
    """What one text says. Words that stand in a title count more."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Two texts (by number) that hold a matter together. With guards they are close, but not the same."""

    one: int
    other: int
    cosine: float
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The matter of each text, and the links of the matters that were looked at."""

    matter: list[int]
    links: list[Link] = field(default_factory=list)


def likeness_of(cosine: float) -> float:
    """A cosine as people read it, 0..100: the bar of `JOIN_FROM` is 50, the same words are 100."""
    return round(100 * min(max(cosine, 0.0), 1.0) ** _HALF, 1)


def find_matters(
    told: Sequence[Told],
    known: Sequence[int | None] = (),
    *,
    touched: Collection[int] = (),
    apart: Collection[frozenset[int]] = (),
    facts: Sequence[Mapping[Guard, str]] = (),
) -> Found:
    """Which texts are one matter, and why (links). Without `known` in one batch; else only those known as None are
    placed, beside the others. Links come for the matters of the newcomers and of `touched`, at most one less than a
    matter has texts; pairs in `apart` (numbers of texts) are never linked. `facts` where they were read before. About
    half a millisecond a text.
    """
    vectors = vectors_of(told)
    near = Neighbours(vectors)
    if not known:
        matter, looked = join_topics(vectors, [1] * len(told)), None
    else:
        matters = Matters(near, known)
        newcomers = [n for n, one in enumerate(known) if one is None]
        for n in newcomers:
            matters.place(n)
        matter = matters.of
        looked = {matter[n] for n in (*newcomers, *touched)}
    members: dict[int, list[int]] = {}
    for n, one in enumerate(matter):
        if looked is None or one in looked:
            members.setdefault(one, []).append(n)
    links = [link for many in members.values() if len(many) > 1 for link in _hold(near, told, many, apart, facts)]
    return Found(matter, links)


def vectors_of(told: Sequence[Told]) -> Vectors:
    """Vectors of texts, weighted by all of them."""
    return make_vectors([flat(make_key(title_of(one))) for one in told], [flat(make_key(one.text)) for one in told])


def title_of(told: Told) -> str:
    """The title, where it says something: 意见 and 几点建议 do not."""
    return told.title if len(_SAYS_NOTHING.sub("", told.title).strip()) > 1 else ""


def words_of(told: Told) -> list[str]:
    """Words that may tell a matter, as they are written, in order."""
    cut = rjieba.cut(unicodedata.normalize("NFKC", f"{title_of(told)}\n{told.text}"))
    least = {True: 4, False: 2}
    return [word for word in cut if word.isalnum() and len(word) >= least[word.isascii()] and word not in _EMPTY]


class Neighbours:
    """An inverted list over the features of texts."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        owners = np.repeat(np.arange(len(vectors)), np.diff(vectors.starts))
        order = np.argsort(vectors.features, kind="stable")
        self._owners, self._weights = owners[order], vectors.weights[order]
        last = int(vectors.features.max(initial=-1)) + 2
        self._bounds = np.searchsorted(vectors.features[order], np.arange(last))

    def of(self, n: int) -> list[tuple[int, float]]:
        """Other texts that share something with text n, in order, and their cosines."""
        mine = slice(self._vectors.starts[n], self._vectors.starts[n + 1])
        found, shares = [], []
        for feature, weight in zip(
            self._vectors.features[mine].tolist(), self._vectors.weights[mine].tolist(), strict=True
        ):
            low, high = self._bounds[feature], self._bounds[feature + 1]
            if 1 < high - low <= _COMMON:
                found.append(self._owners[low:high])
                shares.append(weight * self._weights[low:high])
        if not found:
            return []
        others, place = np.unique(np.concatenate(found), return_inverse=True)
        cosines = np.bincount(place, weights=np.concatenate(shares))
        kept = (cosines >= _LEAST) & (others != n)
        return list(zip(others[kept].tolist(), cosines[kept].tolist(), strict=True))


class Matters:
    """The matters of texts while newcomers are placed. `of[n]` is the matter of text n; that of a new one is
    -1 - n, n being the text that began it."""

    def __init__(self, near: Neighbours, known: Sequence[int | None]) -> None:
        self._near = near
        self.of = [-1 - n if one is None else one for n, one in enumerate(known)]
        self._members: dict[int, list[int]] = {}
        self._is_placed = [one is not None for one in known]
        for n, one in enumerate(known):
            if one is not None:
                self._members.setdefault(one, []).append(n)

    def place(self, n: int) -> None:
        """Let a newcomer join the matter nearest to it, or begin one; then join that with what it has become like."""
        best = self._nearest([n])
        if best is not None:
            self.of[n] = best
        self._members.setdefault(self.of[n], []).append(n)
        self._is_placed[n] = True
        while best is not None and len(self._members[self.of[n]]) <= _MOST_MEMBERS:
            best = self._nearest(self._members[self.of[n]])
            if best is not None:
                self._fold(best, self.of[n])

    def _nearest(self, members: Iterable[int]) -> int | None:
        """The matter, other than theirs, to which these texts together are most like; None: none is near enough."""
        sums: dict[int, float] = {}
        count, mine = 0, None
        for n in members:
            count, mine = count + 1, self.of[n]
            for other, cosine in self._near.of(n):
                if self._is_placed[other]:
                    sums[self.of[other]] = sums.get(self.of[other], 0.0) + cosine
        means = ((s / (count * len(self._members[m])), -abs(m), m) for m, s in sums.items() if m != mine)
        mean, _, best = max(means, default=(0.0, 0, 0))
        return best if mean >= PLACE_FROM else None

    def _fold(self, into: int, gone: int) -> None:
        for n in self._members[gone]:
            self.of[n] = into
        self._members[into] += self._members.pop(gone)


def _hold(
    near: Neighbours,
    told: Sequence[Told],
    members: Sequence[int],
    apart: Collection[frozenset[int]],
    facts: Sequence[Mapping[Guard, str]],
) -> list[Link]:
    """The fewest and strongest links that hold these texts together, those without a guard first."""
    inside = set(members)
    values = {n: facts[n] if facts else facts_of(told[n]) for n in members}
    words = {n: set(words_of(told[n])) for n in members}
    pairs = [
        Link(n, other, cosine, guards_between(values[n], values[other]))
        for n in members
        for other, cosine in near.of(n)
        if n < other and other in inside and frozenset((n, other)) not in apart and words[n] & words[other]
    ]
    root = {n: n for n in members}

    def find(n: int) -> int:
        while root[n] != n:
            n = root[n]
        return n

    kept = []
    for link in sorted(pairs, key=lambda link: (bool(link.guards), -link.cosine, link.one, link.other)):
        one, other = find(link.one), find(link.other)
        if one != other:
            root[max(one, other)] = min(one, other)
            kept.append(link)
    return kept


def facts_of(told: Told) -> Mapping[Guard, str]:
    """What a text names that makes another matter of the same words."""
    values = read_facts(f"{told.title}\n{told.text}").values
    return {guard: values[guard] for guard in HARD_GUARDS if guard in values}


def guards_between(one: Mapping[Guard, str], other: Mapping[Guard, str]) -> tuple[Guard, ...]:
    """Guards in which both say something and have nothing in common; what only one says is compatible."""
    return tuple(
        guard
        for guard in Guard
        if guard in one and guard in other and not set(one[guard].split("、")) & set(other[guard].split("、"))
    )
