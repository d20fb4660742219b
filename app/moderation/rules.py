"""The law of moderation: what a verb changes, what it needs, and what stands in the way of taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.comments.rules import Visibility
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _
from app.lib.i18n import ngettext
from app.lib.personal_data import Finding, Kind

MAX_CHOSEN = 500
"""Comments that one form may name; an opinion group as a whole may be larger."""


class Verb(StrEnum):
    """What is done to comments (审核操作); the value is stored."""

    CLEAR = "clear"
    HIDE = "hide"
    HOLD = "hold"
    RESCAN = "rescan"
    UNDO = "undo"


BY_HAND = (Verb.CLEAR, Verb.HIDE, Verb.HOLD)
BECOMES = {Verb.CLEAR: Visibility.CLEARED, Verb.HIDE: Visibility.HIDDEN, Verb.HOLD: Visibility.HELD}
FROM = {
    Verb.CLEAR: (Visibility.HELD,),
    Verb.HIDE: (Visibility.PUBLIC, Visibility.HELD, Visibility.CLEARED),
    Verb.HOLD: (Visibility.PUBLIC, Visibility.CLEARED, Visibility.HIDDEN),
}
"""What a verb changes; other comments of the choice are left as they are."""


class NothingToDo(Refused):
    code = "E_MODERATION_NOTHING"
    message = _("Nothing was changed: what you chose has been dealt with already, or nothing was chosen.")


class AlreadyUndone(Refused):
    code = "E_MODERATION_UNDONE"
    message = _("This was taken back already.")


class NotUndoable(Refused):
    """What the scanner held is looked at by a person, one by one; taking back is itself not taken back."""

    code = "E_MODERATION_NO_UNDO"
    message = _("This cannot be taken back as a whole. Decide about the comments themselves.")


class SomethingRests(Refused):
    code = "E_MODERATION_RESTS"
    message = _("{n} of these comments were changed again later: {what}, by {who}. Take that back first.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which comments: named ones, or all of a group that came in until the page was shown."""

    ids: Sequence[UUID] = field(default_factory=tuple)
    group_id: UUID | None = None
    group_number: int | None = None
    until: datetime | None = None


def describe(verb: str, n: int) -> str:
    """One act as a sentence in the reader's language."""
    sentences = {
        Verb.CLEAR: ngettext("Showed {n} comment", "Showed {n} comments", n),
        Verb.HIDE: ngettext("Hid {n} comment", "Hid {n} comments", n),
        Verb.HOLD: ngettext("Set {n} comment back to be checked", "Set {n} comments back to be checked", n),
        Verb.RESCAN: ngettext("The scanner held {n} comment", "The scanner held {n} comments", n),
        Verb.UNDO: ngettext("Took back what was done to {n} comment", "Took back what was done to {n} comments", n),
    }
    return sentences[Verb(verb)]


def after_rescan(visibility: str, found: Sequence[Finding], found_in_title: Sequence[Finding]) -> str:
    """What a comment is after newer patterns looked at it. What a person decided stays."""
    is_flagged = bool(found or found_in_title)
    return Visibility.HELD.value if is_flagged and visibility == Visibility.PUBLIC else visibility


def read_kind(value: str) -> Kind | None:
    return Kind(value) if value in list(Kind) else None
