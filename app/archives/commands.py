"""The command line's part: ``daylight verify-archive``."""

import sys
from pathlib import Path

import click

from app.archives.verifying import NotAnArchive, verify
from app.lib.i18n import gettext, set_locale
from app.lib.i18n import gettext_noop as _
from app.lib.settings import Settings

NOTHING = 4
SENTENCES = {
    "missing": _("{path}: is listed, but is not there."),
    "extra": _("{path}: is there, but is not listed."),
    "twice": _("{path}: is there more than once."),
    "digest": _("{path}: is not the file that was packed (another SHA-256)."),
    "size": _("{path}: has another length than listed."),
    "comments": _("{path}: holds another number of comments than listed."),
    "report": _("{path}: is not the report that was published."),
}


@click.command(name="verify-archive")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def verify_archive(settings: Settings, file: Path) -> None:
    """Check the archive of a consultation: every file in it against its digest. Needs no database and no network.

    Exit codes: 0 sound; 1 something is not as it was packed; 4 it is no archive. Compare the SHA-256 that it prints
    with the one on the site's page: a whole archive can be forged with a list of its own.
    """
    set_locale(settings.default_locale)
    try:
        verdict = verify(file)
    except NotAnArchive:
        click.echo(gettext("This is no archive of a consultation, or it is too damaged to be opened."), err=True)
        sys.exit(NOTHING)
    for one in verdict.problems:
        click.echo(gettext(SENTENCES[one.kind], path=one.path), err=True)
    if verdict.problems:
        sys.exit(1)
    click.echo(verdict.title)
    click.echo(gettext("Sound: {n} files, each as it was packed.", n=f"{verdict.files:,}"))
    click.echo(gettext("SHA-256 of the list: {digest}", digest=verdict.manifest_digest))
