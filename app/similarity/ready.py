"""What takes time about new texts, worked out before their space is locked.

While a writer holds a space nobody else writes to it, and on SQLite nobody writes at all. Normalising, sketching and
comparing need no lock: what the space held a moment ago is still there, and what came since is looked at again.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.engine import Compared, Sketched, nearest, sketch_keys
from app.similarity.index import Layers
from app.similarity.memory import indexes_of, is_near
from app.similarity.models import SimilarSpace, SimilarText
from app.similarity.normalise import key_hash, make_key

_SLICE = 4
"""Texts worked at before others get their turn. A page takes a dozen turns, so one must be a few milliseconds."""

_SKETCHED = 20
"""Texts sketched at once: many together take less time."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ready:
    """Keys by text, and by the hash of a key what a text that nobody said before was compared with."""

    keys: dict[str, str] = field(default_factory=dict)
    looked: dict[int, Compared] = field(default_factory=dict)

    async def keys_of(self, texts: Sequence[str]) -> list[str]:
        """The keys of texts; those not ready are made now."""
        return [self.keys.get(text) or make_key(text) async for part in in_turns(texts) for text in part]

    async def sketch(self, new: dict[int, str]) -> list[Sketched]:
        """The sketches of keys by hash; those not ready are made now."""
        missing = [key for h, key in new.items() if h not in self.looked]
        made = {one.key: one async for part in in_turns(missing, _SKETCHED) for one in sketch_keys(part)}
        return [self.looked[h].text if h in self.looked else made[key] for h, key in new.items()]


async def get_ready(db: AsyncSession, space: str, texts: Sequence[str]) -> Ready:
    """Prepare texts for `add_texts`, in a session that only reads. Nothing is compared before the index is there."""
    ready = Ready({text: make_key(text) async for part in in_turns(texts) for text in part})
    found = (await db.execute(select(SimilarSpace.id, SimilarSpace.token).where(SimilarSpace.name == space))).first()
    if found is None or not await is_near(db, found.id, found.token):
        return ready
    new = {key_hash(key): key for key in ready.keys.values()}
    query = select(SimilarText.key_hash).where(SimilarText.space_id == found.id, SimilarText.key_hash.in_(new))
    for h in await db.scalars(query):
        del new[h]
    indexes, _ = await indexes_of(db, found.id, found.token)
    sketched = await ready.sketch(new)
    async for part in in_turns(list(zip(new, sketched, strict=True))):
        for h, text in part:
            ready.looked[h] = seen = Compared(text)
            nearest(seen, Layers(*indexes))
    return ready


async def in_turns(many: Sequence[T], size: int = _SLICE) -> AsyncIterator[Sequence[T]]:
    """A few at a time; others get their turn between two parts."""
    for start in range(0, len(many), size):
        yield many[start : start + size]
        await asyncio.sleep(0)
