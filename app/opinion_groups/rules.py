"""The law of groups: a person's work stands, the engine only adds to it; every change can be taken back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _

EVERY_CLAUSE = "*"
MAX_TITLE = 200


CAMPAIGN_MIN_COMMENTS = 10
CAMPAIGN_MIN_PERCENT = 50
CAMPAIGN_MIN_LENGTH = 30
CAMPAIGN_MIN_LIKENESS = 80.0
"""From where on many comments with one text are shown as a campaign (联名或统一文本); no law gives numbers. Ten: a
family or an office room may well write together. Half of the group: then the text and not the matter holds it
together. Thirty characters: people who never met write the same short sentence. A likeness of eighty: it still holds
a letter to which somebody added as much again of his own."""


class GroupState(StrEnum):
    """States of a group (归并状态)."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    MERGED = "merged"
    EMPTY = "empty"


LIVE = (GroupState.SUGGESTED, GroupState.CONFIRMED)

STATE_LABELS = {
    GroupState.SUGGESTED: _("Suggested by the system"),
    GroupState.CONFIRMED: _("Confirmed"),
    GroupState.MERGED: _("Merged into another group"),
    GroupState.EMPTY: _("Empty group"),
}


class Verb(StrEnum):
    """What can happen to a group (归并操作)."""

    CONFIRM = "confirm"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    KEEP_APART = "keep_apart"
    UNDO = "undo"


VERB_LABELS = {
    Verb.CONFIRM: _("Confirmed group {number}"),
    Verb.RENAME: _("Renamed group {number}"),
    Verb.MERGE: _("Merged group {other} into group {number}"),
    Verb.SPLIT: _("Split group {number}: part of it is now group {other}"),
    Verb.MOVE: _("Moved comments from group {number} to group {other}"),
    Verb.KEEP_APART: _("Said that groups {number} and {other} are different matters"),
    Verb.UNDO: _("Took back: {what}"),
}


class GroupChanged(Refused):
    """Somebody else changed the group after the page was shown: nothing unseen is moved."""

    code = "E_GROUP_STALE"
    message = _("Group {number} has changed since you opened the page. Look at it again, then decide.")


class GroupGone(Refused):
    code = "E_GROUP_GONE"
    message = _("Group {number} was merged into another group or is empty. Nothing was changed.")


class NothingChosen(Refused):
    code = "E_GROUP_NOTHING"
    message = _("Nothing was chosen. Tick what you want to change first.")


class OneChosen(Refused):
    code = "E_GROUP_ONE"
    message = _("Only one group was chosen. Tick at least two to merge them.")


class SameGroup(Refused):
    code = "E_GROUP_SAME"
    message = _("The chosen comments are in group {number} already.")


class NotInGroup(Refused):
    code = "E_GROUP_MEMBERS"
    message = _("Some of the chosen comments are no longer in group {number}. Look at it again, then decide.")


class WholeGroup(Refused):
    code = "E_GROUP_WHOLE"
    message = _("That would leave group {number} empty. Merge it into another group instead.")


class OneClause(Refused):
    code = "E_GROUP_CLAUSE"
    message = _("All comments of group {number} are about the same clause: there is nothing to split.")


class AnsweredGroup(Refused):
    """An answer hangs on its group; the answer of the group that lives on would silently replace it."""

    code = "E_GROUP_ANSWERED"
    message = _("Group {number} is answered and the group it would join is not. Merge the other way round.")


class AnsweredDifferently(Refused):
    code = "E_GROUP_ANSWERS"
    message = _("Groups {one} and {other} are answered differently. Take one of the answers back first.")


class MatterAnswered(Refused):
    """An answer was given to the words of one group; it is not spread over others by a suggestion."""

    code = "E_MATTER_ANSWERED"
    message = _("Group {number} is answered already. Take that answer back first, or use it again for the other group.")


class SomethingRests(Refused):
    code = "E_GROUP_RESTS"
    message = _("This can only be taken back after what was done later: {what}, by {who}.")


class AlreadyUndone(Refused):
    code = "E_GROUP_UNDONE"
    message = _("This was taken back already.")


@dataclass(frozen=True)
class Seen:
    """What a form showed of a group: its number, how often it had been changed, how many members it had."""

    number: int
    revision: int
    size: int

    @classmethod
    def parse(cls, value: str) -> "Seen":
        """``number.revision.size``. Raises ValueError for anything else."""
        number, revision, size = (int(part) for part in value.split("."))
        return cls(number, revision, size)

    def __str__(self) -> str:
        return f"{self.number}.{self.revision}.{self.size}"


def shared_by(n: int, *, length: int, score: float, has_nearest: bool) -> int:
    """How many of the `n` comments with one wording have their words in common with others.

    `length` (characters), `score` (0-100) and `has_nearest` are those of the wording itself: it may be a letter that
    many sent, or somebody's own version of one.
    """
    if length < CAMPAIGN_MIN_LENGTH:
        return 0
    return n if n > 1 or (has_nearest and score >= CAMPAIGN_MIN_LIKENESS) else 0


def is_campaign(
    size: int, shared: int, *, min_count: int = CAMPAIGN_MIN_COMMENTS, min_percent: int = CAMPAIGN_MIN_PERCENT
) -> bool:
    """Whether a group is shown as a campaign: many comments, and most of them share one text. It hides nothing and
    changes no number; it tells comments, people and texts apart."""
    return shared >= min_count and shared * 100 >= size * min_percent


@dataclass(frozen=True)
class Match:
    """What the engine found out about one text: its neighbour, and the cluster the neighbour stands in."""

    text_id: int
    nearest_id: int | None
    cluster_id: int


@dataclass(frozen=True)
class Spot:
    """What has a home: a text or a cluster, for one clause or for every clause."""

    kind: str
    """``text`` or ``cluster``."""
    key: int
    clause_ref: str


def find_home(match: Match, clause_ref: str, homes: Collection[Spot]) -> Spot | None:
    """The home that takes a comment; None starts a new group.

    What a person did with this very text goes first, then with its neighbour, then where the cluster lives; and a
    home for this clause before a home for every clause.
    """
    for kind, key in (("text", match.text_id), ("text", match.nearest_id), ("cluster", match.cluster_id)):
        for clause in (clause_ref, EVERY_CLAUSE):
            if key is not None and (spot := Spot(kind, key, clause)) in homes:
                return spot
    return None


def root_of(group_id: UUID, merged_into: Mapping[UUID, UUID | None]) -> UUID:
    """The living group at the end of a row of merges."""
    seen: set[UUID] = set()
    while (following := merged_into.get(group_id)) is not None and group_id not in seen:
        seen.add(group_id)
        group_id = following
    return group_id


class Joining(StrEnum):
    """What the engine may do with two groups that it finds alike."""

    MERGE = "merge"
    PROPOSE = "propose"


def joining(states: Sequence[str], *, are_apart: bool) -> Joining:
    """The engine merges only what no person has decided about: two confirmed groups are a person's business, and so
    are two that a person took apart."""
    both_confirmed = all(state == GroupState.CONFIRMED for state in states)
    return Joining.PROPOSE if are_apart or both_confirmed else Joining.MERGE


def main_clause(spread: Mapping[str, int]) -> str:
    """The clause that most comments are about; on a tie the one that sorts first, and a clause before the whole."""
    return min(spread, key=lambda ref: (-spread[ref], ref == "", ref), default="")


@dataclass(frozen=True)
class Act:
    """An event as undoing sees it."""

    id: UUID
    verb: str
    group_id: UUID
    other_group_id: UUID | None
    made_group: bool = False
    """Whether the other group was born in it."""


def rests_on(later: Act, act: Act, *, shares_comments: bool) -> bool:
    """Whether a later act stands on an earlier one, so that the earlier cannot be taken back before it.

    `shares_comments`: both moved at least one comment in common.
    """
    if shares_comments:
        return True
    touched = {later.group_id, later.other_group_id} - {None}
    if act.verb == Verb.KEEP_APART:
        return False
    if act.verb in (Verb.CONFIRM, Verb.RENAME):
        same = later.verb == act.verb and later.group_id == act.group_id
        return same or (later.verb == Verb.MERGE and later.other_group_id == act.group_id)
    if act.made_group and act.other_group_id in touched:
        return True
    # Comments go back to where they came from: that group must still be there.
    return later.verb == Verb.MERGE and later.other_group_id in {act.group_id, act.other_group_id}


def pairs_apart(
    acts: Iterable[tuple[UUID, UUID | None]], merged_into: Mapping[UUID, UUID | None]
) -> set[frozenset[UUID]]:
    """Pairs of living groups that a person took apart."""
    return {
        frozenset((root_of(one, merged_into), root_of(other, merged_into))) for one, other in acts if other is not None
    }
