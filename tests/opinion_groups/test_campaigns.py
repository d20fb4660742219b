"""A campaign is shown as one: comments, people and texts apart, the text, and what people added of their own."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.comments.models import Comment
from app.lib.db import Database
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.rules import CAMPAIGN_MIN_LENGTH, is_campaign, shared_by
from app.opinion_groups.wording import own_words
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation
from tests.opinion_groups.scene import group

LETTER = (
    "我们强烈建议把补缴的宽限期从十五日延长到六十日。灵活就业人员收入不稳定，十五天实在太短，很多人来不及筹钱，"
    "也来不及到窗口办理，请起草单位认真考虑我们的共同意见。"
)
OWN = "我是外卖骑手，旺季每天工作十四个小时，根本没有时间去窗口。"


@pytest.mark.parametrize(
    ("size", "shared", "expected"),
    [
        (9, 9, False),
        (10, 10, True),
        (20, 10, True),
        (21, 10, False),
        (1000, 499, False),
        (1000, 500, True),
        (0, 0, False),
    ],
)
def test_what_a_campaign_is(size: int, shared: int, expected: bool) -> None:
    assert is_campaign(size, shared) is expected


@pytest.mark.parametrize(
    ("n", "length", "score", "has_nearest", "expected"),
    [
        (1, 80, 100.0, False, 0),  # the first of its kind: nobody else says it
        (3, 80, 100.0, False, 3),  # three sent the same letter
        (1, 80, 92.0, True, 1),  # a letter with a few words changed
        (1, 80, 70.0, True, 0),  # alike, in words of one's own
        (50, CAMPAIGN_MIN_LENGTH - 1, 100.0, True, 0),  # a short sentence that many come upon
    ],
)
def test_whose_words_are_shared(n: int, length: int, score: float, has_nearest: bool, expected: int) -> None:
    assert shared_by(n, length=length, score=score, has_nearest=has_nearest) == expected


@given(st.integers(0, 10_000), st.integers(0, 500), st.floats(0, 100), st.booleans())
def test_never_more_are_shared_than_there_are(n: int, length: int, score: float, has_nearest: bool) -> None:
    assert 0 <= shared_by(n, length=length, score=score, has_nearest=has_nearest) <= n


def test_own_words_are_found_and_other_spellings_are_not() -> None:
    assert own_words(LETTER + OWN, LETTER) == (OWN.rstrip("。"),)
    assert own_words(LETTER.replace("认真", "好好"), LETTER) == ()
    assert own_words(LETTER, LETTER) == ()


def test_a_sentence_of_the_letter_in_another_place_is_not_ones_own() -> None:
    first, *rest = LETTER.split("。")
    assert own_words("。".join([*rest, first, OWN]), LETTER) == (OWN.rstrip("。"),)


@pytest.fixture
async def campaign(database: Database, cast: Cast, clock: Clock) -> UUID:
    """Twelve comments of ten people in three wordings: the letter ten times, once with own words, once misspelt; and
    one comment apart."""
    c = await make_consultation(database, cast, now=clock())
    for n in range(10):
        await make_comment(database, c, LETTER, now=clock(), clause_ref="a4", person=f"p{n % 8}")
    await make_comment(database, c, LETTER + OWN, now=clock(), clause_ref="a4", person="p8")
    await make_comment(database, c, LETTER.replace("认真", "慎重"), now=clock(), clause_ref="a4", person="p9")
    await make_comment(database, c, "希望增加手机缴费渠道。", now=clock(), clause_ref="a3", person="p0")
    await group_new_comments(database, str(c), now=clock())
    return c


async def test_numbers_stand_apart(database: Database, campaign: UUID) -> None:
    one = await group(database, campaign, 1)
    assert (one.size, one.people, one.texts, one.shared) == (12, 10, 3, 12)
    other = await group(database, campaign, 2)
    assert (other.size, other.texts, other.shared) == (1, 1, 0)


async def test_the_public_sees_it(client: Browser, campaign: UUID) -> None:
    for path in ("/clauses/a4", "/voices"):
        page = await client.get(f"/consultations/{campaign}{path}")
        assert "联名或统一文本" in page.main
        assert "12条意见" in page.main
        assert "3种写法" in page.main
        assert "旺季每天工作十四个小时" in page.one(".p-own").text()
    page = await client.get(f"/consultations/{campaign}/voices/1")
    assert LETTER in page.main.replace(" ", "")
    assert "旺季每天工作" in "".join(node.text() for node in page.all("mark"))
    assert len(page.all(".p-wordings > li")) == 3
    assert "联名或统一文本" not in (await client.get(f"/consultations/{campaign}/voices/2")).main
    assert (await client.get(f"/consultations/{campaign}/voices/3")).status == 404


async def test_what_is_withheld_is_not_among_the_wordings(client: Browser, database: Database, campaign: UUID) -> None:
    async with database.write() as db:
        for comment in await db.scalars(select(Comment).where(Comment.text.contains("外卖骑手"))):
            comment.visibility = "hidden"
    for path in ("/clauses/a4", "/voices", "/voices/1"):
        page = await client.get(f"/consultations/{campaign}{path}")
        assert "外卖骑手" not in page.text
        assert "12条意见" in page.main


async def test_the_staff_see_repeats_too(client: Browser, campaign: UUID) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{campaign}/groups/1")
    assert "同一人或同一设备重复提交2条" in page.main
    assert "联名或统一文本" in page.main
    assert "旺季每天工作十四个小时" in page.one(".p-own").text()
    assert "联名或统一文本" in (await client.get(f"/staff/consultations/{campaign}/groups?sort=texts")).main


async def test_wordings_page_by_page(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_consultation(database, cast, now=clock())
    for n in range(35):
        await make_comment(database, c, f"{LETTER}我家住在第{n}号楼，情况属实。", now=clock(), clause_ref="a4")
    await group_new_comments(database, str(c), now=clock())
    one = await group(database, c, 1)
    page = await client.get(f"/consultations/{c}/voices/1?page=2")
    assert page.status == 200
    assert len(page.all(".p-wordings > li")) == max(0, one.texts - 30)
