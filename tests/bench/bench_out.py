"""What leaves the house, by the number of comments: `python -m tests.bench.bench_out [--big COMMENTS]`.

CPU milliseconds of the report and statistics pages with many comments and with 100; seconds, size and memory of the
report's files and of the archive. Memory is what the process grew by at its highest point.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert, select

from app.adoption.file_jobs import make_report_files
from app.adoption.formats.every import WRITERS
from app.adoption.models import ReportFile
from app.adoption.report_queries import get_published_report, get_shown_document
from app.archives.building import write_archive
from app.archives.verifying import verify
from app.comments.models import Comment
from app.consultations.models import Consultation, Tally
from app.files.store import open_store
from app.lib.clock import local_date
from app.lib.db import Database
from app.opinion_groups.models import GroupClause, GroupMember, OpinionGroup
from tests.bench.site import BATCH, NOW, Site, application, call, cpu_ms, empty, opened, report, table, words

FEW, A_GROUP = 100, 7
MEGABYTE = 1_000_000


async def reported(count: int) -> Site:
    """A published report on so many comments, seven to a group: put into the tables, as grouping would have."""
    site = await empty()
    async with opened(site) as database:
        await _fill(database, site, words(count))
    await report(site)
    async with opened(site) as database:
        await make_report_files(
            database, str(site.consultation_id), base_url="http://localhost:8000", fonts="", now=NOW
        )
    return site


async def _fill(database: Database, site: Site, texts: list[str]) -> None:
    c, agency = site.consultation_id, site.cast.agency.id
    said = {"agency_id": agency, "consultation_id": c, "clause_ref": "a4", "title": "", "method": "online_solicitation",
            "said_at": NOW, "received_at": NOW, "person_basis": "none", "visibility": "public", "findings": [],
            "placed_at": NOW, "hidden_reason": "", "hidden_category": ""}  # fmt: skip
    for start in range(0, len(texts), BATCH * A_GROUP):
        async with database.write() as db:
            pieces = [
                texts[at : at + A_GROUP] for at in range(start, min(start + BATCH * A_GROUP, len(texts)), A_GROUP)
            ]
            comments = [said | {"text": text} for piece in pieces for text in piece]
            ids = list(await db.scalars(insert(Comment).returning(Comment.id, sort_by_parameter_order=True), comments))
            rows, at = [], 0
            for n, piece in enumerate(pieces, start=start // A_GROUP + 1):
                rows.append({"agency_id": agency, "consultation_id": c, "number": n, "state": "suggested",
                             "representative_id": ids[at], "size": len(piece), "people": len(piece),
                             "clause_ref": "a4"})  # fmt: skip
                at += len(piece)
            groups = list(
                await db.scalars(insert(OpinionGroup).returning(OpinionGroup.id, sort_by_parameter_order=True), rows)
            )
            members = [{"comment_id": one, "group_id": groups[n // A_GROUP], "score": 90.0, "placed_by": "engine",
                        "is_new": False} for n, one in enumerate(ids)]  # fmt: skip
            await db.execute(insert(GroupMember), members)
            spread = [{"group_id": one, "clause_ref": "a4", "consultation_id": c, "n": row["size"]}
                      for one, row in zip(groups, rows, strict=True)]  # fmt: skip
            await db.execute(insert(GroupClause), spread)
    async with database.write() as db:
        row = await db.get_one(Consultation, c)
        row.collected_count = row.people_count = len(texts)
        db.add(
            Tally(consultation_id=c, clause_ref="a4", day=local_date(NOW), method="online_solicitation", n=len(texts))
        )


async def pages(site: Site) -> dict[str, float]:
    async with application(site) as app:
        return {name: await cpu_ms(lambda path=path: call(app, f"{site.path}{path}")) for name, path in (
            ("report", "/report"), ("report, page 2", "/report?page=2"), ("statistics", "/statistics"),
            ("embedded count", "/embed"))}  # fmt: skip


async def files(site: Site) -> list[tuple[str, str, str, str]]:
    """How long each file takes to write, in this process."""
    rows = []
    async with opened(site) as database, database.read() as db:
        made = {one.kind: one.size for one in await db.scalars(select(ReportFile))}
        from_ = await _handed(db, site)
    for kind, write in WRITERS.items():
        begun = time.process_time()
        write(from_)
        took = time.process_time() - begun
        rows.append((f"{kind} file, CPU", f"{took:.1f} s", f"{made[kind] / MEGABYTE:.1f} MB", ""))
    return rows


async def _handed(db: Any, site: Site) -> Mapping[str, Any]:
    document = await get_shown_document(db, await get_published_report(db, site.consultation_id))
    return {"document": json.loads(document), "digest": "", "address": "", "note": "", "fonts": ""}


def _forget_highest() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _kilobytes(name: str) -> int:
    """Memory of this process: now (VmRSS) or at its highest (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])


async def archive(site: Site) -> tuple[str, str, str, str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        _forget_highest()
        before = _kilobytes("VmRSS")
        begun = time.process_time()
        async with opened(site) as database, database.read() as db:
            with path.open("wb") as out:
                await write_archive(
                    db, out, site.consultation_id, store=open_store(site.settings()), base_url="http://x", now=NOW
                )
        took = time.process_time() - begun
        grown = (_kilobytes("VmHWM") - before) / 1024
        begun = time.process_time()
        assert not verify(path).problems
        checked = time.process_time() - begun
        size = path.stat().st_size / MEGABYTE
        return (
            "archive, CPU",
            f"{took:.1f} s, {size:.1f} MB",
            f"grew by {grown:.0f} MB",
            f"checked in {checked:.1f} s",
        )


async def main(big: int) -> None:
    site = await reported(big)
    made = [await archive(site)]  # first, so that nothing else has grown the process
    few, many = await pages(await reported(FEW)), await pages(site)
    rows = [(f"{name} page, {big:,} comments, CPU ms", f"{many[name]:.2f}", f"{few[name]:.2f} with {FEW}",
             f"{many[name] / few[name]:.2f} x") for name in few]  # fmt: skip
    title = f"What leaves the house: {big:,} comments in {-(-big // A_GROUP):,} groups"
    command = f"python -m tests.bench.bench_out --big {big}"
    table(title, [*rows, *made, *await files(site)], command)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]) if sys.argv[1:2] == ["--big"] else 20_000))
