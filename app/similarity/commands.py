"""The command line's part: ``daylight group``. Needs no site, no database and no settings."""

import os
import sys
from pathlib import Path

import click

from app.lib.i18n import gettext
from app.lib.i18n import gettext_noop as _
from app.lib.tables import Refusal, Unreadable
from app.similarity.grouped_files import OUTPUTS, Columns, group_file, write_groups, write_summary

PARTLY, NOTHING = 3, 4
STEPS = {"read": _("reading and grouping"), "merge": _("joining groups that are alike"), "topics": _("finding topics")}
LISTED = 20


@click.command(name="group")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--text", "text_column", required=True, help="Column of the text.")
@click.option("--title", default="", help="Column of a title, which counts more when topics are found.")
@click.option("--id", "id_column", default="", help="Column of an identity. Without it: the number of the line.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="CSV, TSV, JSONL or XLSX. Default: FILE-groups.csv"
)
def group(file: Path, text_column: str, title: str, id_column: str, out: Path | None) -> None:
    """Group the texts of FILE (CSV, TSV, JSONL, XLSX; UTF-8 or GB18030): the same words, the same matter.

    Writes the columns id, group, topic, score and representative, and a page with the largest groups beside it. A
    group holds copies and variants of one text; a topic is a suggestion: groups that seem to be about one matter.
    The same file always gives the same answer.

    Exit codes: 0 all lines are grouped, 2 the file or an option cannot be used, 3 some lines were left out (they are
    listed with their reasons), 4 no line is grouped.
    """
    out = out or file.with_name(f"{file.stem}-groups.csv")
    page = out.with_suffix(".html")
    _check_places(file, out, page)
    columns = Columns(text_column, title, id_column)
    try:
        batch, refused = group_file(file, columns, processes=len(os.sched_getaffinity(0)), told=_tell)
        click.echo(err=True)
        _list_refused(refused)
        if not len(batch):
            click.echo(gettext(_("There is no text in {name}."), name=file.name), err=True)
            sys.exit(NOTHING)
        kept = write_groups(file, columns, batch, out)
        write_summary(file.name, batch, kept, len(refused), page)
    except Unreadable as error:
        raise click.UsageError(gettext(error.message, **error.params)) from error
    except OSError as error:
        raise click.UsageError(
            gettext(_("{name} cannot be written: {cause}"), name=error.filename or out, cause=error.strerror)
        ) from error
    click.echo(
        gettext(
            _("{texts} texts, {groups} groups, {topics} topics. {out}, {page}"),
            texts=f"{len(batch):,}",
            groups=f"{len(batch.sizes):,}",
            topics=f"{max(batch.topic):,}",
            out=out,
            page=page,
        )
    )
    if refused:
        sys.exit(PARTLY)


def _check_places(file: Path, out: Path, page: Path) -> None:
    if out.suffix not in OUTPUTS:
        raise click.UsageError(gettext(_("{name}: results are written as .csv, .tsv, .jsonl or .xlsx."), name=out.name))
    if file.resolve() in (out.resolve(), page.resolve()):
        raise click.UsageError(gettext(_("--out is the file that is read. Please choose another name.")))
    if not out.absolute().parent.is_dir():
        raise click.UsageError(gettext(_("There is no folder {name}."), name=out.absolute().parent))


def _tell(step: str, share: float) -> None:
    click.echo(f"\r{gettext(STEPS[step])} {share:4.0%}   ", nl=False, err=True)


def _list_refused(refused: list[Refusal]) -> None:
    for one in refused[:LISTED]:
        line = _("Line {number}: {reason}")
        click.echo(gettext(line, number=one.number, reason=gettext(one.reason, **one.params)), err=True)
    if len(refused) > LISTED:
        click.echo(gettext(_("… and {n} more"), n=len(refused) - LISTED), err=True)
