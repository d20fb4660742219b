"""Similar texts while somebody types."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.queries import find_similar
from app.similarity.services import add_texts

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
SAID = [
    "建议平台企业为骑手缴纳工伤保险，并公布每单的抽成比例，让骑手知道自己一单能挣多少。",
    "建议平台公司为骑手缴纳工伤保险，并公布每单的抽成比例，让大家知道自己一单能挣多少。",
    "希望图书馆周末延长开放时间到晚上九点。",
    "请在学校门口加装红绿灯，孩子过马路太危险。",
    "Please keep the library open on Sundays until nine.",
]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("骑手缴纳工伤", 0),
        ("平台企业应当为骑手缴工伤保险", 0),
        ("图书馆周末延长", 2),
        ("學校門口加裝紅綠燈", 3),
        ("您好，请在学校门口装个红绿灯", 3),
        ("please keep the library op", 4),
    ],
)
async def test_the_beginning_of_a_text_finds_it(db: AsyncSession, prefix: str, expected: int) -> None:
    placed = await add_texts(db, "c1", SAID, now=NOW)
    hits = await find_similar(db, "c1", prefix)
    assert hits[0].cluster_id == placed[expected].cluster_id
    assert all(45 <= h.score <= 100 for h in hits)
    assert len({h.cluster_id for h in hits}) == len(hits)


@pytest.mark.parametrize("prefix", ["", "图书馆", "养老金发放标准", "？？？？？"])
async def test_too_short_or_unlike_finds_nothing(db: AsyncSession, prefix: str) -> None:
    await add_texts(db, "c1", SAID, now=NOW)
    assert await find_similar(db, "c1", prefix) == []


async def test_a_space_nobody_wrote_to_is_empty(db: AsyncSession) -> None:
    await add_texts(db, "c1", SAID, now=NOW)
    assert await find_similar(db, "c2", SAID[0]) == []


async def test_no_more_than_asked_for(db: AsyncSession) -> None:
    await add_texts(db, "c1", [f"建议在{n}号楼前面加装一盏路灯" for n in range(20)], now=NOW)
    assert len(await find_similar(db, "c1", "加装一盏路灯", limit=3)) == 3
