"""When two requests ask for the same information (相同政府信息), and when a reply must settle conversion. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.request_groups.facts import ALWAYS_SAID, Facts, Guard

SUGGEST_FROM, POSSIBLE_FROM = 0.50, 0.40
_LEAST_BODY, _LEAST_WEIGHT, _LEAST_SHARE = 4, 5.0, 0.35
_HALF = (Guard.INSURANCE, Guard.SCHEME, Guard.FIELD)


class Relation(StrEnum):
    """What two requests are to each other."""

    SAME = "same"
    POSSIBLE = "possible"
    NEAR = "near"
    """Alike in words, and yet different information: a guard says so."""
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two requests stand to each other and why. `score` 0..1: how much of the shorter is in the longer."""

    relation: Relation
    score: float
    guards: tuple[Guard, ...] = ()
    """What keeps them apart."""
    is_by_document: bool = False


def conflicts(one: Mapping[Guard, str], other: Mapping[Guard, str]) -> tuple[Guard, ...]:
    """Guards in which both say something and not the same (a missing value is compatible, decisions.md)."""
    return tuple(
        guard
        for guard in Guard
        if one.get(guard, "") != other.get(guard, "") and (guard in ALWAYS_SAID or (guard in one and guard in other))
    ) + ((Guard.PERSON,) if Guard.PERSON in one and Guard.PERSON in other else ())


def join(one: Mapping[Guard, str], other: Mapping[Guard, str]) -> dict[Guard, str]:
    """The guards of a group that both belong to; only where `conflicts` is empty."""
    return {**other, **one}


def join_all(many: Iterable[Mapping[Guard, str]]) -> dict[Guard, str]:
    """The guards of a group; the first explicit value of each."""
    joined: dict[Guard, str] = {}
    for one in many:
        joined = join(joined, one)
    return joined


def relate(one: Facts, other: Facts) -> Likeness:
    """Compare two requests: an exact document number decides first, then guards, then words."""
    apart = conflicts(one.values, other.values)
    score = containment(one, other)
    document = one.values.get(Guard.DOCUMENT)
    is_same_document = document is not None and document == other.values.get(Guard.DOCUMENT)
    if apart:
        is_near = score >= POSSIBLE_FROM or is_same_document
        return Likeness(Relation.NEAR if is_near else Relation.UNRELATED, score, apart, is_same_document)
    if is_same_document:
        return Likeness(Relation.SAME, max(score, 1.0), (), True)
    if score >= SUGGEST_FROM:
        return Likeness(Relation.SAME, score)
    return Likeness(Relation.POSSIBLE if score >= POSSIBLE_FROM else Relation.UNRELATED, score)


def containment(one: Facts, other: Facts) -> float:
    """How much of the shorter body's pairs of characters the longer has, 0..1. Very short ones prove little.

    Words that a guard has already compared (失业保险) count half: two matters of one fund are not one matter.
    """
    if one.body == other.body:
        return 1.0 if len(one.body) >= _LEAST_BODY else 0.0
    known = _known(one) | _known(other)
    left, right = pairs_of(one.body), pairs_of(other.body)
    shorter, longer = sorted((_weight(left, known), _weight(right, known)))
    if not shorter:
        return 0.0
    return _weight(left & right, known) / max(shorter, _LEAST_WEIGHT, _LEAST_SHARE * longer)


def pairs_of(body: str) -> frozenset[str]:
    """Pairs of neighbouring characters; none across what was stripped."""
    return frozenset(part[i : i + 2] for part in body.lower().split("|") for i in range(len(part) - 1))


def _known(facts: Facts) -> frozenset[str]:
    return frozenset().union(*(pairs_of(facts.values.get(guard, "")) for guard in _HALF))


def _weight(pairs: frozenset[str], known: frozenset[str]) -> float:
    return len(pairs) - 0.5 * len(pairs & known)
