"""Forms of the procedural steps."""

from datetime import date
from typing import Annotated

from app.letters.rules import ServiceMethod
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _
from app.proceedings.fees import FeeBasis
from app.proceedings.rules import Decision, Outcome

Day = Annotated[date, Meta(extra={"missing": _("Please choose a day."), "invalid": _("Please choose a day.")})]
WHAT = _("Please write it down: it stands in the letter.")
Words = Annotated[str, Meta(min_length=4, max_length=2000, extra={"missing": WHAT})]

NO_ANSWER = _("Please write what was corrected.")
Corrected = Annotated[str, Meta(min_length=2, max_length=4000, extra={"missing": NO_ANSWER})]


class CorrectionForm(Form, kw_only=True, frozen=True):
    """What to correct, once and completely."""

    asked: Words
    workdays: int = 10


class ExtensionForm(Form, kw_only=True, frozen=True):
    """By how much, and why."""

    asked: Annotated[str, Meta(max_length=500, min_length=2, extra={"missing": _("Please say why it takes longer.")})]
    workdays: Annotated[int, Meta(extra={"invalid": _("Please write a number of working days.")})]


class ConsultForm(Form, kw_only=True, frozen=True):
    """Who is asked about which information."""

    other_side: Annotated[str, Meta(min_length=2, max_length=200, extra={"missing": _("Please name who is asked.")})]
    asked: Words


class FeeForm(Form, kw_only=True, frozen=True):
    """On which basis, and why. Both bases at once are refused."""

    asked: Words
    basis: Annotated[list[FeeBasis], Meta(min_length=1, extra={"missing": _("Please choose how it is counted.")})]
    pages: int | None = None


class ServedForm(Form, kw_only=True, frozen=True):
    """When the letter arrived, and how."""

    served_on: Day
    method: Annotated[ServiceMethod, Meta(extra={"missing": _("Please choose how it was served.")})]


class CorrectedForm(Form, kw_only=True, frozen=True):
    """What came as the correction, and when."""

    answer: Annotated[
        str, Meta(min_length=2, max_length=4000, extra={"missing": _("Please write what was corrected.")})
    ]
    received_on: Day


class OpinionForm(Form, kw_only=True, frozen=True):
    """What a third party or a joint maker said."""

    outcome: Annotated[Outcome, Meta(extra={"missing": _("Please choose the opinion.")})]
    answered_on: Day
    answer: Annotated[str, Meta(max_length=4000)] = ""


class ReasonsForm(Form, kw_only=True, frozen=True):
    """The applicant's reasons, as they were judged."""

    outcome: Annotated[Outcome, Meta(extra={"missing": _("Please say whether the reasons are reasonable.")})]
    answer: Annotated[str, Meta(max_length=4000)] = ""
    delay: int = 0


class PaidForm(Form, kw_only=True, frozen=True):
    """When the fee was paid."""

    paid_on: Day


class ConsentForm(Form, kw_only=True, frozen=True):
    """Whether the extension is granted."""

    consents: bool = False


class DecisionForm(Form, kw_only=True, frozen=True):
    """What is disclosed after a third party was asked."""

    decision: Annotated[Decision, Meta(extra={"missing": _("Please choose a decision.")})]
    decision_reason: Annotated[str, Meta(max_length=2000)] = ""
