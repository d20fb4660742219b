"""A person checks what the scanner held: clear, hide, set back, read the original; strangers may not."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.comments.models import Comment
from app.comments.rules import stored_findings
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.lib.personal_data import scan
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make import make_comment, make_consultation

pytestmark = pytest.mark.one_database("the desk's forms and pages")

SECRET = "13800138000"
WORDS = f"请回电{SECRET}，谢谢。"


@pytest.fixture
async def consultation(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_consultation(database, cast, now=clock())


@pytest.fixture
async def held(database: Database, consultation: UUID, clock: Clock) -> UUID:
    comment = await make_comment(database, consultation, WORDS, now=clock(), visibility="held")
    async with database.write() as db:
        (await db.get_one(Comment, comment)).findings = stored_findings(scan(WORDS))
    return comment


async def now_is(database: Database, comment: UUID) -> Comment:
    async with database.read() as db:
        return await db.get_one(Comment, comment)


async def acts(database: Database, comment: UUID) -> list[str]:
    async with database.read() as db:
        query = select(HistoryEntry.verb).where(HistoryEntry.subject == f"comment:{comment}").order_by(HistoryEntry.id)
        return list((await db.execute(query)).scalars())


async def act(client: Browser, consultation: UUID, comment: UUID, verb: str, **data: Any) -> Any:
    return await client.post(f"/staff/consultations/{consultation}/comments/{comment}/{verb}", data)


async def test_the_list_masks_and_marks(client: Browser, consultation: UUID, held: UUID) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{consultation}/flagged")
    assert page.status == 200
    assert SECRET not in page.text
    assert "手机号码" in page.one("mark").text()


async def test_cleared_is_public_and_masked(
    client: Browser, database: Database, consultation: UUID, held: UUID
) -> None:
    await client.sign_in("chen", PASSWORD)
    assert (await act(client, consultation, held, "clear")).status == 303
    assert (await now_is(database, held)).visibility == "cleared"
    public = await client.get(f"/consultations/{consultation}/comments")
    assert public.one("blockquote").text().strip() == "请回电***，谢谢。"
    assert await acts(database, held) == ["comment:clear_comment"]


async def test_where_the_scanner_was_wrong_it_is_shown_as_written(
    client: Browser, consultation: UUID, held: UUID
) -> None:
    await client.sign_in("chen", PASSWORD)
    await act(client, consultation, held, "clear", as_written="1")
    public = await client.get(f"/consultations/{consultation}/comments")
    assert public.one("blockquote").text().strip() == WORDS


async def test_hiding_needs_a_reason_and_keeps_what_was_typed(
    client: Browser, database: Database, consultation: UUID, held: UUID
) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await act(client, consultation, held, "hide", category="abuse", reason="")
    assert page.status == 422
    assert list(page.errors) == [f"reason-{held}"]
    assert (await now_is(database, held)).visibility == "held"
    page = await act(client, consultation, held, "hide", category="abuse", reason="字" * 1001)
    assert page.one(f"#reason-{held}").text().strip() == "字" * 1001
    assert (await act(client, consultation, held, "hide", category="personal_data", reason="含他人隐私")).status == 303
    comment = await now_is(database, held)
    assert (comment.visibility, comment.hidden_reason) == ("hidden", "含他人隐私")


async def test_undo_sets_it_back(client: Browser, database: Database, consultation: UUID, held: UUID) -> None:
    await client.sign_in("chen", PASSWORD)
    await act(client, consultation, held, "clear", as_written="1")
    assert (await act(client, consultation, held, "hold")).status == 303
    comment = await now_is(database, held)
    assert comment.visibility == "held"
    assert comment.findings == stored_findings(scan(WORDS))
    await act(client, consultation, held, "hide", category="personal_data", reason="含他人隐私")
    await act(client, consultation, held, "hold")
    assert (await now_is(database, held)).hidden_reason == ""
    assert (await act(client, consultation, held, "hold")).status == 409
    assert await acts(database, held) == [
        "comment:clear_comment",
        "comment:hold_comment",
        "comment:hide_comment",
        "comment:hold_comment",
    ]


async def test_two_officers_do_not_decide_twice(client: Browser, consultation: UUID, held: UUID) -> None:
    await client.sign_in("chen", PASSWORD)
    await act(client, consultation, held, "clear")
    assert (await act(client, consultation, held, "clear")).status == 409


async def test_a_look_at_the_original_is_on_record(
    client: Browser, database: Database, consultation: UUID, held: UUID
) -> None:
    """AT-21: the original only for permitted roles, with audit."""
    await client.sign_in("ouyang", PASSWORD)
    page = await act(client, consultation, held, "reveal")
    assert page.status == 200
    assert SECRET in page.one("mark").text()
    assert await acts(database, held) == ["comment:reveal_comment"]


async def test_late_ones_are_listed(client: Browser, database: Database, consultation: UUID, clock: Clock) -> None:
    await make_comment(database, consultation, "晚了一步。", now=clock(), is_late=True)
    await make_comment(database, consultation, "赶上了。", now=clock())
    await client.sign_in("chen", PASSWORD)
    page = await client.get(f"/staff/consultations/{consultation}/flagged?show=late")
    assert "晚了一步" in page.main
    assert "赶上了" not in page.main


VERBS = ["clear", "hide", "hold", "reveal"]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chen", None),
        ("ouyang", None),
        ("deng", 403),
        ("qian", 403),
        ("shen", 403),
        ("luo", 404),
        ("xu", 404),
        ("foreign", 404),
    ],
)
async def test_who_may_decide(
    client: Browser, database: Database, consultation: UUID, held: UUID, verb: str, who: str, status: int | None
) -> None:
    await client.sign_in(who, PASSWORD)
    page = await act(client, consultation, held, verb, category="personal_data", reason="含他人隐私")
    if status is None:
        assert page.status in (200, 303, 409)
        return
    assert page.status == status
    assert (await now_is(database, held)).visibility == "held"
    assert SECRET not in page.text


@pytest.mark.parametrize(
    ("who", "status"), [("chen", 200), ("deng", 200), ("shen", 200), ("luo", 404), ("xu", 404), ("foreign", 404)]
)
async def test_who_may_read_the_list(client: Browser, consultation: UUID, held: UUID, who: str, status: int) -> None:
    await client.sign_in(who, PASSWORD)
    assert (await client.get(f"/staff/consultations/{consultation}/flagged")).status == status


async def test_a_visitor_is_asked_to_sign_in(
    client: Browser, database: Database, consultation: UUID, held: UUID
) -> None:
    assert (await client.get(f"/staff/consultations/{consultation}/flagged")).status == 303
    answer = await act(client, consultation, held, "clear")
    assert answer.location.startswith("/sign-in")
    assert (await now_is(database, held)).visibility == "held"
