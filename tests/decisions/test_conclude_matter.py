"""Matters: from registration to conclusion, and who may."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.consultations.models import Consultation
from app.decisions import services
from app.decisions.forms import MatterForm
from app.decisions.models import DecisionMatter, MatterConsultation
from app.decisions.rules import MatterKind
from app.history.models import HistoryEntry
from app.lib.db import Database
from tests.adoption.office import make_studied, publish
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock


async def make_matter(database: Database, cast: Cast, clock: Clock, *consultations: UUID, by: str = "chen") -> UUID:
    async with database.write() as db:
        form = MatterForm(title="修改灵活就业人员缴费办法", kind=MatterKind.MAJOR_POLICY)
        matter = await services.create_matter(db, form, actor=cast[by], now=clock())
        for consultation_id in consultations:
            await services.link_consultation(db, matter, consultation_id, actor=cast[by], now=clock())
        return matter.id


async def state_of(database: Database, matter_id: UUID) -> str:
    async with database.read() as db:
        return (await db.get_one(DecisionMatter, matter_id)).state


async def test_it_works(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    await client.sign_in("chen", PASSWORD)
    made = await client.post("/staff/matters", {"title": "修改灵活就业人员缴费办法", "kind": "major_policy"})
    assert made.status == 303
    linked = await client.post(f"{made.location}/consultations", {"consultation_id": str(c)})
    assert linked.status == 303
    await publish(database, cast, c, now=clock())
    await client.post("/sign-out")
    await client.sign_in("deng", PASSWORD)
    done = await client.post(f"{made.location}/conclude", {"conclusion": "局长办公会审议通过。"})
    assert done.status == 303
    page = await client.get(made.location)
    assert "局长办公会审议通过。" in page.main
    async with database.read() as db:
        assert (await db.get_one(Consultation, c)).state == "archived"
        verbs = set(await db.scalars(select(HistoryEntry.verb)))
    assert {"decision:conclude_matter", "decision:archive_consultation"} <= verbs
    assert (await client.get(f"/consultations/{c}/report")).status == 200
    again = await client.post(f"{made.location}/conclude", {"conclusion": "再次"})
    assert again.status == 409


async def test_at_19_a_matter_is_not_concluded_before_every_report_is_published(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    published = await make_studied(database, cast, now=clock(), state="closed")
    await publish(database, cast, published, now=clock())
    studied = await make_studied(database, cast, now=clock(), state="analysing")
    matter = await make_matter(database, cast, clock, published, studied)
    await client.sign_in("deng", PASSWORD)
    page = await client.post(f"/staff/matters/{matter}/conclude", {"conclusion": "通过。"})
    assert page.status == 409
    assert "意见收集和采纳情况尚未向社会公布，决策事项不得办结。" in page.main
    assert await state_of(database, matter) == "open"
    async with database.read() as db:
        assert (await db.get_one(Consultation, published)).state == "report_published"


async def test_a_matter_without_a_consultation_is_not_concluded(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    matter = await make_matter(database, cast, clock)
    await client.sign_in("qian", PASSWORD)
    page = await client.post(f"/staff/matters/{matter}/conclude", {"conclusion": "通过。"})
    assert page.status == 409
    assert "决策前未向社会公布决策草案、决策依据并听取公众意见，不得提交会议审议。" in page.main


async def test_what_was_decided_must_be_said(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    matter = await make_matter(database, cast, clock)
    await client.sign_in("deng", PASSWORD)
    page = await client.post(f"/staff/matters/{matter}/conclude", {"conclusion": " "})
    assert (page.status, list(page.errors)) == (422, ["conclusion"])


async def test_a_consultation_belongs_to_one_matter_and_can_be_unlinked(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    first = await make_matter(database, cast, clock, c)
    second = await make_matter(database, cast, clock)
    await client.sign_in("chen", PASSWORD)
    refused = await client.post(f"/staff/matters/{second}/consultations", {"consultation_id": str(c)})
    assert refused.status == 409
    assert (await client.post(f"/staff/matters/{first}/consultations/{c}/unlink")).status == 303
    assert (await client.post(f"/staff/matters/{first}/consultations/{c}/unlink")).status == 404
    assert (await client.post(f"/staff/matters/{second}/consultations", {"consultation_id": str(c)})).status == 303
    async with database.read() as db:
        assert list(await db.scalars(select(MatterConsultation.matter_id))) == [second]


async def test_a_form_without_title_or_kind_is_shown_again(client: Browser, cast: Cast) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await client.post("/staff/matters", {"title": "缴费办法"})
    assert (page.status, list(page.errors), page.field("title")) == (422, ["kind"], "缴费办法")


async def test_a_clerk_begins_matters_of_his_own_division_only(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    sent = {"title": "修改灵活就业人员缴费办法", "kind": "other", "division_id": str(cast.divisions["pension"].id)}
    await client.sign_in("luo", PASSWORD)
    assert (await client.post("/staff/matters", sent)).status == 403
    await client.post("/sign-out")
    await client.sign_in("ouyang", PASSWORD)
    assert (await client.post("/staff/matters", sent)).status == 303


async def test_consultations_of_others_cannot_be_linked(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    matter = await make_matter(database, cast, clock, by="luo")
    await client.sign_in("luo", PASSWORD)
    page = await client.post(f"/staff/matters/{matter}/consultations", {"consultation_id": str(c)})
    assert page.status == 404


STRANGERS = [("luo", 404, 404), ("foreign", 404, 404), ("xu", 404, 404), ("chen", 200, 403), ("shen", 200, 403)]


@pytest.mark.parametrize(("who", "reads", "concludes"), STRANGERS)
async def test_others_do_not_conclude(
    client: Browser, database: Database, cast: Cast, clock: Clock, who: str, reads: int, concludes: int
) -> None:
    matter = await make_matter(database, cast, clock)
    await client.sign_in(who, PASSWORD)
    assert (await client.get(f"/staff/matters/{matter}")).status == reads
    assert (await client.post(f"/staff/matters/{matter}/conclude", {"conclusion": "通过。"})).status == concludes
    listed = (await client.get("/staff/matters")).main
    assert ("修改灵活就业人员缴费办法" in listed) is (reads == 200)


@pytest.mark.parametrize("who", ["deng", "qian", "shen", "xu"])
async def test_others_do_not_begin_matters(client: Browser, cast: Cast, who: str) -> None:
    await client.sign_in(who, PASSWORD)
    assert (await client.get("/staff/matters/new")).status == 403
    page = await client.post("/staff/matters", {"title": "修改灵活就业人员缴费办法", "kind": "other"})
    assert page.status == 403
