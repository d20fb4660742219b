"""What SQL answers is what the copy in memory answers."""

import random
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import Database, open_database
from app.lib.settings import Settings
from app.similarity import memory
from app.similarity.engine import Assigned, similar, sketch_keys
from app.similarity.merging import find_alike
from app.similarity.models import Cluster, SimilarSpace, SimilarText
from app.similarity.normalise import key_hash, make_key
from app.similarity.queries import find_candidates, find_similar
from app.similarity.services import add_texts, lock_space
from app.similarity.sql_index import read_index
from app.similarity.storing import store_placed
from tests.bench.campaigns import make_campaigns

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
_MADE = make_campaigns(1_500, 3)
_LEADING = {said.campaign: said.words for said in _MADE}
SAID = [*_LEADING.values(), *(said.words for said in _MADE[:100])]
MORE = [said.words for said in _MADE[100:200]]


async def fill(database: Database) -> None:
    async with database.write() as db:
        await add_texts(db, "c1", SAID, now=NOW)


async def both_ways(db: AsyncSession, words: str) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
    """(text, score) of the best, from memory and from SQL."""
    space = (await db.scalars(select(SimilarSpace).where(SimilarSpace.name == "c1"))).one()
    (text,) = sketch_keys([make_key(words)], size=64)
    indexes, _ = await memory.indexes_of(db, space.id, space.token)
    from_sql = [await read_index(db, space.id, [text], top=48)]
    one, other = ([(f.exemplar.text_id, f.score) for f in similar(text, where, 10)] for where in (indexes, from_sql))
    return one, other


async def test_both_ways_find_the_same_with_the_same_scores(database: Database) -> None:
    await fill(database)
    r = random.Random(5)
    found = 0
    async with database.read() as db:
        for words in r.sample(SAID, 120):
            typed = words[: max(5, int(len(words) * r.choice((0.3, 0.5, 0.7, 1))))]
            in_memory, in_sql = await both_ways(db, typed)
            assert in_sql == in_memory, typed
            found += bool(in_sql)
    assert found > 100


async def test_a_fresh_process_answers_from_sql_and_fills_its_copy_meanwhile(
    database: Database, settings: Settings
) -> None:
    await fill(database)
    other = open_database(settings)
    try:
        async with other.read() as db:
            space = (await db.scalars(select(SimilarSpace))).one()
            assert not await memory.is_near(db, space.id, space.token)
            first = await find_similar(db, "c1", SAID[0])
            near = await find_candidates(db, "c1", SAID[0])
            filling = memory.filling(db, space.id, space.token)
            if filling is not None:  # on PostgreSQL it may be done while the answers were waited for
                await filling
            assert await memory.is_near(db, space.id, space.token)
            assert await find_similar(db, "c1", SAID[0]) == first != []
            assert sorted(await find_candidates(db, "c1", SAID[0])) == sorted(near) != []
    finally:
        await other.close()


async def test_a_fresh_process_places_as_one_that_knows_all(database: Database, settings: Settings) -> None:
    await fill(database)
    other = open_database(settings)
    try:
        async with other.write() as db:
            fresh = await add_texts(db, "c1", MORE, now=NOW)
            await db.rollback()
    finally:
        await other.close()
    async with database.write() as db:
        known = await add_texts(db, "c1", MORE, now=NOW)
    last = min(p.text_id for p in fresh if p.is_new_text)  # PostgreSQL gives no number twice, not even one rolled back
    one, other = ([(p.nearest_text_id or 0, p.score) for p in placed] for placed in (fresh, known))
    assert [pair for pair in one if pair[0] < last] == [pair for pair in other if pair[0] < last]
    assert [score for _, score in one] == [score for _, score in other]
    async with database.read() as db:
        assert await db.scalar(select(func.sum(Cluster.size))) == await db.scalar(
            select(func.count()).select_from(SimilarText)
        )


async def test_a_fresh_process_looks_for_clusters_that_are_one_when_its_copy_is_there(
    database: Database, settings: Settings
) -> None:
    await fill(database)
    other = open_database(settings)
    try:
        async with other.read() as db:
            fresh = await find_alike(db, "c1")
            space = (await db.scalars(select(SimilarSpace))).one()
            assert memory.filling(db, space.id, space.token) is None
    finally:
        await other.close()
    async with database.read() as db:
        assert await find_alike(db, "c1") == fresh is not None


async def test_both_ways_rank_alike_where_a_text_has_only_what_everybody_says(db: AsyncSession) -> None:
    """Grams that more than 2,000 exemplars have: the copy reads all of the smallest, SQL only what can matter."""
    r = random.Random(7)
    things = [chr(r.randrange(0x4E00, 0x9000)) * 2 for _ in range(150)]
    said = [f"{r.choice(things)}建议{'尽快' if n % 8 else '从速'}{r.choice(things)}" for n in range(3_000)]
    sketched = sketch_keys([make_key(words) for words in dict.fromkeys(said)])
    space_id, token = await lock_space(db, "c1")
    alone = [Assigned(None, -1 - n, True) for n in range(len(sketched))]
    await store_placed(db, space_id, [key_hash(one.key) for one in sketched], sketched, alone, NOW)
    (held,), _ = await memory.indexes_of(db, space_id, token)
    asked = ["建议尽快", "建议", "建议从速", *(f"建议尽快{r.choice(things)}" for _ in range(20)), *r.sample(said, 40)]
    for text in sketch_keys([make_key(words) for words in asked], size=64):
        read = await read_index(db, space_id, [text], top=48)
        one, other = (
            [(share, index.exemplars.text_ids[slot]) for share, slot in index.candidates(text.grams, text.weights, 48)]
            for index in (held, read)
        )
        assert other == one != [], text.flat
    several = await read_index(db, space_id, sketch_keys([make_key(words) for words in asked]), top=48)
    for text in sketch_keys([make_key(words) for words in asked]):
        one, other = (
            [(share, index.exemplars.text_ids[slot]) for share, slot in index.candidates(text.grams, text.weights, 48)]
            for index in (held, several)
        )
        assert other == one, text.flat
