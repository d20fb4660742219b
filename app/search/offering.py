"""Already public? (已经公开了吗): public texts that may answer what somebody is about to ask for.

The rarest pairs of the description lead to some hundred texts, within a bounded amount of reading; those are weighed
by how much of the description their title and text hold, then compared by what both name. A text about another year,
place, fund or document is never offered as the same: it comes behind the others, with what is different.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from app.search import grams
from app.search.marking import extract, mark
from app.search.matters import Matter, matter_of, read_matter
from app.search.memory import Fresh, View, view_of
from app.search.postings import NONE, distinct
from app.search.rows import read_bodies, read_rows
from app.search.rules import OFFER_LABELS, Offer, SearchKind, Validity
from app.search.wholes import Whole, Wholes, wholes_of

MOST_READ = 600
"""Characters of a description that are looked at: the rest of a longer one seldom says more of what is wanted."""
MOST_PAIRS = 48
BUDGET = 10_000
"""Places that are counted for one description."""
DENSE_READ = 200_000
"""Bits that are looked through for keys that many texts have."""
POOL, WEIGHED, JUDGED = 1_500, 300, 16
LEAST = 0.34
"""Share of the weight of the description (or of the title) that a text must hold to be offered."""
LEAST_OTHER = 0.5
"""The same for a text that is certainly another matter."""
_TITLE, _TEXT, _NAMED = 0.65, 0.35, 0.2
_LEAST_PAIRS, _LEAST_ROUGH = 3, 0.1

_SHOWN_FROM = 2_000
"""Characters of a text among which the passage that is shown is looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A description: its matter, the pairs of its words, and the keys under which the index has them."""

    matter: Matter
    pairs: tuple[str, ...]
    title_keys: tuple[int, ...]
    text_keys: tuple[int, ...]
    named_keys: tuple[int, ...]
    named_weights: np.ndarray
    """A document number leads to its document, whatever the words; the rest tells among many that are alike."""


@dataclass(slots=True)
class Candidate:
    """A text with the shares of the description's weight that its title and all of it hold, 0..1."""

    text_id: int
    title: float
    text: float
    named: float

    @property
    def rough(self) -> float:
        return _TITLE * self.title + _TEXT * self.text + self.named


async def offer(db: AsyncSession, text: str, *, limit: int = 5) -> list[Offer]:
    """The public texts nearest to a description, best first; what is certainly another matter comes last, marked."""
    asked = read_asked(text)
    if not asked.pairs and not asked.named_keys:
        return []
    view = await view_of(db)
    wholes, found = await wholes_of(db, view, [*asked.title_keys, *asked.text_keys, *asked.named_keys])
    candidates = _candidates(asked, view, wholes, found)
    by_id = {row.id: row for row in await read_rows(db, [one.text_id for one in candidates])}
    judged = []
    for one in candidates:
        if (row := by_id.get(one.text_id)) is not None:
            theirs = read_matter(row.facts)
            differs = asked.matter.differs(theirs)
            score = _score(asked, theirs, one)
            if score >= (LEAST_OTHER if differs else LEAST):
                judged.append((bool(differs), -score, -row.dated_on.toordinal(), -row.id, differs, row))
    chosen = sorted(judged, key=lambda one: one[:4])[:limit]
    bodies = await read_bodies(db, [one[5].id for one in chosen], _SHOWN_FROM)
    return [_offer(asked, one, bodies) for one in chosen]


def read_asked(text: str) -> Asked:
    """What a description asks for."""
    matter = matter_of(text[:MOST_READ])
    parts = [grams.fold(part) for part in matter.words.split("|")]
    pairs = dict.fromkeys(part[i : i + 2] for part in parts for i in range(len(part) - 1))
    facets = matter.facets()
    documents = {grams.doc_facet(number) for number in matter.documents()}
    return Asked(
        matter,
        tuple(pairs),
        tuple(grams.pair_key(pair, grams.MATTER_PAIR) for pair in pairs),
        tuple(grams.pair_key(pair, grams.PAIR) for pair in pairs),
        tuple(grams.facet_key(facet) for facet in facets),
        np.array([1.0 if facet in documents else _NAMED / len(facets) for facet in facets], dtype=np.float32),
    )


def _candidates(asked: Asked, view: View, wholes: Wholes, found: dict[int, Whole]) -> list[Candidate]:
    """The texts that hold most of the description's weight, best first."""
    size = sum(len(segment.texts) for segment in view.segments) + len(view.fresh)
    fresh = _of_fresh(asked, view.fresh)
    weights = []
    for n, key in enumerate(asked.text_keys):
        known = found[key].count + int(fresh[1][:, n].sum())
        weights.append(log(1 + size / known) if known else 0.4 * log(1 + size))
    order = sorted(range(len(weights)), key=lambda n: -weights[n])[:MOST_PAIRS]
    weight = np.array([weights[n] for n in order], dtype=np.float32)
    weight = weight / max(float(weight.sum()), 1e-6)
    best = _of_segments(asked, wholes, found, order, weight)
    for row, one in enumerate(view.fresh):
        named = float(fresh[2][row] @ asked.named_weights)
        title, everything = float(fresh[0][row, order] @ weight), float(fresh[1][row, order] @ weight)
        best.append(Candidate(one.text_id, title, everything, named))
    alive = [one for one in best if one.text_id not in view.gone and one.rough > _LEAST_ROUGH]
    return sorted(alive, key=lambda one: (-one.rough, -one.text_id))[:JUDGED]


def _of_fresh(asked: Asked, fresh: Sequence[Fresh]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which waiting texts hold which pairs (of the matter, of everything) and name which guards."""
    found = []
    for keys in (asked.title_keys, asked.text_keys, asked.named_keys):
        sought = np.array(keys, dtype=np.int64)
        found.append(np.array([one.which(sought) for one in fresh], dtype=bool).reshape(len(fresh), len(keys)))
    return found[0], found[1], found[2]


def _of_segments(
    asked: Asked, wholes: Wholes, found: dict[int, Whole], order: Sequence[int], weight: np.ndarray
) -> list[Candidate]:
    titles = [found[asked.title_keys[n]] for n in order]
    texts = [found[asked.text_keys[n]] for n in order]
    named = [found[key] for key in asked.named_keys]
    counted = [
        *((one, _TITLE * float(w)) for one, w in zip(titles, weight, strict=True)),
        *((one, _TEXT * float(w)) for one, w in zip(texts, weight, strict=True)),
        *((one, float(w)) for one, w in zip(named, asked.named_weights, strict=True)),
    ]
    pool = _pool(wholes, [one for one in counted if one[0].count])
    if not len(pool):
        return []
    has_named = np.array([one.has(pool) for one in named], dtype=np.float32).reshape(len(named), len(pool))
    share = asked.named_weights @ has_named
    rough = wholes.scores[pool] + share
    wholes.scores[pool] = 0
    if len(pool) > WEIGHED:
        kept = np.argpartition(-rough, WEIGHED)[:WEIGHED]
        pool, share = pool[kept], share[kept]
    in_title = weight @ np.array([one.has(pool) for one in titles], dtype=np.float32).reshape(len(titles), len(pool))
    in_text = weight @ np.array([one.has(pool) for one in texts], dtype=np.float32).reshape(len(texts), len(pool))
    if len(pool) > 2 * JUDGED:
        kept = np.argpartition(-(_TITLE * in_title + _TEXT * in_text + share), 2 * JUDGED)[: 2 * JUDGED]
        pool, in_title, in_text, share = pool[kept], in_title[kept], in_text[kept], share[kept]
    columns = (wholes.texts[pool].tolist(), in_title.tolist(), in_text.tolist(), share.tolist())
    return [Candidate(*one) for one in zip(*columns, strict=True)]


def _pool(wholes: Wholes, counted: list[tuple[Whole, float]]) -> np.ndarray:
    """Places that gathered most weight from the rarest keys; `wholes.scores` holds it for them, and only for them."""
    counted.sort(key=lambda one: one[0].count)
    lists: list[np.ndarray] = []
    left, most_dense = BUDGET, DENSE_READ // max(len(wholes.scores), 1) + 2
    for whole, weight in counted:
        most_dense -= whole.listed is None
        if lists and (whole.count > left or most_dense < 0):
            break
        places = whole.places()[:BUDGET]
        lists.append(places)
        wholes.scores[places] += np.float32(weight)
        left -= len(places)
    if not lists:
        return NONE
    touched = np.concatenate(lists)
    gathered = wholes.scores[touched]
    best = touched
    if len(touched) > 3 * POOL:  # a place stands there once for each key that it has
        best = touched[np.argpartition(-gathered, 3 * POOL)[: 3 * POOL]]
    best = distinct(best)
    values = wholes.scores[best]
    if len(best) > POOL:
        kept = np.argpartition(-values, POOL)[:POOL]
        best, values = best[kept], values[kept]
    wholes.scores[touched] = 0
    wholes.scores[best] = values
    return best


def _score(asked: Asked, theirs: Matter, one: Candidate) -> float:
    """0..1. A short title that the description holds as a whole counts as much as a long one that holds it."""
    if set(asked.matter.documents()) & set(theirs.documents()):
        return 1.0
    own = {part[i : i + 2] for part in theirs.words.lower().split("|") for i in range(len(part) - 1)}
    shared = len(own & set(asked.pairs))
    inside = shared / max(len(own), 6)
    if shared < min(_LEAST_PAIRS, len(asked.pairs)) and one.text < 0.6:
        return 0.0
    return max(_TITLE * one.title + _TEXT * one.text, 0.9 * inside * min(1.0, 0.5 + one.title))


def _offer(asked: Asked, judged: tuple, bodies: dict[int, str]) -> Offer:
    _, negative, _, _, differs, row = judged
    words = [*asked.pairs, *asked.matter.documents()]
    return Offer(
        kind=SearchKind(row.kind),
        ref=row.ref,
        title=mark(row.title, words),
        extract=extract(bodies.get(row.id, ""), words),
        path=row.path,
        dated_on=row.dated_on,
        doc_no=row.doc_no,
        validity=Validity(row.validity) if row.validity else None,
        score=min(100, round(-100 * negative)),
        differs=tuple(OFFER_LABELS[guard] for guard in differs),
    )
