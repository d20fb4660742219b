"""Proof of work in a real browser: in the background with JavaScript, and a way without."""

import json
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Request, expect
from sqlalchemy import func, select

from app.allowances.models import SpentChallenge
from app.lib.db import Database
from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.helpers import given_a_consultation, hand_in, receipt_of, write
from tests.journeys.site import Site

SAID = "请在办法中写明补缴的截止日期。"


def spent(site: Site) -> int:
    async def count(database: Database) -> int:
        async with database.read() as db:
            return await db.scalar(select(func.count()).select_from(SpentChallenge)) or 0

    return site.with_database(count)


@pytest.mark.browser
def test_it_is_solved_while_somebody_types(site: Site, open_page: OpenPage) -> None:
    one, before = given_a_consultation(site), spent(site)
    page = open_page(viewport=PHONE)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(f"/consultations/{one}/comments/new", wait_until="networkidle")
    assert not [request for request in asked if "proof" in request.url or "challenge" in request.url], "loaded at once"
    write(page, SAID)
    expect(page.locator("#comment-form [name=proof]")).not_to_have_value("")
    with page.expect_request("**/comments") as sent:
        hand_in(page)
    assert parse_qs(sent.value.post_data or "")["proof"][0]
    assert receipt_of(page)
    assert spent(site) == before + 1
    workers = {request.url.rsplit("/", 1)[1].split(".")[0] for request in asked if "/static/proof" in request.url}
    assert workers == {"proof", "proof-worker"}


@pytest.mark.browser
def test_sent_before_it_is_ready_it_waits_and_says_so(site: Site, open_page: OpenPage) -> None:
    one, before = given_a_consultation(site), spent(site)
    page = open_page()
    held: list[object] = []
    page.route("**/challenge", lambda route: held.append(route))
    page.goto(f"/consultations/{one}/comments/new")
    with page.expect_request("**/challenge"):
        write(page, SAID)
    hand_in(page)
    expect(page.locator("#comment-form [role=status]").first).to_have_text("正在准备，请稍候……")
    held[0].continue_()  # type: ignore[attr-defined]
    assert receipt_of(page)
    assert spent(site) == before + 1


@pytest.mark.browser
@pytest.mark.parametrize("fault", ["challenge", "worker", "nonsense"])
def test_where_it_fails_the_form_is_sent_all_the_same(site: Site, open_page: OpenPage, fault: str) -> None:
    one, before = given_a_consultation(site), spent(site)
    page = open_page()
    if fault == "challenge":
        page.route("**/challenge", lambda route: route.fulfill(status=429, body=""))
    elif fault == "worker":
        page.route("**/proof-worker.*", lambda route: route.fulfill(status=404, body=""))
    else:
        page.route("**/challenge", lambda route: route.fulfill(body=json.dumps({"parameters": {}})))
    page.goto(f"/consultations/{one}/comments/new")
    write(page, SAID)
    hand_in(page)
    assert receipt_of(page)
    assert spent(site) == before


@pytest.mark.browser
def test_without_javascript_nobody_is_hindered(site: Site, open_page: OpenPage) -> None:
    one, before = given_a_consultation(site), spent(site)
    page = open_page(java_script_enabled=False)
    page.goto(f"/consultations/{one}/comments/new")
    write(page, SAID)
    hand_in(page)
    assert receipt_of(page)
    assert spent(site) == before
