"""Every page in a real browser: axe, no sideways scrolling, no complaint; in both languages, wide and narrow."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar.routes import HTTPRoute
from playwright.sync_api import Page, expect

from app.adoption.rules import Outcome
from app.lib.db import Database
from app.main import create_app
from tests.adoption.office import Said, answer, make_studied, publish
from tests.conftest import Clock, make_settings
from tests.decisions.test_conclude_matter import make_matter
from tests.journeys.conftest import DESKTOP, PHONE, OpenPage
from tests.journeys.helpers import (
    given_a_comment,
    given_a_consultation,
    hand_in,
    receipt_of,
    sign_in,
    wait_until_grouped,
    write,
)
from tests.journeys.site import ROOT, Site

AXE = (ROOT / "static/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST, ZOOMED = 360, 320  # 1280 at 400 % is 320 CSS pixels

PUBLIC = [
    "/",
    "/consultations",
    "/consultations?show=withdrawn",
    "/consultations/{open}",
    "/consultations/{closed}",
    "/consultations/{withdrawn}",
    "/consultations/{outline}",
    "/consultations/{open}/explanation",
    "/consultations/{open}/comments",
    "/consultations/{closed}/comments",
    "/consultations/{open}/comments/new",
    "/consultations/{open}/clauses/a4",
    "/consultations/{open}/voices",
    "/consultations/{reported}",
    "/consultations/{reported}/report",
    "/receipts",
    "/about/comments",
    "/about/privacy",
    "/about/accessibility",
    "/sign-in",
    "/nonsense",
]
DESK = [
    "/staff",
    "/staff/password",
    "/staff/consultations",
    "/staff/consultations/new",
    "/staff/consultations/{drafting}",
    "/staff/consultations/{drafting}/edit",
    "/staff/consultations/{drafting}/draft",
    "/staff/consultations/{warned}/draft",
    "/staff/consultations/{open}",
    "/staff/consultations/{closed}",
    "/staff/consultations/{open}/groups",
    "/staff/consultations/{open}/groups/1",
    "/staff/consultations/{open}/events",
    "/staff/consultations/{open}/flagged",
    "/staff/consultations/{studied}/queue",
    "/staff/consultations/{studied}/groups/1/answer",
    "/staff/consultations/{studied}/answers/new?groups=1&groups=2",
    "/staff/consultations/{studied}/answers/rest",
    "/staff/consultations/{studied}/report",
    "/staff/consultations/{reported}/report",
    "/staff/matters",
    "/staff/matters/new",
    "/staff/matters/{matter}",
]
ADMIN = ["/staff/people", "/staff/people/new", "/staff/people/{person}", "/staff/outbox", "/staff/record"]
NO_PAGES = {"/health", "/consultations/{consultation_id:uuid}/report.csv", "/consultations/{consultation_id:uuid}/report.json"}  # fmt: skip  # noqa: E501
AFTER_AN_ACT = {"/receipts/{number:str}"}  # looked at in test_pages_of_a_citizen

WARNED = "某办法（草案）\n第一条　甲。\n第三条　乙。\n第三条　丙。"
OUTLINE = (
    "关于早市的意见（草案）\n一、总体要求\n坚持便民。\n二、主要任务\n（一）定好地方。每个街道一处。\n（二）管好卫生。\n"
)
SAID = "宽限期只有十五日太短了，建议延长到三十日，很多人来不及补缴。"
HELD = "请打电话13812345678告诉我结果。"


@pytest.fixture(scope="module")
def ids(site: Site) -> dict[str, str]:
    """One of each kind, by the name that the addresses above use."""
    made = {state: given_a_consultation(site, state) for state in ("open", "closed", "withdrawn", "drafting")}
    made["warned"] = given_a_consultation(site, "drafting", draft=WARNED)
    made["outline"] = given_a_consultation(site, draft=OUTLINE)
    for text in (SAID, SAID + "谢谢", HELD):
        given_a_comment(site, made["open"], text, "a4")
    wait_until_grouped(site, made["open"], 3)
    return made | site.with_database(lambda database: _studied(site, database))


async def _studied(site: Site, database: Database) -> dict[str, str]:
    now, cast = datetime.now(UTC), site.cast
    groups = [Said(5, "a4"), Said(2, "a3", "可以按年缴费"), Said(1, "", "很好")]
    studied = await make_studied(database, cast, *groups, now=now)
    await answer(database, cast, studied, 3, now=now)
    reported = await make_studied(database, cast, *groups, now=now, title="某市已公布办法（草案征求意见稿）")
    await answer(database, cast, reported, 2, 3, now=now)
    adopted = {"outcome": Outcome.ADOPTED, "reason": "改为三十日。", "clause": "a4", "new_text": "三十日。"}
    await answer(database, cast, reported, 1, now=now, **adopted)  # type: ignore[arg-type]
    await publish(database, cast, reported, now=now)
    matter = await make_matter(database, cast, Clock(now), reported)
    person = cast.people["luo"].id
    return {"studied": str(studied), "reported": str(reported), "matter": str(matter), "person": str(person)}


def violations(page: Page) -> list[str]:
    """What axe finds. The page must be one that takes its script.

    At the end of the page, where a bar that sticks to the lower edge covers nothing.
    """
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    assert len(result["passes"]) > 15, "the checker saw next to nothing"
    return [f"{v['id']}: {n['html'][:200]} {n['failureSummary']}" for v in result["violations"] for n in v["nodes"]]


def sticking_out(page: Page) -> list[str]:
    """What stands out of the window, if the page can be moved sideways."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )


def judge(page: Page) -> list[str]:
    """Everything that is wrong with the page that is open."""
    wrong: list[str] = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        wrong += [f"{page.url} at {size['width']}: {one}" for one in violations(page)]
    for width in (PHONE["width"], SMALLEST, ZOOMED):
        page.set_viewport_size({"width": width, "height": 800})
        wrong += [f"{page.url} at {width} sticks out: {one}" for one in sticking_out(page)]
    return wrong


def check(page: Page, addresses: list[str], ids: dict[str, str]) -> None:
    wrong: list[str] = []
    for address in addresses:
        answer = page.goto(address.format(**ids))
        assert answer is not None
        assert answer.status == (404 if address == "/nonsense" else 200), f"{address}: {answer.status}"
        wrong += judge(page)
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_public_pages(open_page: OpenPage, ids: dict[str, str], lang: str) -> None:
    check(open_page(lang=lang, bypass_csp=True), PUBLIC, ids)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_desk_pages(open_page: OpenPage, ids: dict[str, str], lang: str) -> None:
    check(sign_in(open_page(lang=lang, bypass_csp=True), "chen"), DESK, ids)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_admin_pages(open_page: OpenPage, ids: dict[str, str], lang: str) -> None:
    check(sign_in(open_page(lang=lang, bypass_csp=True), "xu"), ADMIN, ids)


@pytest.mark.browser
def test_pages_of_a_citizen(open_page: OpenPage, ids: dict[str, str]) -> None:
    """Pages that only an act leads to: errors, others' comments, the receipt as it is issued and as it is read."""
    page = open_page(bypass_csp=True)
    page.goto(f"/consultations/{ids['open']}/comments/new")
    hand_in(page)
    expect(page.get_by_role("alert")).to_be_visible()
    wrong = judge(page)
    write(page, SAID)
    hand_in(page)
    wrong += judge(page)
    page.get_by_role("button", name="仍然提交我的意见").click()
    receipt_of(page)
    wrong += judge(page)
    page.reload()
    wrong += judge(page)
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
def test_forms_that_come_into_the_draft(open_page: OpenPage, ids: dict[str, str]) -> None:
    page = open_page(bypass_csp=True)
    page.goto(f"/consultations/{ids['open']}")
    for ref in ("a3", "a4"):
        page.locator(f"#{ref} .p-side a.p-link").click()
        expect(page.locator(f"#say-{ref} form[action$='/comments']")).to_be_visible()
    assert not (wrong := judge(page)), "\n".join(wrong)


def test_no_page_is_forgotten(tmp_path: Path) -> None:
    """Every address that answers GET is in one of the lists above."""
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'x.db'}"), with_jobs=False)
    paths = {
        route.path
        for route in app.routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods and not route.path.startswith("/static")
    }
    seen = [address.split("?")[0] for address in (*PUBLIC, *DESK, *ADMIN)]
    forgotten = {
        path
        for path in paths - NO_PAGES - AFTER_AN_ACT
        if not any(re.fullmatch(re.sub(r"\\?\{[^}]*\}", r"[^/]+", path), address) for address in seen)
    }
    assert not forgotten
