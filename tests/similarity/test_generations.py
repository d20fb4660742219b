"""A full re-clustering in a shadow: what it finds, what a switch does, and what it must never do."""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import Database
from app.similarity.clauses import clause_hashes
from app.similarity.engine import sketch_keys
from app.similarity.generation_models import Generation, GenerationChange, ShadowText
from app.similarity.generations import (
    GenerationGone,
    GenerationOpen,
    build_generation,
    close_generation,
    find_building,
    latest_generation,
    load_open,
    start_generation,
)
from app.similarity.models import Cluster, ClusterEvent, SimilarClause, SimilarText, Sketch
from app.similarity.normalise import NORM_VERSION
from app.similarity.services import add_texts
from app.similarity.sketch_sets import open_sets, read_weights, sets_of
from app.similarity.switching import list_open, switch_changes
from tests.similarity.test_sketch_sets import other_weights

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
STEMS = (
    "建议平台企业为骑手缴纳工伤保险并公布每单的抽成比例",
    "希望图书馆周末延长开放时间到晚上九点方便上班的人",
    "小区门口的路灯坏了三个月一直没有人来修理很不安全",
    "请把补缴的宽限期从十五日延长到六十日十五天实在太短",
    "公交站台没有遮阳棚夏天老人等车很难受请尽快加装",
)
TAILS = ("", "，等了很久", "，今年就办", "，别处早有了", "，孩子也需要", "，邻居们都这么说的")


async def no_words(_db: AsyncSession, _ids: Sequence[int]) -> Mapping[int, str]:
    return {}


async def say(database: Database, texts: Sequence[str], space: str = "c1") -> list[int]:
    async with database.write() as db:
        return [placed.text_id for placed in await add_texts(db, space, texts, now=NOW)]


async def homes(db: AsyncSession) -> dict[int, int]:
    """The living cluster of every text."""
    query = select(SimilarText.id, func.coalesce(Cluster.merged_into, Cluster.id))
    rows = await db.execute(query.join(Cluster, Cluster.id == SimilarText.cluster_id))
    return dict(rows.tuples().all())


async def put(database: Database, text_ids: Sequence[int], cluster_id: int | None = None) -> int:
    """Let texts stand elsewhere, as an older engine might have put them: in a cluster of their own, or in another."""
    async with database.write() as db:
        text = await db.get_one(SimilarText, text_ids[0])
        if cluster_id is None:
            made = Cluster(space_id=text.space_id, leader_id=text.id, size=len(text_ids), state="open")
            db.add(made)
            await db.flush()
            cluster_id = made.id
        there = update(SimilarText).where(SimilarText.id.in_(text_ids))
        await db.execute(there.values(cluster_id=cluster_id))
        await tidy(db, cluster_id)
        return cluster_id


async def tidy(db: AsyncSession, last: int) -> None:
    """The laws hold again: sizes, leaders, redirects, neighbours."""
    home = await homes(db)
    texts = {one.id: one for one in await db.scalars(select(SimilarText).execution_options(populate_existing=True))}
    for text in texts.values():
        if text.nearest_id is not None and home[text.nearest_id] != home[text.id]:
            text.nearest_id = None
    for cluster in await db.scalars(select(Cluster).where(Cluster.merged_into.is_(None))):
        if mine := sorted(one for one, there in home.items() if there == cluster.id):
            cluster.size, cluster.leader_id = len(mine), mine[0]
            texts[mine[0]].is_exemplar = True
        else:
            into = update(Cluster).where((Cluster.merged_into == cluster.id) | (Cluster.id == cluster.id))
            await db.execute(into.values(merged_into=last, state="merged"))


async def build(database: Database, space: str = "c1") -> list[tuple[str, int, int | None, int]]:
    """Start and build; the changes as (kind, from, to, texts)."""
    async with database.write() as db:
        await start_generation(db, space, by="陈雅琴", now=NOW)
    await build_generation(database, space, no_words, now=NOW)
    async with database.read() as db:
        found = await latest_generation(db, space)
        assert found is not None
        assert found.state == "open"
        return [(one.kind, one.from_cluster_id, one.cluster_id, one.n) for one in await list_open(db, found.id)]


async def switch(database: Database, only: int | None = None, space: str = "c1") -> dict[int, set[int]]:
    async with database.write() as db:
        generation = await load_open(db, space)
        ids = [one.id for one in await list_open(db, generation.id)]
        return await switch_changes(db, generation, ids[:only] if only else ids, by="陈雅琴", now=LATER)


async def check_laws(db: AsyncSession) -> None:
    """Every text in one living cluster, leaning on a text that is there; sizes right; redirects straight."""
    clusters = {one.id: one for one in await db.scalars(select(Cluster))}
    for one in clusters.values():
        if one.merged_into is not None:
            assert one.state == "merged"
            assert clusters[one.merged_into].merged_into is None, "a redirect leads straight to the living one"
    texts = {one.id: one for one in await db.scalars(select(SimilarText))}
    home = await homes(db)
    assert home.keys() == texts.keys()
    sizes = Counter(home.values())
    for cluster in clusters.values():
        if cluster.merged_into is None:
            assert cluster.size == sizes[cluster.id] > 0
            assert home[cluster.leader_id] == cluster.id
            assert any(texts[t].is_exemplar for t, c in home.items() if c == cluster.id)
    for text in texts.values():
        if text.nearest_id is not None:
            assert home[text.nearest_id] == home[text.id]


async def test_an_engine_that_did_not_change_finds_nothing_to_change(database: Database) -> None:
    await say(database, [stem + tail for tail in TAILS for stem in STEMS])
    assert await build(database) == []
    async with database.read() as db:
        found = await latest_generation(db, "c1")
        assert found is not None
        assert (found.kept, found.texts, found.done) == (30, 30, 30)


async def test_a_campaign_that_was_cut_becomes_one_again_and_the_larger_part_keeps_its_id(database: Database) -> None:
    ids = await say(database, [STEMS[0] + tail for tail in TAILS])
    younger = await put(database, ids[1:5])
    async with database.read() as db:
        older = (await homes(db))[ids[0]]
        assert older < younger
    assert await build(database) == [("merge", older, younger, 2)]
    await switch(database)
    async with database.read() as db:
        await check_laws(db)
        assert set((await homes(db)).values()) == {younger}
        events = [(e.kind, e.cluster_id, e.from_cluster_id, e.by) for e in await db.scalars(select(ClusterEvent))]
        assert events == [("merge", younger, older, "陈雅琴")]


async def test_two_campaigns_in_one_cluster_are_taken_apart(database: Database) -> None:
    first = await say(database, [STEMS[0] + tail for tail in TAILS])
    second = await say(database, [STEMS[1] + tail for tail in TAILS[:3]])
    async with database.read() as db:
        home = (await homes(db))[first[0]]
    await put(database, second, home)
    assert await build(database) == [("split", home, None, 3)]
    await switch(database)
    async with database.read() as db:
        await check_laws(db)
        after = await homes(db)
        assert {after[one] for one in first} == {home}
        assert len({after[one] for one in second}) == 1
        assert after[second[0]] > home, "ids are never used twice"
        events = (await db.scalars(select(ClusterEvent))).all()
        assert {(e.kind, e.text_id) for e in events} == {("split", one) for one in second}
    more = await say(database, [STEMS[1] + "，大家都盼着呢", STEMS[0] + "，大家都盼着呢"])
    async with database.read() as db:
        last = await homes(db)
        assert [last[one] for one in more] == [after[second[0]], home], "newcomers find both"


async def test_who_comes_to_lead_a_cluster_is_found_by_every_set_of_sketches_and_by_its_clauses(
    database: Database,
) -> None:
    first = await say(database, [STEMS[0] + tail for tail in TAILS])
    (second,) = await say(database, ["，".join(STEMS[1:])])
    async with database.read() as db:
        home = (await homes(db))[first[0]]
    await put(database, [second], home)
    async with database.write() as db:
        await open_sets(db, (await db.get_one(SimilarText, second)).space_id, other_weights())
        await db.execute(update(SimilarText).where(SimilarText.id == second).values(is_exemplar=False))
        for table in (Sketch, SimilarClause):
            await db.execute(delete(table).where(table.text_id == second))
    await build(database)
    await switch(database)
    async with database.read() as db:
        await check_laws(db)
        text = await db.get_one(SimilarText, second)
        found = await db.execute(select(Sketch.set_id, Sketch.gram).where(Sketch.text_id == second))
        by_set = [
            (kept.id, gram)
            for kept in await sets_of(db, text.space_id)
            for gram in sketch_keys([text.key], by=await read_weights(db, kept.version))[0].sketch
        ]
        assert len({set_id for set_id, _ in by_set}) == 2
        assert sorted(found.tuples()) == sorted(by_set)
        clauses = await db.scalars(select(SimilarClause.hash).where(SimilarClause.text_id == second))
        assert set(clauses) == set(clause_hashes(text.key)) != set()


async def test_one_text_goes_over_to_the_cluster_it_is_like(database: Database) -> None:
    first = await say(database, [STEMS[0] + tail for tail in TAILS])
    second = await say(database, [STEMS[1] + tail for tail in TAILS])
    async with database.read() as db:
        before = await homes(db)
    await put(database, second[1:2], before[first[0]])
    assert await build(database) == [("move", before[first[0]], before[second[0]], 1)]
    await switch(database)
    async with database.read() as db:
        await check_laws(db)
        assert await homes(db) == before


async def test_what_came_in_meanwhile_follows_its_neighbour(database: Database) -> None:
    first = await say(database, [STEMS[0] + tail for tail in TAILS])
    second = await say(database, [STEMS[1] + tail for tail in TAILS[:3]])
    async with database.read() as db:
        home = (await homes(db))[first[0]]
    await put(database, second, home)
    await build(database)
    since = await say(database, [STEMS[1] + "，盼望早点实现", STEMS[0] + "，盼望早点实现", STEMS[2]])
    await switch(database)
    async with database.read() as db:
        await check_laws(db)
        after = await homes(db)
        assert after[since[0]] == after[second[0]] != home
        assert after[since[1]] == home
        assert after[since[2]] not in (home, after[second[0]])


async def test_single_changes_can_be_accepted_and_the_rest_left(database: Database) -> None:
    ids = await say(database, [STEMS[0] + tail for tail in TAILS] + [STEMS[1] + tail for tail in TAILS])
    await put(database, ids[4:6])
    await put(database, ids[11:12])
    assert [n for *_, n in await build(database)] == [2, 1]
    await switch(database, only=1)
    async with database.write() as db:
        await check_laws(db)
        await close_generation(db, "c1", by="陈雅琴", now=LATER)
    async with database.read() as db:
        found = await latest_generation(db, "c1")
        assert found is not None
        assert (found.state, found.closed_by) == ("closed", "陈雅琴")
        states = [one.state for one in await db.scalars(select(GenerationChange).order_by(GenerationChange.id))]
        assert states == ["accepted", "left"]
        assert await db.scalar(select(func.count()).select_from(ShadowText)) == 0
        after = await homes(db)
        assert len({after[one] for one in ids[:6]}) == 1
        assert len({after[one] for one in ids[6:]}) == 2


async def test_one_at_a_time_and_what_is_dropped_is_gone(database: Database) -> None:
    await say(database, STEMS)
    async with database.write() as db:
        await start_generation(db, "c1", by="陈雅琴", now=NOW)
        with pytest.raises(GenerationGone):
            await load_open(db, "c1")
    async with database.write() as db:
        with pytest.raises(GenerationOpen):
            await start_generation(db, "c1", by="欧阳", now=NOW)
        assert await find_building(db, "c") == ["c1"]
        await close_generation(db, "c1", by="陈雅琴", now=NOW)
    await build_generation(database, "c1", no_words, now=NOW)
    async with database.write() as db:
        assert await find_building(db, "c") == []
        with pytest.raises(GenerationGone):
            await close_generation(db, "c1", by="陈雅琴", now=NOW)
        await start_generation(db, "c1", by="欧阳", now=NOW)


async def test_a_job_that_was_killed_begins_again(database: Database) -> None:
    ids = await say(database, [STEMS[0] + tail for tail in TAILS])
    await put(database, ids[4:6])
    async with database.write() as db:
        await start_generation(db, "c1", by="陈雅琴", now=NOW)
    job = asyncio.create_task(build_generation(database, "c1", no_words, now=NOW))
    await asyncio.sleep(0)  # one turn: it has begun
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    await asyncio.gather(*(build_generation(database, "c1", no_words, now=NOW) for _ in range(3)))
    async with database.read() as db:
        shadow = (await db.scalars(select(ShadowText))).all()
        assert {one.label for one in shadow} == {ids[0]}
        assert len(shadow) == len(ids)
    await build_generation(database, "c1", no_words, now=LATER)
    async with database.read() as db:
        assert (await db.execute(select(func.count(GenerationChange.id)))).scalar_one() == 1


async def test_texts_of_an_older_normalisation_are_read_anew(database: Database) -> None:
    ids = await say(database, [STEMS[0], STEMS[1], STEMS[1] + "呀"])
    async with database.write() as db:
        old = update(SimilarText).where(SimilarText.id == ids[1])
        await db.execute(old.values(norm_version=NORM_VERSION - 1, key="旧的写法已经看不懂"))

    async def words(_db: AsyncSession, wanted: Sequence[int]) -> Mapping[int, str]:
        assert list(wanted) == [ids[1]]
        return {ids[1]: STEMS[1]}

    async with database.write() as db:
        await start_generation(db, "c1", by="陈雅琴", now=NOW)
    await build_generation(database, "c1", words, now=NOW)
    async with database.read() as db:
        found = await latest_generation(db, "c1")
        assert found is not None
        assert found.kept == 3


@pytest.mark.parametrize("seed", range(6))
async def test_after_any_switch_every_text_is_in_one_living_cluster_and_adding_moves_none(
    database: Database, seed: int
) -> None:
    rng = random.Random(seed)
    ids = await say(database, [stem + tail for stem in STEMS for tail in rng.sample(TAILS, 4)])
    for _ in range(5):
        async with database.read() as db:
            others = sorted(set((await homes(db)).values()))
        await put(database, rng.sample(ids, rng.randint(1, 5)), rng.choice([None, *others]))
    await build(database)
    await say(database, [rng.choice(STEMS) + "，" + rng.choice(STEMS)[:6] for _ in range(3)])
    await switch(database, only=rng.choice([1, 2, None]))
    await switch(database)
    async with database.read() as db:
        await check_laws(db)
        before = await homes(db)
        assert await db.scalar(select(func.count()).where(GenerationChange.state == "open")) == 0
    for words in ("，我们家也是这样想的", "，希望得到答复"):
        await say(database, [rng.choice(STEMS) + words])
    async with database.read() as db:
        after = await homes(db)
        assert {one: after[one] for one in before} == before
        assert isinstance(await latest_generation(db, "c1"), Generation)
