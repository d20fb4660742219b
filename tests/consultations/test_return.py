"""Sending a submission back with a note."""

from uuid import UUID

from app.lib.db import Database
from tests.cast import Cast
from tests.consultations.conftest import SignIn, acts, stored
from tests.consultations.test_approve_publication import submitted
from tests.consultations.test_create_consultation import NEW


async def test_it_works(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await submitted(sign_in, database, cast)
    head, clerk = await sign_in("deng"), await sign_in("chen")
    note = "第四条的期限请再核对 <b>一遍</b>。"
    page = await head.follow(await head.post(f"{NEW}/{one}/return", {"note": note}))
    assert "已附意见退回。" in page.main
    row = await stored(database, UUID(one))
    assert (row.state, row.submitted_by_id, row.returned_note) == ("drafting", None, note)
    page = await clerk.get(f"{NEW}/{one}")
    assert f"退回修改： {note}" in page.main
    assert not page.all(".govuk-inset-text b b"), "markup in a note stays text"
    assert "已退回修改" in (await clerk.get("/staff")).main
    assert (await acts(database, UUID(one)))[-1] == "return_for_changes"
    await clerk.post(f"{NEW}/{one}/submit")
    assert note not in (await clerk.get(f"{NEW}/{one}")).one("main").text().split("办理记录")[0]


async def test_a_note_is_needed(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await submitted(sign_in, database, cast)
    head = await sign_in("deng")
    page = await head.post(f"{NEW}/{one}/return", {"note": " "})
    assert page.status == 422
    assert page.errors == {"note": "请说明原因。"}
    assert page.all("#note"), "the sentence leads to the field"
    assert (await stored(database, UUID(one))).submitted_by_id == cast["chen"].id


async def test_a_note_that_is_too_long_is_kept(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await submitted(sign_in, database, cast)
    head = await sign_in("deng")
    page = await head.post(f"{NEW}/{one}/return", {"note": "长" * 1001})
    assert page.status == 422
    assert page.field("note").strip() == "长" * 1001


async def test_refused_when_nothing_was_submitted(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await submitted(sign_in, database, cast)
    head = await sign_in("deng")
    await head.post(f"{NEW}/{one}/return", {"note": "退回一次"})
    page = await head.post(f"{NEW}/{one}/return", {"note": "退回两次"})
    assert page.status == 409
    assert "尚未提交审批。" in page.main
