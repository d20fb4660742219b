"""The clock in words, in the current language: the citizen's page, the clerk's page and the command line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.clocks.rules import ClockKind, ReplyClock, Step, StepKind
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _

WHO: Mapping[ClockKind, str] = {
    ClockKind.THIRD_PARTY: _("third party"),
    ClockKind.JOINT: _("joint maker"),
}

WHAT: Mapping[StepKind, str] = {
    StepKind.RECEIVED: _("Application received"),
    StepKind.RESTARTED: _("The period begins anew"),
    StepKind.COUNTED: _("Working day {count}"),
    StepKind.MADE_UP: _("Working day {count} (made up)"),
    StepKind.WEEKEND: _("Weekend, not counted"),
    StepKind.HOLIDAY: _("{note}, not counted"),
    StepKind.EXCLUDED: _("Not counted: opinion of the {who} awaited"),
    StepKind.SENT: _("Letter to the {who} sent"),
    StepKind.RETURNED: _("Opinion of the {who} received"),
    StepKind.SILENT: _("Last day for the opinion of the {who}"),
    StepKind.WITHOUT_EFFECT: _("Letter to the {who} sent after the period had ended"),
    StepKind.APPENDED: _("Extended by {count} working days"),
    StepKind.DUE: _("Last day for the reply"),
}

WHY: Mapping[StepKind, str] = {
    StepKind.RECEIVED: _("The day on which a period begins does not count: counting starts on the next day."),
    StepKind.MADE_UP: _("A weekend day that the holiday notice makes a working day."),
    StepKind.HOLIDAY: _("A day off by the holiday notice or by statute."),
    StepKind.EXCLUDED: _("The time for asking others is not part of the period for the reply."),
    StepKind.SENT: _("Counting stops after this day."),
    StepKind.RETURNED: _("Counting goes on after this day."),
    StepKind.SILENT: _("No opinion came in time: counting goes on after this day."),
    StepKind.WITHOUT_EFFECT: _("It does not change a period that is over."),
    StepKind.APPENDED: _("Added to the end, once."),
    StepKind.DUE: _("The period ends with this day."),
}

RESTARTS: Mapping[ClockKind, str] = {
    ClockKind.CORRECTION: _("The corrected request arrived: {count} working days from the next day on."),
    ClockKind.FEE: _("The fee was paid: {count} working days from the next day on."),
}
DELAYED = _("Put off by {count} working days")
NO_NAME = _("Day off, not counted")
PROVISIONAL = _("The holiday arrangement for {year} has not been published: the date is provisional.")


@dataclass(frozen=True)
class Told:
    """One line to show. `kind` is for its looks."""

    day: date
    kind: str
    what: str
    why: str
    article: str
    is_provisional: bool


def tell(step: Step) -> Told:
    """A step in the current language."""
    places = {
        "count": step.count,
        "note": step.note,
        "who": gettext(WHO[step.about]) if step.about and step.about in WHO else "",
    }
    what, why = WHAT[step.kind], WHY.get(step.kind, "")
    if step.kind is StepKind.HOLIDAY and not step.note:
        what = NO_NAME
    if step.about is ClockKind.DELAY:
        what = DELAYED
    if step.kind is StepKind.RESTARTED and step.about:
        why = RESTARTS[step.about]
    return Told(
        day=step.day,
        kind=step.kind.value,
        what=gettext(what, **places),
        why=gettext(why, **places) if why else "",
        article=step.article,
        is_provisional=step.is_provisional,
    )


def tell_all(clock: ReplyClock) -> list[Told]:
    """Every line of a clock."""
    return [tell(step) for step in clock.steps]


def provisional_warnings(clock: ReplyClock) -> list[str]:
    """W_CAL_PROVISIONAL, one sentence for each year whose notice is not published."""
    return [gettext(PROVISIONAL, year=year) for year in clock.provisional_years] if clock.is_provisional else []
