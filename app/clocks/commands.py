"""The command line's part: ``daylight due``. Needs no site, no database and no settings."""

import json
from datetime import date
from typing import Any

import click

from app.clocks.asking import Answer, Question, answer
from app.clocks.telling import provisional_warnings, tell_all
from app.lib.errors import DomainError
from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.workdays.installed import CalendarSource, find_calendar

WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
UNREADABLE = _("The calendar of this installation cannot be read; the one that comes with the program was used.")


class Day(click.ParamType):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(value) != 10:
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.fail(
                gettext(_("There is no day “{typed}”. Please write it like 2026-04-20."), typed=value), param, ctx
            )


DAY = Day()


@click.command()
@click.option("--received", type=DAY, required=True, help="Day of receipt in the sense of the law (收到申请之日).")
@click.option("--extend", type=int, metavar="N", help="Working days by which it was extended (延期), at most 20.")
@click.option(
    "--corrected", type=DAY, help="Day on which the corrected request arrived (补正): the period begins anew."
)
@click.option("--paid", type=DAY, help="Day on which the fee was paid: the period begins anew.")
@click.option("--sent", type=DAY, help="Day on which the letter to a third party went out (征求意见).")
@click.option("--third-party-received", type=DAY, help="Day on which that letter arrived.")
@click.option("--returned", type=DAY, help="Day on which the opinion came. Without it: the third party stays silent.")
@click.option("--joint", "is_joint", is_flag=True, help="The one who was asked is a joint maker (共同制作机关).")
@click.option("--json", "as_json", is_flag=True, help="Write JSON: due, provisional, steps and more.")
def due(as_json: bool, **typed: Any) -> None:
    """Until when a request must be answered (答复期限), and why, day by day.

    Uses the calendar of this installation where there is one, otherwise the one that comes with the program. Exit
    code 2: the dates cannot be.
    """
    calendar, source = find_calendar()
    try:
        found = answer(Question(**typed), calendar=calendar)
    except DomainError as error:
        raise click.UsageError(gettext(error.message, **error.params)) from error
    if source is CalendarSource.UNREADABLE:
        click.echo(gettext(UNREADABLE), err=True)
    if as_json:
        click.echo(json.dumps(_as_json(found, source), ensure_ascii=False, indent=2))
    else:
        _print(found)


def _as_json(found: Answer, source: CalendarSource) -> dict[str, object]:
    clock = found.clock
    return {
        "due": clock.due.isoformat(),
        "provisional": clock.is_provisional,
        "counts_from": clock.counts_from.isoformat(),
        "excluded_workdays": clock.excluded,
        "extended_workdays": clock.added,
        "correction_notice_by": found.correction_notice_by.isoformat(),
        "opinion_by": _iso(found.opinion_by),
        "extension_by": _iso(found.extension_by),
        "warnings": provisional_warnings(clock),
        "law": found.law.version,
        "calendar": source.value,
        "steps": [
            {
                "date": line.day.isoformat(),
                "kind": line.kind,
                "what": line.what,
                "why": line.why,
                "article": line.article,
                "provisional": line.is_provisional,
            }
            for line in tell_all(clock)
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _print(found: Answer) -> None:
    for line in tell_all(found.clock):
        article = f"  {line.article}" if line.article else ""
        click.echo(f"{line.day} {gettext(WEEKDAYS[line.day.weekday()])}  {line.what}{article}")
    click.echo("")
    due_on = found.clock.due
    click.echo(gettext(_("Reply due: {day} ({weekday})"), day=due_on, weekday=gettext(WEEKDAYS[due_on.weekday()])))
    for warning in provisional_warnings(found.clock):
        click.echo(warning)
