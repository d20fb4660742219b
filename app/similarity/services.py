"""Verbs of the grouping. Each runs inside the caller's transaction and never commits."""

import secrets
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.engine import Placer, Sketched
from app.similarity.index import Index
from app.similarity.memory import indexes_of, is_near, note_own
from app.similarity.models import Cluster, SimilarText
from app.similarity.normalise import key_hash
from app.similarity.ready import Ready, in_turns
from app.similarity.sql_index import read_index, read_sizes
from app.similarity.storing import store_placed

_CANDIDATES = 24


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a text stands. `nearest_text_id` is None for the first of its cluster; score 0..100 against the nearest."""

    text_id: int
    cluster_id: int
    nearest_text_id: int | None
    score: float
    is_new_text: bool
    is_new_cluster: bool


async def add_texts(
    db: AsyncSession, space: str, texts: Sequence[str], *, ready: Ready | None = None, now: datetime
) -> list[Placement]:
    """Place texts in clusters (归并): one placement a text, in the order given.

    The same words give the same text, in this call and in every other; a text that is known stays where it is.
    Other writers of the space wait until the caller's transaction ends; writers of several spaces in one
    transaction must take them in one order. What `ready.get_ready` prepared shortens their wait.
    """
    if not texts:
        return []
    ready = ready or Ready()
    keys = await ready.keys_of(texts)
    hashes = [key_hash(key) for key in keys]
    space_id, token = await lock_space(db, space)
    known = await _known(db, space_id, hashes)
    new = {h: key for h, key in zip(hashes, keys, strict=True) if h not in known}
    created = await _place_new(db, space_id, token, new, ready, now) if new else {}
    placements, seen = [], set()
    for h in hashes:
        if h in known or h in seen:
            p = known.get(h) or created[h]
            placements.append(Placement(p.text_id, p.cluster_id, p.nearest_text_id, p.score, False, False))
        else:
            seen.add(h)
            placements.append(created[h])
    return placements


async def lock_space(db: AsyncSession, space: str) -> tuple[int, int]:
    """Take the space's row (made where it is missing) for the rest of the transaction: (id, token)."""
    row = await db.execute(
        text(
            "INSERT INTO similar_space (name, token, version, merged_upto) VALUES (:name, :token, 1, 0) "
            "ON CONFLICT (name) DO UPDATE SET version = similar_space.version + 1 RETURNING id, token"
        ),
        {"name": space, "token": secrets.randbits(62)},
    )
    space_id, token = row.one()
    return space_id, token


async def _known(db: AsyncSession, space_id: int, hashes: Sequence[int]) -> dict[int, Placement]:
    """Texts that are there already, by key hash."""
    rows = await db.execute(
        select(
            SimilarText.key_hash,
            SimilarText.id,
            func.coalesce(Cluster.merged_into, Cluster.id),
            SimilarText.nearest_id,
            SimilarText.score,
        )
        .join(Cluster, Cluster.id == SimilarText.cluster_id)
        .where(SimilarText.space_id == space_id, SimilarText.key_hash.in_(set(hashes)))
    )
    return {row[0]: Placement(row[1], row[2], row[3], row[4], False, False) for row in rows}


async def _place_new(
    db: AsyncSession, space_id: int, token: int, new: dict[int, str], ready: Ready, now: datetime
) -> dict[int, Placement]:
    """Let the engine place texts that nobody said before, and store them."""
    sketched = await ready.sketch(new)
    indexes, sizes = await _indexes(db, space_id, token, sketched)
    placer = Placer(indexes, sizes)
    looked = list(zip(sketched, map(ready.looked.get, new), strict=True))
    assigned = [placer.place(*one) async for part in in_turns(looked) for one in part]
    stored = await store_placed(db, space_id, list(new), sketched, assigned, now)
    note_own(db, space_id, stored[0].text_id)
    return {
        h: Placement(one.text_id, one.cluster_id, one.nearest_id, one.score, True, a.found is None)
        for h, one, a in zip(new, stored, assigned, strict=True)
    }


async def _indexes(
    db: AsyncSession, space_id: int, token: int, texts: Sequence[Sketched]
) -> tuple[list[Index], MutableMapping[int, int]]:
    """What to place texts by: this process's copy, or where that lacks much, what SQL has for these texts."""
    if await is_near(db, space_id, token):
        return await indexes_of(db, space_id, token)
    index = await read_index(db, space_id, texts, top=_CANDIDATES)
    return [index], await read_sizes(db, index)
