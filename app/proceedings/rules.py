"""What the law allows and when: correction, extension, opinions of others, reasons, the fee. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.accounts.rules import Actor, Role
from app.clocks.asking import ExtensionTooLong
from app.clocks.law import Law
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _
from app.proceedings.fees import FeeBasis
from app.requests.rules import RequestState
from app.workdays.rules import Calendar, add_workdays


class ProceedingKind(StrEnum):
    """Kinds of procedural steps (办理程序)."""

    CORRECTION = "correction"
    EXTENSION = "extension"
    THIRD_PARTY = "third_party"
    JOINT_MAKER = "joint_maker"
    REASONS = "reasons"
    FEE = "fee"


KIND_LABELS: Mapping[ProceedingKind, str] = {
    ProceedingKind.CORRECTION: _("Correction"),
    ProceedingKind.EXTENSION: _("Extension"),
    ProceedingKind.THIRD_PARTY: _("Opinion of a third party"),
    ProceedingKind.JOINT_MAKER: _("Opinion of a joint maker"),
    ProceedingKind.REASONS: _("Reasons for many requests"),
    ProceedingKind.FEE: _("Processing fee"),
}

ARTICLES: Mapping[ProceedingKind, str] = {
    ProceedingKind.CORRECTION: "《条例》第三十条",
    ProceedingKind.EXTENSION: "《条例》第三十三条",
    ProceedingKind.THIRD_PARTY: "《条例》第三十二条",
    ProceedingKind.JOINT_MAKER: "《条例》第三十四条",
    ProceedingKind.REASONS: "《条例》第三十五条",
    ProceedingKind.FEE: "《条例》第四十二条",
}


class ProceedingState(StrEnum):
    """Where a step stands."""

    PROPOSED = "proposed"
    """An extension that waits for the chief of the openness office."""
    OPEN = "open"
    ANSWERED = "answered"
    SILENT = "silent"
    """Nobody answered in time: a third party's silence leaves the decision to the agency, a joint maker's consents."""
    LAPSED = "lapsed"
    """Not corrected, not paid, no reasons in time."""
    GRANTED = "granted"
    REFUSED = "refused"


STATE_LABELS: Mapping[ProceedingState, str] = {
    ProceedingState.PROPOSED: _("Waits for approval"),
    ProceedingState.OPEN: _("Waits for an answer"),
    ProceedingState.ANSWERED: _("Answered"),
    ProceedingState.SILENT: _("No answer in time"),
    ProceedingState.LAPSED: _("Not done in time"),
    ProceedingState.GRANTED: _("Granted"),
    ProceedingState.REFUSED: _("Not granted"),
}


class Outcome(StrEnum):
    """What was answered."""

    AGREES = "agrees"
    OBJECTS_WITH_REASONS = "objects_with_reasons"
    OBJECTS_WITHOUT_REASONS = "objects_without_reasons"
    CONSENT_BY_SILENCE = "consent_by_silence"
    REASONABLE = "reasonable"
    UNREASONABLE = "unreasonable"


OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.AGREES: _("Agrees to disclosure"),
    Outcome.OBJECTS_WITH_REASONS: _("Objects, with reasonable grounds"),
    Outcome.OBJECTS_WITHOUT_REASONS: _("Objects, without reasonable grounds"),
    Outcome.CONSENT_BY_SILENCE: _("Counts as consent: no answer in time"),
    Outcome.REASONABLE: _("The reasons are reasonable"),
    Outcome.UNREASONABLE: _("The reasons are not reasonable"),
}

OPINIONS = (Outcome.AGREES, Outcome.OBJECTS_WITH_REASONS, Outcome.OBJECTS_WITHOUT_REASONS)
JUDGED = (Outcome.REASONABLE, Outcome.UNREASONABLE)


class Decision(StrEnum):
    """What the agency decides after a third party was heard (条例 art. 32)."""

    DISCLOSE = "disclose"
    WITHHOLD = "withhold"
    OVERRIDE = "override"
    """Disclose against reasonable grounds, because not disclosing would gravely harm the public interest."""


DECISION_LABELS: Mapping[Decision, str] = {
    Decision.DISCLOSE: _("Disclose"),
    Decision.WITHHOLD: _("Do not disclose"),
    Decision.OVERRIDE: _("Disclose for the public interest"),
}


class CorrectionOnce(Refused):
    code = "E_REQ_CORRECTION_ONCE"
    message = "What to correct is told once and completely: this request has its correction notice already."


class CorrectionLate(Refused):
    code = "E_REQ_CORRECTION_LATE"
    message = "The seven working days from receipt within which a correction may be asked for are over."


class ExtensionLate(Refused):
    code = "E_REQ_EXT_LATE"
    message = "The period for the reply is over: it can no longer be extended."


class ExtensionApproval(Refused):
    code = "E_REQ_EXT_APPROVAL"
    message = "An extension needs the consent of the head of the openness office."


class ExtensionOnce(Refused):
    code = "E_REQ_EXT_ONCE"
    message = "The period for the reply may be extended once, and this request has had its extension."


class NotNow(Refused):
    code = "E_REQ_STEP"
    message = "This step is not open while the request is in its present state."


class FeeDecision(Refused):
    code = "E_FEE_DECISION"
    message = "A fee is charged only by a decision of the head of the openness office."


class NoFee(Refused):
    code = "E_FEE_NONE"
    message = "By the tariff nothing is to be paid for this."


class NamesApplicant(Refused):
    code = "E_REQ_NAMES_APPLICANT"
    message = "A letter to others must not say who applied. Please take the applicant's name, number and contact out."


class GroundsOverlooked(Refused):
    code = "E_REQ_OBJECTION"
    message = "The third party objected with reasonable grounds: disclose only for the public interest, or do not."


class DecisionMissing(Refused):
    code = "E_REQ_DECIDE"
    message = "The third party was asked: please decide about the disclosure on the page of procedural steps first."


class ConsultationOpen(Refused):
    code = "E_REQ_ASKING"
    message = "Somebody is still being asked: please wait for the opinion, or for the end of its period."


class Withheld(Refused):
    code = "E_REQ_WITHHELD"
    message = "It was decided not to disclose what the third party objected to."


@dataclass(frozen=True)
class Standing:
    """What a check must know of a request."""

    state: RequestState
    received_on: date | None
    due_on: date | None
    earlier: Collection[ProceedingKind]
    """Kinds of steps that this request has had, refused proposals left out."""


WORKING = frozenset({RequestState.IN_PROCESS})
CONSULTING = frozenset({RequestState.IN_PROCESS, RequestState.THIRD_PARTY_CONSULTING, RequestState.JOINT_CONSULTING})
RUNNING = CONSULTING | {RequestState.REASON_PENDING, RequestState.UNDER_REVIEW}


def check_open(kind: ProceedingKind, standing: Standing, *, today: date, calendar: Calendar, law: Law) -> None:
    """Raises the refusal where the law or the state does not open this step today."""
    if kind is ProceedingKind.CORRECTION:
        check_correction(standing, today=today, calendar=calendar, law=law)
    elif kind is ProceedingKind.EXTENSION:
        check_extension(standing, law.extension.workdays, today=today, law=law)
    elif kind in (ProceedingKind.THIRD_PARTY, ProceedingKind.JOINT_MAKER):
        if standing.state not in CONSULTING:
            raise NotNow
    elif standing.state not in WORKING:
        raise NotNow


def check_correction(standing: Standing, *, today: date, calendar: Calendar, law: Law) -> None:
    """条例 art. 30: once, within seven working days of receipt; otherwise it is handled as it is."""
    if ProceedingKind.CORRECTION in standing.earlier:
        raise CorrectionOnce
    if standing.received_on is None or standing.state not in {RequestState.RECEIVED, *WORKING}:
        raise NotNow
    if today > add_workdays(calendar, standing.received_on, law.correction_notice.workdays).day:
        raise CorrectionLate


def check_extension(standing: Standing, workdays: int, *, today: date, law: Law) -> None:
    """条例 art. 33(2): at most twenty working days, once, and told before the period is over."""
    if ProceedingKind.EXTENSION in standing.earlier:
        raise ExtensionOnce
    if standing.state not in RUNNING or standing.due_on is None:
        raise NotNow
    if today > standing.due_on:
        raise ExtensionLate
    if not 1 <= workdays <= law.extension.workdays:
        raise ExtensionTooLong(most=law.extension.workdays)


def may_approve(actor: Actor) -> bool:
    """The head of the openness office (政府信息公开工作机构负责人)."""
    return actor.has(Role.OPENNESS_CHIEF)


def check_decision(outcome: Outcome | None, decision: Decision) -> None:
    """条例 art. 32: reasonable grounds bind, except for the public interest; without them the agency decides."""
    if outcome is Outcome.OBJECTS_WITH_REASONS and decision is Decision.DISCLOSE:
        raise GroundsOverlooked
    if decision is Decision.OVERRIDE and outcome is not Outcome.OBJECTS_WITH_REASONS:
        raise NotNow


def check_names(text: str, secrets: Collection[str]) -> None:
    """Raises NamesApplicant where a letter to others holds something that tells who applied."""
    if any(secret and len(secret) > 1 and secret in text for secret in secrets):
        raise NamesApplicant


@dataclass(frozen=True)
class FeeHint:
    """What the tariff says of a request: a hint, never a fee by itself."""

    nth: int
    """The request is the nth item of this applicant in the calendar month."""
    amount: int
    """Yuan for this item by the tariff per item."""
    month_total: int
    """Yuan for all items of the month so far."""


@dataclass(frozen=True)
class Charged:
    """A fee that was decided."""

    basis: FeeBasis
    count: int
    amount: int
