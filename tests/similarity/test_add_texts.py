"""Placing texts: identity, stability, rollback, two writers."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import Database, open_database
from app.lib.settings import Settings
from app.similarity.models import Cluster, SimilarText, Sketch
from app.similarity.queries import find_similar
from app.similarity.ready import get_ready
from app.similarity.services import Placement, add_texts

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
CAMPAIGN = [
    "建议平台企业为骑手缴纳工伤保险，并公布每单的抽成比例。",
    "您好！建议平台公司为骑手缴纳工伤保险，并公布每单抽成比例。谢谢",
    "建议平台企业给外卖员缴纳工伤保险，并公开每单的抽成比例",
]
OTHER = "希望图书馆周末延长开放时间到晚上九点。"


async def test_a_campaign_is_one_cluster(db: AsyncSession) -> None:
    placed = await add_texts(db, "c1", [*CAMPAIGN, OTHER], now=NOW)
    assert len({p.cluster_id for p in placed[:3]}) == 1
    assert placed[3].cluster_id != placed[0].cluster_id
    assert [p.is_new_cluster for p in placed] == [True, False, False, True]
    assert placed[0].nearest_text_id is None
    assert placed[1].nearest_text_id == placed[0].text_id
    assert 70 <= placed[1].score <= 100
    stored = await db.get(SimilarText, placed[1].text_id)
    assert stored is not None
    assert stored.nearest_id == placed[0].text_id
    cluster = await db.get(Cluster, placed[0].cluster_id)
    assert cluster is not None
    assert (cluster.size, cluster.leader_id, cluster.state) == (3, placed[0].text_id, "open")


async def test_the_same_words_are_the_same_text(db: AsyncSession) -> None:
    first = await add_texts(db, "c1", [OTHER, "尊敬的领导：" + OTHER, OTHER], now=NOW)
    again = await add_texts(db, "c1", [OTHER], now=NOW)
    assert len({p.text_id for p in [*first, *again]}) == 1
    assert [p.is_new_text for p in [*first, *again]] == [True, False, False, False]
    assert await db.scalar(select(func.count()).select_from(SimilarText)) == 1


async def test_another_space_is_another_text(db: AsyncSession) -> None:
    (one,) = await add_texts(db, "c1", [OTHER], now=NOW)
    (two,) = await add_texts(db, "c2", [OTHER], now=NOW)
    assert one.text_id != two.text_id
    assert two.is_new_cluster


async def test_one_call_or_many_give_the_same_groups(database: Database) -> None:
    texts = [f"建议在{place}{change}" for place in ("东湖区", "西山路", "文化公园") for change in
             ("增设路灯", "增加路灯谢谢", "安装路灯，晚上太黑", "加装红绿灯", "修一个公共厕所")]  # fmt: skip
    async with database.write() as db:
        together = [p.cluster_id for p in await add_texts(db, "a", texts, now=NOW)]
    apart = []
    for words in texts:
        async with database.write() as db:
            apart += [p.cluster_id for p in await add_texts(db, "b", [words], now=NOW)]
    assert [together.index(c) for c in together] == [apart.index(c) for c in apart]


async def test_adding_moves_nothing(database: Database) -> None:
    async with database.write() as db:
        before = await add_texts(db, "c1", [*CAMPAIGN, OTHER], now=NOW)
    async with database.write() as db:
        await add_texts(db, "c1", [f"{w}另外请公布第{n}季度的数据" for n, w in enumerate(CAMPAIGN * 4)], now=NOW)
        after = await add_texts(db, "c1", [*CAMPAIGN, OTHER], now=NOW)
    assert [(p.text_id, p.cluster_id, p.score) for p in before] == [(p.text_id, p.cluster_id, p.score) for p in after]


async def test_what_was_rolled_back_is_forgotten(database: Database) -> None:
    async with database.write() as db:
        await add_texts(db, "c1", CAMPAIGN, now=NOW)
        await add_texts(db, "c1", [CAMPAIGN[0] + "请尽快。"], now=NOW)
        await db.rollback()
    async with database.read() as db:
        assert await find_similar(db, "c1", CAMPAIGN[0]) == []
    async with database.write() as db:
        (other,) = await add_texts(db, "c1", [OTHER], now=NOW)
        (placed,) = await add_texts(db, "c1", CAMPAIGN[:1], now=NOW)
    assert other.is_new_cluster
    assert placed.is_new_cluster
    async with database.read() as db:
        assert [h.text_id for h in await find_similar(db, "c1", CAMPAIGN[1])] == [placed.text_id]


async def test_one_transaction_sees_what_it_wrote(database: Database) -> None:
    async with database.write() as db:
        (first,) = await add_texts(db, "c1", CAMPAIGN[:1], now=NOW)
        (second,) = await add_texts(db, "c1", CAMPAIGN[1:2], now=NOW)
        assert second.cluster_id == first.cluster_id
    async with database.write() as db:
        (third,) = await add_texts(db, "c1", CAMPAIGN[2:], now=NOW)
    assert third.cluster_id == first.cluster_id


async def test_two_writers_never_make_two_texts_of_the_same_words(database: Database, settings: Settings) -> None:
    other = open_database(settings)  # as a second process: its own engine, its own index
    words = [f"建议第{n}路公交车的末班车延长到晚上十一点" for n in range(30)]

    async def write(house: Database, some: list[str]) -> list[int]:
        ids = []
        for start in range(0, len(some), 10):
            async with house.write() as db:
                ids += [p.text_id for p in await add_texts(db, "c1", some[start : start + 10], now=NOW)]
        return ids

    try:
        one, two = await asyncio.gather(write(database, words), write(other, words[::-1]))
    finally:
        await other.close()
    assert one == two[::-1]
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(SimilarText)) == 30
        assert await db.scalar(select(func.sum(Cluster.size))) == 30


async def test_a_second_process_continues_where_the_first_stopped(database: Database, settings: Settings) -> None:
    async with database.write() as db:
        (first,) = await add_texts(db, "c1", CAMPAIGN[:1], now=NOW)
    other = open_database(settings)
    try:
        async with other.write() as db:
            (second,) = await add_texts(db, "c1", CAMPAIGN[1:2], now=NOW)
    finally:
        await other.close()
    async with database.write() as db:
        (third,) = await add_texts(db, "c1", CAMPAIGN[2:], now=NOW)
    assert first.cluster_id == second.cluster_id == third.cluster_id


async def test_only_exemplars_have_sketches(db: AsyncSession) -> None:
    await add_texts(db, "c1", [CAMPAIGN[0] + "好" * n for n in range(25)], now=NOW)
    exemplars = set(await db.scalars(select(SimilarText.id).where(SimilarText.is_exemplar)))
    assert set(await db.scalars(select(Sketch.text_id))) == exemplars
    assert 0 < len(exemplars) <= 12


async def test_nothing_in_nothing_out(db: AsyncSession) -> None:
    assert await add_texts(db, "c1", [], now=NOW) == []
    placed = await add_texts(db, "c1", ["👍", "", "！！", "👎"], now=NOW)
    assert len({p.text_id for p in placed}) == 4


async def test_two_writers_of_one_new_campaign_end_in_one_cluster(database: Database, settings: Settings) -> None:
    other = open_database(settings)

    async def write(house: Database, words: list[str]) -> list[Placement]:
        async with house.read() as db:  # neither sees the other's texts yet
            ready = await get_ready(db, "c1", words)
        async with house.write() as db:
            return await add_texts(db, "c1", words, ready=ready, now=NOW)

    try:
        for n in range(3):
            variants = [f"{words}这是第{'甲乙丙'[n]}件事。" for words in CAMPAIGN]
            one, two = await asyncio.gather(write(database, variants[:2]), write(other, variants[1:]))
            assert len({p.cluster_id for p in [*one, *two]}) == 1
            assert one[1].text_id == two[0].text_id
            assert sum(p.is_new_text for p in [*one, *two]) == 3
    finally:
        await other.close()
