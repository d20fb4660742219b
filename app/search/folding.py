"""Waiting texts become a segment, small segments a larger one, removed texts lose their place.

Segments are written in small transactions while nobody sees them; one short transaction then puts the new ones in the
place of the old. A fold that was killed leaves a segment in state `building`: it is swept away an hour later.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import bindparam, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import Database, InsertNew
from app.search.building import Built, Source, build
from app.search.grams import searchable
from app.search.matters import matter_of, read_matter
from app.search.models import SearchFresh, SearchGone, SearchPosting, SearchSegment, SearchText
from app.search.postings import NONE, SEGMENT_BITS, SEGMENT_MOST, SEGMENTS
from app.search.services import facets_of

FOLD_FROM = 64
"""Waiting or removed texts that make a fold worth while."""
MOST_CHARS = 16_000_000
GROWTH = 2
"""A segment up to so many times as large as what is folded is written anew with it."""
STALE = timedelta(hours=1)
_LIVE = select(SearchSegment).where(SearchSegment.state == "live")
_READ, _WRITTEN, _SCANNED = 1_000, 4_000, 20_000

_INSERTS = {
    "sqlite": "INSERT INTO search_posting (id, count, places) VALUES (?, ?, ?)",
    "postgresql": "INSERT INTO search_posting (id, count, places) "
    "SELECT * FROM unnest(CAST(:ids AS bigint[]), CAST(:counts AS int[]), CAST(:places AS bytea[]))",
}


@dataclass(frozen=True, slots=True)
class Live:
    """A segment that counts, as the plan sees it."""

    id: int
    size: int
    chars: int


@dataclass(slots=True)
class Plan:
    """What is written anew: texts with their days, the segments they come from."""

    texts: list[tuple[int, int]] = field(default_factory=list)
    old: list[int] = field(default_factory=list)


def choose(segments: Sequence[Live], waiting: int) -> list[Live]:
    """The segments that are written anew together with `waiting` texts: small ones, so that few remain."""
    chosen: list[Live] = []
    total, chars = waiting, 0
    for one in sorted(segments, key=lambda s: s.size):
        if one.size > GROWTH * total or total + one.size > SEGMENT_MOST or chars + one.chars > MOST_CHARS:
            break
        chosen.append(one)
        total, chars = total + one.size, chars + one.chars
    return chosen


async def fold(database: Database, *, now: datetime, least: int = FOLD_FROM) -> bool:
    """Fold what waits (整理索引), if it is `least` or more. Answers whether there was anything to do."""
    plan = await _plan(database, now, least)
    if plan is None:
        return False
    await _replace(database, plan, now=now)
    return True


async def rebuild(database: Database, *, now: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Write the whole index anew from the texts (重建索引), searchable all the time. Answers how many texts."""
    async with database.read() as db:
        rows = (await db.execute(select(SearchText.id, SearchText.dated_on))).all()
        old = list((await db.execute(select(SearchSegment.id).where(SearchSegment.state == "live"))).scalars())
    plan = Plan([(text_id, day.toordinal()) for text_id, day in rows], old)
    await _replace(database, plan, now=now, progress=progress)
    return len(rows)


async def read_matters_anew(database: Database) -> None:
    """What titles name, read by the lists of today."""
    at = 0
    columns = (SearchText.id, SearchText.title, SearchText.doc_no, SearchText.facts)
    while True:
        query = select(*columns).where(SearchText.id > at).order_by(SearchText.id).limit(_READ)
        async with database.read() as db:
            rows = (await db.execute(query)).all()
        if not rows:
            return
        at = rows[-1].id
        read = [(row, matter_of(row.title, row.doc_no).stored()) for row in rows]
        async with database.write() as tx:
            for row, facts in read:
                if facts != row.facts:
                    await tx.execute(update(SearchText).where(SearchText.id == row.id).values(facts=facts))


async def is_due(db: AsyncSession, least: int = FOLD_FROM) -> bool:
    """Whether enough waits."""
    for table in (SearchFresh, SearchGone):
        if (await db.execute(select(func.count()).select_from(table))).scalar_one() >= least:
            return True
    return False


async def _plan(database: Database, now: datetime, least: int) -> Plan | None:
    async with database.write() as tx:
        busy = select(SearchSegment.id).where(SearchSegment.state == "building", SearchSegment.begun_at > now - STALE)
        if (await tx.execute(busy)).first() is not None or not await is_due(tx, least):
            return None
        stale = update(SearchSegment).where(SearchSegment.state == "building").values(state="dead")
        await tx.execute(stale)
    async with database.read() as db:
        query = select(SearchFresh.text_id, SearchFresh.day).order_by(SearchFresh.day.desc()).limit(SEGMENT_MOST)
        fresh = [(text_id, day) for text_id, day in (await db.execute(query)).all()]
        gone = np.array((await db.execute(select(SearchGone.text_id))).scalars().all(), dtype=np.int64)
        live = (await db.execute(_LIVE)).scalars().all()
    sizes = [Live(one.id, one.size, one.chars) for one in live]
    chosen = {one.id for one in choose(sizes, len(fresh))}
    if len(gone) >= least:  # the segment with the most removed texts is written without them
        worst = max(live, key=lambda one: int(np.isin(_ids(one), gone).sum()), default=None)
        chosen |= {worst.id} if worst is not None else set()
    plan = Plan(fresh)
    for one in live:
        if one.id in chosen:
            plan.old.append(one.id)
            ids, days = _ids(one), np.frombuffer(one.days, dtype="<i4")
            kept = ~np.isin(ids, gone)
            plan.texts += zip(ids[kept].tolist(), days[kept].tolist(), strict=True)
    return plan


def _ids(segment: SearchSegment) -> np.ndarray:
    return np.frombuffer(segment.texts, dtype="<i8")


async def _replace(
    database: Database, plan: Plan, *, now: datetime, progress: Callable[[int, int], None] | None = None
) -> None:
    texts = sorted(plan.texts, key=lambda one: (-one[1], -one[0]))
    made: list[int] = []
    done = 0
    while done < len(texts):
        sources, chars, taken = await _read(database, texts[done : done + SEGMENT_MOST])
        done += taken
        if sources:
            made.append(await _write(database, sources, chars, now=now))
        if progress:
            progress(done, len(texts))
    async with database.write() as tx:
        await _switch(tx, plan, [text_id for text_id, _ in texts], made)
    await _sweep(database)


async def _read(database: Database, texts: Sequence[tuple[int, int]]) -> tuple[list[Source], int, int]:
    """The first of the texts, up to the most characters of a segment: (texts, characters, how many were looked at)."""
    sources: list[Source] = []
    chars = taken = 0
    query = select(SearchText).where(SearchText.id.in_(bindparam("wanted", expanding=True)))
    async with database.read() as db:
        while taken < len(texts) and chars < MOST_CHARS:
            batch = texts[taken : taken + _READ]
            rows = (await db.execute(query, {"wanted": [text_id for text_id, _ in batch]})).scalars()
            by_id = {row.id: row for row in rows}
            for text_id, day in batch:
                if (row := by_id.get(text_id)) is not None:
                    head, everything = searchable(row.title, row.body, row.doc_no)
                    matter = read_matter(row.facts)
                    facets = facets_of(row.kind, row.agency_id, row.dated_on, row.validity, row.doc_no)
                    sources.append(Source(text_id, day, head, everything, matter.words, (*facets, *matter.facets())))
                    chars += len(everything)
            taken += len(batch)
            db.expunge_all()
    return sources, chars, taken


async def _write(database: Database, sources: Sequence[Source], chars: int, *, now: datetime) -> int:
    """One segment with its postings, invisible as yet. Answers its number."""
    async with database.write() as tx:
        taken = set((await tx.execute(select(SearchSegment.id))).scalars())
        number = next(n for n in range(1, SEGMENTS) if n not in taken)
        row = {
            "id": number,
            "stamp": secrets.randbits(62),
            "state": "building",
            "begun_at": now,
            "size": len(sources),
            "chars": chars,
            "texts": np.array([one.text_id for one in sources], dtype="<i8").tobytes(),
            "days": np.array([one.day for one in sources], dtype="<i4").tobytes(),
        }
        await tx.execute(insert(SearchSegment).values(row))
    built: Built = await asyncio.to_thread(build, sources)
    for keys, counts, places in built.rows(_WRITTEN):
        ids = [(key << SEGMENT_BITS) | number for key in keys]
        async with database.write() as tx:
            if database.is_sqlite:
                connection = await tx.connection()
                await connection.exec_driver_sql(_INSERTS["sqlite"], list(zip(ids, counts, places, strict=True)))
            else:
                columns = {"ids": ids, "counts": counts, "places": places}
                await tx.execute(text(_INSERTS["postgresql"]), columns)
        await asyncio.sleep(0)
    return number


async def _switch(tx: AsyncSession, plan: Plan, texts: Sequence[int], made: Sequence[int]) -> None:
    """The new segments count from now on, the old ones no longer; the new ones do not if another worker was first."""
    live = {one.id: _ids(one) for one in (await tx.execute(_LIVE.with_for_update())).scalars().all()}
    placed = np.concatenate([ids for number, ids in live.items() if number not in plan.old] or [NONE])
    was_first = set(plan.old) <= set(live) and not np.isin(np.array(texts, dtype=np.int64), placed).any()
    new_state, dead = ("live", plan.old) if was_first else ("dead", made)
    await tx.execute(update(SearchSegment).where(SearchSegment.id.in_(made)).values(state=new_state))
    await tx.execute(update(SearchSegment).where(SearchSegment.id.in_(dead)).values(state="dead"))
    if not was_first:
        return
    for start in range(0, len(texts), _READ):
        batch = texts[start : start + _READ]
        await tx.execute(delete(SearchFresh).where(SearchFresh.text_id.in_(batch)))
        there = set((await tx.execute(select(SearchText.id).where(SearchText.id.in_(batch)))).scalars())
        for text_id in set(batch) - there:  # removed while its segment was being written
            await tx.execute(InsertNew(SearchGone.__table__).values(text_id=text_id))
    placed = np.concatenate([placed, np.array(texts, dtype=np.int64)])
    gone = np.array((await tx.execute(select(SearchGone.text_id))).scalars().all(), dtype=np.int64)
    for text_id in gone[~np.isin(gone, placed)].tolist():
        await tx.execute(delete(SearchGone).where(SearchGone.text_id == text_id))


async def _sweep(database: Database) -> None:
    """Take away the postings of dead segments, a slice of the table at a time."""
    async with database.read() as db:
        dead = list((await db.execute(select(SearchSegment.id).where(SearchSegment.state == "dead"))).scalars())
    at: int | None = -1
    while dead and at is not None:
        after = select(SearchPosting.id).where(SearchPosting.id > at).order_by(SearchPosting.id)
        async with database.write() as tx:
            end = (await tx.execute(after.offset(_SCANNED).limit(1))).scalar_one_or_none()
            slice_ = delete(SearchPosting).where(
                SearchPosting.id > at, SearchPosting.id.bitwise_and(SEGMENTS - 1).in_(dead)
            )
            await tx.execute(slice_ if end is None else slice_.where(SearchPosting.id <= end))
        at = end
        await asyncio.sleep(0)
    if dead:
        async with database.write() as tx:
            await tx.execute(delete(SearchSegment).where(SearchSegment.id.in_(dead)))
