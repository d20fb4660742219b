"""Clauses of long texts: which paragraphs are shared."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.similarity.clauses import MOST_CLAUSES, clause_hashes, clauses_of, shared_clauses
from app.similarity.models import SimilarClause
from app.similarity.normalise import make_key
from app.similarity.queries import find_shared_clauses
from app.similarity.services import add_texts

NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)
CAMPAIGN = "平台应当为骑手缴纳工伤保险，不得转嫁给骑手本人。每一单的抽成比例应当向社会公布，接受监督。"
OWN = [
    "昨天傍晚下着大雨，楼下那位年轻骑手摔在了小区门口的台阶上，我们几个邻居把他扶进门卫室，他第一句话是这一单要超时了。",
    "社区食堂去年换了承包的人以后，味道差了很多，老人们常常宁愿回家自己煮面，希望街道能听一听常来吃饭的人怎么说。",
]


def test_short_texts_have_no_clauses_and_short_clauses_do_not_count() -> None:
    assert clause_hashes(make_key(CAMPAIGN)) == {}
    long = make_key(CAMPAIGN + OWN[0])
    assert set(clause_hashes(long).values()) == {len(clause) for clause in clauses_of(long)}
    assert all(len(clause) >= 6 for clause in clauses_of(make_key("好的，" * 50 + CAMPAIGN)))


def test_a_very_long_text_keeps_its_longest_clauses() -> None:
    lengths = clause_hashes("\n".join(f"第{n}段说的是" + "另" * (n % 7) for n in range(200)))
    assert len(lengths) == MOST_CLAUSES
    assert min(lengths.values()) >= 10


def test_shared_clauses_of_keys() -> None:
    one, two = make_key(CAMPAIGN + OWN[0]), make_key(OWN[1] + CAMPAIGN)
    assert list(shared_clauses(one, [two, two])) == clauses_of(make_key(CAMPAIGN))
    assert set(shared_clauses(one, [two, two]).values()) == {2}
    assert shared_clauses(one, [make_key(OWN[1])]) == {}


async def test_which_paragraphs_are_shared_is_found_in_sql(db: AsyncSession) -> None:
    first, second = await add_texts(db, "c1", [CAMPAIGN + OWN[0], OWN[1] * 2], now=NOW)
    await add_texts(db, "c2", [CAMPAIGN + OWN[0]], now=NOW)
    found = await find_shared_clauses(db, "c1", OWN[1] + CAMPAIGN)
    assert [one.clause for one in found] == clauses_of(make_key(OWN[1] + CAMPAIGN))
    assert {tuple(one.text_ids) for one in found} == {(first.text_id,), (second.text_id,)}
    assert await find_shared_clauses(db, "c1", CAMPAIGN) == []
    assert await find_shared_clauses(db, "nobody", OWN[1] + CAMPAIGN) == []
    assert await db.scalar(select(func.count()).select_from(SimilarClause)) == sum(
        len(clause_hashes(make_key(words))) for words in (CAMPAIGN + OWN[0], OWN[1] * 2, CAMPAIGN + OWN[0])
    )
