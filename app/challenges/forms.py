"""Forms of challenges."""

from datetime import date
from typing import Annotated

from app.challenges.rules import ChallengeKind, Result
from app.lib.forms import Form, Meta
from app.lib.i18n import gettext_noop as _


class ChallengeForm(Form, frozen=True):
    """A challenge that began."""

    kind: Annotated[ChallengeKind, Meta(extra={"missing": _("Please choose the way.")})]
    organ: Annotated[
        str, Meta(min_length=2, max_length=100, extra={"missing": _("Please enter the organ or the court.")})
    ]
    filed_on: Annotated[date, Meta(extra={"missing": _("Please enter the day on which it was filed.")})]
    case_no: Annotated[str, Meta(max_length=80)] = ""
    note: Annotated[str, Meta(max_length=2_000)] = ""


class DecisionForm(Form, frozen=True):
    """How it ended."""

    result: Annotated[Result, Meta(extra={"missing": _("Please choose a result.")})]
    decided_on: Annotated[date, Meta(extra={"missing": _("Please enter the day of the decision.")})]
    note: Annotated[str, Meta(max_length=2_000)] = ""
