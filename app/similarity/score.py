"""How much two texts are the same text or the same campaign, 0..100, and why."""

from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from app.similarity.guard import Difference, contradictions, credit, differences, penalty
from app.similarity.normalise import flat

LONG = 80
JOIN_SHORT = 70.0
JOIN_LONG = 65.0
_GOOD = 88.0
_MIN_CLAUSE = 4
_WORTH = 20.0
_LATIN = 0.4
"""Chinese characters that say as much as one letter: what is one place in eighty there is one in two hundred here."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A score with the differences it rests on; `ratio` is the score before the guard."""

    score: float
    ratio: float
    found: list[Difference] = field(default_factory=list)


def join_threshold(a: str, b: str) -> float:
    """The score from which two keys belong together (lower for long texts, whose parts are dropped and added)."""
    return JOIN_LONG if min(len(a), len(b)) >= LONG else JOIN_SHORT


def score_keys(a: str, b: str) -> Scored:
    """Score two keys: by characters, by clauses in any order, by what one contains of the other; minus the guard."""
    flat_a, flat_b = flat(a), flat(b)
    ratio = fuzz.ratio(flat_a, flat_b)
    if ratio == 100.0:
        return Scored(100.0, 100.0)
    shorter, longer = sorted((len(flat_a), len(flat_b)))
    if ratio >= _GOOD or (ratio >= JOIN_SHORT and shorter * 2 > longer):
        base, found = ratio, differences(a, b)
    else:
        base, found = _by_clauses(a, b)
        if base <= ratio:
            base, found = ratio, differences(a, b)
    if shorter >= LONG and _WORTH <= base < JOIN_LONG:
        base = max(base, _inside(flat_a, flat_b) * (0.85 + 0.15 * shorter / longer))
    said = shorter * _LATIN if flat_a.isascii() and flat_b.isascii() else shorter
    if said < LONG and base >= JOIN_SHORT:
        found = [*found, *contradictions(a, b, found)]
    base = min(base + credit(found, shorter + longer), 100.0)
    return Scored(max(base - penalty(found, said), 0.0), base, found)


def _inside(a: str, b: str) -> float:
    """How much of the shorter text stands in the longer, wherever and however its clauses were cut, 0..100.

    A slip of the pen breaks four runs of four characters, hence something is given back.
    """
    short, long = sorted((a, b), key=len)
    runs = {long[i : i + 4] for i in range(len(long) - 3)}
    held = sum(short[i : i + 4] in runs for i in range(len(short) - 3))
    return min(100.0, 100.0 * held / (len(short) - 3) + 14.0)


def _by_clauses(a: str, b: str) -> tuple[float, list[Difference]]:
    """Match clauses in any order; the score is the share of both texts (of the shorter, if much shorter) matched."""
    left, right = _clauses(a), _clauses(b)
    if len(left) * len(right) <= 1:
        return 0.0, []
    matrix = process.cdist([c.lower() for c in left], [c.lower() for c in right], scorer=fuzz.ratio, score_cutoff=60)
    taken: set[int] = set()
    covered = 0.0
    found: list[Difference] = []
    used_a = used_b = 0
    for i, clause in enumerate(left):
        j = int(matrix[i].argmax())
        if matrix[i, j] < 60 or j in taken:
            continue
        taken.add(j)
        used_a += len(clause)
        used_b += len(right[j])
        covered += matrix[i, j] / 100 * (len(clause) + len(right[j]))
        if matrix[i, j] < 100:
            found += differences(clause, right[j])
    size_a, size_b = sum(map(len, left)), sum(map(len, right))
    both = 100 * covered / (size_a + size_b)
    shorter = min(size_a, size_b)
    if shorter < 12 or not taken:
        return both, found
    inside = min(used_a, used_b) / shorter * covered / (used_a + used_b)
    share = shorter / max(size_a, size_b)
    reach = 0.55 + 0.45 * share if shorter < LONG else 0.74 + 0.26 * share
    return max(both, 100 * inside * reach), found


def _clauses(key: str) -> list[str]:
    """Clauses of a key; very short ones are joined to the next, so that "我认为" is no clause of its own."""
    clauses: list[str] = []
    rest = ""
    for clause in key.split("\n"):
        rest += clause
        if len(rest) >= _MIN_CLAUSE:
            clauses.append(rest)
            rest = ""
    if rest:
        clauses.append(rest)
    return clauses
