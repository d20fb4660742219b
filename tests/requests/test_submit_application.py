"""A citizen files an application: it works once, and what is missing is named."""

import base64
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.applicants.models import Applicant
from app.files.models import StoredFile
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.notices.models import Mail
from app.receipts.models import Receipt
from app.requests.models import Application, ApplicationFile, Deflection, InformationRequest
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Clock
from tests.make_requests import ID_NUMBER
from tests.requests.citizen import application

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")


@pytest.fixture(autouse=True)
async def _cast(cast: Cast, database: Database) -> None:
    async with database.write() as db:
        other = await db.get_one(type(cast.other_agency), cast.other_agency.id)
        other.is_active = False


async def test_an_application_is_stored_before_its_receipt_is_shown(
    client: Browser, database: Database, clock: Clock
) -> None:
    page = await client.post("/requests", application())
    assert page.status == 303
    number = page.location.removeprefix("/receipts/")
    assert re.fullmatch(r"SQ-2026-[2-9A-Z]{4}-\d\d", number)
    async with database.read() as db:
        kept = (await db.scalars(select(Application))).one()
        request = (await db.scalars(select(InformationRequest))).one()
        applicant = (await db.scalars(select(Applicant))).one()
        acts = (await db.scalars(select(HistoryEntry).where(HistoryEntry.verb == "request:submit_application"))).all()
        mail = (await db.scalars(select(Mail))).one()
    assert (kept.channel, kept.received_on, kept.submitted_at) == ("online", None, clock())
    assert (request.state, request.due_on, request.title) == ("submitted", None, "沪人社规〔2021〕5号")
    assert (applicant.name, applicant.id_number, applicant.id_masked) == ("王小明", ID_NUMBER, "110***********002X")
    assert len(acts) == 1
    assert (mail.to, number in mail.subject) == ("wang@example.com", True)
    slip = await client.get(page.location)
    assert number in slip.text
    assert "查询码" in slip.text


async def test_the_same_form_sent_twice_is_one_application(client: Browser, database: Database) -> None:
    first = await client.post("/requests", application())
    second = await client.post("/requests", application())
    edited = await client.post("/requests", application(description="2024年度灵活就业人员社会保险补贴发放标准"))
    assert first.location == second.location != edited.location
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Application)) == 2


async def test_several_matters_are_several_requests_of_one_receipt(client: Browser, database: Database) -> None:
    form = application(
        description=["第一项补贴的标准是多少", "", "第三项补贴的标准是多少"], doc_no=["", "", "沪府发〔2024〕3号"]
    )
    assert (await client.post("/requests", form)).status == 303
    async with database.read() as db:
        found = (await db.scalars(select(InformationRequest).order_by(InformationRequest.position))).all()
    assert [(one.position, one.description[:3], one.title) for one in found] == [
        (1, "第一项", None),
        (2, "第三项", "沪府发〔2024〕3号"),
    ]


async def test_another_matter_is_added_without_losing_a_word(client: Browser, database: Database) -> None:
    page = await client.post("/requests", application(add="1"))
    assert page.status == 200
    assert page.text.count('name="description"') == 2
    assert "王小明" in page.text
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Receipt)) == 0


async def test_at_29_what_is_missing_is_named_and_nothing_is_lost(client: Browser, database: Database) -> None:
    page = await client.post("/requests", application(id_number="", description="  ", way_wanted=""))
    assert page.status == 422
    assert page.all(".govuk-error-summary li")[0].text().strip() == (
        "申请缺少必备内容：身份证明、所需信息的名称、文号或者便于查询的其他特征性描述、获取信息的方式和途径（《条例》第二十九条）。"
    )
    for typed in ("王小明", "13800001234", "wang@example.com", "沪人社规[2021]5号"):
        assert typed in page.text
    for field in ("#id_number", "#description-0", "#way_wanted"):
        assert f'href="{field}"' in page.text
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Application)) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id_number": "110105194912310021"}, "id_number"),
        ({"id_kind": "uscc"}, "id_number"),
        ({"applicant_kind": "spy"}, "applicant_kind"),
        ({"email": "nobody"}, "email"),
        ({"way_wanted": "post"}, "address"),
        ({"way_wanted": "email", "email": ""}, "email"),
        ({"suggests_disclosure": "1"}, "suggestion_reason"),
        ({"name": "王" * 101}, "name"),
        ({"description": "一" * 4001}, "description-0"),
        ({"agency": "", "name": ""}, "name"),
    ],
)
async def test_each_fault_stands_beside_its_field(
    client: Browser, database: Database, changes: dict[str, str], field: str
) -> None:
    page = await client.post("/requests", application(**changes))
    assert page.status == 422
    assert f'href="#{field}"' in page.text
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Application)) == 0


async def test_files_are_kept_under_a_plain_name_and_refused_ones_lose_nothing(
    client: Browser, database: Database, tmp_path: Path
) -> None:
    refused = await client.post("/requests", application(), files=[("files", ("王小明.exe", b"MZ", "image/png"))])
    assert refused.status == 422
    assert "请重新选择附件" in refused.text
    sent = [("files", ("王小明证件.png", PNG, "image/png")), ("files", ("说明.txt", "情况说明".encode(), "text/plain"))]
    page = await client.post("/requests", application(), files=sent)
    assert page.status == 303
    async with database.read() as db:
        stored = set(await db.scalars(select(StoredFile.name)))
        names = set(await db.scalars(select(ApplicationFile.name)))
        said = [str(one.details) for one in await db.scalars(select(HistoryEntry))]
    assert stored == {"附件1.png", "附件2.txt"}
    assert names == {"王小明证件.png", "说明.txt"}
    assert not any("王小明" in one for one in said)
    lies = b"".join(path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file())
    assert lies
    assert "情况说明".encode() not in lies


async def test_six_files_are_one_too_many(client: Browser) -> None:
    sent = [("files", (f"{n}.txt", b"words", "text/plain")) for n in range(6)]
    assert (await client.post("/requests", application(), files=sent)).status == 422


async def test_this_answers_me_is_counted_without_a_person(client: Browser, database: Database, clock: Clock) -> None:
    for _click in range(2):
        page = await client.post("/requests/answered", {"answered": "disclosure 0f /catalogue/0f"})
        assert page.location == "/catalogue/0f"
    away = await client.post("/requests/answered", {"answered": "disclosure 0f https://example.com/"})
    assert away.location == "/"
    await client.post("/requests/answered", {"answered": "nonsense"})
    async with database.read() as db:
        row = (await db.scalars(select(Deflection))).one()
    assert (row.kind, row.ref, row.day, row.n) == ("disclosure", "0f", date(2026, 9, 10), 3)


async def test_where_several_bodies_share_the_site_one_is_chosen(
    client: Browser, database: Database, cast: Cast
) -> None:
    async with database.write() as db:
        (await db.get_one(type(cast.other_agency), cast.other_agency.id)).is_active = True
    assert (await client.post("/requests/new", {"description": "补贴发放标准是什么"})).status == 422
    page = await client.post("/requests/new", {"description": "补贴发放标准是什么", "agency": "qrsj"})
    assert cast.other_agency.name in page.text
    assert (await client.post("/requests", application())).status == 422
    assert (await client.post("/requests", application(agency="qrsj"))).status == 303
    async with database.read() as db:
        assert (await db.scalars(select(Application.agency_id))).all() == [cast.other_agency.id]


async def test_too_many_are_asked_to_come_back(client: Browser, clock: Clock) -> None:
    answers = []
    for n in range(62):
        answers.append((await client.post("/requests", application(form_token=f"form token number {n:04d}"))).status)
        if answers[-1] == 429:
            break
    assert answers[-1] == 429
    clock.advance(timedelta(minutes=10))
    assert (await client.post("/requests", application(form_token="form token number 9999"))).status == 303
