"""Weights by version: kept in SQL, and another version's sketches built beside the old ones."""

from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.engine import sketch_keys
from app.similarity.models import GramWeights, SimilarSpace, SimilarText, Sketch
from app.similarity.services import add_texts, lock_space
from app.similarity.sketch_sets import freeze_weights, open_sets, read_weights, sets_of
from app.similarity.sql_index import read_index
from app.similarity.storing import build_sets, drop_set
from app.similarity.weights import SHIPPED, OtherWeights, Weights, unpack

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
SAID = [
    f"建议在{n}号楼旁边的{where}增设一盏路灯，方便老年人晚上出行"
    for n in range(6)
    for where in ("花园", "车棚", "南门")
]


def other_weights(version: int = 2) -> Weights:
    """Every pair of characters as frequent as the next: other grams are chosen."""
    packed = BytesIO()
    edge = np.full((2, 0x6C00), 60, dtype=np.uint8)
    np.savez_compressed(packed, pairs=SHIPPED.pairs, share=np.full(len(SHIPPED.pairs), 60, np.uint8), edge=edge)
    return unpack(version, packed.getvalue())


async def space_of(db: AsyncSession) -> int:
    return (await db.scalars(select(SimilarSpace.id).where(SimilarSpace.name == "c1"))).one()


async def sketches(db: AsyncSession, set_id: int) -> dict[int, set[int]]:
    held: dict[int, set[int]] = {}
    for text_id, gram in await db.execute(select(Sketch.text_id, Sketch.gram).where(Sketch.set_id == set_id)):
        held.setdefault(text_id, set()).add(gram)
    return held


async def test_the_shipped_weights_are_version_one_and_in_sql(db: AsyncSession) -> None:
    await add_texts(db, "c1", SAID[:1], now=NOW)
    (kept,) = await sets_of(db, await space_of(db))
    assert (kept.version, kept.is_ready) == (1, True)
    row = await db.get_one(GramWeights, 1)
    assert (row.digest, row.packed) == (SHIPPED.digest, SHIPPED.packed)


async def test_a_version_never_says_something_else(db: AsyncSession) -> None:
    await freeze_weights(db, SHIPPED)
    with pytest.raises(OtherWeights):
        await freeze_weights(db, other_weights(1))


async def test_another_version_is_built_beside_the_old_one_part_by_part(db: AsyncSession) -> None:
    await add_texts(db, "c1", SAID, now=NOW)
    space_id = await space_of(db)
    weights = other_weights()
    old, new = await open_sets(db, space_id, weights)
    assert (old.is_ready, new.is_ready, new.version) == (True, False, 2)
    before = await sketches(db, old.id)
    await add_texts(db, "c1", ["请在学校门口加装红绿灯，孩子过马路太危险。"], now=NOW)  # goes into both
    parts = 1
    while not await build_sets(db, space_id, limit=4):
        await lock_space(db, "c1")
        parts += 1
    assert parts > 2
    exemplars = {
        row[0]: row[1]
        for row in await db.execute(select(SimilarText.id, SimilarText.key).where(SimilarText.is_exemplar))
    }
    held = await sketches(db, new.id)
    assert held.keys() == exemplars.keys() == (await sketches(db, old.id)).keys()
    (stored,) = [await read_weights(db, 2)]
    for text_id, sketched in zip(exemplars, sketch_keys(list(exemplars.values()), by=stored), strict=True):
        assert held[text_id] == set(sketched.sketch)
    assert before.items() <= (await sketches(db, old.id)).items()
    assert any(held[text_id] != before[text_id] for text_id in before)


async def test_an_old_version_goes_and_the_new_one_answers(db: AsyncSession) -> None:
    await add_texts(db, "c1", SAID, now=NOW)
    space_id = await space_of(db)
    await open_sets(db, space_id, other_weights())
    await drop_set(db, space_id, version=1)
    assert len(await sets_of(db, space_id)) == 2, "the last ready set stays"
    assert await build_sets(db, space_id)
    await drop_set(db, space_id, version=1)
    (kept,) = await sets_of(db, space_id)
    assert kept.version == 2
    assert await db.scalar(select(func.count()).select_from(Sketch).where(Sketch.set_id != kept.id)) == 0
    index = await read_index(db, space_id, sketch_keys([SAID[0]], size=64), top=48)
    assert len(index.exemplars) > 0
