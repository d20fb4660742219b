"""Already public? What answers a description is offered first; what is certainly another matter says in what."""

from datetime import date

import pytest

from app.lib.db import Database
from app.search import folding
from app.search.offering import offer
from app.search.rules import Offer, SearchKind
from app.search.services import remove_text
from tests.conftest import Clock
from tests.search.conftest import Put

FUND_2024 = "某市2024年度失业保险基金收支情况"
FUND_2025 = "某市2025年度失业保险基金收支情况"
INJURY = "某市2024年度工伤保险基金收支情况"
TRAINING = "关于印发《某市灵活就业人员职业技能培训补贴实施细则》的通知"
POSTS = "静安区2025年度公益性岗位招聘名额及录用结果"


@pytest.fixture(params=["waiting", "folded"])
async def catalogue(request: pytest.FixtureRequest, put: Put, database: Database, clock: Clock) -> None:
    """The same texts, waiting or in a segment."""
    for title in (FUND_2024, FUND_2025, INJURY, POSTS, "某市最低工资标准", "某市高温津贴标准"):
        await put(title, f"现将{title}公布如下。", ref=title[:20])
    await put(
        TRAINING, "补贴标准为每人每年1000元，向户籍地或者居住地申请。", ref="training", doc_no="某人社规〔2025〕18号"
    )
    await put("灵活就业人员缴费办法（征求意见稿）", "宽限期。", kind=SearchKind.CONSULTATION, ref="open")
    if request.param == "folded":
        await folding.rebuild(database, now=clock())


async def ask(database: Database, text: str) -> list[Offer]:
    async with database.read() as db:
        return await offer(db, text)


def words(one: Offer) -> str:
    return "".join(piece.text for piece in one.title)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("想了解2024年失业保险基金收了多少钱、花了多少钱", FUND_2024),
        ("失业保险基金二〇二五年的收支", FUND_2025),
        ("請提供靈活就業人員技能培訓補貼的細則", TRAINING),
        ("某人社规(2025)18号文件全文及附件", TRAINING),
        ("静安公益岗位招了多少人、录用结果", POSTS),
        ("最低工资是多少", "某市最低工资标准"),
    ],
)
async def test_what_answers_comes_first(database: Database, typed: str, title: str) -> None:
    first = (await ask(database, typed))[0]
    assert (words(first), first.differs) == (title, ())
    assert any(piece.is_hit for piece in first.title) or "号" in typed


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("typed", "title", "differs"),
    [
        ("2024年度失业保险基金收支情况", FUND_2025, "the year or period"),
        ("2024年度失业保险基金收支情况", INJURY, "the insurance or fund"),
        ("浦东新区2025年度公益性岗位招聘名额及录用结果", POSTS, "the place"),
        ("某人社规〔2025〕19号灵活就业人员职业技能培训补贴实施细则", TRAINING, "the document"),
        ("查询本人2024年度失业保险基金收支情况", FUND_2024, "the person it is about"),
    ],
)
async def test_another_matter_is_never_the_same(database: Database, typed: str, title: str, differs: str) -> None:
    offers = await ask(database, typed)
    found = {words(one): one.differs for one in offers}
    assert differs in found[title]
    order = [bool(one.differs) for one in offers]
    assert order == sorted(order)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "typed", ["", "申请公开", "？！", "您好", "社区花园养护招标", "<b>*\"' OR 1", "啊" * 4000, "\x00"]
)
async def test_nothing_is_offered_for_nothing(database: Database, typed: str) -> None:
    assert await ask(database, typed) == []


@pytest.mark.usefixtures("catalogue")
async def test_what_was_removed_is_never_offered(database: Database) -> None:
    async with database.write() as db:
        await remove_text(db, SearchKind.DISCLOSURE, "training")
    assert TRAINING not in [words(one) for one in await ask(database, "某人社规〔2025〕18号")]
    assert TRAINING not in [words(one) for one in await ask(database, TRAINING)]


async def test_a_description_of_a_title_that_many_share_finds_the_newest(put: Put, database: Database) -> None:
    for month in range(1, 13):
        await put("最低工资标准", ref=str(month), dated_on=date(2026, month, 1))
    assert [one.ref for one in await ask(database, "最低工资标准")] == ["12", "11", "10", "9", "8"]
