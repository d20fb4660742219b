"""The law of the final text: what must be settled before people see what became of their clause."""

from collections.abc import Iterable
from enum import StrEnum

from app.consultations.rules import State
from app.drafts.versions import Kind
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _

AFTER_THE_REPORT = (State.REPORT_PUBLISHED, State.ARCHIVED)
"""The final text comes after the report: its causes are groups as the report froze them."""
SHOWN_CAUSES = 5
"""So many groups stand beside a change; a link leads to the others."""


class RevisionState(StrEnum):
    """States of a comparison (对照状态)."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


STATE_LABELS = {
    RevisionState.DRAFTING: _("Being compared"),
    RevisionState.SUBMITTED: _("Waits for approval"),
    RevisionState.PUBLISHED: _("Published"),
}

KIND_LABELS = {
    Kind.UNCHANGED: _("Unchanged"),
    Kind.CHANGED: _("Changed"),
    Kind.MERGED: _("Joined"),
    Kind.SPLIT: _("Divided"),
    Kind.NEW: _("New"),
    Kind.REMOVED: _("Removed"),
}

KIND_CHIPS = {
    Kind.UNCHANGED: "no",
    Kind.CHANGED: "mid",
    Kind.MERGED: "mid",
    Kind.SPLIT: "mid",
    Kind.NEW: "ok",
    Kind.REMOVED: "bad",
}


class Show(StrEnum):
    """What of a comparison a reader wants to see (筛选)."""

    ALL = "all"
    DIFFERENT = "different"
    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"
    MOVED = "moved"
    UNCHANGED = "unchanged"


SHOW_LABELS = {
    Show.ALL: _("All clauses"),
    Show.DIFFERENT: _("With differences"),
    Show.CHANGED: _("Changed"),
    Show.NEW: _("New"),
    Show.REMOVED: _("Removed"),
    Show.MOVED: _("In another place"),
    Show.UNCHANGED: _("Unchanged"),
}


class ReportMissing(Refused):
    code = "E_REV_REPORT"
    message = _("The adoption report comes first: publish it, then import the final text.")


class TextNotConfirmed(Refused):
    code = "E_REV_TEXT"
    message = _("Import the final text, check its clauses and confirm them first.")


class PairsOpen(Refused):
    code = "E_REV_PAIRS"
    message = _("A person has to look at {n} clauses before this can be submitted.")


class RevisionSubmitted(Refused):
    code = "E_REV_SUBMITTED"
    message = _("The comparison waits for approval. Nothing in it changes until it is returned.")


class RevisionPublished(Refused):
    code = "E_REV_PUBLISHED"
    message = _("The comparison is published. Nothing in it changes any more.")


class RevisionNotSubmitted(Refused):
    code = "E_REV_NOT_SUBMITTED"
    message = _("The comparison has not been submitted for approval.")


def check_report(consultation_state: str) -> None:
    """Whether a final text may be imported: people first learn what became of their comments."""
    if consultation_state not in AFTER_THE_REPORT:
        raise ReportMissing


def check_drafting(state: str) -> None:
    """Whether anything may still change."""
    if state == RevisionState.SUBMITTED:
        raise RevisionSubmitted
    if state == RevisionState.PUBLISHED:
        raise RevisionPublished


def check_settled(*, is_confirmed: bool, open_rows: int) -> None:
    """Whether the comparison may be submitted, and again whether it may be published."""
    if not is_confirmed:
        raise TextNotConfirmed
    if open_rows:
        raise PairsOpen(n=open_rows)


def belongs(show: Show, kind: str, *, is_moved: bool) -> bool:
    """Whether a row is among those that are shown. A clause that only moved has no changed words."""
    match show:
        case Show.ALL:
            return True
        case Show.DIFFERENT:
            return kind != Kind.UNCHANGED or is_moved
        case Show.CHANGED:
            return kind in (Kind.CHANGED, Kind.MERGED, Kind.SPLIT)
        case Show.MOVED:
            return is_moved
        case _:
            return kind == show.value


def count_rows(rows: Iterable[tuple[str, bool]]) -> dict[str, int]:
    """How many rows (kind, is_moved) each choice shows. Unchanged, changed, new and removed add up to all."""
    counted = dict.fromkeys((show.value for show in Show), 0)
    for kind, is_moved in rows:
        for show in Show:
            counted[show.value] += belongs(show, kind, is_moved=is_moved)
    return counted


def next_step(state: str, *, is_returned: bool, is_own: bool, edits: bool, approves: bool) -> str:
    """What a person sees at the desk of a comparison that is not public: an English msgid."""
    if state == RevisionState.SUBMITTED:
        return _("Waits for your approval") if approves and not is_own else STATE_LABELS[RevisionState.SUBMITTED]
    if edits and is_returned:
        return _("Returned to you")
    return STATE_LABELS[RevisionState.DRAFTING]
