"""The command line's part of moderation: ``daylight rescan-comments``."""

import asyncio

import click

from app.lib.clock import system_clock
from app.lib.db import open_database
from app.lib.personal_data import VERSION
from app.lib.settings import Settings
from app.moderation.models import ScanRun
from app.moderation.rescanning import rescan_comments as rescan
from app.moderation.rescanning import start_again


@click.command(name="rescan-comments")
@click.option("--again", is_flag=True, help="Also where this version has finished: begin anew.")
@click.pass_obj
def rescan_comments(settings: Settings, again: bool) -> None:
    """Scan older comments with the newest patterns; what is public and holds personal data waits for a person.

    The background work does this by itself after an update. Safe to interrupt and to repeat.
    """

    async def run() -> ScanRun | None:
        database = open_database(settings)
        try:
            if again:
                await start_again(database)
            await rescan(database, now=system_clock())
            async with database.read() as db:
                return await db.get(ScanRun, VERSION)
        finally:
            await database.close()

    done = asyncio.run(run())
    if done:
        click.echo(f"Patterns {done.version}: {done.looked_at:,} comments scanned, {done.held:,} of them held.")
