"""A comment that a frozen report quotes is hidden, or masked otherwise, afterwards: its words leave every way out."""

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.adoption.document import digest_of
from app.adoption.models import AdoptionReport, ReportItem
from app.adoption.withholding import salted, seal, shown_now
from app.comments.models import Comment
from app.lib.db import Database
from tests.adoption.office import Said, answer, make_studied, publish
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock

WORDS = "住在隔壁的王某某从来不缴费，应当罚他"
NAMED = "宽限期应当延长到三十日"
LABEL = "在报告公布后"


def group(**changes: Any) -> dict[str, Any]:
    return {"position": 1, "title": WORDS, "example": WORDS, "size": 3, "is_title_quoted": True} | changes


@given(st.text(min_size=1), st.booleans(), st.text())
def test_the_seal_survives_withholding_and_nothing_else(words: str, is_title_quoted: bool, later: str) -> None:
    one = salted(group(title=words, example=words, is_title_quoted=is_title_quoted), "a" * 32)
    document = {"summary": {"collected": 3}, "groups": [one]}
    shown = shown_now(one, title=later, example=later, is_title_quoted=is_title_quoted)
    assert seal(document) == seal(document | {"groups": [shown]})
    assert seal(document) != seal(document | {"groups": [shown | {"size": 4}]})
    assert seal(document) != seal(document | {"summary": {"collected": 4}})


def test_other_words_have_another_seal() -> None:
    one, other = salted(group(), "a" * 32), salted(group(), "b" * 32)
    assert seal({"groups": [one]}) != seal({"groups": [one | {"example": "别的话"}]})
    assert seal({"groups": [one]}) != seal({"groups": [other]})


def test_what_is_shown_as_it_was_frozen_is_left_alone() -> None:
    one = salted(group(), "a" * 32)
    assert shown_now(one, title=WORDS, example=WORDS, is_title_quoted=True) == one


def test_the_salt_leaves_with_the_words() -> None:
    shown = shown_now(salted(group(), "a" * 32), title="", example="", is_title_quoted=True)
    assert "salt" not in shown
    assert (shown["title"], shown["example"], shown["is_withheld"]) == ("", "", True)


@pytest.fixture
async def published(database: Database, cast: Cast, clock: Clock) -> UUID:
    c = await make_studied(database, cast, Said(3, "a4", WORDS), Said(2, "a3", NAMED), now=clock())
    await answer(database, cast, c, 1, 2, now=clock())
    await publish(database, cast, c, now=clock())
    return c


async def withhold(database: Database, **changes: Any) -> None:
    async with database.write() as db:
        await db.execute(update(Comment).where(Comment.text == WORDS).values(**changes))


async def test_nothing_is_withheld_at_first(client: Browser, database: Database, published: UUID) -> None:
    page = await client.get(f"/consultations/{published}/report")
    file = (await client.get(f"/consultations/{published}/report.json")).response.content
    assert page.one(".p-digest").text() == digest_of(file.decode())
    assert page.one(".p-seal").text() == seal(json.loads(file))
    assert LABEL not in page.main


@pytest.mark.parametrize("visibility", ["hidden", "held"])
async def test_hidden_words_leave_page_and_files(
    client: Browser, database: Database, published: UUID, visibility: str
) -> None:
    await withhold(database, visibility=visibility)
    base = f"/consultations/{published}"
    for path in ("/report", "/report?clause=a4", "/report.csv", "/report.json"):
        answered = await client.get(base + path)
        assert answered.status == 200
        assert WORDS not in answered.text, path
        assert NAMED in answered.text or "clause" in path
    page = await client.get(f"{base}/report")
    assert LABEL in page.main
    assert "未公开原文的意见" in page.main
    file = json.loads((await client.get(f"{base}/report.json")).response.content)
    assert [one["size"] for one in file["groups"]] == [3, 2]
    assert page.one(".p-seal").text() == seal(file), "the rest can still be checked"


async def test_shown_again_the_digest_fits_again(client: Browser, database: Database, published: UUID) -> None:
    await withhold(database, visibility="hidden")
    await withhold(database, visibility="cleared")
    page = await client.get(f"/consultations/{published}/report")
    file = (await client.get(f"/consultations/{published}/report.json")).response.content
    assert page.one(".p-digest").text() == digest_of(file.decode())
    assert LABEL not in page.main


async def test_a_new_mask_is_worn_by_the_frozen_words_too(client: Browser, database: Database, published: UUID) -> None:
    await withhold(database, visibility="cleared", findings=[{"kind": "mobile", "start": 4, "end": 7}])
    for path in ("/report", "/report.csv", "/report.json"):
        text = (await client.get(f"/consultations/{published}{path}")).text
        assert "王某某" not in text, path
        assert "住在隔壁***" in text, path


async def test_reports_of_before_lose_the_words_too(client: Browser, database: Database, published: UUID) -> None:
    """Without salt and seal: the words go, only the proof that nothing else changed is missing."""
    async with database.write() as db:
        await db.execute(update(AdoptionReport).values(seal=None))
        for item in await db.scalars(select(ReportItem)):
            item.data = {name: value for name, value in item.data.items() if name not in ("salt", "quoted")}
    await withhold(database, visibility="hidden")
    page = await client.get(f"/consultations/{published}/report")
    assert WORDS not in page.text
    assert page.all(".p-seal") == []
    assert WORDS not in (await client.get(f"/consultations/{published}/report.json")).text
