"""What people read: only what passed, masked, a page at a time; what others said is offered."""

from uuid import UUID

import pytest
from sqlalchemy import text, update

from app.comments.models import Comment
from app.comments.queries import PAGE, list_comments, space
from app.lib.db import Database
from app.similarity.services import add_texts
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation

WORDS = "建议把第四条规定的十五日宽限期延长到三十日，方便跨省务工人员补缴。"


@pytest.fixture
async def consultation(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock())


async def place(database: Database, consultation: UUID, comment: UUID, words: str, clock: Clock) -> None:
    """What the grouping job does for `similarity`."""
    async with database.write() as db:
        (placed,) = await add_texts(db, space(consultation), [words], now=clock())
        await db.execute(update(Comment).where(Comment.id == comment).values(text_id=placed.text_id, placed_at=clock()))


async def test_only_what_passed_is_listed(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    for visibility in ("public", "held", "cleared", "hidden"):
        await make_comment(database, consultation, f"这条是{visibility}。", now=clock(), visibility=visibility)
    page = await client.get(f"/consultations/{consultation}/comments")
    assert [node.text().strip() for node in page.all("blockquote")] == ["这条是cleared。", "这条是public。"]


async def test_what_was_cleared_is_masked(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    """AT-21."""
    comment = await make_comment(database, consultation, "请打13800138000。", now=clock(), visibility="cleared")
    async with database.write() as db:
        (await db.get_one(Comment, comment)).findings = [{"kind": "mobile", "start": 2, "end": 13}]
    page = await client.get(f"/consultations/{consultation}/comments")
    assert page.one("blockquote").text().strip() == "请打***。"
    assert "13800138000" not in page.text


async def test_page_after_page_by_clause(client: Browser, database: Database, consultation: UUID, clock: Clock) -> None:
    for n in range(PAGE + 5):
        await make_comment(database, consultation, f"第{n}条", now=clock(), clause_ref="a4" if n % 5 else "a3")
    seen: list[str] = []
    page = await client.get(f"/consultations/{consultation}/comments?clause=a4")
    seen += [node.text().strip() for node in page.all("blockquote")]
    assert page.all("a[rel=next]") == []
    assert len(seen) == PAGE
    page = await client.get(f"/consultations/{consultation}/comments")
    first = [node.text().strip() for node in page.all("blockquote")]
    following = await client.get(page.one("a[rel=next]").attributes["href"] or "")
    rest = [node.text().strip() for node in following.all("blockquote")]
    assert first + rest == [f"第{n}条" for n in reversed(range(PAGE + 5))]


async def test_the_list_reads_its_index(database: Database, consultation: UUID) -> None:
    """Its cost must not grow with the number of comments, nor with what is held."""
    if not database.is_sqlite:
        pytest.skip("the planner of PostgreSQL decides by size")
    async with database.read() as db:
        plan = await db.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT id FROM comment WHERE consultation_id = :c "
                "AND visibility IN ('public', 'cleared') ORDER BY id DESC LIMIT 21"
            ),
            {"c": consultation.bytes},
        )
        steps = " ".join(str(row) for row in plan)
        assert await list_comments(db, consultation) == []
    assert "ix_comment_listed" in steps
    assert "TEMP B-TREE" not in steps


async def test_what_others_said_is_offered_while_typing(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    comment = await make_comment(database, consultation, WORDS, now=clock())
    await place(database, consultation, comment, WORDS, clock)
    part = await client.post(f"/consultations/{consultation}/similar?part=0", {"text": WORDS[:16]}, htmx=True)
    assert part.status == 200
    assert part.one("blockquote").text().strip() == WORDS
    assert part.field("confirmed") == "1"
    assert part.all("form") == []  # it stands inside the form
    nothing = await client.post(
        f"/consultations/{consultation}/similar?part=0", {"text": "公园的路灯太暗了"}, htmx=True
    )
    assert nothing.all("*[name=confirmed]") == []


async def test_the_part_that_is_being_written(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    comment = await make_comment(database, consultation, WORDS, now=clock())
    await place(database, consultation, comment, WORDS, clock)
    sent = {"text": ["公园的路灯太暗了", WORDS]}
    for part, offered in ((0, 0), (1, 1), (2, 0), (-1, 0), (99, 0)):
        page = await client.post(f"/consultations/{consultation}/similar?part={part}", sent, htmx=True)
        assert len(page.all("blockquote")) == offered


@pytest.mark.parametrize("visibility", ["held", "hidden"])
async def test_what_is_not_shown_is_not_offered(
    client: Browser, database: Database, consultation: UUID, clock: Clock, visibility: str
) -> None:
    comment = await make_comment(database, consultation, WORDS, now=clock(), visibility=visibility)
    await place(database, consultation, comment, WORDS, clock)
    part = await client.post(f"/consultations/{consultation}/similar", {"text": WORDS}, htmx=True)
    assert WORDS not in part.text
    answer = await client.post(f"/consultations/{consultation}/comments", {"text": WORDS})
    assert answer.status == 303


async def test_the_confirming_page_keeps_everything_and_stores_nothing(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    comment = await make_comment(database, consultation, WORDS, now=clock())
    await place(database, consultation, comment, WORDS, clock)
    action = f"/consultations/{consultation}/comments"
    form = (await client.get(f"{action}/new")).form(action)
    mine = WORDS + "谢谢。"
    sent = {**form, "text": [mine, "另外，第五条太急了。"], "clause": ["a4", "a5"], "contact_email": "li@example.com"}
    page = await client.post(action, sent)
    assert page.status == 200
    assert page.one(f"#comment-{comment}")
    assert [node.text() for node in page.all("textarea")] == [mine, "另外，第五条太急了。"]
    assert page.form(action)["form_token"] == form["form_token"]
    async with database.read() as db:
        assert len(await list_comments(db, consultation)) == 1
    confirmed = {**sent, **page.form(action), "text": sent["text"], "clause": sent["clause"]}
    edit = await client.post(action, {**confirmed, "edit": "1"})
    assert [node.text().strip() for node in edit.all("textarea")] == [mine, "另外，第五条太急了。"]
    assert edit.field("contact_email") == "li@example.com"
    assert (await client.post(action, confirmed)).status == 303
    async with database.read() as db:
        assert len(await list_comments(db, consultation)) == 3


async def test_one_can_support_from_the_confirming_page(
    client: Browser, database: Database, consultation: UUID, clock: Clock
) -> None:
    comment = await make_comment(database, consultation, WORDS, now=clock())
    await place(database, consultation, comment, WORDS, clock)
    page = await client.post(f"/consultations/{consultation}/comments", {"text": WORDS})
    action = f"/consultations/{consultation}/comments/{comment}/support"
    after = await client.follow(await client.post(action, page.form(action)))
    assert after.one(".p-support b").text() == "1"


async def test_an_unpublished_one_is_not_known(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    consultation = await make_consultation(database, cast, now=clock(), state="drafting")
    assert (await client.get(f"/consultations/{consultation}/comments")).status == 404
