"""The law of decision matters: nothing is concluded before people were told what became of their comments."""

from collections.abc import Sequence
from enum import StrEnum

from app.consultations.rules import State
from app.lib.errors import Refused
from app.lib.i18n import gettext_noop as _


class MatterState(StrEnum):
    """States of a matter (决策事项状态)."""

    OPEN = "open"
    CONCLUDED = "concluded"


STATE_LABELS = {MatterState.OPEN: _("In progress"), MatterState.CONCLUDED: _("Concluded")}


class MatterKind(StrEnum):
    """Kinds of matters (决策事项类别), 实施办法二（三）: the first four are disclosed beforehand."""

    REFORM_PLAN = "reform_plan"
    MAJOR_POLICY = "major_policy"
    KEY_PROJECT = "key_project"
    ANNUAL_BUDGET = "annual_budget"
    OTHER = "other"


KIND_LABELS = {
    MatterKind.REFORM_PLAN: _("Reform plan"),
    MatterKind.MAJOR_POLICY: _("Major policy measure"),
    MatterKind.KEY_PROJECT: _("Key project"),
    MatterKind.ANNUAL_BUDGET: _("Annual budget"),
    MatterKind.OTHER: _("Other matter"),
}


class NotConsulted(Refused):
    code = "E_DEC_NO_CONSULT"
    message = _(
        "The draft decision and its basis were not published and the public was not heard before the decision; "
        "it cannot go further."
    )


class ReportUnpublished(Refused):
    """「在决策前…将意见收集、采纳情况…向社会公布」."""

    code = "E_ADOPT_UNPUBLISHED"
    message = _("The adoption report has not been published; the matter cannot be concluded.")


class MatterConcluded(Refused):
    code = "E_DEC_CONCLUDED"
    message = _("The matter is concluded. Nothing in it changes any more.")


class AlreadyLinked(Refused):
    code = "E_DEC_LINKED"
    message = _("This consultation belongs to a matter already.")


def check_conclusion(consultation_states: Sequence[str]) -> None:
    """Whether a matter with these consultations may be concluded (AT-19)."""
    if not consultation_states:
        raise NotConsulted
    if any(state not in (State.REPORT_PUBLISHED, State.ARCHIVED) for state in consultation_states):
        raise ReportUnpublished


def check_open(state: str) -> None:
    if state != MatterState.OPEN:
        raise MatterConcluded
