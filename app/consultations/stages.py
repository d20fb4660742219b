"""The procedure in five steps, as the public sees it above the draft and above the report."""

from datetime import date
from typing import Any

from app.consultations.deadlines import is_report_late
from app.consultations.rules import State
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.pages import show_date


def stages(consultation: dict[str, Any], *, today: date | None = None) -> list[dict[str, Any]]:
    """The procedure in five steps, for the public: done, now or next. With `today` a late report is called late."""
    at = {
        State.OPEN: 1,
        State.CLOSED: 2,
        State.ANALYSING: 2,
        State.REPORT_PUBLISHED: 3,
        State.ARCHIVED: 4,
    }.get(consultation["state"], -1)
    due = consultation["report_due_on"]
    expected = gettext("expected by {day}", day=show_date(due, "short")) if due and -1 < at < 3 else ""
    if today and is_report_late(consultation["state"], due, today=today):
        expected = gettext("was due by {day}, now overdue", day=show_date(due, "short"))
    rows = (
        (_("Draft published"), show_date(consultation["opens_on"], "short")),
        (_("Public comments"), gettext("until {day}", day=show_date(consultation["closes_on"], "short"))),
        (_("Comments studied"), ""),
        (_("Outcome published"), expected),
        (_("Decision"), ""),
    )
    return [
        {"text": gettext(text), "when": when, "state": "done" if i < at else "now" if i == at else "next"}
        for i, (text, when) in enumerate(rows)
    ]
