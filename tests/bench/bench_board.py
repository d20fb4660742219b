"""The board of requests with 50,000 running cases against the same board with 500, as the openness office opens it and
as a division does. On SQLite CPU time, because all work is done in this process; on PostgreSQL the shortest round.
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, text
from uuid_utils.compat import uuid7

from app.applicants.models import Applicant
from app.lib.clock import local_date
from app.receipts.models import Receipt
from app.requests.models import Application, InformationRequest
from app.requests.rules import RequestChannel
from app.workdays.services import seed_calendar
from tests.bench.site import NOW, Site, application, call, cpu_ms, empty, opened, staff_cookies, table

FEW = 500
BATCH = 1_000
ROUNDS = 120
STATES = ("in_process",) * 8 + ("under_review", "correction_pending", "third_party_consulting", "received")
PAGES = {
    "board": "/staff/requests",
    "overdue": "/staff/requests?view=overdue",
    "waiting": "/staff/requests?view=waiting",
    "receipt to be confirmed": "/staff/requests?view=unconfirmed",
}


async def filled(count: int) -> Site:
    """A site with so many running cases, due from two weeks ago to six weeks on; one in fifty is not confirmed yet."""
    site = await empty()
    r = random.Random(count)
    async with opened(site) as database:
        async with database.write() as db:
            await seed_calendar(db, now=NOW)
        for start in range(0, count, BATCH):
            rows = [_rows(site, r, n) for n in range(start, min(count, start + BATCH))]
            async with database.write() as db:
                for table_, at in ((Receipt, 0), (Applicant, 1), (Application, 2), (InformationRequest, 3)):
                    await db.execute(insert(table_), [row[at] for row in rows])
        if not site.is_sqlite:
            async with database.write() as db:
                await db.execute(text("ANALYZE"))
    return site


def _rows(site: Site, r: random.Random, n: int) -> tuple[dict[str, Any], ...]:
    agency_id = site.cast.agency.id
    ids = [uuid7() for _ in range(4)]
    is_confirmed = n % 50 != 0
    due_on = local_date(NOW) + timedelta(days=r.randrange(-14, 42)) if is_confirmed else None
    received_on = due_on - timedelta(days=28) if due_on else None
    division = r.choice(("pension", "skills", "office"))
    receipt = {"id": ids[0], "agency_id": agency_id, "number": f"SQ-B-{n}", "code_hash": "", "kind": "request",
               "token": f"bench token {n}", "locale": "zh-CN", "issued_at": NOW}  # fmt: skip
    applicant = {"id": ids[1], "agency_id": agency_id, "kind": "natural_person", "name": "某某", "id_kind": "other",
                 "id_masked": ""}  # fmt: skip
    made = {"id": ids[2], "agency_id": agency_id, "receipt_id": ids[0], "applicant_id": ids[1],
            "channel": r.choice(tuple(RequestChannel)).value, "submitted_at": NOW, "form_wanted": "paper",
            "way_wanted": "post", "received_on": received_on}  # fmt: skip
    request = {"id": ids[3], "agency_id": agency_id, "application_id": ids[2], "position": 1,
               "register_no": f"B-{n:06d}" if is_confirmed else None, "title": f"第{n}件申请的标题",
               "division_id": site.cast.divisions[division].id if is_confirmed else None,
               "description": "申请公开某年某项补贴的发放标准和人数。", "received_on": received_on, "due_on": due_on,
               "state": r.choice(STATES) if is_confirmed else "submitted", "created_at": NOW}  # fmt: skip
    return receipt, applicant, made, request


async def elapsed_ms(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of the shortest of some hundred rounds: what a busy machine adds is left out."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await work()
        best = min(best, time.perf_counter() - begun)
    return 1_000 * best


async def measure(site: Site) -> dict[str, float]:
    found = {}
    milliseconds = cpu_ms if site.is_sqlite else elapsed_ms
    async with application(site) as app:
        for who in ("ouyang", "chen"):
            cookies = await staff_cookies(app, who)
            for name, path in PAGES.items():
                if who == "chen" and name == "receipt to be confirmed":
                    continue
                found[f"{name}, as {who}"] = await milliseconds(lambda p=path, c=cookies: call(app, p, c))  # type: ignore[misc]
    return found


async def main(big: int) -> None:
    few, many = await measure(await filled(FEW)), await measure(await filled(big))
    rows = [
        (f"{name}, {big:,} running, ms", f"{many[name]:.1f}", f"{few[name]:.1f} with {FEW}",
         f"{many[name] / few[name]:.2f} x")
        for name in few
    ]  # fmt: skip
    kind = os.environ.get("BENCH_DATABASE", "sqlite")
    table(f"The board of requests ({kind})", rows, f"python -m tests.bench.bench_board --big {big}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[2]) if sys.argv[1:2] == ["--big"] else 50_000))
