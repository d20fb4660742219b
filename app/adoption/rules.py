"""The law of answers and reports: when a reason is due, that every comment is answered, that the numbers agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from app.lib.errors import FormInvalid, Refused
from app.lib.i18n import gettext_noop as _

CONCENTRATED_MIN_COUNT = 3
CONCENTRATED_MIN_PERCENT = 5
"""What a concentrated opinion (较为集中的意见) is; no law gives a number (decisions.md)."""


class Outcome(StrEnum):
    """What becomes of a group of comments (采纳结果)."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"
    OUT_OF_SCOPE = "out_of_scope"


OUTCOME_LABELS = {
    Outcome.ADOPTED: _("Adopted"),
    Outcome.PARTLY_ADOPTED: _("Partly adopted"),
    Outcome.NOT_ADOPTED: _("Not adopted"),
    Outcome.OUT_OF_SCOPE: _("Outside the scope"),
}


class ReportState(StrEnum):
    """States of a report (报告状态)."""

    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    PUBLISHED = "published"


class AnswerState(StrEnum):
    """States of an answer (答复状态)."""

    GIVEN = "given"
    PROPOSED = "proposed"
    """A second person looks at it first."""
    RETURNED = "returned"
    """The second person wants it otherwise: its group waits for an answer again."""


class AnswerReview(StrEnum):
    """Which answers of a consultation a second person looks at (答复复核)."""

    NONE = "none"
    CONCENTRATED = "concentrated"
    ALL = "all"


REVIEW_LABELS = {
    AnswerReview.NONE: _("None: an answer counts when it is saved"),
    AnswerReview.CONCENTRATED: _("Answers to what many people say"),
    AnswerReview.ALL: _("All answers"),
}


class AdoptionReasonMissing(Refused):
    """「较为集中意见未予采纳的原因」 must be published."""

    code = "E_ADOPT_REASON"
    message = _("A concentrated opinion is not adopted: the reason must be given.")


class TotalsDisagree(Refused):
    code = "E_ADOPT_TOTAL"
    message = _("Adopted, partly adopted and not adopted do not add up to the number of comments collected.")


class GroupsUnanswered(Refused):
    code = "E_ADOPT_UNANSWERED"
    message = _("Groups without an answer: {n}. The report page leads to them.")


class AnswersWait(Refused):
    code = "E_ADOPT_REVIEW"
    message = _("Answers that wait for a second person: {n}. They are approved or returned on the page of answers.")


class AnswersChanged(Refused):
    """Answers changed after the page was shown: nobody approves what he has not seen."""

    code = "E_ADOPT_ANSWERS_STALE"
    message = _("These answers have changed since you opened the page. Look at them again, then decide.")


class CommentsUnplaced(Refused):
    code = "E_ADOPT_UNPLACED"
    message = _("Comments that are not in a group yet: {n}. Wait until the system has placed them, then try again.")


class ReportSubmitted(Refused):
    code = "E_ADOPT_SUBMITTED"
    message = _("The report waits for approval. Nothing in it changes until it is returned.")


class ReportNotSubmitted(Refused):
    code = "E_ADOPT_NOT_SUBMITTED"
    message = _("The report has not been submitted for approval.")


class ReportChanged(Refused):
    """Comments or groups changed after the approver opened the page: nobody approves what he has not seen."""

    code = "E_ADOPT_STALE"
    message = _("The report has changed since you opened the page. Look at it again, then decide.")


@dataclass(frozen=True)
class Readiness:
    """What a report is judged by before it is submitted, and again before it is published."""

    collected: int
    by_outcome: Mapping[str, int]
    """Comments in time by outcome of their group's answer."""
    unplaced: int
    """Comments that are in no group yet."""
    unanswered: int
    """Groups with comments in time and without an answer."""
    reasonless: int
    """Answers that need a reason and have none."""
    waiting: int = 0
    """Answers that a second person has not approved yet."""


def is_concentrated(
    size: int,
    collected: int,
    *,
    min_count: int = CONCENTRATED_MIN_COUNT,
    min_percent: int = CONCENTRATED_MIN_PERCENT,
) -> bool:
    """Whether many people say it (较为集中): at least so many comments, or such a share of those collected."""
    return size >= min_count or (size > 0 and size * 100 >= collected * min_percent)


def mark_of(numbers: Iterable[int]) -> str:
    """One word for a set of groups, that a form carries: it shows whether they are still the same ones."""
    return sha256(",".join(str(number) for number in sorted(numbers)).encode()).hexdigest()[:16]


def check_reason(outcome: Outcome, reason: str, *, is_concentrated: bool) -> None:
    """Whether an answer says why (AT-16). Raises AdoptionReasonMissing, or FormInvalid on ``reason``."""
    if reason.strip():
        return
    if outcome is Outcome.ADOPTED:
        raise FormInvalid.of("reason", _("Please say what was changed in the draft."))
    if is_concentrated:
        raise AdoptionReasonMissing
    raise FormInvalid.of("reason", _("Please give the reason. It will be published."))


def first_state(review: str, *, is_concentrated: bool) -> AnswerState:
    """Whether a new answer counts at once or waits for a second person, as the office has chosen."""
    waits = review == AnswerReview.ALL or (review == AnswerReview.CONCENTRATED and is_concentrated)
    return AnswerState.PROPOSED if waits else AnswerState.GIVEN


def check_totals(collected: int, by_outcome: Mapping[str, int]) -> None:
    """Every comment collected has exactly one outcome (AT-17)."""
    if sum(by_outcome.values()) != collected:
        raise TotalsDisagree


def check_ready(readiness: Readiness) -> None:
    """Whether a report answers every comment and its numbers agree. Raises the first refusal that applies."""
    if readiness.unplaced:
        raise CommentsUnplaced(n=readiness.unplaced)
    if readiness.unanswered:
        raise GroupsUnanswered(n=readiness.unanswered)
    if readiness.reasonless:
        raise AdoptionReasonMissing
    if readiness.waiting:
        raise AnswersWait(n=readiness.waiting)
    check_totals(readiness.collected, readiness.by_outcome)


def is_ready(readiness: Readiness) -> bool:
    """The same question, for a page that only shows the answer."""
    try:
        check_ready(readiness)
    except Refused:
        return False
    return True


def official_form(by_outcome: Mapping[str, int]) -> tuple[int, int, int, int]:
    """Numbers of the official form: adopted, partly adopted, not adopted, and how many of the last were out of scope.

    「未采纳…其中不属于本次征求意见范围 N 条」 (decisions.md).
    """
    out = by_outcome.get(Outcome.OUT_OF_SCOPE, 0)
    return (
        by_outcome.get(Outcome.ADOPTED, 0),
        by_outcome.get(Outcome.PARTLY_ADOPTED, 0),
        by_outcome.get(Outcome.NOT_ADOPTED, 0) + out,
        out,
    )
