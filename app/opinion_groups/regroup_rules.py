"""What a re-clustering may change of groups (重新归并): never silently what somebody decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _


class Verdict(StrEnum):
    """What may become of a proposed change."""

    FREE = "free"
    ASK = "ask"
    """Only one by one: a person decided something about one of the groups."""
    BLOCKED = "blocked"
    UNSEEN = "unseen"
    """The groups stay as they are; only the engine's own order changes."""


class Effect(StrEnum):
    """What a change does to the groups that people see."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    NONE = "none"


BY_HAND = _("Some of these comments were put into group {number} by hand. They stay there.")
SCATTERED = _("These comments stand in several groups, kept apart by what somebody decided. They stay where they are.")
ANSWERED = _("Group {number} is answered, and the answer was given to all of its comments. Take it back first.")
SINCE = _("Somebody changed group {number} by hand after this was worked out. Drop the regrouping and start anew.")
TAKES_OVER = _("Group {number} is answered: the comments that come in take over its answer.")
APART = _("Somebody took groups {number} and {other} apart.")
CONFIRMED = _("Group {number} was confirmed by a person.")
HANDMADE = _("Group {number} was put together or taken apart by hand.")


class RegroupingChanged(Refused):
    code = "E_REGROUP_STALE"
    message = _("Groups have changed since you opened the page. Nothing was accepted. Look at the list again.")


class NotPossible(Refused):
    code = "E_REGROUP_BLOCKED"
    message = _("One of the chosen changes cannot be done: {why} Nothing was accepted.")


@dataclass(frozen=True)
class Side:
    """A living group as a change finds it."""

    id: UUID
    number: int
    size: int
    revision: int
    is_confirmed: bool
    outcome: str
    is_handmade: bool
    """A person merged, split or moved something in it."""
    is_changed_since: bool
    """A person did so after the regrouping was worked out."""


@dataclass(frozen=True)
class Plan:
    """One change as people see it; `comments` of `source` go to `target`, or into a group of their own."""

    change_id: int
    effect: Effect
    verdict: Verdict
    comments: int = 0
    source: Side | None = None
    target: Side | None = None
    why: str = ""
    params: Mapping[str, int] = field(default_factory=dict)
    label: int = 0


@dataclass(frozen=True)
class Found:
    """Where the comments of a change stand: group -> comments, those that a person placed apart."""

    placed: Mapping[UUID, int]
    by_hand: Mapping[UUID, int]


def plan(
    change_id: int,
    label: int,
    found: Found,
    target: Side | None,
    groups: Mapping[UUID, Side],
    apart: Collection[frozenset[UUID]],
) -> Plan:
    """What a change would do to groups, and whether it may."""
    home = target.id if target else None
    sources = [one for one in {*found.placed, *found.by_hand} if one != home]
    if not sources:
        return Plan(change_id, Effect.NONE, Verdict.UNSEEN, label=label)
    source = max((groups[one] for one in sources), key=lambda side: (found.placed.get(side.id, 0), -side.number))
    n = found.placed.get(source.id, 0)
    is_whole = n == source.size
    if is_whole and target is None and len(sources) == 1:
        return Plan(change_id, Effect.NONE, Verdict.UNSEEN, label=label)
    effect = Effect.MERGE if is_whole and target else Effect.MOVE if target else Effect.SPLIT
    verdict, why, params = Verdict.FREE, "", {}
    if hands := [one for one in sources if found.by_hand.get(one)]:
        verdict, why, params = Verdict.BLOCKED, BY_HAND, {"number": groups[hands[0]].number}
    elif len(sources) > 1:
        verdict, why = Verdict.BLOCKED, SCATTERED
    else:
        verdict, why, params = _judge(source, target, apart)
    return Plan(change_id, effect, verdict, n, source, target, why, params, label)


def _judge(
    source: Side, target: Side | None, apart: Collection[frozenset[UUID]]
) -> tuple[Verdict, str, dict[str, int]]:
    sides: Sequence[Side] = [source, target] if target else [source]
    if source.outcome:
        return Verdict.BLOCKED, ANSWERED, {"number": source.number}
    for side in sides:
        if side.is_changed_since:
            return Verdict.BLOCKED, SINCE, {"number": side.number}
    if target and frozenset((source.id, target.id)) in apart:
        return Verdict.ASK, APART, {"number": source.number, "other": target.number}
    if target and target.outcome:
        return Verdict.ASK, TAKES_OVER, {"number": target.number}
    for side in sides:
        if side.is_confirmed:
            return Verdict.ASK, CONFIRMED, {"number": side.number}
        if side.is_handmade:
            return Verdict.ASK, HANDMADE, {"number": side.number}
    return Verdict.FREE, "", {}


def stamp(plans: Sequence[Plan]) -> str:
    """What a page showed: nothing is carried out on groups that have changed since."""
    shown = [
        (
            one.change_id,
            one.effect.value,
            one.verdict.value,
            [(s.number, s.revision) for s in (one.source, one.target) if s],
        )
        for one in plans
    ]
    return sha256(repr(shown).encode()).hexdigest()[:16]
