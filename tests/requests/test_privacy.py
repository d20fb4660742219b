"""What names a citizen stands nowhere in plain: not in the database, the record, the log, or an address."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text

from app.applicants.models import Applicant
from app.applicants.queries import find_same
from app.applicants.rules import IdKind
from app.applicants.services import hash_id
from app.lib.commands import reencrypt
from app.lib.crypto import install_keys
from app.lib.db import Database, metadata
from app.lib.settings import Settings
from app.requests.models import InformationRequest
from app.requests.services import withdraw_request
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.make_requests import ID_NUMBER, id_number, make_request
from tests.requests.citizen import application

SECRET = {
    "name": "欧阳惜朝",
    "contact_name": "司徒联络",
    "phone": "13911112222",
    "email": "xizhao@example.com",
    "address": "某区琥珀路九十九号",
    "description": "欧阳惜朝在二〇二四年领取补贴的标准是怎样算出来的",
    "help_wanted": "请用大字版，我看不清楚小字",
    "suggests_disclosure": "1",
    "suggestion_reason": "街坊邻居都在打听这个标准",
}
NEVER = (ID_NUMBER, *(value for key, value in SECRET.items() if len(value) > 3))


async def dump(database: Database) -> str:
    """Every column of every table as it lies there."""
    found: list[Sequence[Any]] = []
    async with database.read() as db:
        for table in metadata.sorted_tables:
            rows = await db.execute(text(f'SELECT * FROM "{table.name}"'))
            found.extend(tuple(row) for row in rows)
    assert len(found) > 20
    return "\n".join(str(row) for row in found)


async def test_at_52_a_dump_of_the_database_holds_no_identity_number(
    client: Browser, database: Database, cast: Cast, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    file = [("files", (f"{SECRET['name']}.txt", "附件".encode(), "text/plain"))]
    refused = await client.post("/requests", application(**{**SECRET, "agency": "rsj", "name": ""}), files=file)
    assert refused.status == 422
    page = await client.follow(await client.post("/requests", application(**SECRET, agency="rsj"), files=file))
    slip = {"number": page.one("#receipt-number").text(), "code": page.one("#receipt-code").text()}
    opened = await client.follow(await client.post("/receipts", slip))
    assert SECRET["description"] in opened.main
    await client.post(f"/receipts/{slip['number']}/suggest", {"suggestion_reason": SECRET["suggestion_reason"]})
    await client.post(f"/receipts/{slip['number']}/requests/1/withdraw")
    whole = await dump(database)
    for secret in NEVER:
        assert secret not in whole, secret
        assert secret not in caplog.text, secret


async def test_at_52_the_same_applicant_is_found_through_the_blind_index(
    database: Database, cast: Cast, clock: Clock
) -> None:
    first = await make_request(database, cast, now=clock(), id_number=ID_NUMBER)
    again = await make_request(database, cast, now=clock(), id_number="110105 1949 1231 002x", name="王晓明")
    other = await make_request(database, cast, now=clock(), id_number=id_number(7))
    nameless = await make_request(database, cast, now=clock(), id_number="")
    async with database.read() as db:
        rows = list(await db.scalars(select(Applicant).order_by(Applicant.id)))
        assert await find_same(db, rows[0]) == [rows[0].id, rows[1].id]
        assert await find_same(db, rows[2]) == [rows[2].id]
        assert await find_same(db, rows[3]) == [rows[3].id]
    assert len({first, again, other, nameless}) == 4
    assert ID_NUMBER not in (rows[0].id_hash or "")


async def test_keys_are_rotated_in_the_columns_of_requests_too(
    database: Database, cast: Cast, clock: Clock, settings: Settings
) -> None:
    request_id = await make_request(database, cast, SECRET["description"], now=clock(), help_wanted="大字版")
    rotated = replace(settings, encryption_keys=f"k2:{'B' * 43}=,{settings.encryption_keys}")
    install_keys(rotated)
    try:
        assert [done async for done in reencrypt(database)]
        install_keys(replace(settings, encryption_keys=f"k2:{'B' * 43}="))  # the old key is gone
        async with database.read() as db:
            request = await db.get_one(InformationRequest, request_id)
            applicant = (await db.scalars(select(Applicant))).one()
        assert (request.description, applicant.id_number) == (SECRET["description"], ID_NUMBER)
        assert hash_id(IdKind.RESIDENT_ID, ID_NUMBER) == applicant.id_hash  # the blind index has a secret of its own
    finally:
        install_keys(settings)


async def test_what_a_citizen_does_is_on_record_without_his_words(database: Database, cast: Cast, clock: Clock) -> None:
    request_id = await make_request(database, cast, SECRET["description"], now=clock(), state="submitted")
    async with database.write() as db:
        request = await db.get_one(InformationRequest, request_id)
        await withdraw_request(db, request, actor=cast["ouyang"], now=clock())
    assert SECRET["description"] not in await dump(database)
