"""Clusters that turn out to be one campaign."""

from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.merging import find_alike, merge_pass
from app.similarity.models import Cluster, ClusterEvent, SimilarText
from app.similarity.queries import Merge, find_similar, is_merge_due, last_event, propose_merges
from app.similarity.services import add_texts

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
ONE = "建议平台企业为骑手缴纳工伤保险并公布每单的抽成比例"
TWO = "建议平台公司给骑手缴纳工伤保险并公开每单的抽成比例"
OTHER = "希望图书馆周末延长开放时间到晚上九点"


async def merge_all(db: AsyncSession, space: str, limit: int = 1_000) -> list[Merge]:
    found = await find_alike(db, space, limit=limit)
    return await merge_pass(db, space, found, now=NOW) if found else []


async def split_campaign(db: AsyncSession) -> tuple[int, int, int]:
    """Three clusters, two of which are one campaign: as after two processes without a lock, or a split undone."""
    placed = await add_texts(db, "c1", [ONE, TWO, OTHER], now=NOW)
    assert placed[0].cluster_id == placed[1].cluster_id
    space_id = (await db.get_one(Cluster, placed[0].cluster_id)).space_id
    row = Cluster(space_id=space_id, leader_id=placed[1].text_id, size=1, state="open")
    db.add(row)
    await db.flush()
    younger = row.id
    await db.execute(update(SimilarText).where(SimilarText.id == placed[1].text_id).values(cluster_id=younger))
    await db.execute(update(Cluster).where(Cluster.id == placed[0].cluster_id).values(size=1))
    return placed[0].cluster_id, younger, placed[2].cluster_id


async def test_the_older_id_lives_on_and_the_merge_is_written_down(db: AsyncSession) -> None:
    older, younger, other = await split_campaign(db)
    merges = await merge_all(db, "c1")
    assert [(m.older_cluster, m.younger_cluster) for m in merges] == [(older, younger)]
    events = (await db.scalars(select(ClusterEvent))).all()
    assert [(e.kind, e.cluster_id, e.from_cluster_id, e.by) for e in events] == [("merge", older, younger, "engine")]
    merged = await db.get_one(Cluster, younger, populate_existing=True)
    assert (merged.state, merged.merged_into) == ("merged", older)
    assert (await db.get_one(Cluster, older, populate_existing=True)).size == 2
    again = await add_texts(db, "c1", [ONE, TWO, OTHER, TWO + "吧"], now=NOW)
    assert [p.cluster_id for p in again] == [older, older, other, older]
    assert [h.cluster_id for h in await find_similar(db, "c1", TWO)] == [older]


async def test_a_second_pass_finds_nothing_new(db: AsyncSession) -> None:
    await split_campaign(db)
    assert len(await merge_all(db, "c1")) == 1
    assert await merge_all(db, "c1") == []


async def test_a_pass_does_a_part_and_says_that_more_is_left(db: AsyncSession) -> None:
    older, younger, _ = await split_campaign(db)
    assert await is_merge_due(db, "c1")
    merges = []
    for _ in range(3):
        merges += await merge_all(db, "c1", limit=1)
    assert [(m.older_cluster, m.younger_cluster) for m in merges] == [(older, younger)]
    assert not await is_merge_due(db, "c1")


async def test_other_matters_stay_apart(db: AsyncSession) -> None:
    await add_texts(db, "c1", ["建议提高缴费基数", "建议降低缴费基数", "2025年的预算", "2026年的预算", OTHER], now=NOW)
    assert await merge_all(db, "c1") == []


async def test_what_is_nearly_alike_is_only_proposed(db: AsyncSession) -> None:
    placed = await add_texts(
        db,
        "c1",
        ["建议改善东湖区的路灯情况并且公布维修的进度", "建议改善东湖区的垃圾情况而且公布清运时间和维修进度"],
        now=NOW,
    )
    merges = await merge_all(db, "c1")
    proposals = await propose_merges(db, "c1")
    assert merges == []
    assert [(p.older_cluster, p.younger_cluster) for p in proposals] in (
        [],
        [(placed[0].cluster_id, placed[1].cluster_id)],
    )
    assert all(60 <= p.score < 70 for p in proposals)


async def test_a_space_nobody_wrote_to_merges_nothing(db: AsyncSession) -> None:
    assert await merge_all(db, "nobody") == []
    assert await propose_merges(db, "nobody") == []


async def test_of_two_passes_that_found_the_same_one_joins(db: AsyncSession) -> None:
    await split_campaign(db)
    first, second = await find_alike(db, "c1"), await find_alike(db, "c1")
    assert first
    assert second
    assert len(await merge_pass(db, "c1", first, now=NOW)) == 1
    assert await merge_pass(db, "c1", second, now=NOW) == []
    assert await last_event(db, "c1") == await db.scalar(select(ClusterEvent.seq))
