"""Asking for the approval of the publication, and every sentence that refuses it."""

import pytest

from app.lib.db import Database
from tests.cast import Cast
from tests.conftest import START
from tests.consultations.conftest import STRANGERS, SignIn, acts, notice, stored
from tests.consultations.test_create_consultation import NEW, id_in
from tests.make import DRAFT, days_from, make_consultation

BASIS = "公布决策草案时须一并公布决策依据和说明。"
PERIOD = "公开征求意见期限一般不少于30日；确需缩短的，须在公告中说明原因。"
DRAFT_FIRST = "请先导入草案，核对条文并确认。"
PAST = "征求意见期限已经过去。请选择今天以后的日期，或者作为“补录”登记。"
NOT_PAST = "补录的征求意见，截止日期须早于今天。"


async def test_it_works(sign_in: SignIn, cast: Cast, database: Database) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    clerk = await sign_in("chen")
    path = f"{NEW}/{consultation_id}"
    page = await clerk.follow(await clerk.post(f"{path}/submit"))
    assert "已提交，由另一人审批。" in page.main
    assert "陈晓于2026年9月10日 10:00提交审批" in page.main
    assert not page.all(f'form[action="{path}/submit"]')
    row = await stored(database, consultation_id)
    assert (row.state, row.submitted_by_id, row.submitted_at) == ("drafting", cast["chen"].id, START)
    assert (await acts(database, consultation_id))[-1] == "submit_for_approval"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"basis": ""}, BASIS, id="AT-13 basis"),
        pytest.param({"explanation": ""}, BASIS, id="AT-13 explanation"),
        pytest.param({"basis": " \n　"}, BASIS, id="AT-13 blanks are no basis"),
        pytest.param({"closes_on": days_from(START, 29)}, PERIOD, id="AT-14 29 days"),
        pytest.param({"closes_on": days_from(START, 29), "shorten_reason": " "}, PERIOD, id="AT-14 blank reason"),
        pytest.param({"opens_on": days_from(START, -40), "closes_on": days_from(START, -1)}, PAST, id="past"),
        pytest.param({"is_past": True}, NOT_PAST, id="not past"),
    ],
)
async def test_refused_with_the_sentence_of_the_catalogue(
    sign_in: SignIn, cast: Cast, database: Database, changes: dict[str, object], sentence: str
) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting", **changes)
    clerk = await sign_in("chen")
    page = await clerk.post(f"{NEW}/{consultation_id}/submit")
    assert page.status == 409
    assert sentence in page.main
    assert (await stored(database, consultation_id)).submitted_by_id is None
    assert "submit_for_approval" not in await acts(database, consultation_id)


async def test_refused_without_a_confirmed_draft(sign_in: SignIn) -> None:
    clerk = await sign_in("chen")
    path = f"{NEW}/{id_in((await clerk.post(NEW, notice())).location)}"
    assert DRAFT_FIRST in (await clerk.post(f"{path}/submit")).main
    await clerk.post(f"{path}/draft", {"text": DRAFT})
    page = await clerk.post(f"{path}/submit")
    assert page.status == 409
    assert DRAFT_FIRST in page.main


async def test_at_14_twenty_nine_days_with_a_reason_are_taken(sign_in: SignIn, cast: Cast, database: Database) -> None:
    """Open on 10 September, closed on 9 October 2026."""
    changes = {"closes_on": days_from(START, 29), "shorten_reason": "冬季供暖前必须施行。"}
    consultation_id = await make_consultation(database, cast, now=START, state="drafting", **changes)
    clerk, head = await sign_in("chen"), await sign_in("deng")
    assert (await clerk.post(f"{NEW}/{consultation_id}/submit")).status == 303
    assert (await head.post(f"{NEW}/{consultation_id}/approve")).status == 303
    page = await (await sign_in("")).get(f"/consultations/{consultation_id}")
    assert "2026年9月10日至2026年10月9日（29日）" in page.main
    assert "缩短期限的原因 冬季供暖前必须施行。" in page.main, "the public reads why"


@pytest.mark.parametrize("state", ["open", "closed", "analysing", "withdrawn"])
async def test_refused_after_publication(sign_in: SignIn, cast: Cast, database: Database, state: str) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state=state)
    clerk = await sign_in("chen")
    assert (await clerk.post(f"{NEW}/{consultation_id}/submit")).status == 409


@pytest.mark.parametrize(
    ("username", "status"), {**STRANGERS, "deng": 403, "qian": 403, "shen": 403, "ouyang": 303}.items()
)
async def test_who_may_submit(sign_in: SignIn, cast: Cast, database: Database, username: str, status: int) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    person = await sign_in(username)
    assert (await person.post(f"{NEW}/{consultation_id}/submit")).status == status
