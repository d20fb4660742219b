"""The report's pages: desk, public page, CSV and JSON."""

import csv
import hashlib
import io
import json
from uuid import UUID

import pytest

from app.adoption.rules import Outcome
from app.lib.db import Database
from tests.adoption.office import Said, answer, make_studied, publish
from tests.browser import Browser
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock

pytestmark = pytest.mark.one_database("pages are made from what was read")

REASON = "由上位法规定，本办法不能改变。"


async def make_published(database: Database, cast: Cast, clock: Clock, *groups: Said) -> str:
    c = await make_studied(database, cast, *groups, now=clock())
    await answer(database, cast, c, 1, now=clock(), outcome=Outcome.ADOPTED, reason="改为六十日。", clause="a4",
                 new_text="可以在六十日内补缴。")  # fmt: skip
    if len(groups) > 1:
        await answer(database, cast, c, *range(2, len(groups) + 1), now=clock(), reason=REASON)
    await publish(database, cast, c, now=clock())
    return str(c)


async def test_from_the_desk_to_the_public_page(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = str(await make_studied(database, cast, Said(4, "a4"), now=clock()))
    desk = f"/staff/consultations/{c}/report"
    await client.sign_in("chen", PASSWORD)
    refused = await client.post(f"{desk}/submit")
    assert refused.status == 409
    assert "还有1类意见没有答复" in refused.main
    assert any(a.attributes.get("href") == f"/staff/consultations/{c}/queue" for a in refused.all(".p-checks a"))
    await answer(database, cast, UUID(c), 1, now=clock())
    saved = await client.post(desk, {"preface": "依据有关规定。", "next_steps": "提请集体讨论。"})
    assert saved.status == 303
    assert (await client.post(f"{desk}/submit")).status == 303
    assert (await client.get(f"/consultations/{c}/report")).status == 404
    await client.post("/sign-out")
    await client.sign_in("deng", PASSWORD)
    page = await client.get(desk)
    approved = await client.post(f"{desk}/approve", page.form(f"{desk}/approve"))
    assert approved.status == 303, approved.main
    public = await client.get(f"/consultations/{c}/report")
    assert public.status == 200
    for words in ("依据有关规定。", "提请集体讨论。", "超出本办法的职权范围。", "未采纳4条"):
        assert words in public.main


async def test_the_public_page_has_numbers_pictures_and_every_group(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_published(database, cast, clock, Said(30, "a4"), Said(2, "a3"), Said(1))
    page = await client.get(f"/consultations/{c}/report")
    assert page.status == 200
    assert page.all(".p-scores .v")[0].text().startswith("33")
    assert len(page.all(".p-stack svg")) == 2
    assert len(page.all("svg.p-days")) == 1
    assert len(page.all(".p-heat li")) == 5
    assert [node.attributes["id"] for node in page.all(".p-tbl tbody tr")] == ["g1", "g2", "g3"]
    assert "未按时缴费的，可以在十五日内补缴。" in page.main
    assert "可以在六十日内补缴。" in page.main
    assert page.all("form[action='/receipts'] input[name=number]")
    only = await client.get(f"/consultations/{c}/report?clause=a3")
    assert [node.attributes["id"] for node in only.all(".p-tbl tbody tr")] == ["g2"]
    only = await client.get(f"/consultations/{c}/report?outcome=adopted")
    assert [node.attributes["id"] for node in only.all(".p-tbl tbody tr")] == ["g1"]
    whole = await client.get(f"/consultations/{c}/report?clause=whole&outcome=nonsense&page=-3")
    assert [node.attributes["id"] for node in whole.all(".p-tbl tbody tr")] == ["g3"]


async def test_groups_come_in_pages_of_fifty(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    c = await make_published(database, cast, clock, *(Said(1) for _ in range(51)))
    first = await client.get(f"/consultations/{c}/report")
    second = await client.get(f"/consultations/{c}/report?page=2")
    assert (len(first.all(".p-tbl tbody tr")), len(second.all(".p-tbl tbody tr"))) == (50, 1)


async def test_the_json_file_is_the_frozen_document(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_published(database, cast, clock, Said(3, "a4"))
    page = await client.get(f"/consultations/{c}/report")
    answer_ = await client.get(f"/consultations/{c}/report.json")
    body = answer_.response.content
    assert hashlib.sha256(body).hexdigest() == page.one(".p-digest").text()
    frozen = json.loads(body)
    assert frozen["summary"]["collected"] == 3
    assert json.dumps(frozen, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() == body


async def test_no_cell_of_the_csv_is_a_formula(client: Browser, database: Database, cast: Cast, clock: Clock) -> None:
    evil = '=HYPERLINK("http://example.com","x")'
    c = await make_published(database, cast, clock, Said(3, "a4", text=evil), Said(1, title="@SUM(1,2)"))
    body = (await client.get(f"/consultations/{c}/report.csv")).response.content
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][2] == f"'{evil}"
    assert rows[2][1] == "'@SUM(1,2)"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


async def test_words_of_citizens_are_text_and_not_markup(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_published(database, cast, clock, Said(3, "a4", text="<script>alert(1)</script>"))
    page = await client.get(f"/consultations/{c}/report")
    assert "<script>alert" not in page.text
    assert "alert(1)" in page.main


async def test_at_18_the_nil_report_says_so_for_every_method(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    await publish(database, cast, c, now=clock())
    page = await client.get(f"/consultations/{c}/report")
    assert page.status == 200
    assert page.main.count("在征求意见期内，未收到公众意见。") == 3  # once above, then for each of two methods
    rows = (await client.get(f"/consultations/{c}/report.csv")).response.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 1


@pytest.mark.parametrize("ending", ["report", "report.csv", "report.json"])
async def test_nothing_is_public_before_publication(
    client: Browser, database: Database, cast: Cast, clock: Clock, ending: str
) -> None:
    c = await make_studied(database, cast, Said(3), now=clock())
    await answer(database, cast, c, 1, now=clock())
    assert (await client.get(f"/consultations/{c}/{ending}")).status == 404


async def test_english_readers_find_it_in_english(
    client: Browser, database: Database, cast: Cast, clock: Clock
) -> None:
    c = await make_published(database, cast, clock, Said(3, "a4"))
    client.http.cookies.set("lang", "en")
    page = await client.get(f"/consultations/{c}/report")
    assert "We received 3 comments and put them into 1 groups." in page.main


READERS = [("chen", 200), ("deng", 200), ("shen", 200), ("qian", 200), ("luo", 404), ("foreign", 404), ("xu", 404)]


@pytest.mark.parametrize(("who", "status"), READERS)
async def test_who_reads_the_desk_of_the_report(
    client: Browser, database: Database, cast: Cast, clock: Clock, who: str, status: int
) -> None:
    c = await make_studied(database, cast, Said(3, "a4"), Said(1), now=clock())
    await client.sign_in(who, PASSWORD)
    assert (await client.get(f"/staff/consultations/{c}/report")).status == status


STEPS = [
    ("submit", {"luo": 404, "foreign": 404, "xu": 404, "deng": 403, "shen": 403}),
    ("approve", {"luo": 404, "foreign": 404, "xu": 404, "chen": 403, "shen": 403}),
    ("return", {"luo": 404, "foreign": 404, "xu": 404, "chen": 403, "shen": 403}),
]


@pytest.mark.parametrize(("step", "strangers"), STEPS)
async def test_who_may_not_take_a_step(
    client: Browser, database: Database, cast: Cast, clock: Clock, step: str, strangers: dict[str, int]
) -> None:
    c = await make_studied(database, cast, now=clock(), state="closed")
    for who, status in strangers.items():
        await client.sign_in(who, PASSWORD)
        page = await client.post(f"/staff/consultations/{c}/report/{step}", {"note": "请补充", "preface": "…"})
        assert page.status == status, who
        await client.post("/sign-out")
