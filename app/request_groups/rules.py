"""When two requests ask for the same information (相同政府信息), and when a reply must settle conversion. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.accounts.rules import Actor
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _
from app.requests.rules import EDITS_ALL, SEES_ALL
from app.similarity.facts import ALWAYS_SAID, Facts, Guard

SUGGEST_FROM, POSSIBLE_FROM = 0.50, 0.40
_LEAST_BODY, _LEAST_WEIGHT, _LEAST_SHARE = 4, 5.0, 0.35
_COMMON_OFF = 0.8
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


def relate(one: Facts, other: Facts, *, common: frozenset[str] = frozenset()) -> Likeness:
    """Compare two requests: an exact document number decides first, then guards, then words.

    `common` are pairs of characters that other matters of the same office have too (疫情防控): they prove little.
    """
    apart = conflicts(one.values, other.values)
    score = containment(one, other, common)
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


def containment(one: Facts, other: Facts, common: frozenset[str] = frozenset()) -> float:
    """How much of the shorter body's pairs of characters the longer has, 0..1. Very short ones prove little.

    Words that a guard has already compared (失业保险) count half: two matters of one fund are not one matter.
    """
    if one.body == other.body:
        return 1.0 if len(one.body) >= _LEAST_BODY else 0.0
    known = _known(one) | _known(other)
    left, right = pairs_of(one.body), pairs_of(other.body)
    shorter, longer = sorted((_weight(left, known, common), _weight(right, known, common)))
    if not shorter:
        return 0.0
    return _weight(left & right, known, common) / max(shorter, _LEAST_WEIGHT, _LEAST_SHARE * longer)


def pairs_of(body: str) -> frozenset[str]:
    """Pairs of neighbouring characters; none across what was stripped."""
    return frozenset(part[i : i + 2] for part in body.lower().split("|") for i in range(len(part) - 1))


def _known(facts: Facts) -> frozenset[str]:
    return frozenset().union(*(pairs_of(facts.values.get(guard, "")) for guard in _HALF))


def _weight(pairs: frozenset[str], known: frozenset[str], common: frozenset[str]) -> float:
    return len(pairs) - 0.5 * len((pairs & known) - common) - _COMMON_OFF * len(pairs & common)


class GroupState(StrEnum):
    """States of a group."""

    OPEN = "open"
    """A suggestion of the engine."""
    CONFIRMED = "confirmed"
    MERGED = "merged"
    EMPTY = "empty"


LIVE = (GroupState.OPEN.value, GroupState.CONFIRMED.value)

GROUP_STATE_LABELS: Mapping[GroupState, str] = {
    GroupState.OPEN: _("Suggested"),
    GroupState.CONFIRMED: _("Confirmed"),
    GroupState.MERGED: _("Merged"),
    GroupState.EMPTY: _("Empty"),
}

GUARD_LABELS: Mapping[Guard, str] = {
    Guard.DOCUMENT: _("Document number"),
    Guard.PERIOD: _("Year or period"),
    Guard.PLACE: _("Place"),
    Guard.INSURANCE: _("Insurance or fund"),
    Guard.SCHEME: _("Scheme"),
    Guard.FIELD: _("Branch of trade"),
    Guard.BATCH: _("Batch"),
    Guard.FACET: _("What is asked of it"),
    Guard.ASPECT: _("Which side of it"),
    Guard.PERSON: _("About the writer himself"),
}

NEAR_LABELS: Mapping[Guard, str] = {
    Guard.DOCUMENT: _("Close, but another document"),
    Guard.PERIOD: _("Close, but another year or period"),
    Guard.PLACE: _("Close, but another place"),
    Guard.INSURANCE: _("Close, but another insurance or fund"),
    Guard.SCHEME: _("Close, but another scheme"),
    Guard.FIELD: _("Close, but another branch of trade"),
    Guard.BATCH: _("Close, but another batch"),
    Guard.FACET: _("Close, but something else is asked of it"),
    Guard.ASPECT: _("Close, but another side of it"),
    Guard.PERSON: _("Close, but about the writer himself"),
}


class Verb(StrEnum):
    """What happens to groups: by a person's hand, the last three by changed words of a request."""

    CONFIRM = "confirm"
    RENAME = "rename"
    JUDGE = "judge"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    KEEP_APART = "keep_apart"
    UNDO = "undo"
    FOLLOW = "follow"
    LEAVE = "leave"
    REWORD = "reword"


BY_ITSELF = frozenset({Verb.FOLLOW, Verb.LEAVE, Verb.REWORD})
"""The engine's: they say what is so, and are not taken back; a person moves the request instead."""


VERB_LABELS: Mapping[Verb, str] = {
    Verb.CONFIRM: _("Group {number} confirmed"),
    Verb.RENAME: _("Group {number} renamed"),
    Verb.JUDGE: _("Reach of group {number} judged"),
    Verb.MERGE: _("Group {other} merged into group {number}"),
    Verb.SPLIT: _("Group {other} taken out of group {number}"),
    Verb.MOVE: _("Requests moved from group {number} to group {other}"),
    Verb.KEEP_APART: _("Groups {number} and {other} stay apart"),
    Verb.UNDO: _("A change of group {number} taken back"),
    Verb.FOLLOW: _("The words of a request changed: from group {number} to group {other}"),
    Verb.LEAVE: _("The words of a request changed: it left group {number} and belongs to none"),
    Verb.REWORD: _("The words of a request in group {number} changed: it stays until a person looks at it"),
}


@dataclass(frozen=True)
class Held:
    """The guards of a group: one value each, several only where a person overrode a guard."""

    values: Mapping[Guard, tuple[str, ...]] = field(default_factory=dict)
    is_begun: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, list[str]]) -> "Held":
        return cls({Guard(guard): tuple(many) for guard, many in stored.items()}, bool(stored))

    def stored(self) -> dict[str, list[str]]:
        return {guard.value: list(many) for guard, many in self.values.items()}

    def conflicts(self, values: Mapping[Guard, str]) -> tuple[Guard, ...]:
        """Guards by which a request with these values cannot join by itself."""
        if not self.is_begun:
            return ()
        return tuple(guard for guard in Guard if not self._admits(guard, values))

    def _admits(self, guard: Guard, values: Mapping[Guard, str]) -> bool:
        if guard is Guard.PERSON:
            return guard not in values
        said, held = values.get(guard, ""), self.values.get(guard, ())
        if guard in ALWAYS_SAID:
            return said in held
        return not said or not held or said in held

    def join(self, values: Mapping[Guard, str]) -> "Held":
        """With one more member."""
        joined = dict(self.values)
        for guard in Guard:
            said = values.get(guard, "")
            if (said or guard is Guard.FACET) and said not in joined.get(guard, ()):
                joined[guard] = (*joined.get(guard, ()), said)
        return Held(joined, True)

    def differing(self, other: "Held") -> tuple[Guard, ...]:
        """Guards that keep two groups apart: both say something, and not the same."""
        return tuple(
            guard
            for guard in Guard
            if self.values.get(guard)
            and other.values.get(guard)
            and set(self.values[guard]) != set(other.values[guard])
        )


class GuardConflict(Refused):
    """Two groups ask for different information; a person may say with a reason that they do not (AT-45)."""

    code = "E_GROUP_GUARD"
    message = _("They ask for different information: {guards}. To merge them all the same, give the reason.")


class GroupChanged(Refused):
    """Somebody else changed the group since the page was shown."""

    code = "E_GROUP_CHANGED"
    message = _("Group {number} was changed meanwhile. Please look at it again.")


class GroupGone(Refused):
    """The group was merged or is empty."""

    code = "E_GROUP_GONE"
    message = _("Group {number} is no longer there.")


class NothingChosen(Refused):
    """A form without a tick."""

    message = _("Please choose at least one request.")


class AlreadyUndone(Refused):
    """An act is taken back once."""

    message = _("This change has been taken back already.")


class SomethingRests(Refused):
    """A later act rests on this one."""

    message = _("A later change rests on it: {what} ({who}). Take that back first.")


def may_see_groups(viewer: Actor) -> bool:
    """Groups go across divisions: who sees every request of the agency sees them."""
    return viewer.agency_id is not None and viewer.has(*SEES_ALL)


def may_group(actor: Actor) -> bool:
    """The openness office groups."""
    return actor.agency_id is not None and actor.has(*EDITS_ALL)
