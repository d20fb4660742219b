"""The frozen report tells comments, people and wordings apart: on the page, in the data and in the table."""

import csv
import io
import json
from uuid import UUID

import pytest
from sqlalchemy import select

from app.adoption.formats.csv import COLUMNS, write_csv
from app.lib.db import Database
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.models import OpinionGroup
from tests.adoption.office import answer, publish
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation

LETTER = (
    "我们强烈建议把补缴的宽限期从十五日延长到六十日。灵活就业人员收入不稳定，十五天实在太短，很多人来不及筹钱，"
    "也来不及到窗口办理，请起草单位认真考虑我们的共同意见。"
)


@pytest.fixture
async def published(database: Database, cast: Cast, clock: Clock) -> UUID:
    """Twelve letters of nine people in two wordings, and one comment apart; both answered, the report published."""
    c = await make_consultation(database, cast, now=clock(), state="analysing")
    for n in range(12):
        words = LETTER if n else LETTER + "我是外卖骑手，旺季每天工作十四个小时。"
        await make_comment(database, c, words, now=clock(), clause_ref="a4", person=f"p{n % 9}")
    await make_comment(database, c, "希望增加手机缴费渠道。", now=clock(), clause_ref="a3", person="p0")
    await group_new_comments(database, str(c), now=clock())
    async with database.read() as db:
        numbers = list(await db.scalars(select(OpinionGroup.number)))
    await answer(database, cast, c, *numbers, now=clock())
    await publish(database, cast, c, now=clock())
    return c


async def test_it_works(client: Browser, published: UUID) -> None:
    frozen = json.loads((await client.get(f"/consultations/{published}/report.json")).text)
    found = [(g["size"], g["people"], g["texts"], g["is_campaign"]) for g in frozen["groups"]]
    assert found == [(12, 9, 2, True), (1, 1, 1, False)]
    assert frozen["summary"]["texts"] == 3
    page = await client.get(f"/consultations/{published}/report")
    row = " ".join(page.all(".p-tbl tbody tr")[0].text().split())
    assert "联名或统一文本" in row
    assert "9 人" in row
    assert "2种写法" in row
    assert "联名或统一文本" not in page.all(".p-tbl tbody tr")[1].text()
    table = list(csv.reader(io.StringIO(write_csv({"document": frozen}).decode("utf-8-sig"))))
    assert len(table[0]) == len(COLUMNS)
    assert table[1][-2:] == ["2", "联名或统一文本"]
    assert table[2][-2:] == ["1", ""]


async def test_a_report_frozen_before_texts_were_counted_can_still_be_read() -> None:
    group = {
        "number": 1, "title": "一", "example": "", "size": 1, "people": 1, "supports": 0, "clauses": [],
        "outcome": "adopted", "reason": "已改", "change": None,
    }  # fmt: skip
    table = write_csv({"document": {"groups": [group]}}).decode("utf-8-sig").splitlines()
    assert table[1].endswith(",,")
