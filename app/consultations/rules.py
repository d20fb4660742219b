"""The law of a consultation: its period, what a publication needs, who may do what, when comments are in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.accounts.rules import Actor, Role
from app.lib.clock import day_end, day_start, local_date
from app.lib.errors import Refused
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _

MIN_DAYS = 30
"""「公开征求意见期限一般不少于30日」 重大行政决策程序暂行条例 art. 15."""


class State(StrEnum):
    """States of a consultation (decisions.md)."""

    DRAFTING = "drafting"
    APPROVED = "approved"
    OPEN = "open"
    CLOSED = "closed"
    ANALYSING = "analysing"
    REPORT_PUBLISHED = "report_published"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    State.DRAFTING: _("Drafting"),
    State.APPROVED: _("Approved, opens later"),
    State.OPEN: _("Open for comments"),
    State.CLOSED: _("Closed for comments"),
    State.ANALYSING: _("Comments being studied"),
    State.REPORT_PUBLISHED: _("Outcome published"),
    State.ARCHIVED: _("Concluded"),
    State.WITHDRAWN: _("Withdrawn"),
}

PUBLIC_STATES = (
    State.OPEN,
    State.CLOSED,
    State.ANALYSING,
    State.REPORT_PUBLISHED,
    State.ARCHIVED,
    State.WITHDRAWN,
)
GROUPING_STATES = (State.OPEN, State.CLOSED, State.ANALYSING)
"""While groups may be changed and answered."""


class Method(StrEnum):
    """Ways in which people are heard (征求意见方式), 实施办法二（三）and 条例 art. 14."""

    ONLINE_SOLICITATION = "online_solicitation"
    SYMPOSIUM = "symposium"
    FIELD_RESEARCH = "field_research"
    CONSULTATION_NEGOTIATION = "consultation_negotiation"
    MEDIA_COMMUNICATION = "media_communication"
    HEARING = "hearing"
    QUESTIONNAIRE = "questionnaire"
    WRITTEN = "written"
    TELEPHONE = "telephone"
    INTERVIEW = "interview"


METHOD_LABELS = {
    Method.ONLINE_SOLICITATION: _("Online"),
    Method.SYMPOSIUM: _("Symposium"),
    Method.FIELD_RESEARCH: _("Field research"),
    Method.CONSULTATION_NEGOTIATION: _("Consultation and negotiation"),
    Method.MEDIA_COMMUNICATION: _("Through the media"),
    Method.HEARING: _("Hearing"),
    Method.QUESTIONNAIRE: _("Questionnaire"),
    Method.WRITTEN: _("In writing"),
    Method.TELEPHONE: _("By telephone"),
    Method.INTERVIEW: _("Interview"),
}


class BasisMissing(Refused):
    code = "E_CONS_BASIS"
    message = _("The decision basis and the explanation must be published together with the draft.")


class PeriodTooShort(Refused):
    code = "E_CONS_PERIOD"
    message = _(
        "A public consultation generally lasts at least 30 days; where it must be shorter, the notice must say why."
    )


class DraftNotConfirmed(Refused):
    code = "E_CONS_DRAFT"
    message = _("Import the draft, check its clauses and confirm them first.")


class PeriodPast(Refused):
    code = "E_CONS_PAST"
    message = _("The period lies in the past. Choose a day from today on, or enter it as a past consultation.")


class PeriodNotPast(Refused):
    code = "E_CONS_NOT_PAST"
    message = _("A past consultation must have ended before today.")


class OwnSubmission(Refused):
    code = "E_FOUR_EYES"
    message = _("You submitted this yourself. Another person must approve it.")


class NotSubmitted(Refused):
    code = "E_CONS_NOT_SUBMITTED"
    message = _("It has not been submitted for approval.")


class SubmissionChanged(Refused):
    """Changed and submitted again after the approver opened the page: nobody approves what he has not seen."""

    code = "E_CONS_STALE"
    message = _("It was changed and submitted again since you opened the page. Look at it again, then decide.")


class WithdrawalNotAsked(Refused):
    code = "E_CONS_NOT_ASKED"
    message = _("Nobody has asked to withdraw it.")


class PeriodShortened(Refused):
    code = "E_CONS_SHORTENED"
    message = _("A period that has begun can be made longer, but not shorter.")


class AttachedAlready(Refused):
    code = "E_CONS_ATTACHED"
    message = _("This file is attached already.")


class OriginalNotPublic(Refused):
    code = "E_CONS_ORIGINAL"
    message = _("The original holds tracked changes, comments or hidden text, or was not kept. Attach a clean copy.")


class WrongState(Refused):
    code = "E_CONS_STATE"
    message = _("This is not possible while the consultation is in this state: {state}.")


class ConsultationClosed(Refused):
    code = "E_CONS_CLOSED"
    message = _("This consultation takes no more comments. Its outcome is published on its page.")


class NotOpenYet(Refused):
    code = "E_CONS_NOT_OPEN"
    message = _("This consultation is not open yet.")


@dataclass(frozen=True)
class Publication:
    """What a publication is judged by."""

    explanation: str
    basis: str
    opens_on: date
    closes_on: date
    shorten_reason: str
    is_past: bool
    has_confirmed_draft: bool


def check_publication(p: Publication, *, today: date) -> None:
    """Whether the draft may be published. Raises the first refusal that applies (AT-13, AT-14)."""
    if not p.has_confirmed_draft:
        raise DraftNotConfirmed
    if not p.explanation.strip() or not p.basis.strip():
        raise BasisMissing
    if p.is_past and p.closes_on >= today:
        raise PeriodNotPast
    if not p.is_past and p.closes_on < today:
        raise PeriodPast
    # A draft approved after its planned opening is published on the day of approval: people get the days left.
    opens_on = p.opens_on if p.is_past else max(p.opens_on, today)
    if (p.closes_on - opens_on).days < MIN_DAYS and not p.shorten_reason.strip():
        raise PeriodTooShort


def is_late(said_at: datetime, closes_on: date) -> bool:
    """Comments are in time until 24:00 (Asia/Shanghai) of the last day (AT-15)."""
    return said_at >= day_end(closes_on)


def check_accepts_comments(state: str, opens_on: date, *, now: datetime) -> None:
    """Whether a comment may be handed in through the site. A late one may: it is kept and flagged."""
    if state in (State.DRAFTING,) or (state == State.APPROVED and now < day_start(opens_on)):
        raise NotOpenYet
    if state in (State.REPORT_PUBLISHED, State.ARCHIVED, State.WITHDRAWN):
        raise ConsultationClosed


def days_left(closes_on: date, *, now: datetime) -> int:
    """Days until the period ends, today included; 0 when it is over."""
    return max(0, (closes_on - local_date(now)).days + 1)


def may_read(actor: Actor, *, agency_id: UUID, division_id: UUID) -> bool:
    """Own agency; own division unless the role sees all; people who only manage accounts see nothing."""
    if actor.agency_id != agency_id or not (actor.roles - {Role.SYSADMIN}):
        return False
    return actor.sees_all_divisions or actor.division_id == division_id


def may_edit(actor: Actor, *, agency_id: UUID, division_id: UUID) -> bool:
    """Draft, triage, answer: the division's clerk, and the openness officer for all divisions."""
    if not may_read(actor, agency_id=agency_id, division_id=division_id):
        return False
    own = actor.has(Role.DIVISION_CLERK) and actor.division_id == division_id
    return own or actor.has(Role.OPENNESS_OFFICER)


def may_approve(actor: Actor, *, agency_id: UUID, division_id: UUID) -> bool:
    """Approve a publication: the head of the division, or the chief of the openness office."""
    if not may_read(actor, agency_id=agency_id, division_id=division_id):
        return False
    own = actor.has(Role.DIVISION_HEAD) and actor.division_id == division_id
    return own or actor.has(Role.OPENNESS_CHIEF)


def mark_of_submission(submitted_at: datetime | None) -> str:
    """When it was submitted, as a form carries it: every change takes the submission back, so this names one text."""
    return submitted_at.isoformat() if submitted_at else ""


def check_other_person(actor: Actor, submitted_by_id: UUID | None) -> None:
    """Nobody approves his own submission."""
    if actor.id == submitted_by_id:
        raise OwnSubmission


def check_state(state: str, allowed: Sequence[str]) -> None:
    if state not in allowed:
        raise WrongState(state=gettext(STATE_LABELS[State(state)]))
