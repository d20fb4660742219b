"""The register goes out: without personal data for who may see requests, in full with a reason for few."""

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from app.history.models import HistoryEntry
from app.lib.db import Database
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import START
from tests.make_requests import ID_NUMBER, make_request

SECRET = "本人王小明（13800001234）2025年补贴发放标准"


@pytest.mark.parametrize(("who", "lines"), [("ouyang", 2), ("shen", 2), ("chen", 1), ("foreign", 0)])
async def test_it_names_nobody(client: Browser, database: Database, cast: Cast, who: str, lines: int) -> None:
    await make_request(database, cast, SECRET, now=START, register_no="2026-0001")
    await make_request(database, cast, "=1+1的政府信息", now=START, register_no="2026-0002", division="skills")
    await client.sign_in(who, PASSWORD)
    page = await client.get("/staff/requests/register/register.csv?year=2026")
    rows = list(csv.reader(io.StringIO(page.response.content.decode("utf-8-sig"))))
    assert len(rows) == lines + 1
    assert not [word for word in ("13800001234", "王小明", ID_NUMBER) if word in page.text]
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    book = await client.get("/staff/requests/register/register.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(book.response.content)).active.max_row == lines + 1  # type: ignore[union-attr]
    for name in ("register.pdf", "other.csv", "register"):
        assert (await client.get(f"/staff/requests/register/{name}")).status == 404
    assert (await client.get("/staff/requests/register/register.csv?year=9999")).status == 200


async def test_in_full_only_with_a_reason(client: Browser, database: Database, cast: Cast) -> None:
    await make_request(database, cast, SECRET, now=START)
    await client.sign_in("ouyang", PASSWORD)
    refused = await client.post("/staff/requests/register", {"kind": "csv"})
    assert refused.status == 422
    assert ID_NUMBER not in refused.text
    page = await client.post("/staff/requests/register", {"kind": "csv", "reason": "年度核对"})
    assert ID_NUMBER in page.text
    async with database.read() as db:
        acts = await db.scalars(select(HistoryEntry.details).where(HistoryEntry.verb == "request:export_register"))
        assert list(acts) == [{"reason": "年度核对"}]
    for who in ("chen", "shen"):
        await client.sign_in(who, PASSWORD)
        assert (await client.post("/staff/requests/register", {"reason": "年度核对"})).status == 403
