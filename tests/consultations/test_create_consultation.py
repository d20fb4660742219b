"""Beginning a consultation, and changing its notice while it is drafted."""

import re
from uuid import UUID

import pytest

from app.lib.db import Database
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import START
from tests.consultations.conftest import STRANGERS, SignIn, acts, notice, stored
from tests.make import make_consultation

pytestmark = pytest.mark.one_database("a form and its refusals")

NEW = "/staff/consultations"


def id_in(path: str) -> UUID:
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", path)
    assert found, path
    return UUID(found[0])


async def test_create_works(sign_in: SignIn, cast: Cast, database: Database) -> None:
    clerk = await sign_in("chen")
    form = (await clerk.get(f"{NEW}/new")).form(NEW)
    assert form["moderation_policy"] == "after"
    page = await clerk.post(NEW, {**form, **notice()})
    assert page.status == 303
    assert page.location.endswith("/draft"), "the next step is the draft"
    row = await stored(database, id_in(page.location))
    assert (row.state, row.division_id, row.created_by_id) == ("drafting", cast["chen"].division_id, cast["chen"].id)
    assert (row.methods, row.is_past) == (["online_solicitation", "symposium"], False)
    assert await acts(database, row.id) == ["create_consultation"]


async def test_the_openness_officer_begins_one_for_another_division(
    sign_in: SignIn, cast: Cast, database: Database
) -> None:
    officer = await sign_in("ouyang")
    page = await officer.get(f"{NEW}/new")
    skills = str(cast.divisions["skills"].id)
    assert skills in [option.attributes["value"] for option in page.all("[name=division_id] option")]
    made = await officer.post(NEW, notice(division_id=skills))
    assert str((await stored(database, id_in(made.location))).division_id) == skills


async def test_a_clerk_cannot_begin_one_for_another_division(sign_in: SignIn, cast: Cast) -> None:
    clerk = await sign_in("chen")
    assert not (await clerk.get(f"{NEW}/new")).all("[name=division_id]")
    assert (await clerk.post(NEW, notice(division_id=str(cast.divisions["skills"].id)))).status == 403


async def test_not_even_the_officer_begins_one_for_another_agency(sign_in: SignIn, cast: Cast) -> None:
    officer = await sign_in("ouyang")
    page = await officer.post(NEW, notice(division_id=str(cast.divisions["foreign"].id)))
    assert page.status == 403


@pytest.mark.parametrize("username", ["deng", "qian", "shen", "xu"])
async def test_who_does_not_draft_may_not_begin(sign_in: SignIn, username: str) -> None:
    person = await sign_in(username)
    assert (await person.get(f"{NEW}/new")).status == 403
    assert (await person.post(NEW, notice())).status == 403


async def test_a_visitor_is_asked_to_sign_in(client: Browser) -> None:
    assert (await client.get(f"{NEW}/new")).location.startswith("/sign-in")
    assert (await client.post(NEW, notice())).location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": ""}, "title", "请填写征求意见的标题。"),
        ({"title": "x" * 201}, "title", "不超过200字，您写了201字。"),
        ({"opens_on": ""}, "opens_on", "请选择开始日期。"),
        ({"closes_on": ""}, "closes_on", "请选择截止日期。"),
        ({"closes_on": "2026-02-30"}, "closes_on", "请选择日期。"),
        ({"closes_on": "2026-09-10"}, "closes_on", "截止日期应当晚于开始日期。"),
        ({"methods": []}, "methods", "请至少选择一种征求意见的方式。"),
        ({"methods": ["by_drum"]}, "methods", "请至少选择一种征求意见的方式。"),
        ({"moderation_policy": "never"}, "moderation_policy", None),
        ({"division_id": "nonsense"}, "division_id", None),
    ],
)
async def test_a_bad_notice_keeps_what_was_typed(
    sign_in: SignIn, changes: dict[str, object], field: str, sentence: str | None
) -> None:
    clerk = await sign_in("chen")
    typed = notice(is_past="1", shorten_reason="时间紧", **changes)
    page = await clerk.post(NEW, typed)
    assert page.status == 422
    assert set(page.errors) == {field}
    if sentence:
        assert page.errors[field] == sentence
    for name in ("title", "opens_on", "closes_on", "summary", "explanation", "basis", "shorten_reason", "contact"):
        assert page.field(name).strip() == typed[name], f"{name} was lost"
    ticked = {node.attributes["value"] for node in page.all("[name=methods][checked]")}
    assert ticked == set(typed["methods"]) & {"online_solicitation", "symposium"}  # type: ignore[call-overload]
    assert page.all("[name=is_past][checked]")


async def test_change_works_and_is_submitted_anew(sign_in: SignIn, cast: Cast, database: Database) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    path = f"{NEW}/{consultation_id}"
    clerk = await sign_in("chen")
    await clerk.post(f"{path}/submit")
    form = (await clerk.get(f"{path}/edit")).form(f"{path}/edit")
    page = await clerk.post(f"{path}/edit", {**form, "methods": ["hearing"], "title": "改过的标题"})
    assert "已保存。" in (await clerk.follow(page)).main or page.location == path
    row = await stored(database, consultation_id)
    assert (row.title, row.methods, row.submitted_by_id) == ("改过的标题", ["hearing"], None)
    assert (await acts(database, consultation_id))[-1] == "change_consultation"


@pytest.mark.parametrize("state", ["open", "closed", "withdrawn"])
async def test_change_is_refused_after_publication(sign_in: SignIn, cast: Cast, database: Database, state: str) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state=state)
    clerk = await sign_in("chen")
    page = await clerk.post(f"{NEW}/{consultation_id}/edit", notice(title="偷偷改掉的标题"))
    assert page.status == 409
    assert "状态时不能这样做" in page.main
    assert (await stored(database, consultation_id)).title != "偷偷改掉的标题"


@pytest.mark.parametrize(("username", "status"), {**STRANGERS, "deng": 403, "qian": 403, "shen": 403}.items())
async def test_change_is_not_for_everybody(
    sign_in: SignIn, cast: Cast, database: Database, username: str, status: int
) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    person = await sign_in(username)
    assert (await person.get(f"{NEW}/{consultation_id}/edit")).status == status
    assert (await person.post(f"{NEW}/{consultation_id}/edit", notice())).status == status


async def test_a_bad_change_keeps_what_was_typed(sign_in: SignIn, cast: Cast, database: Database) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    clerk = await sign_in("chen")
    page = await clerk.post(f"{NEW}/{consultation_id}/edit", notice(closes_on="2026-09-01", title="新标题新标题"))
    assert page.status == 422
    assert page.field("title") == "新标题新标题"
