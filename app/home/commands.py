"""The command line's part of what all rooms share: ``daylight reindex``."""

import asyncio

import click

from app.consultations.searching import reindex_consultations
from app.lib.clock import system_clock
from app.lib.db import open_database
from app.lib.i18n import gettext, set_locale
from app.lib.i18n import gettext_noop as _
from app.lib.settings import Settings
from app.search import folding

PROGRESS = _("{done} of {total} texts")
RESULT = _("{total} public texts can be found, {open} open consultations among them.")


@click.command()
@click.pass_obj
def reindex(settings: Settings) -> None:
    """Write the index of the search anew. The site may go on meanwhile: the old index answers until the new one can.

    Needed after a restore, after an update whose notes say so, and once where consultations were open before the
    search was there.
    """
    set_locale(settings.default_locale)
    total, is_open = asyncio.run(_run(settings))
    click.echo(err=True)
    click.echo(gettext(RESULT, total=f"{total:,}", open=f"{is_open:,}"))


async def _run(settings: Settings) -> tuple[int, int]:
    database, now = open_database(settings), system_clock()
    try:
        async with database.write() as tx:
            is_open = await reindex_consultations(tx, now=now)
        await folding.read_matters_anew(database)
        return await folding.rebuild(database, now=now, progress=_show), is_open
    finally:
        await database.close()


def _show(done: int, total: int) -> None:
    click.echo("\r" + gettext(PROGRESS, done=f"{done:,}", total=f"{total:,}"), nl=False, err=True)
