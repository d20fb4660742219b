"""Putting an archive together, piece by piece: memory holds a batch of comments, whatever their number."""

import asyncio
import csv
import io
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from app.adoption.document import digest_of
from app.adoption.formats.schema import csv_metadata, json_schema
from app.adoption.models import AdoptionReport, ReportFile
from app.adoption.report_queries import get_shown_document
from app.adoption.rules import ReportState
from app.archives import content
from app.archives.packing import Entry, Packer
from app.archives.readme import write_readme
from app.archives.rules import COMMENTS, FORMAT, REPORT
from app.consultations.attachment_queries import list_attachments
from app.consultations.queries import get_public_consultation, list_clauses, list_extensions
from app.drafts.models import DraftOriginal
from app.drafts.units import unit_label, unit_refs
from app.files.models import StoredFile
from app.files.store import FileStore
from app.lib.downloads import safe_cell
from app.occasions.queries import list_public as list_occasions
from app.revisions.queries import find_revision, list_rows
from app.revisions.rules import RevisionState

Piece = dict[str, Any]
NOTICE = (
    "title", "agency", "division", "state", "opens_on", "closes_on", "is_past", "published_at", "summary", "basis",
    "methods", "contact", "shorten_reason", "moderation_policy", "withdrawn_note", "collected_count", "late_count",
    "people_count", "cookie_people_count", "report_due_on",
)  # fmt: skip


@dataclass(frozen=True)
class Built:
    """What was made."""

    manifest_digest: str
    files: int
    comments: int


async def write_archive(
    db: AsyncSession,
    out: BinaryIO,
    consultation_id: UUID,
    *,
    store: FileStore,
    base_url: str,
    is_internal: bool = False,
    now: datetime,
) -> Built:
    """Write the archive of one consultation as it is in this session's snapshot. NotFound before publication."""
    packer = Packer(out)
    card = await get_public_consultation(db, consultation_id)
    clauses = await list_clauses(db, card["draft_id"])
    address = f"{base_url}/consultations/{consultation_id}/archive"
    about = {name: card[name] for name in ("title", "agency", "division")} | {"as_of": now.isoformat()}
    packer.add("README.txt", write_readme(address=address, is_internal=is_internal, **about).encode())
    await _write_draft(db, packer, consultation_id, card, clauses, store)
    labels = {unit: unit_label(clauses, unit) for unit in dict.fromkeys(unit_refs(clauses).values())}
    comments = await _write_comments(db, packer, consultation_id, labels, is_internal=is_internal)
    _add_lines(packer, "groups.jsonl", await content.read_groups(db, consultation_id, is_internal=is_internal))
    with packer.open("group_events.jsonl") as entry:
        async for lines in content.read_group_events(db, consultation_id, is_internal=is_internal):
            await asyncio.to_thread(_write_lines, entry, lines)
    _add_lines(packer, "history.jsonl", await content.read_history(db, consultation_id, is_internal=is_internal))
    report_digest = await _write_report(db, packer, consultation_id)
    await _write_rest(db, packer, consultation_id)
    _add_json(packer, "schemas/adoption-report-1.json", json_schema(base_url))
    _add_json(packer, "schemas/adoption-report-1-csv.json", csv_metadata(base_url))
    facts = {"format": FORMAT, "consultation": str(consultation_id), "title": card["title"], "as_of": now.isoformat(),
             "address": address, "is_internal": is_internal, "comments": comments,
             "report_digest": report_digest}  # fmt: skip
    digest = packer.close(facts)
    return Built(digest, len(packer.files), comments)


async def _write_draft(
    db: AsyncSession, packer: Packer, consultation_id: UUID, card: Piece, clauses: Sequence[Piece], store: FileStore
) -> None:
    attachments = await list_attachments(db, consultation_id)
    notice = {name: card[name] for name in NOTICE} | {
        "extensions": await list_extensions(db, consultation_id),
        "attachments": [{name: one[name] for name in ("title", "note", "name", "digest")} for one in attachments],
    }
    _add_json(packer, "notice.json", notice)
    lines = [card["draft_title"] or card["title"], *card["preamble"]]
    lines += ["　".join(part for part in (one["label"], one["heading"], one["text"]) if part) for one in clauses]
    packer.add("draft/draft.txt", "\n".join([*lines, *card["signature"], ""]).encode())
    kept = ("ref", "parent_ref", "kind", "label", "heading", "text")
    _add_json(packer, "draft/clauses.json", [{name: one[name] for name in kept} for one in clauses])
    original = (
        select(StoredFile)
        .join(DraftOriginal, DraftOriginal.file_id == StoredFile.id)
        .where(DraftOriginal.draft_id == card["draft_id"], DraftOriginal.is_clean)
        .where(StoredFile.id.in_([one["file_id"] for one in attachments]))  # only if its office published it
    )
    if file := await db.scalar(original):
        await _copy(packer, f"draft/original.{file.kind}", store, file.digest, file.size)
    for n, one in enumerate(attachments, start=1):
        await _copy(packer, f"draft/attachment-{n}.{one['kind']}", store, one["digest"], one["size"])
    packer.add("explanation.txt", f"{card['explanation']}\n\n{card['basis']}\n".encode())


async def _copy(packer: Packer, name: str, store: FileStore, digest: str, size: int) -> None:
    with packer.open(name) as entry:
        async for piece in store.chunks(digest, size=size):
            entry.write(piece)


async def _write_comments(
    db: AsyncSession, packer: Packer, consultation_id: UUID, labels: Mapping[str, str], *, is_internal: bool
) -> int:
    """The comments as lines of JSON and as a table: one reading, the table waits on disk for its turn."""
    count = 0
    with tempfile.TemporaryFile() as table:
        with packer.open(COMMENTS) as entry:
            async for lines in content.read_comments(db, consultation_id, labels, is_internal=is_internal):
                await asyncio.to_thread(_write_batch, entry, table, lines, is_first=not count)
                count += len(lines)
        table.seek(0)
        with packer.open("comments.csv") as entry:
            while piece := table.read(1 << 20):
                await asyncio.to_thread(entry.write, piece)
    return count


def _write_batch(entry: Entry, table: Any, lines: Sequence[Piece], *, is_first: bool) -> None:
    _write_lines(entry, lines)
    text = io.StringIO()
    writer = csv.writer(text)
    if is_first:
        writer.writerow(lines[0])
    writer.writerows([safe_cell("" if cell is None else cell) for cell in line.values()] for line in lines)
    table.write(text.getvalue().encode("utf-8-sig" if is_first else "utf-8"))


async def _write_report(db: AsyncSession, packer: Packer, consultation_id: UUID) -> str:
    """Every format that was made. Answers the digest of the JSON; empty before the report is published."""
    report = await db.scalar(
        select(AdoptionReport).where(
            AdoptionReport.consultation_id == consultation_id, AdoptionReport.state == ReportState.PUBLISHED.value
        )
    )
    if report is None:
        return ""
    document = await get_shown_document(db, report)
    packer.add(REPORT, document.encode())
    digest = digest_of(document)
    files = select(ReportFile).where(
        ReportFile.report_id == report.id, ReportFile.source_digest == digest, ReportFile.kind != "json"
    )
    for file in await db.scalars(files.options(undefer(ReportFile.content)).order_by(ReportFile.kind)):
        if file.digest:
            await asyncio.to_thread(packer.add, f"report/report.{file.kind}", file.content)
    return digest


async def _write_rest(db: AsyncSession, packer: Packer, consultation_id: UUID) -> None:
    if occasions := await list_occasions(db, consultation_id):
        _add_json(packer, "occasions.json", occasions)
    revision = await find_revision(db, consultation_id)
    if revision and revision.state == RevisionState.PUBLISHED:
        facts = {"note": revision.note, "published_at": revision.published_at, "counts": revision.counts}
        _add_json(packer, "comparison.json", facts | {"rows": await list_rows(db, revision.id)})


def _add_json(packer: Packer, name: str, value: Any) -> None:
    packer.add(name, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=_plain).encode())


def _add_lines(packer: Packer, name: str, lines: Iterable[Piece]) -> None:
    with packer.open(name) as entry:
        _write_lines(entry, lines)


def _write_lines(entry: Entry, lines: Iterable[Piece]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, default=_plain) + "\n" for line in lines)
    entry.write(text.encode())


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
