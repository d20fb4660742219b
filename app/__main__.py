"""The command line: ``daylight COMMAND`` or ``python -m app COMMAND``.

Exit codes: 0 done, 1 a fault, 2 wrong usage or settings, 3 done in part (the report says what was refused),
4 nothing could be done.
"""

import asyncio
import dataclasses
import os
import sys

import click
import uvicorn

from app.accounts.commands import create_agency, create_person, set_org_code
from app.archives.commands import verify_archive
from app.background import work
from app.casework.commands import export_requests, import_requests_file
from app.clocks.calendar_commands import calendar
from app.clocks.commands import due
from app.comments.commands import import_comments
from app.demo.commands import accounts_table, demo_settings, prepare
from app.files.commands import rotate_keys
from app.home.commands import reindex
from app.lib import migrations
from app.lib.clock import system_clock
from app.lib.db import open_database
from app.lib.i18n import set_locale
from app.lib.jobs import make_tables
from app.lib.processes import beside, set_up_log, settle
from app.lib.settings import BadSetting, Settings, language, load_settings
from app.main import create_app
from app.moderation.commands import rescan_comments
from app.proceedings.commands import fee
from app.similarity.commands import group
from app.workdays.services import seed_calendar

NEEDS_NO_SETTINGS = ("due", "fee", "group")
"""Arithmetic of the law, and the grouping of a file: they work in an empty folder, and make no site there."""


@click.group(help=__doc__, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="daylight")
@click.pass_context
def main(context: click.Context) -> None:
    set_up_log()
    if context.invoked_subcommand in NEEDS_NO_SETTINGS:
        set_locale(language())
        return
    try:
        context.obj = load_settings()
    except BadSetting as error:
        raise click.UsageError(str(error)) from error


@main.command()
@click.option("--host", help="Address to listen on (default: HOST or 127.0.0.1).")
@click.option("--port", type=int, help="Port to listen on (default: PORT or 8000).")
@click.option("--no-migrate", is_flag=True, help="Do not bring the database to the newest schema first.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None, no_migrate: bool) -> None:
    """Serve the site, with a second process beside it for background work."""
    if not no_migrate:
        prepare_database(settings)
    run_server(dataclasses.replace(settings, host=host or settings.host, port=port or settings.port))


def prepare_database(settings: Settings) -> None:
    """The newest schema, and the official calendar as far as it is known."""
    migrations.upgrade(settings.database_url)

    async def run() -> None:
        database = open_database(settings)
        try:
            async with database.write() as db:
                await seed_calendar(db, now=system_clock())
        finally:
            await database.close()

    asyncio.run(run())


def run_server(settings: Settings) -> None:
    """The site until it is told to stop, and beside it the process that does its background work.

    Grouping thousands of texts takes a core for seconds: in the server itself, pages and posts would wait for it.
    """
    if settings.has_worker:
        make_tables(settings.database_url)
        with beside(work, settings):
            serve_pages(dataclasses.replace(settings, has_worker=False))
    else:
        serve_pages(settings)


def serve_pages(settings: Settings) -> None:
    app = create_app(settings)
    settle()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,  # addresses of visitors belong to nobody
        loop="uvloop",
        http="httptools",
        server_header=False,
        proxy_headers=False,  # whose address counts is decided in one place: lib.web.client_address
        ws="none",  # there is nothing to upgrade to
        timeout_graceful_shutdown=10,
    )


@main.command()
@click.pass_obj
def worker(settings: Settings) -> None:
    """Do background work in a process of its own (set HAS_WORKER=0 for the server, and WORKER_ID here)."""
    work(settings)


@main.command()
@click.option("--to", "revision", default="head", help="Revision to go to; a lower one goes back.", show_default=True)
@click.pass_obj
def migrate(settings: Settings, revision: str) -> None:
    """Bring the database to the newest schema (or to another revision)."""
    before = migrations.current(settings.database_url)
    if revision != "head" and before is not None and revision < before:
        migrations.downgrade(settings.database_url, revision)
    elif revision != "head":
        migrations.upgrade(settings.database_url, revision)
    else:
        prepare_database(settings)
    click.echo(f"{before or 'empty'} -> {migrations.current(settings.database_url) or 'empty'}")


@main.command()
@click.pass_obj
def demo(settings: Settings) -> None:
    """Serve a demonstration site in Chinese: three consultations, thousands of comments, staff accounts."""
    settings = demo_settings(settings)
    prepare(settings)
    click.echo(f"\n  阳光公开 Daylight: http://localhost:{settings.port}\n")
    click.echo(f"  工作台 staff: http://localhost:{settings.port}/staff\n{accounts_table()}\n")
    run_server(settings)


main.add_command(calendar)
main.add_command(create_agency)
main.add_command(create_person)
main.add_command(set_org_code)
main.add_command(due)
main.add_command(fee)
main.add_command(group)
main.add_command(import_comments)
main.add_command(import_requests_file)
main.add_command(export_requests)
main.add_command(reindex)
main.add_command(rescan_comments)
main.add_command(rotate_keys)
main.add_command(verify_archive)

if __name__ == "__main__":
    main(prog_name=os.path.basename(sys.argv[0]) if sys.argv[0].endswith("daylight") else "python -m app")
