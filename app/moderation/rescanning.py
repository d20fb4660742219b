"""Older comments under newer patterns: run by the worker after an update, or by hand (`daylight rescan-comments`)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.rules import SYSTEM
from app.comments.models import Comment
from app.comments.rules import Visibility, stored_findings
from app.consultations.models import Consultation
from app.lib.db import Database
from app.lib.personal_data import VERSION, scan
from app.moderation.models import ScanRun
from app.moderation.rules import after_rescan
from app.moderation.services import hold_found

BATCH = 200
UNDECIDED = (Visibility.PUBLIC.value, Visibility.HELD.value, Visibility.HIDDEN.value)
"""What a person cleared stays as he left it."""


async def rescan_comments(database: Database, *, now: datetime, batch: int = BATCH) -> None:
    """Scan what was said before the patterns changed (重新识别): what is public and holds something now waits for a
    person. Each batch is a transaction that also says how far it came, so that it goes on where it was stopped."""
    while True:
        async with database.write() as db:
            run = await _run(db, now)
            if run.finished_at is not None:
                return
            await _scan_batch(db, run, batch, now)


async def find_unscanned(db: AsyncSession, _now: datetime) -> Sequence[tuple[str, ...]]:
    """Whether the patterns have changed since everything was scanned (sweep)."""
    finished = await db.scalar(select(ScanRun.finished_at).where(ScanRun.version == VERSION))
    return [] if finished else [()]


async def start_again(database: Database) -> None:
    """Have everything scanned once more with the same patterns."""
    async with database.write() as db:
        await db.execute(
            update(ScanRun)
            .where(ScanRun.version == VERSION)
            .values(last_id=None, looked_at=0, held=0, finished_at=None)
        )


async def _run(db: AsyncSession, now: datetime) -> ScanRun:
    run = await db.get(ScanRun, VERSION, with_for_update=True)
    if run is None:
        run = ScanRun(version=VERSION, started_at=now, looked_at=0, held=0)
        db.add(run)
    return run


async def _scan_batch(db: AsyncSession, run: ScanRun, batch: int, now: datetime) -> None:
    query = select(Comment).order_by(Comment.id).limit(batch)
    if run.last_id is not None:
        query = query.where(Comment.id > run.last_id)
    comments = (await db.scalars(query.with_for_update())).all()
    found: dict[UUID, dict[UUID, list[dict[str, object]]]] = {}
    for comment in comments:
        if comment.visibility not in UNDECIDED:
            continue
        new, in_title = scan(comment.text), scan(comment.title)
        findings = stored_findings(new)
        if after_rescan(comment.visibility, new, in_title) != comment.visibility:
            found.setdefault(comment.consultation_id, {})[comment.id] = findings
        elif comment.findings != findings:
            comment.findings = findings
    for consultation_id, of_one in found.items():
        consultation = await db.get_one(Consultation, consultation_id)
        await hold_found(db, consultation, of_one, actor=SYSTEM, now=now)
    run.looked_at += len(comments)
    run.held += sum(map(len, found.values()))
    run.last_id = comments[-1].id if comments else run.last_id
    run.finished_at = now if len(comments) < batch else None
