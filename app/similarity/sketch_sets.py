"""Sets of sketches in SQL: one a space and version of the weights; another version is built beside the old one.

Writers put a new exemplar into every set of its space; a set that is being built is filled from the exemplars that
were there before, a part at a time, and is read when it is ready. Meanwhile the old one answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import InsertNew
from app.similarity.engine import Sketched, sketch_keys
from app.similarity.models import GramWeights, SimilarText, SketchSet
from app.similarity.weights import SHIPPED, OtherWeights, Weights, unpack

_EXEMPLAR = select(SimilarText.id).where(SimilarText.is_exemplar).limit(1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A set and the version of the weights it is made with."""

    id: int
    version: int
    is_ready: bool


async def sets_of(db: AsyncSession, space_id: int) -> list[Kept]:
    """The sets of a space, the oldest version first."""
    rows = await db.execute(
        select(SketchSet.id, SketchSet.weights_version, SketchSet.is_ready)
        .where(SketchSet.space_id == space_id)
        .order_by(SketchSet.weights_version)
    )
    return [Kept(*row) for row in rows]


async def freeze_weights(db: AsyncSession, weights: Weights) -> None:
    """Keep a version of the weights in SQL. Raises OtherWeights where that version says something else there."""
    row = {"version": weights.version, "digest": weights.digest, "packed": weights.packed}
    await db.execute(InsertNew(GramWeights.__table__), [row])
    digest = await db.scalar(select(GramWeights.digest).where(GramWeights.version == weights.version))
    if digest != weights.digest:
        raise OtherWeights(f"Version {weights.version} of the gram weights is another one in this database.")


_read: dict[str, Weights] = {SHIPPED.digest: SHIPPED}


async def read_weights(db: AsyncSession, version: int) -> Weights:
    """A version as it is kept in SQL; each process unpacks it once."""
    digest = await db.scalar(select(GramWeights.digest).where(GramWeights.version == version))
    if digest not in _read:
        packed = (await db.execute(select(GramWeights.packed).where(GramWeights.version == version))).scalar_one()
        weights = unpack(version, packed)
        _read[weights.digest] = weights
        return weights
    return _read[digest]


async def open_sets(db: AsyncSession, space_id: int, weights: Weights = SHIPPED) -> list[Kept]:
    """The sets of a locked space, one for these weights among them, made where it is missing.

    In an empty space it is ready at once; else it has to be built from what is there.
    """
    found = await sets_of(db, space_id)
    if any(one.version == weights.version for one in found):
        return found
    await freeze_weights(db, weights)
    is_empty = not found and await db.scalar(_EXEMPLAR.where(SimilarText.space_id == space_id)) is None
    made = await db.scalar(
        insert(SketchSet)
        .values(space_id=space_id, weights_version=weights.version, is_ready=is_empty, upto=0)
        .returning(SketchSet.id)
    )
    assert made is not None
    return [*found, Kept(made, weights.version, is_empty)]


async def open_set(db: AsyncSession, space_id: int, weights: Weights = SHIPPED) -> Kept:
    """The set of a locked space for these weights, made where it is missing."""
    return next(one for one in await open_sets(db, space_id, weights) if one.version == weights.version)


async def sketch_for(db: AsyncSession, kept: Kept, texts: Sequence[Sketched]) -> Sequence[Sketched]:
    """Texts sketched with the weights of a set."""
    if not texts or kept.version == SHIPPED.version:
        return texts
    return sketch_keys([one.key for one in texts], len(texts[0].grams), await read_weights(db, kept.version))
