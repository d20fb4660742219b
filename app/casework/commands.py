"""The command line's part of casework: ``daylight import-requests`` and ``daylight export-requests``."""

import asyncio
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Agency
from app.accounts.rules import SYSTEM
from app.casework.exporting import write_register
from app.casework.importing import Columns, ImportedRequest, Outcome, read_requests
from app.casework.register import list_register
from app.casework.services import export_register, find_divisions, import_requests
from app.lib.clock import local_date, system_clock
from app.lib.db import Database, open_database
from app.lib.downloads import safe_cell
from app.lib.errors import DomainError, FormInvalid
from app.lib.i18n import gettext, set_locale
from app.lib.i18n import gettext_noop as _
from app.lib.settings import Settings
from app.lib.tables import Refusal, Unreadable
from app.requests.rules import RequestChannel
from app.workdays.queries import load_calendar

BATCH = 200
PARTLY, NOTHING = 3, 4

PROGRESS = _("{share} read: {stored} stored, {refused} refused")
RESULT = _("{stored} stored, {already} were there already, {refused} refused.")
REPORTED = _("What became of each line stands in {name}.")
REFUSED = _("Line {number}: {reason}")
RESULTS = {"stored": _("stored"), "already": _("there already"), "refused": _("refused")}
HEADINGS = (_("Line"), _("Outcome of the line"), _("Register number or reason"))
OPTIONS = {
    "id": "identity of a line; without it: digest of the file and line",
    "title": "short title in the office's words",
    "doc_no": "document number asked for",
    "kind": "kind of applicant: code or 自然人, 商业企业 …",
    "name": "name of the applicant",
    "id_number": "identity number; only encrypted, masked and hashed values of it are stored",
    "phone": "telephone",
    "email": "e-mail",
    "address": "address",
    "channel": "how it came in: code or 当面申请, 信函 …",
    "submitted": "when it was sent in",
    "received": "day of receipt (收到申请之日); without it a request waits to be confirmed",
    "register_no": "number in the other register; kept",
    "division": "name of the division that answers",
    "replied": "when it was answered",
    "reply_kind": "kind of the reply: code or 予以公开 …",
}


def _columns(command: Any) -> Any:
    for name, text in reversed(OPTIONS.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, default="", help=f"Column: {text}.")(command)
    return command


@click.command(name="import-requests")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agency", required=True, help="Code of the public body.")
@click.option("--text", required=True, help="Column of what was asked for.")
@_columns
@click.option(
    "--default-channel",
    type=click.Choice([one.value for one in RequestChannel]),
    default=RequestChannel.ONLINE.value,
    show_default=True,
    help="For lines without a channel.",
)
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write a line for each line (CSV).")
@click.pass_obj
def import_requests_file(
    settings: Settings, file: Path, agency: str, default_channel: str, report: Path | None, **columns: str
) -> None:
    """Take requests in from FILE (CSV, TSV, JSONL or XLSX; UTF-8 or GB18030). Safe to run twice.

    Running ones get their due date, past ones keep their reply. Exit codes: 0 all lines are in, 2 the file or an
    option cannot be used, 3 some lines were refused (the report says why), 4 no line is in.
    """
    set_locale(settings.default_locale)
    try:
        done = asyncio.run(_run(settings, file, agency, Columns(**columns), RequestChannel(default_channel)))
    except (Unreadable, DomainError) as error:
        raise click.UsageError(gettext(error.message, **error.params)) from error
    count = Counter(one.result for one in done)
    click.echo(gettext(RESULT, **{name: f"{count[name]:,}" for name in RESULTS}))
    _tell(done, report)
    if not count["stored"] and not count["already"]:
        sys.exit(NOTHING)
    if count["refused"]:
        sys.exit(PARTLY)


async def _run(settings: Settings, file: Path, agency: str, columns: Columns, channel: RequestChannel) -> list[Outcome]:
    database = open_database(settings)
    try:
        return await import_file(database, file, agency, columns, channel, now=system_clock())
    finally:
        await database.close()


async def import_file(
    database: Database, file: Path, agency_code: str, columns: Columns, channel: RequestChannel, *, now: datetime
) -> list[Outcome]:
    """A whole file in batches, each in a transaction of its own. Raises Unreadable."""
    async with database.read() as db:
        agency = await _find_agency(db, agency_code)
        calendar, divisions = await load_calendar(db), await find_divisions(db, agency.id)
    shares, done = [0.0], list[Outcome]()
    source = read_requests(file, columns, channel, today=local_date(now), progress=shares.append)
    for batch in _batches(source):
        rows = [row for row in batch if isinstance(row, ImportedRequest)]
        refused = [Outcome(one.number, "refused", one.reason, one.params) for one in batch if isinstance(one, Refusal)]
        async with database.write() as tx:
            entered = await import_requests(
                tx, agency.id, rows, divisions=divisions, calendar=calendar, actor=SYSTEM, now=now
            )
        done += sorted([*refused, *entered], key=lambda one: one.number)
        _show(shares[-1], done)
    click.echo(err=True)
    return done


async def _find_agency(db: AsyncSession, code: str) -> Agency:
    agency = await db.scalar(select(Agency).where(Agency.code == code.lower()))
    if agency is None:
        raise click.UsageError(gettext(_("There is no public body with the code {code}."), code=code))
    return agency


def _batches(rows: Iterator[ImportedRequest | Refusal]) -> Iterator[list[ImportedRequest | Refusal]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _show(share: float, done: list[Outcome]) -> None:
    count = Counter(one.result for one in done)
    line = gettext(PROGRESS, share=f"{share:.0%}", stored=f"{count['stored']:,}", refused=f"{count['refused']:,}")
    click.echo(f"\r{line}", nl=False, err=True)


def _tell(done: list[Outcome], report: Path | None) -> None:
    if report is None:
        for one in done:
            if one.result == "refused":
                click.echo(gettext(REFUSED, number=one.number, reason=gettext(one.note, **(one.params or {}))))
        return
    with report.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(gettext(one) for one in HEADINGS)
        for one in done:
            note = gettext(one.note, **(one.params or {})) if one.result == "refused" else one.note
            writer.writerow([one.number, gettext(RESULTS[one.result]), safe_cell(note)])
    click.echo(gettext(REPORTED, name=str(report)))


@click.command(name="export-requests")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--agency", required=True, help="Code of the public body.")
@click.option("--year", type=int, help="Only those received in this year.")
@click.option("--full", is_flag=True, help="With names, numbers, addresses and descriptions; needs --reason.")
@click.option("--reason", default="", help="Why the full register is needed: it goes into the record.")
@click.pass_obj
def export_requests(settings: Settings, file: Path, agency: str, year: int | None, full: bool, reason: str) -> None:
    """Write the register of requests (依申请公开台账) to FILE (.xlsx or .csv), without personal data unless --full."""
    set_locale(settings.default_locale)
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise click.UsageError(gettext(_("{name}: the register is written as .xlsx or .csv."), name=file.name))
    try:
        rows = asyncio.run(_list(settings, agency, year, full, reason))
    except FormInvalid as invalid:
        raise click.UsageError(gettext(invalid.errors[0].message)) from invalid
    file.write_bytes(write_register(rows, file.suffix.lower()[1:], is_full=full))
    click.echo(gettext(_("{n} requests written to {name}."), n=len(rows), name=str(file)))


async def _list(settings: Settings, code: str, year: int | None, is_full: bool, reason: str) -> list[dict[str, Any]]:
    database = open_database(settings)
    try:
        async with database.write() as tx:
            agency = await _find_agency(tx, code)
            if is_full:
                await export_register(tx, agency.id, reason=reason, actor=SYSTEM, now=system_clock())
            return await list_register(tx, agency.id, year=year, is_full=is_full)
    finally:
        await database.close()
