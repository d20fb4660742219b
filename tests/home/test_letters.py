"""Letters as pages and files: for the staff of the case, for whoever opened the receipt, for nobody else."""

from uuid import UUID

import pytest
from sqlalchemy import select

from app.letters.models import LetterService
from app.letters.rules import LetterKind
from app.lib.db import Database
from app.receipts.models import Receipt
from app.receipts.services import code_of
from app.requests.models import Application, InformationRequest
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.make_letters import make_letter
from tests.make_requests import make_request


async def open_receipt(client: Browser, database: Database, request_id: UUID) -> str:
    query = (
        select(Receipt)
        .join(Application, Application.receipt_id == Receipt.id)
        .join(InformationRequest, InformationRequest.application_id == Application.id)
        .where(InformationRequest.id == request_id)
    )
    async with database.read() as db:
        receipt = (await db.scalars(query)).one()
    opened = await client.post("/receipts", {"number": receipt.number, "code": code_of(receipt.token)})
    assert opened.status == 303
    return receipt.number


async def test_the_staff_reads_it_takes_it_along_and_records_its_service(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock())
    letter = await make_letter(database, cast, request_id, now=clock())
    await client.sign_in("chen", PASSWORD)
    assert f"/staff/letters/{letter.id}" in (await client.get(f"/staff/requests/{request_id}/letters")).text
    page = await client.get(f"/staff/letters/{letter.id}")
    assert letter.digest in page.main
    assert "李某某：" in page.main
    assert "请补正<b>文号</b>。" in page.main  # as text
    pdf = await client.get(f"/staff/letters/{letter.id}/letter.pdf")
    word = await client.get(f"/staff/letters/{letter.id}/letter.docx")
    assert (pdf.response.content[:5], word.response.content[:2]) == (b"%PDF-", b"PK")
    early = await client.post(
        f"/staff/letters/{letter.id}/service", {"method": "in_person", "served_on": "2026-09-09", "note": "窗口"}
    )
    assert early.status == 422
    assert "不能早于成文日期" in early.errors["served_on"]
    assert early.field("note") == "窗口"
    done = await client.post(f"/staff/letters/{letter.id}/service", {"method": "in_person", "served_on": "2026-09-10"})
    assert done.status == 303
    assert "当面交付" in (await client.get(f"/staff/letters/{letter.id}")).main
    async with database.read() as db:
        assert (await db.scalars(select(LetterService.method))).one() == "in_person"


@pytest.mark.parametrize(("who", "status"), [("luo", 404), ("xu", 404), ("foreign", 404), ("shen", 200)])
async def test_only_whoever_may_see_the_case_may_see_its_letters(
    client: Browser, database: Database, cast: Cast, clock: Clock, who: str, status: int
) -> None:
    request_id = await make_request(database, cast, now=clock())
    letter = await make_letter(database, cast, request_id, now=clock())
    await client.sign_in(who, PASSWORD)
    assert (await client.get(f"/staff/letters/{letter.id}")).status == status
    served = await client.post(f"/staff/letters/{letter.id}/service", {"method": "fax", "served_on": "2026-09-10"})
    assert served.status == (403 if who == "shen" else 404)


async def test_the_holder_of_the_receipt_reads_letters_to_him_only(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    request_id = await make_request(database, cast, now=clock())
    other_id = await make_request(database, cast, now=clock())
    mine = await make_letter(database, cast, request_id, now=clock())
    third = await make_letter(database, cast, request_id, LetterKind.THIRD_PARTY, now=clock())
    other = await make_letter(database, cast, other_id, now=clock())
    number = await open_receipt(client, database, request_id)
    page = await client.get(f"/receipts/{number}/letters/{mine.id}")
    assert mine.number in page.main
    assert (await client.get(f"/receipts/{number}/letters/{mine.id}/letter.pdf")).response.content[:5] == b"%PDF-"
    for hidden in (third, other):
        assert (await client.get(f"/receipts/{number}/letters/{hidden.id}")).status == 404
        assert (await client.get(f"/receipts/{number}/letters/{hidden.id}/letter.pdf")).status == 404


async def test_without_the_code_nothing_is_there(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await make_request(database, cast, now=clock())
    letter = await make_letter(database, cast, request_id, now=clock())
    async with database.read() as db:
        number = (await db.scalars(select(Receipt.number))).one()
    assert (await client.get(f"/receipts/{number}/letters/{letter.id}")).status == 404
