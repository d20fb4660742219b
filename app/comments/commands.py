"""The command line's part of comments: ``daylight import-comments``."""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO
from uuid import UUID

import click

from app.accounts.rules import SYSTEM
from app.comments.heard import list_choices
from app.comments.importing import Columns, read_rows
from app.comments.queries import get_open_for, list_targets
from app.comments.rules import Imported, ImportedRow, Way
from app.comments.services import import_comments as import_batch
from app.consultations.rules import GROUPING_STATES, Method, check_state
from app.lib.clock import system_clock
from app.lib.db import Database, open_database
from app.lib.errors import DomainError, NotFound
from app.lib.i18n import gettext, set_locale
from app.lib.i18n import gettext_noop as _
from app.lib.settings import Settings
from app.lib.tables import Refusal, Unreadable

BATCH = 500
PARTLY, NOTHING = 3, 4

PROGRESS = _("{share} read: {stored} stored, {refused} refused")
RESULT = _("{stored} stored ({late} of them late, not counted), {already} were there already, {refused} refused.")
REPORTED = _("The refused lines are listed in {name}.")
REFUSED = _("Line {number}: {reason}")


@click.command(name="import-comments")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", required=True, type=click.UUID, help="Id of the consultation, as in its address.")
@click.option("--text", "text_column", required=True, help="Column of the comment itself.")
@click.option("--title", default="", help="Column of a title.")
@click.option("--id", "id_column", default="", help="Column of an identity. Without it: digest of the file and line.")
@click.option("--person", default="", help="Column that tells people apart; only a keyed hash of it is stored.")
@click.option(
    "--at", default="", help="Column of the time it was said. Without it: now (a past consultation needs it)."
)
@click.option("--clause", default="", help="Column of the clause: a9, or 第九条.")
@click.option("--method", type=click.Choice([m.value for m in Method]), default=Method.WRITTEN.value, show_default=True)
@click.option("--occasion", type=click.UUID, help="Id of the symposium, visit or hearing where it was said.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the refused lines to this file.")
@click.pass_obj
def import_comments(
    settings: Settings,
    file: Path,
    consultation: UUID,
    text_column: str,
    title: str,
    id_column: str,
    person: str,
    at: str,
    clause: str,
    method: str,
    occasion: UUID | None,
    report: Path | None,
) -> None:
    """Take comments in from FILE (CSV, TSV, JSONL or XLSX; UTF-8 or GB18030). Safe to run twice.

    Exit codes: 0 all lines are in, 2 the file or an option cannot be used, 3 some lines were refused (they are
    listed with their reasons), 4 no line is in.
    """
    set_locale(settings.default_locale)
    columns = Columns(text_column, title, id_column, person, at, clause)
    try:
        done = asyncio.run(_run(settings, file, consultation, columns, Method(method), occasion))
    except NotFound as error:
        raise click.UsageError(gettext(_("There is no published consultation {id}."), id=consultation)) from error
    except (Unreadable, DomainError) as error:
        raise click.UsageError(gettext(error.message, **error.params)) from error
    _tell(done, report)
    if done.refused:
        sys.exit(PARTLY if done.stored or done.already else NOTHING)
    if not done.stored and not done.already:
        sys.exit(NOTHING)


async def _run(
    settings: Settings, file: Path, consultation_id: UUID, columns: Columns, method: Method, occasion_id: UUID | None
) -> Imported:
    database, now = open_database(settings), system_clock()
    try:
        way = await _find_way(database, consultation_id, occasion_id, now=now) if occasion_id else Way(method)
        return await import_file(database, file, consultation_id, columns, way, now=now)
    finally:
        await database.close()


async def _find_way(database: Database, consultation_id: UUID, occasion_id: UUID, *, now: datetime) -> Way:
    """The occasion, if it took place in this consultation."""
    async with database.read() as db:
        choices = await list_choices(db, consultation_id)
    if str(occasion_id) not in choices:
        raise click.UsageError(gettext(_("No occasion {id} took place in this consultation."), id=occasion_id))
    return choices[str(occasion_id)].way(None, now=now)


async def import_file(
    database: Database, file: Path, consultation_id: UUID, columns: Columns, way: Way | Method, *, now: datetime
) -> Imported:
    """A whole file in batches, each in a transaction of its own. Raises Unreadable, NotFound or WrongState."""
    async with database.read() as db:
        consultation = await get_open_for(db, consultation_id)
        targets = await list_targets(db, consultation.draft_id)
    check_state(consultation.state, GROUPING_STATES)
    way = way if isinstance(way, Way) else Way(way)
    total = Imported(0, 0, 0, ())
    shares = [0.0]
    for batch in _batches(read_rows(file, columns, targets, progress=shares.append)):
        rows = [row for row in batch if isinstance(row, ImportedRow)]
        refused = tuple(row for row in batch if isinstance(row, Refusal))
        async with database.write() as tx:
            consultation = await get_open_for(tx, consultation_id)
            done = await import_batch(tx, consultation, rows, targets=targets, way=way, actor=SYSTEM, now=now)
        total = Imported(
            total.stored + done.stored,
            total.already + done.already,
            total.late + done.late,
            (*total.refused, *sorted((*refused, *done.refused), key=lambda one: one.number)),
        )
        _show(shares[-1], total)
    click.echo(err=True)
    return total


def _batches(rows: Iterable[ImportedRow | Refusal]) -> Iterator[list[ImportedRow | Refusal]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _show(share: float, total: Imported) -> None:
    line = gettext(PROGRESS, share=f"{share:.0%}", stored=f"{total.stored:,}", refused=f"{len(total.refused):,}")
    click.echo(f"\r{line}", nl=False, err=True)


def _tell(done: Imported, report: Path | None) -> None:
    numbers = {"stored": done.stored, "late": done.late, "already": done.already, "refused": len(done.refused)}
    click.echo(gettext(RESULT, **{name: f"{number:,}" for name, number in numbers.items()}))
    if report is None:
        _list_refused(done.refused, sys.stdout)
        return
    with report.open("w", encoding="utf-8") as out:
        _list_refused(done.refused, out)
    click.echo(gettext(REPORTED, name=str(report)))


def _list_refused(refused: Iterable[Refusal], out: TextIO) -> None:
    for one in refused:
        print(gettext(REFUSED, number=one.number, reason=gettext(one.reason, **one.params)), file=out)
