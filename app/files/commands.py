"""The command that renews what keys protect: columns first, then files."""

import asyncio

import click

from app.files.store import open_store
from app.lib.commands import rotate_keys as rotate_columns
from app.lib.settings import Settings


@click.command("rotate-keys", help=rotate_columns.help)
@click.pass_context
def rotate_keys(context: click.Context) -> None:
    settings: Settings = context.obj
    context.invoke(rotate_columns)
    resealed = asyncio.run(open_store(settings).reseal())
    click.echo(f"{resealed:,} files were sealed anew.")
