"""Which clause of one version is which of the other (条文对应): by what they say, never by their numbers.

Three steps: pairs that keep the order, by dynamic programming over the similarity of every clause with every other;
then moved clauses among what is left; then clauses that were joined or divided. Knows texts only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

CUT = 45
"""Least similarity (0 to 100) of a pair that keeps its place among the others."""
MOVED = 70
"""Least similarity of a pair that stands somewhere else."""
CLEAR = 75
"""From here a pair needs nobody's look, if nothing else comes near it."""
MARGIN = 12
"""How much less similar the next best must be."""
CONTAINED = 80
"""Least similarity of a clause with the part of another that holds it."""
GAIN = 8
"""Or how much more similar two clauses together must be to the other than one of them."""
SHORTEST_PART = 10
"""Shorter clauses stand in many others by chance."""


@dataclass(frozen=True, slots=True)
class Link:
    """One clause continues another (对应关系), by place in the two lists; None: there is no other (删除, 新增)."""

    before: int | None
    after: int | None
    score: int
    is_clear: bool
    """Whether no person needs to look at it: a certain pair in its place."""


def align(before: Sequence[str], after: Sequence[str]) -> list[Link]:
    """Links in the order of `after`, then what is gone. Every clause stands in one link at least; a clause that was
    joined with another or divided stands in several."""
    if not before or not after:
        alone = [Link(None, place, 0, False) for place in range(len(after))]
        return alone + [Link(place, None, 0, False) for place in range(len(before))]
    scores = cdist(before, after, scorer=fuzz.ratio, dtype=np.float32)
    in_order = _in_order(scores)
    pairs = in_order | _moved(scores, in_order)
    links = [
        Link(one, other, int(scores[one, other]), one in in_order and _is_clear(scores, one, other))
        for one, other in pairs.items()
    ]
    links += _joined(before, after, scores, pairs)
    links += [
        Link(other.after, other.before, other.score, False)
        for other in _joined(after, before, scores.T, {other: one for one, other in pairs.items()})
    ]
    links = list({(link.before, link.after): link for link in links}.values())
    known_before, known_after = {link.before for link in links}, {link.after for link in links}
    links += [Link(None, place, 0, False) for place in range(len(after)) if place not in known_after]
    links.sort(key=lambda link: (link.after or 0, -1 if link.before is None else link.before))
    return links + [Link(place, None, 0, False) for place in range(len(before)) if place not in known_before]


def _in_order(scores: np.ndarray) -> dict[int, int]:
    """Pairs that do not cross, with the greatest sum of what they lie above the cut."""
    worth = np.where(scores >= CUT, scores - (CUT - 1), 0)
    rows, columns = scores.shape
    best = np.zeros((rows + 1, columns + 1), dtype=np.float64)
    for row in range(rows):
        paired = np.maximum(best[row, 1:], best[row, :-1] + worth[row])
        best[row + 1, 1:] = np.maximum.accumulate(paired)
    pairs: dict[int, int] = {}
    row, column = rows, columns
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs[row] = column
    return pairs


def _moved(scores: np.ndarray, pairs: dict[int, int]) -> dict[int, int]:
    """Pairs among what is left, the most similar first, wherever they stand."""
    left = np.where(scores >= MOVED, scores, 0)
    left[list(pairs), :] = 0
    left[:, list(pairs.values())] = 0
    found: dict[int, int] = {}
    while left.any():
        one, other = (int(place) for place in np.unravel_index(np.argmax(left), left.shape))
        found[one] = other
        left[one, :] = 0
        left[:, other] = 0
    return found


def _is_clear(scores: np.ndarray, one: int, other: int) -> bool:
    score = scores[one, other]
    if score < CLEAR:
        return False
    row, column = scores[one].copy(), scores[:, other].copy()
    row[other] = column[one] = 0
    return bool(score == 100 or max(row.max(), column.max()) <= score - MARGIN)


def _joined(parts: Sequence[str], wholes: Sequence[str], scores: np.ndarray, pairs: dict[int, int]) -> list[Link]:
    """Parts without a pair that went into a whole: it holds their words, or is more like the two together."""
    partner_of = {whole: part for part, whole in pairs.items()}
    links: list[Link] = []
    for part in range(len(parts)):
        if part in pairs or len(parts[part]) < SHORTEST_PART:
            continue
        near = {pairs[place] for place in (part - 1, part + 1) if place in pairs}
        alike = {int(place) for place in np.argsort(scores[part])[-3:]}
        rated = [
            (_holds(parts, wholes[whole], part, partner_of.get(whole), scores[:, whole]), whole)
            for whole in sorted(near | alike)
        ]
        score, whole = max(rated, key=lambda one: (one[0], -one[1]))
        if score:
            links.append(Link(part, whole, score, False))
    return links


def _holds(parts: Sequence[str], whole: str, part: int, partner: int | None, scores: np.ndarray) -> int:
    """How surely the whole holds the part (0: it does not)."""
    words = parts[part]
    if len(whole) <= len(words):
        return 0
    inside = fuzz.partial_ratio(words, whole)
    if inside >= CONTAINED and (partner is None or len(whole) > len(words) + len(parts[partner]) // 2):
        return int(inside)
    if partner is None:
        return 0
    together = "".join(parts[place] for place in sorted((part, partner)))
    gained = fuzz.ratio(together, whole)
    return int(gained) if gained >= CUT and gained - scores[partner] >= GAIN else 0
