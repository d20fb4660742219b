"""Withdrawing a published consultation: asked by one person, approved by another, with a note for the public."""

import pytest
from sqlalchemy import update

from app.accounts.models import Person
from app.lib.db import Database
from tests.cast import Cast
from tests.conftest import START
from tests.consultations.conftest import STRANGERS, SignIn, acts, stored
from tests.consultations.test_approve_publication import FOUR_EYES
from tests.consultations.test_create_consultation import NEW
from tests.make import days_from, make_consultation

NOTE = "上位法已修改，<i>需要</i>重新起草。"


@pytest.mark.parametrize("state", ["open", "closed", "analysing"])
async def test_it_works(sign_in: SignIn, cast: Cast, database: Database, state: str) -> None:
    one = await make_consultation(database, cast, now=START, state=state)
    clerk, head, visitor = await sign_in("chen"), await sign_in("deng"), await sign_in("")
    page = await clerk.follow(await clerk.post(f"{NEW}/{one}/withdraw", {"note": NOTE}))
    assert "撤回须由另一人批准。" in page.main
    assert (await stored(database, one)).state == state, "asking changes nothing"
    assert NOTE not in (await visitor.get(f"/consultations/{one}")).main
    assert NOTE in (await head.get(f"{NEW}/{one}")).main
    page = await head.follow(await head.post(f"{NEW}/{one}/withdraw/approve"))
    assert "已撤回。页面和说明仍然保留。" in page.main
    page = await visitor.get(f"/consultations/{one}")
    assert page.status == 200
    assert f"本次征求意见已撤回。 {NOTE}" in page.main
    assert not page.all("main i")
    assert not page.all('a[href$="/comments/new"]'), "it takes no more comments"
    assert (await acts(database, one))[-2:] == ["request_withdrawal", "approve_withdrawal"]


async def test_what_never_opened_stays_unpublished(sign_in: SignIn, cast: Cast, database: Database) -> None:
    days = {"opens_on": days_from(START, 5), "closes_on": days_from(START, 35)}
    one = await make_consultation(database, cast, now=START, state="approved", **days)
    clerk, head, visitor = await sign_in("chen"), await sign_in("deng"), await sign_in("")
    await clerk.post(f"{NEW}/{one}/withdraw", {"note": NOTE})
    await head.post(f"{NEW}/{one}/withdraw/approve")
    row = await stored(database, one)
    assert (row.state, row.published_at) == ("withdrawn", None)
    assert (await visitor.get(f"/consultations/{one}")).status == 404
    assert not (await visitor.get("/consultations?show=withdrawn")).all("article")


async def test_nobody_approves_his_own_withdrawal(sign_in: SignIn, cast: Cast, database: Database) -> None:
    async with database.write() as db:
        both = ["division_clerk", "division_head"]
        await db.execute(update(Person).where(Person.id == cast["chen"].id).values(roles=both))
    one = await make_consultation(database, cast, now=START)
    clerk = await sign_in("chen")
    await clerk.post(f"{NEW}/{one}/withdraw", {"note": NOTE})
    assert not (await clerk.get(f"{NEW}/{one}")).all('form[action$="/withdraw/approve"]')
    page = await clerk.post(f"{NEW}/{one}/withdraw/approve")
    assert page.status == 409
    assert FOUR_EYES in page.main
    assert (await stored(database, one)).state == "open"


async def test_refused_when_nobody_asked(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await make_consultation(database, cast, now=START)
    page = await (await sign_in("deng")).post(f"{NEW}/{one}/withdraw/approve")
    assert page.status == 409
    assert "没有人申请撤回。" in page.main


async def test_a_note_is_needed(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await make_consultation(database, cast, now=START)
    clerk = await sign_in("chen")
    page = await clerk.post(f"{NEW}/{one}/withdraw", {"note": ""})
    assert page.status == 422
    assert list(page.errors.values()) == ["请说明原因。"]
    assert page.all(f"details[open] #{next(iter(page.errors))}"), "the sentence leads to an open field"
    assert (await stored(database, one)).withdrawal_by_id is None


@pytest.mark.parametrize("state", ["drafting", "report_published", "archived", "withdrawn"])
async def test_refused_in_other_states(sign_in: SignIn, cast: Cast, database: Database, state: str) -> None:
    one = await make_consultation(database, cast, now=START, state=state)
    clerk, head = await sign_in("chen"), await sign_in("deng")
    assert (await clerk.post(f"{NEW}/{one}/withdraw", {"note": NOTE})).status == 409
    assert (await head.post(f"{NEW}/{one}/withdraw/approve")).status == 409


@pytest.mark.parametrize(
    ("username", "asks", "approves"),
    [
        *((name, code, code) for name, code in STRANGERS.items()),
        ("shen", 403, 403),
        ("deng", 403, 303),
        ("ouyang", 303, 403),
    ],
)
async def test_who_may(
    sign_in: SignIn, cast: Cast, database: Database, username: str, asks: int, approves: int
) -> None:
    one = await make_consultation(database, cast, now=START)
    person = await sign_in(username)
    assert (await person.post(f"{NEW}/{one}/withdraw", {"note": NOTE})).status == asks
    if approves != 303 or asks != 303:
        await (await sign_in("chen")).post(f"{NEW}/{one}/withdraw", {"note": NOTE})
        assert (await person.post(f"{NEW}/{one}/withdraw/approve")).status == approves
