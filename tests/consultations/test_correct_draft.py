"""Correcting the clauses as text, and confirming them."""

from sqlalchemy import select

from app.drafts.models import Clause
from app.lib.db import Database
from tests.cast import Cast
from tests.conftest import START
from tests.consultations.conftest import SignIn, acts, stored
from tests.consultations.test_create_consultation import NEW
from tests.consultations.test_import_draft import begin, refs
from tests.make import make_consultation


async def ids(database: Database) -> dict[str, object]:
    async with database.read() as db:
        return {ref: one for ref, one in (await db.execute(select(Clause.ref, Clause.id))).tuples()}


async def test_it_works_and_ids_last(sign_in: SignIn, cast: Cast, database: Database) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    path = f"{NEW}/{consultation_id}"
    clerk = await sign_in("chen")
    before = await ids(database)
    text = (await clerk.get(f"{path}/draft")).form(f"{path}/draft/text")["text"]
    corrected = text.replace("可以在十五日内补缴", "可以在三十日内补缴") + "\n第六条　新的一条。"
    page = await clerk.follow(await clerk.post(f"{path}/draft/text", {"text": corrected}))
    assert "可以在三十日内补缴" in page.main
    assert "条文已修改，请重新确认。" in page.main
    after = await ids(database)
    assert {ref: after[ref] for ref in before} == before, "a clause that keeps its number keeps its id"
    assert set(after) - set(before) == {"a6", "a6-1"}
    row = await stored(database, consultation_id)
    assert row.submitted_by_id is None
    assert (await acts(database, consultation_id))[-1] == "correct_draft"
    assert (await clerk.post(f"{path}/submit")).status == 409, "it must be confirmed again"


async def test_an_empty_text_is_refused_and_opens_the_field(sign_in: SignIn, cast: Cast, database: Database) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    path = f"{NEW}/{consultation_id}"
    clerk = await sign_in("chen")
    page = await clerk.post(f"{path}/draft/text", {"text": "  "})
    assert page.status == 422
    assert page.errors == {"text": "请选择文件，或者粘贴草案全文。"}
    assert page.all("details[open] #text")


async def test_a_text_without_clauses_is_refused_and_kept(sign_in: SignIn, cast: Cast, database: Database) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="drafting")
    path = f"{NEW}/{consultation_id}"
    clerk = await sign_in("chen")
    page = await clerk.post(f"{path}/draft/text", {"text": "# 只有标题"})
    assert page.status == 422
    assert set(page.errors) == {"text"}
    assert "# 只有标题" in page.field("text")


async def test_correcting_or_confirming_without_a_draft_is_refused(sign_in: SignIn) -> None:
    clerk = await sign_in("chen")
    path = await begin(clerk)
    for verb, form in (("draft/text", {"text": "第一条　甲。"}), ("draft/confirm", {})):
        page = await clerk.post(f"{path}/{verb}", form)
        assert page.status == 409
        assert "请先导入草案，核对条文并确认。" in page.main


async def test_correction_is_refused_after_publication(sign_in: SignIn, cast: Cast, database: Database) -> None:
    consultation_id = await make_consultation(database, cast, now=START, state="open")
    path = f"{NEW}/{consultation_id}"
    clerk = await sign_in("chen")
    assert (await clerk.post(f"{path}/draft/text", {"text": "第一条　甲。"})).status == 409
    assert (await clerk.post(f"{path}/draft/confirm")).status == 409
    assert "a5" in await refs(database, path)


async def test_confirming_works(sign_in: SignIn, database: Database) -> None:
    clerk = await sign_in("chen")
    path = await begin(clerk)
    await clerk.post(f"{path}/draft", {"text": "某办法\n第一条　甲。\n第二条　乙。"})
    assert "未完成" in (await clerk.get(path)).one(".p-checks li:first-child").text()
    page = await clerk.follow(await clerk.post(f"{path}/draft/confirm"))
    assert "条文已确认。" in page.main
    assert "已完成" in page.one(".p-checks li:first-child").text()
