"""The public pages of one consultation: the draft with its counts, the explanation; in Chinese and in English."""

from uuid import uuid4

import pytest

from app.consultations.models import Tally
from app.lib.clock import local_date
from app.lib.db import Database
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import START
from tests.consultations.conftest import SignIn, squeezed
from tests.make import days_from, make_consultation

pytestmark = pytest.mark.one_database("pages are made from what was read")

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


async def count(database: Database, consultation_id: object, counts: dict[str, int]) -> None:
    async with database.write() as db:
        for ref, n in counts.items():
            db.add(
                Tally(
                    consultation_id=consultation_id,
                    clause_ref=ref,
                    day=local_date(START),
                    method="online_solicitation",
                    n=n,
                )
            )


async def test_it_works(client: Browser, cast: Cast, database: Database) -> None:
    one = await make_consultation(database, cast, now=START)
    await count(database, one, {"a3": 10, "a4": 1, "": 2})
    page = await client.get(f"/consultations/{one}")
    assert page.status == 200
    assert page.title.startswith("某市灵活就业人员缴费办法（草案征求意见稿）")
    assert "2026年10月10日 24:00 截止" in page.main
    assert "还剩31天" in page.main
    assert "网络征集、座谈会" in page.main
    assert "起草单位 某市人力资源和社会保障局" in page.main
    assert [node.attributes["id"] for node in page.all(".p-clause")] == ["a1", "a2", "a3", "a4", "a5"]
    counts = [node.text(strip=True).split("条")[0] for node in page.all(".p-count")]
    assert counts == ["0", "0", "10", "1", "0"]
    assert "p-count--5" in (page.one("#a3 .p-count").attributes["class"] or "")
    assert "有2条意见针对整份草案。" in page.main
    assert page.all(f'a[href="/consultations/{one}/comments/new"]')


async def test_every_contents_link_leads_to_a_clause(client: Browser, cast: Cast, database: Database) -> None:
    one = await make_consultation(database, cast, now=START)
    page = await client.get(f"/consultations/{one}")
    links = [node.attributes["href"] or "" for node in page.all(".p-toc a")]
    assert links == ["#a1", "#a2", "#a3", "#a4", "#a5"]
    assert all(page.all(link) for link in links)


async def test_explanation_and_basis(client: Browser, cast: Cast, database: Database) -> None:
    one = await make_consultation(
        database, cast, now=START, explanation="第一段。\n\n第二段。", basis="《甲法》\n《乙条例》"
    )
    page = await client.get(f"/consultations/{one}/explanation")
    assert [node.text() for node in page.all("main article p")] == ["第一段。", "第二段。"]
    assert [node.text() for node in page.all("main article li")] == ["《甲法》", "《乙条例》"]


async def test_english(client: Browser, cast: Cast, database: Database) -> None:
    one = await make_consultation(database, cast, now=START)
    client.http.cookies.set("lang", "en")
    page = await client.get(f"/consultations/{one}")
    assert page.one("html").attributes["lang"] == "en"
    assert "Until 24:00 on 10 October 2026" in page.main
    assert "31 days left" in page.main
    assert "Online, Symposium" in page.main
    assert "Example Bureau" in page.main
    assert "正在征求意见" not in page.main


@pytest.mark.parametrize("field", ["title", "summary", "explanation", "basis", "contact", "shorten_reason"])
async def test_scripts_in_a_notice_stay_text(client: Browser, cast: Cast, database: Database, field: str) -> None:
    one = await make_consultation(database, cast, now=START, **{field: HOSTILE})
    seen = ""
    for path in (f"/consultations/{one}", f"/consultations/{one}/explanation", "/consultations", "/"):
        page = await client.get(path)
        assert page.status == 200
        assert not page.all("main img, main script, [onerror]")
        seen += squeezed(page)
    assert HOSTILE.replace(" ", "") in seen, "it is shown, as text"


@pytest.mark.parametrize("state", ["drafting", "approved"])
async def test_not_found_before_publication(client: Browser, cast: Cast, database: Database, state: str) -> None:
    one = await make_consultation(database, cast, now=START, state=state)
    for path in (f"/consultations/{one}", f"/consultations/{one}/explanation"):
        page = await client.get(path)
        assert page.status == 404
        assert "页面不存在，或者尚未公开。" in page.main


async def test_not_found_for_nonsense(client: Browser, cast: Cast) -> None:
    for path in (f"/consultations/{uuid4()}", "/consultations/nonsense", "/consultations/../staff/nonsense"):
        assert (await client.get(path)).status in (303, 404)


@pytest.mark.parametrize(
    ("state", "takes", "report"),
    [
        ("open", True, False),
        ("closed", True, False),
        ("analysing", True, False),
        ("report_published", False, True),
        ("archived", False, True),
        ("withdrawn", False, False),
    ],
)
async def test_what_each_state_offers(
    client: Browser, cast: Cast, database: Database, state: str, takes: bool, report: bool
) -> None:
    one = await make_consultation(database, cast, now=START, state=state)
    page = await client.get(f"/consultations/{one}")
    assert bool(page.all('a[href$="/comments/new"]')) is takes
    assert bool(page.all(f'a[href="/consultations/{one}/report"]')) is report


@pytest.mark.parametrize("path", ["/consultations?show=studied", "/", "/staff/consultations", "/staff"])
async def test_a_past_consultation_is_labelled_wherever_it_is_listed(
    sign_in: SignIn, cast: Cast, database: Database, path: str
) -> None:
    days = {"opens_on": days_from(START, -60), "closes_on": days_from(START, -20)}
    one = await make_consultation(database, cast, now=START, state="closed", is_past=True, **days)
    person = await sign_in("chen")
    assert "补录" in (await person.get(path)).main
    assert "补录" in (await person.get(f"/consultations/{one}/comments")).main


async def test_a_withdrawn_consultation_expects_no_report(sign_in: SignIn, cast: Cast, database: Database) -> None:
    one = await make_consultation(database, cast, now=START, state="withdrawn")
    assert "预计" not in (await (await sign_in("")).get(f"/consultations/{one}")).main


async def test_a_refusal_names_the_state_in_the_readers_language(
    sign_in: SignIn, cast: Cast, database: Database
) -> None:
    one = await make_consultation(database, cast, now=START, state="withdrawn")
    page = await (await sign_in("chen")).get(f"/staff/consultations/{one}/queue")
    assert page.status == 409
    assert "“已撤回”" in page.main
