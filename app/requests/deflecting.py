"""Offering what is public already (现有信息提示), and counting when it was enough. Nothing says whom it helped."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.requests.models import Deflection
from app.requests.rules import MAX_ITEMS
from app.search.marking import marked
from app.search.offering import offer
from app.search.rules import KIND_LABELS, VALIDITY_LABELS, Offer

MOST_OFFERED = 5
_COUNT = text(
    'INSERT INTO deflection (kind, ref, "day", n) VALUES (:kind, :ref, :day, 1) '
    'ON CONFLICT (kind, ref, "day") DO UPDATE SET n = deflection.n + 1'
).bindparams(bindparam("day", type_=Date))


async def find_offers(db: AsyncSession, texts: Sequence[str]) -> list[dict[str, Any]]:
    """Public texts that may already answer these descriptions, best first, for the page."""
    found: dict[tuple[str, str], Offer] = {}
    for one in texts[:MAX_ITEMS]:
        for hit in await offer(db, one, limit=MOST_OFFERED):
            found.setdefault((hit.kind, hit.ref), hit)
    return [_shown(hit) for hit in sorted(found.values(), key=lambda hit: -hit.score)[:MOST_OFFERED]]


async def deflect(db: AsyncSession, *, kind: str, ref: str, day: date) -> None:
    """Count that a public text answered somebody (记录已满足)."""
    await db.execute(_COUNT, {"kind": kind, "ref": ref, "day": day})


async def count_deflected(db: AsyncSession, *, since: date) -> Mapping[tuple[str, str], int]:
    """How often each public text was enough since a day."""
    query = select(Deflection.kind, Deflection.ref, func.sum(Deflection.n)).where(Deflection.day >= since)
    rows = await db.execute(query.group_by(Deflection.kind, Deflection.ref))
    return {(kind, ref): int(n) for kind, ref, n in rows.tuples()}


def _shown(hit: Offer) -> dict[str, Any]:
    return {
        "kind": hit.kind.value,
        "kind_label": KIND_LABELS[hit.kind],
        "ref": hit.ref,
        "title": marked(hit.title),
        "words": "".join(piece.text for piece in hit.title),
        "extract": marked(hit.extract),
        "path": hit.path,
        "dated_on": hit.dated_on,
        "doc_no": hit.doc_no,
        "validity": VALIDITY_LABELS[hit.validity] if hit.validity else "",
        "differs": list(hit.differs),
    }
