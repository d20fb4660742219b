"""Every page of consultations in a real browser: axe, no sideways scrolling, no complaint, light enough."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESKTOP, PHONE, OpenPage
from tests.journeys.helpers import given_a_consultation, sign_in
from tests.journeys.site import ROOT, Site

AXE = (ROOT / "static/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST, ZOOMED = 360, 320  # 1280 at 400 % is 320 CSS pixels

PUBLIC = {
    "front": "/",
    "list": "/consultations",
    "empty list": "/consultations?show=reported",
    "draft": "/consultations/{open}",
    "draft, closed": "/consultations/{closed}",
    "draft, withdrawn": "/consultations/{withdrawn}",
    "explanation": "/consultations/{open}/explanation",
    "about comments": "/about/comments",
    "about privacy": "/about/privacy",
    "about accessibility": "/about/accessibility",
    "not found": "/consultations/nonsense",
}
STAFF = {
    "desk": "/staff",
    "consultations": "/staff/consultations",
    "new": "/staff/consultations/new",
    "notice": "/staff/consultations/{drafting}/edit",
    "drafting": "/staff/consultations/{drafting}",
    "open": "/staff/consultations/{open}",
    "closed": "/staff/consultations/{closed}",
    "clauses": "/staff/consultations/{drafting}/draft",
    "clauses with warnings": "/staff/consultations/{warned}/draft",
}
WARNED = "某办法（草案）\n第一条　甲。\n第三条　乙。\n第三条　丙。"


@pytest.fixture(scope="module")
def ids(site: Site) -> dict[str, str]:
    """One consultation of each kind, by the name that the addresses above use."""
    made = {state: given_a_consultation(site, state) for state in ("open", "closed", "withdrawn", "drafting")}
    return made | {"warned": given_a_consultation(site, "drafting", draft=WARNED)}


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    assert len(result["passes"]) > 15, "the checker saw next to nothing"
    return [f"{v['id']}: {n['html'][:200]} {n['failureSummary']}" for v in result["violations"] for n in v["nodes"]]


def scrolls_sideways(page: Page) -> list[str]:
    """What stands out of the window, if the page can be moved sideways."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )


def check(page: Page, addresses: dict[str, str], ids: dict[str, str]) -> None:
    wrong: list[str] = []
    for name, address in addresses.items():
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(address.format(**ids))
            wrong += [f"{name} at {size['width']}: {one}" for one in violations(page)]
        for width in (PHONE["width"], SMALLEST, ZOOMED):
            page.set_viewport_size({"width": width, "height": 800})
            wrong += [f"{name} at {width} scrolls: {one}" for one in scrolls_sideways(page)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_public_pages(site: Site, open_page: OpenPage, ids: dict[str, str], lang: str) -> None:
    check(open_page(lang=lang, bypass_csp=True), PUBLIC, ids)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_desk_pages(site: Site, open_page: OpenPage, ids: dict[str, str], lang: str) -> None:
    page = open_page(lang=lang, bypass_csp=True)
    check(sign_in(page, "chen"), STAFF, ids)
