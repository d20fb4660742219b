"""A table of comments that was sent by the web (意见导入): kept, looked at, taken in line by line, then emptied."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from app.accounts.rules import Actor
from app.comments.heard import Choice
from app.comments.heard_forms import ColumnsForm
from app.comments.importing import Columns, read_rows
from app.comments.models import CommentUpload
from app.comments.queries import OpenFor, get_open_for, list_targets
from app.comments.rules import Imported, ImportedRow, Target
from app.comments.services import import_comments
from app.consultations.rules import GROUPING_STATES, check_state
from app.history.services import record
from app.lib.db import Database
from app.lib.errors import FormInvalid, NotFound
from app.lib.i18n import gettext_noop as _
from app.lib.tables import SUFFIXES, Line, Refusal, Unreadable, read_lines

MAX_BYTES = 20_000_000
MAX_LINES = 5_000
"""More takes longer than a page should wait: the command line takes any number."""
BATCH = 500
KEEP_UNFINISHED = timedelta(days=1)
SHOWN = 5
MOST = 20
GUESSES = {
    "text": ("意见内容", "意见", "内容", "建议", "意见建议", "text", "comment"),
    "title": ("标题", "主题", "title"),
    "person": ("提出人", "参加人", "发言人", "姓名", "编号", "person", "speaker"),
    "at": ("时间", "日期", "来信日期", "来电时间", "提出时间", "date", "time"),
    "clause": ("条款", "对应条款", "条文", "clause"),
}


@dataclass(frozen=True)
class Look:
    """What a table holds: its columns, its first lines, how many lines, and which column is probably what."""

    names: list[str]
    lines: list[list[str]]
    count: int
    guesses: dict[str, str]


def look_at(content: bytes, name: str) -> Look:
    """Read a table without taking it in. Raises FormInvalid on ``file`` with the reason."""
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise FormInvalid.of("file", _("Choose a CSV, TSV, JSONL or XLSX file."))
    if len(content) > MAX_BYTES:
        raise FormInvalid.of("file", _("The file is larger than 20 MB. Divide it, or use the command line."))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{suffix}"
        path.write_bytes(content)
        try:
            found = list(read_lines(path, []))
        except Unreadable as error:
            shown = {key: Path(name).name if key == "name" else value for key, value in error.params.items()}
            raise FormInvalid.of("file", error.message, **shown) from error
    lines = [one for one in found if isinstance(one, Line)]
    if not lines:
        raise FormInvalid.of("file", _("The file has no line that can be read. Its first line names the columns."))
    if len(found) > MAX_LINES:
        message = _("The file has {n} lines; {max} at most are taken here. Divide it, or use the command line.")
        raise FormInvalid.of("file", message, n=f"{len(found):,}", max=f"{MAX_LINES:,}")
    names = list(dict.fromkeys(name for line in lines[:BATCH] for name in line.cells if name))
    first = [[line.cells.get(name, "")[:200] for name in names] for line in lines[:SHOWN]]
    return Look(names, first, len(found), _guess(names))


def _guess(names: Sequence[str]) -> dict[str, str]:
    guesses: dict[str, str] = {}
    for field, words in GUESSES.items():
        free = [name for name in names if name not in guesses.values()]
        guesses[field] = next((name for word in words for name in free if name.strip().lower() == word), "")
    return guesses


async def keep_upload(
    db: AsyncSession, consultation: OpenFor, choice: Choice, content: bytes, name: str, *, actor: Actor, now: datetime
) -> UUID:
    """Keep a table until its columns are chosen (上传意见表格). It was looked at before."""
    check_state(consultation.state, GROUPING_STATES)
    upload = CommentUpload(
        agency_id=consultation.agency_id,
        consultation_id=consultation.id,
        occasion_id=choice.occasion_id,
        method=choice.method.value,
        name=Path(name).name[-200:],
        content=content,
        uploaded_by_id=actor.id,
        uploaded_at=now,
    )
    db.add(upload)
    await db.flush()
    return upload.id


async def get_upload(db: AsyncSession, consultation_id: UUID, upload_id: UUID, *, lock: bool = False) -> CommentUpload:
    """The upload with its file, while it has one. NotFound in another consultation."""
    query = select(CommentUpload).where(CommentUpload.id == upload_id, CommentUpload.consultation_id == consultation_id)
    query = query.options(undefer(CommentUpload.content))
    upload = (await db.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if upload is None:
        raise NotFound
    return upload


async def list_uploads(db: AsyncSession, consultation_id: UUID) -> list[dict[str, Any]]:
    """The last tables and what became of them."""
    query = (
        select(CommentUpload.id, CommentUpload.name, CommentUpload.method, CommentUpload.uploaded_at,
               CommentUpload.result)
        .where(CommentUpload.consultation_id == consultation_id)
        .order_by(CommentUpload.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return [dict(row) | {"id": str(row["id"])} for row in (await db.execute(query)).mappings()]


async def take_in(
    database: Database,
    consultation_id: UUID,
    upload: CommentUpload,
    choice: Choice,
    form: ColumnsForm,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Take the lines in, batch by batch, and keep what became of each (导入意见). Safe twice.

    A line is known by its words within one place: who corrects refused lines may send the whole table again.
    """
    form.check()
    async with database.read() as db:
        targets = await list_targets(db, (await get_open_for(db, consultation_id)).draft_id)
    columns = Columns(form.text, title=form.title, person=form.person, at=form.at, clause=form.clause)
    read = await asyncio.to_thread(_read, upload.content or b"", upload.name, columns, targets)
    way, known = choice.way(form.said_on, now=now), Counter[str]()
    done = Imported(0, 0, 0, tuple(one for one in read if isinstance(one, Refusal)))
    rows = [_identified(one, choice, known) for one in read if isinstance(one, ImportedRow)]
    for start in range(0, len(rows), BATCH):
        async with database.write() as tx:
            consultation = await get_open_for(tx, consultation_id)
            part = await import_comments(
                tx, consultation, rows[start : start + BATCH], targets=targets, way=way, actor=actor, now=now
            )
        done = _sum(done, part)
    await _finish(database, consultation_id, upload.id, done, actor=actor, now=now)


async def forget_unfinished(db: AsyncSession, *, now: datetime) -> None:
    """Delete tables that were sent and left (housekeeping)."""
    left = CommentUpload.content.is_not(None), CommentUpload.uploaded_at < now - KEEP_UNFINISHED
    await db.execute(delete(CommentUpload).where(*left))


def _read(content: bytes, name: str, columns: Columns, targets: Mapping[str, Target]) -> list[ImportedRow | Refusal]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(name).suffix.lower()}"
        path.write_bytes(content)
        try:
            return list(read_rows(path, columns, targets))
        except Unreadable as error:
            raise FormInvalid.of("text", error.message, **{**error.params, "name": name}) from error


def _identified(row: ImportedRow, choice: Choice, known: Counter[str]) -> ImportedRow:
    """The line with an identity of its words, and a count where the same words stand in the table twice."""
    said = [row.text, row.title, row.clause, row.person, row.said_at.isoformat() if row.said_at else ""]
    key = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]
    known[key] += 1
    return replace(row, source_ref=f"table:{choice.value}:{key}:{known[key]}")


def _sum(one: Imported, other: Imported) -> Imported:
    return Imported(
        one.stored + other.stored, one.already + other.already, one.late + other.late, (*one.refused, *other.refused)
    )


async def _finish(
    database: Database, consultation_id: UUID, upload_id: UUID, done: Imported, *, actor: Actor, now: datetime
) -> None:
    """Empty the file and keep the result."""
    refused = sorted(done.refused, key=lambda one: one.number)
    async with database.write() as tx:
        upload = await get_upload(tx, consultation_id, upload_id, lock=True)
        upload.content = None
        upload.result = {
            "stored": done.stored,
            "already": done.already,
            "late": done.late,
            "refused": _as_json(refused),
        }
        record(
            tx, "comment:take_in_table", f"consultation:{consultation_id}", agency_id=upload.agency_id, actor=actor,
            now=now, stored=done.stored, already=done.already, refused=len(refused), method=upload.method,
        )  # fmt: skip


def _as_json(refused: Iterable[Refusal]) -> list[dict[str, Any]]:
    return [{"number": one.number, "reason": one.reason, "params": dict(one.params)} for one in refused]


def find_uploaded(choices: dict[str, Choice], upload: CommentUpload) -> Choice:
    """The place of an upload among the choices of its consultation. Raises NotFound where it is gone."""
    value = str(upload.occasion_id) if upload.occasion_id else upload.method
    if value not in choices:
        raise NotFound
    return choices[value]
