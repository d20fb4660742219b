"""Say why two texts are together, or what keeps them apart (归并理由)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.similarity.engine import sketch_keys
from app.similarity.facts import Guard
from app.similarity.guard import Difference
from app.similarity.matters import Told, facts_of, guards_between, likeness_of, title_of, vectors_of, words_of
from app.similarity.normalise import flat, key_hash, make_key
from app.similarity.score import join_threshold, score_keys
from app.similarity.topics import JOIN_FROM, TITLE_WEIGHT

_SHOWN = 8
_MANY = 100_000


@dataclass(frozen=True, slots=True)
class Explanation:
    """`score` after the guard, `ratio` before it, 0..100; `needed` is the score from which texts join."""

    score: float
    ratio: float
    needed: float
    is_same_text: bool
    differences: tuple[Difference, ...]
    shared: tuple[str, ...]
    """Rare pairs of characters, words or numbers that both have, rarest first."""


def explain(text_a: str, text_b: str) -> Explanation:
    """Compare two messages as the engine does. Pure; about a millisecond for long texts."""
    a, b = make_key(text_a), make_key(text_b)
    scored = score_keys(a, b)
    one, other = sketch_keys([a, b], size=_MANY)
    theirs = set(other.grams.tolist())
    weights = {g: w for g, w in zip(one.grams.tolist(), one.weights.tolist(), strict=True) if g in theirs}
    names = _names(one.flat)
    ranked = sorted((g for g in weights if g in names), key=lambda g: (-weights[g], names[g]))
    return Explanation(
        score=round(scored.score, 1),
        ratio=round(scored.ratio, 1),
        needed=join_threshold(one.flat, other.flat),
        is_same_text=key_hash(a) == key_hash(b),
        differences=tuple(scored.found),
        shared=tuple(names[g] for g in ranked[:_SHOWN]),
    )


def _names(flat: str) -> dict[int, str]:
    """What each gram of a text looks like: asks for the grams of every piece on its own."""
    pieces = {flat[i : i + 2] for i in range(len(flat) - 1) if not flat[i : i + 2].isascii()} | set(flat.split())
    listed = sorted(pieces)
    return {
        int(s.grams[0]): piece
        for piece, s in zip(listed, sketch_keys(listed, size=2), strict=True)
        if len(s.grams) == 1
    }


_WORDS = 8
_WEIGHED_BY = 400
"""Texts by which the rarity of a word is told for the eye."""


@dataclass(frozen=True, slots=True)
class MatterReason:
    """Whether two texts speak of one matter, and by which words. `likeness` and `needed` 0..100."""

    cosine: float
    likeness: float
    needed: float
    words: tuple[tuple[str, int], ...]
    """Words both have and their share of the likeness in per cent, the largest first."""
    guards: tuple[tuple[Guard, str, str], ...]
    """What both name and not the same: the guard, what the one names, what the other."""


def explain_matter(
    told: Sequence[Told], one: int, other: int, *, facts: Sequence[Mapping[Guard, str]] = ()
) -> MatterReason:
    """Why two of these texts are one matter or not; all together say which words are rare. `facts` of the two, where
    they were read before. Pure."""
    vectors = vectors_of(told)
    (a, b), (wa, wb) = (
        [part[vectors.starts[n] : vectors.starts[n + 1]] for n in (one, other)]
        for part in (vectors.features, vectors.weights)
    )
    _, at_a, at_b = np.intersect1d(a, b, return_indices=True)
    cosine = float(wa[at_a] @ wb[at_b])
    left, right = facts or (facts_of(told[one]), facts_of(told[other]))
    return MatterReason(
        cosine=round(cosine, 3),
        likeness=likeness_of(cosine),
        needed=likeness_of(JOIN_FROM),
        words=tuple(_words_of(told, one, other)),
        guards=tuple((guard, left[guard], right[guard]) for guard in guards_between(left, right)),
    )


def _words_of(told: Sequence[Told], one: int, other: int) -> list[tuple[str, int]]:
    """Words that both texts have with what their characters and pairs of characters add to the likeness."""
    flats = [_flats(text) for text in (*told[:_WEIGHED_BY], told[one], told[other])]
    a, b = flats[-2:]
    shared = _features("\n".join(a)) & _features("\n".join(b))
    gain = {f: _count(f, a) * _count(f, b) * _rarity(f, flats) ** 2 for f in shared}
    everything = sum(gain.values()) or 1.0
    both = set(words_of(told[other]))
    found: dict[str, float] = {}
    for word in dict.fromkeys(words_of(told[one])):
        if word in both:
            found[word] = sum(gain.get(f, 0.0) for f in _features(word.lower()))
    ranked = sorted(found, key=lambda word: (-found[word], word))
    listed = [(word, round(100 * found[word] / everything)) for word in ranked[:_WORDS]]
    return [(word, share) for word, share in listed if share > 0]


def _flats(told: Told) -> tuple[str, str]:
    return flat(make_key(title_of(told))), flat(make_key(told.text))


def _features(text: str) -> set[str]:
    """Characters and pairs of neighbours; in Latin script words."""
    words = set(text.split())
    latin = {word for word in words if word.isascii()}
    return latin | {w[i : i + n] for w in words - latin for n in (1, 2) for i in range(len(w) - n + 1)}


def _count(feature: str, told: tuple[str, str]) -> float:
    in_body = told[1].count(feature)
    return TITLE_WEIGHT * told[0].count(feature) + (1 + math.log(in_body) if in_body else 0.0)


def _rarity(feature: str, flats: Sequence[tuple[str, str]]) -> float:
    having = sum(feature in body or feature in title for title, body in flats)
    return max(math.log((len(flats) + 1) / (having + 0.5)), 0.0)
