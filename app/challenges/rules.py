"""What may be recorded of a challenge, and what table 4 of the annual report counts."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.lib.errors import FormInvalid
from app.lib.i18n import gettext_noop as _


class ChallengeKind(StrEnum):
    """Ways to challenge (救济途径): the three groups of table 4."""

    RECONSIDERATION = "reconsideration"
    LITIGATION_DIRECT = "litigation_direct"
    LITIGATION_AFTER = "litigation_after_reconsideration"


KIND_LABELS = {
    ChallengeKind.RECONSIDERATION: _("Reconsideration"),
    ChallengeKind.LITIGATION_DIRECT: _("Litigation without reconsideration"),
    ChallengeKind.LITIGATION_AFTER: _("Litigation after reconsideration"),
}


class Result(StrEnum):
    """How it ended (审理结果): the columns of table 4."""

    UPHELD = "upheld"
    CORRECTED = "corrected"
    OTHER = "other"
    PENDING = "pending"


RESULT_LABELS = {
    Result.UPHELD: _("Upheld"),
    Result.CORRECTED: _("Set right"),
    Result.OTHER: _("Other result"),
    Result.PENDING: _("Still pending"),
}


class Recorded(NamedTuple):
    """What table 4 needs of one challenge."""

    kind: ChallengeKind
    filed_on: date
    result: Result
    decided_on: date | None


def check_filed_on(filed_on: date, *, submitted_on: date, today: date) -> None:
    """Raises FormInvalid: nothing is challenged before it was asked for, or tomorrow."""
    if filed_on > today:
        raise FormInvalid.of("filed_on", _("This day is still to come."))
    if filed_on < submitted_on:
        raise FormInvalid.of("filed_on", _("It cannot be challenged before the request was handed in."))


def check_order(kind: ChallengeKind, filed_on: date, earlier: Iterable[Recorded]) -> None:
    """Raises FormInvalid: after reconsideration means after one that is recorded and decided."""
    if kind is not ChallengeKind.LITIGATION_AFTER:
        return
    decided = (
        one.decided_on for one in earlier if one.kind is ChallengeKind.RECONSIDERATION and one.decided_on is not None
    )
    if not any(day <= filed_on for day in decided):
        raise FormInvalid.of("kind", _("Please record the reconsideration and its result first."))


def check_decision(result: Result, decided_on: date | None, *, filed_on: date, today: date) -> None:
    """Raises FormInvalid: a result has its day, between filing and today."""
    if result is Result.PENDING:
        raise FormInvalid.of("result", _("Please choose a result."))
    if decided_on is None:
        raise FormInvalid.of("decided_on", _("Please enter the day of the decision."))
    if decided_on > today:
        raise FormInvalid.of("decided_on", _("This day is still to come."))
    if decided_on < filed_on:
        raise FormInvalid.of("decided_on", _("It cannot be decided before it was filed."))


def count_table_4(challenges: Iterable[Recorded], year: int) -> dict[str, dict[str, int]]:
    """Table 4 (年度报告表四) of a year: by kind the results of that year, and what was pending at its end.

    The total of each kind is the sum of its four columns, also where nothing was challenged.
    """
    table = {kind.value: dict.fromkeys((*Result, "total"), 0) for kind in ChallengeKind}
    counted = {kind: {str(column): number for column, number in row.items()} for kind, row in table.items()}
    for one in challenges:
        if one.filed_on.year > year or (one.decided_on and one.decided_on.year < year):
            continue
        is_decided = one.decided_on is not None and one.decided_on.year == year
        column = one.result if is_decided else Result.PENDING
        counted[one.kind][column.value] += 1
        counted[one.kind]["total"] += 1
    return counted
