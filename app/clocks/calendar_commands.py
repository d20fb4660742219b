"""The command line's part: ``daylight calendar``."""

import asyncio
import sys
from pathlib import Path

import click

from app.accounts.rules import SYSTEM
from app.clocks.services import import_notice
from app.clocks.yearly import count_kinds, holidays
from app.lib.clock import system_clock
from app.lib.db import open_database
from app.lib.i18n import gettext, set_locale
from app.lib.i18n import gettext_noop as _
from app.lib.settings import Settings
from app.workdays.models import CalendarChange
from app.workdays.notices import FIRST_YEAR, LAST_YEAR, BadNotice, Notice, read_notice
from app.workdays.queries import load_calendar

NOTHING = 4


@click.group()
@click.pass_obj
def calendar(settings: Settings) -> None:
    """The working-day calendar (工作日历): show a year, import the notice of a year."""
    set_locale(settings.default_locale)


@calendar.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", help="Title and number of the notice; without it the name of the file.")
@click.pass_obj
def import_file(settings: Settings, file: Path, source: str | None) -> None:
    """Import the holiday notice of a year from FILE (CSV: date,is_workday,note). A year that is there is replaced.

    Running due dates are computed anew by the worker. Exit codes: 2 the file is refused, 4 it says nothing new.
    """
    try:
        notice = read_notice(file.read_bytes())
    except BadNotice as error:
        raise click.UsageError(gettext(error.message, **error.params)) from error
    try:
        change = asyncio.run(_store(settings, notice, source or file.name))
    except BadNotice as error:
        click.echo(gettext(error.message, **error.params), err=True)
        sys.exit(NOTHING)
    click.echo(
        gettext(
            _("Corrected: {year}, {n} days count otherwise.")
            if change.is_correction
            else _("Imported: {year}, {n} days named."),
            year=change.year,
            n=len(change.days),
        )
    )


async def _store(settings: Settings, notice: Notice, source: str) -> CalendarChange:
    database = open_database(settings)
    try:
        async with database.write() as db:
            return await import_notice(db, notice, source=source, actor=SYSTEM, now=system_clock())
    finally:
        await database.close()


@calendar.command(name="show")
@click.argument("year", type=click.IntRange(FIRST_YEAR, LAST_YEAR))
@click.pass_obj
def show_year(settings: Settings, year: int) -> None:
    """Print the holidays of YEAR, the days made up, and how many working days there are."""

    async def run() -> None:
        database = open_database(settings)
        try:
            async with database.read() as db:
                known = await load_calendar(db)
        finally:
            await database.close()
        counts = count_kinds(known, year)
        for one in holidays(known, year):
            word = gettext(_("off")) if one["kind"] == "off" else gettext(_("work"))
            span = f"{one['first']}" if one["days"] == 1 else f"{one['first']} – {one['last']}"
            click.echo(f"{span}  {word}  {one['note']}")
        click.echo(gettext(_("{n} working days"), n=counts["work"] + counts["made_up"]))
        if year not in known.published:
            click.echo(
                gettext(
                    _("The holiday arrangement for {year} has not been published: the date is provisional."), year=year
                )
            )

    asyncio.run(run())
