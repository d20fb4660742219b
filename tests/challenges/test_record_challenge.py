"""A challenge on its case: recorded, decided, counted, refused."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.challenges.models import Challenge
from app.challenges.queries import get_table_4
from app.history.models import HistoryEntry
from app.lib.db import Database
from tests.browser import Browser, Page
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make_requests import make_request

FORM = {"kind": "reconsideration", "organ": "某市人民政府", "case_no": "某府复〔2026〕9号", "filed_on": "2026-09-10"}


@pytest.fixture
async def request_id(database: Database, cast: Cast, clock: Clock) -> UUID:
    return await make_request(database, cast, now=clock(), state="replied")


async def send(client: Browser, request_id: UUID, form: dict[str, str], more: str = "") -> Page:
    return await client.post(f"/staff/requests/{request_id}/challenges{more}", form)


async def test_from_filing_to_the_result(
    client: Browser, database: Database, cast: Cast, clock: Clock, request_id: UUID
) -> None:
    await client.sign_in("chen", PASSWORD)
    assert (await send(client, request_id, FORM | {"note": "当事人补充说明"})).status == 303
    async with database.read() as db:
        challenge = (await db.scalars(select(Challenge))).one()
        table = await get_table_4(db, cast.agency.id, 2026)
    assert table["reconsideration"]["pending"] == 1
    decided = {"result": "corrected", "decided_on": "2026-09-10"}
    assert (await send(client, request_id, decided, f"/{challenge.id}")).status == 303
    page = await client.get(f"/staff/requests/{request_id}/challenges")
    assert "结果纠正" in page.main
    assert "某府复〔2026〕9号" in page.main
    async with database.read() as db:
        table = await get_table_4(db, cast.agency.id, 2026)
        acts = (await db.scalars(select(HistoryEntry).where(HistoryEntry.verb.startswith("challenge:")))).all()
    assert (table["reconsideration"]["corrected"], table["reconsideration"]["total"]) == (1, 1)
    assert [act.verb for act in acts] == ["challenge:record_challenge", "challenge:decide_challenge"]
    assert "当事人" not in str([act.details for act in acts])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "litigation_after_reconsideration"}, "kind"),
        ({"organ": ""}, "organ"),
        ({"filed_on": "2026-09-09"}, "filed_on"),
        ({"filed_on": "2026-09-11"}, "filed_on"),
    ],
)
async def test_what_cannot_be_is_refused_and_kept_in_the_form(
    client: Browser, database: Database, cast: Cast, request_id: UUID, changes: dict[str, str], field: str
) -> None:
    await client.sign_in("chen", PASSWORD)
    page = await send(client, request_id, FORM | changes)
    assert page.status == 422
    assert field in page.errors
    assert page.field("case_no") == FORM["case_no"]
    async with database.read() as db:
        assert (await db.scalars(select(Challenge))).all() == []


async def test_a_result_before_the_filing_is_refused(
    client: Browser, database: Database, cast: Cast, request_id: UUID
) -> None:
    await client.sign_in("chen", PASSWORD)
    await send(client, request_id, FORM)
    async with database.read() as db:
        challenge = (await db.scalars(select(Challenge))).one()
    page = await send(client, request_id, {"result": "upheld", "decided_on": "2026-09-09"}, f"/{challenge.id}")
    assert page.status == 422
    assert "审结日期不能早于提起日期" in page.main


@pytest.mark.parametrize(("who", "status"), [("luo", 404), ("foreign", 404), ("xu", 404), ("shen", 403)])
async def test_strangers_record_nothing(client: Browser, cast: Cast, request_id: UUID, who: str, status: int) -> None:
    await client.sign_in(who, PASSWORD)
    assert (await send(client, request_id, FORM)).status == status
