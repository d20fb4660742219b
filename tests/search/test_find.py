"""Finding: from one character on, in any script and width, titles first, page by page, only what is still public."""

from datetime import date, timedelta

import pytest

from app.lib.db import Database
from app.search.rules import Filters, Order, SearchKind, Validity
from app.search.services import remove_text
from tests.search.conftest import Look, Put, titles

RULES = "上海市灵活就业人员职业技能培训补贴实施细则"
NOTICE = "关于做好2026年度高温津贴发放工作的通知"


@pytest.mark.parametrize(
    "query",
    [
        "训", "技能", "灵活就业人员", "技能 补贴", "補貼", "ＳＫＩＬＬ", "skills", "沪人社规〔2025〕18号",
        "沪人社规[2025]18号", "沪人社规(２０２５)18號", "二〇二五年", "“培训”补贴", "  细则  ",
    ],
)  # fmt: skip
async def test_finds_however_it_is_typed(put: Put, look: Look, query: str) -> None:
    await put(RULES, "Skill training，自2025年3月1日起施行。", doc_no="沪人社规〔2025〕18号")
    await put(NOTICE, "露天作业的劳动者。")
    assert titles(await look(query)) == [RULES]


@pytest.mark.parametrize(
    "query", ["津贴培训", "训培", "2027", '"', "*", "title:补贴 AND", "NEAR(a b)", "'; DROP TABLE x", "%", "__", "\x00"]
)
async def test_finds_nothing_and_says_so(put: Put, look: Look, query: str) -> None:
    await put(RULES, "补贴标准。")
    await put(NOTICE, "高温天气。")
    found = await look(query)
    assert (found.hits, found.total, found.after) == ((), 0, None)


async def test_titles_come_first_then_the_newest(put: Put, look: Look) -> None:
    await put("年度报告", "其中谈到公积金。", dated_on=date(2026, 9, 1))
    await put("公积金提取办法", dated_on=date(2020, 1, 1))
    await put("公积金缴存办法", dated_on=date(2024, 1, 1))
    assert titles(await look("公积金")) == ["公积金缴存办法", "公积金提取办法", "年度报告"]
    assert titles(await look("公积金", order=Order.NEWEST)) == ["年度报告", "公积金缴存办法", "公积金提取办法"]


async def test_a_document_number_comes_before_those_that_cite_it(put: Put, look: Look) -> None:
    await put("关于废止沪人社规〔2025〕18号的通知", dated_on=date(2026, 9, 1))
    await put(RULES, doc_no="沪人社规〔2025〕18号", dated_on=date(2025, 1, 1))
    assert titles(await look("沪人社规(2025)18号"))[0] == RULES


async def test_filters(put: Put, look: Look) -> None:
    await put("甲办法", dated_on=date(2024, 3, 1), validity=Validity.REPEALED)
    await put("乙办法", dated_on=date(2025, 3, 1), validity=Validity.VALID)
    await put("丙办法", kind=SearchKind.CONSULTATION, dated_on=date(2025, 4, 1))
    assert titles(await look("办法", filters=Filters(year=2025))) == ["丙办法", "乙办法"]
    assert titles(await look("办法", filters=Filters(kind="consultation"))) == ["丙办法"]
    assert titles(await look("办法", filters=Filters(validity="repealed"))) == ["甲办法"]
    assert titles(await look("", filters=Filters(year=2024))) == ["甲办法"]


@pytest.mark.parametrize("order", list(Order))
async def test_pages_show_everything_once(put: Put, look: Look, order: Order) -> None:
    for n in range(9):
        await put(
            f"第{n}号规定" if n % 3 else f"第{n}号通知", "规定", dated_on=date(2026, 1, 1) + timedelta(days=n // 2)
        )
    seen, after = [], None
    while True:
        found = await look("规定", order=order, after=after, limit=2)
        assert found.total == 9
        seen += titles(found)
        if (after := found.after) is None:
            break
    everything = titles(await look("规定", order=order))
    assert seen == everything
    assert len(set(seen)) == 9


async def test_what_was_removed_is_never_found(put: Put, look: Look, database: Database) -> None:
    await put(RULES, ref="1")
    async with database.write() as db:
        await remove_text(db, SearchKind.DISCLOSURE, "1")
    found = await look("补贴")
    assert (found.hits, found.total) == ((), 0)


async def test_a_new_wording_takes_the_place_of_the_old(put: Put, look: Look) -> None:
    await put("旧名称", ref="1")
    await put("新名称", ref="1")
    assert titles(await look("名称")) == ["新名称"]
    assert titles(await look("旧")) == []


async def test_words_are_marked_and_text_stays_text(put: Put, look: Look) -> None:
    await put("培訓補貼<b>", "前文。" * 60 + "职业培训很重要。" + "后文。" * 60)
    hit = (await look("培训")).hits[0]
    assert [piece.text for piece in hit.title if piece.is_hit] == ["培訓"]
    assert [piece.text for piece in hit.extract if piece.is_hit] == ["培训"]
    assert len("".join(piece.text for piece in hit.extract)) < 100


async def test_a_very_long_query_is_answered(put: Put, look: Look) -> None:
    await put(RULES)
    assert (await look("职业技能培训" * 700)).hits == ()
