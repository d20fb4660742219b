"""Pages that only an act leads to, in a real browser: axe, no sideways scrolling. `test_every_page` sees the others."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, OpenPage
from tests.journeys.helpers import (
    given_a_comment,
    given_a_consultation,
    hand_in,
    receipt_of,
    wait_until_grouped,
    write,
)
from tests.journeys.site import ROOT, Site

AXE = (ROOT / "static/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALLEST, ZOOMED = 360, 320  # 1280 at 400 % is 320 CSS pixels

SAID = "宽限期只有十五日太短了，建议延长到三十日，很多人来不及补缴。"


@pytest.fixture(scope="module")
def consultation_id(site: Site) -> str:
    """One that is open, in which somebody has said something already."""
    made = given_a_consultation(site, "open")
    for text in (SAID, SAID + "谢谢"):
        given_a_comment(site, made, text, "a4")
    wait_until_grouped(site, made, 2)
    return made


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


@pytest.mark.browser
def test_pages_of_a_citizen(open_page: OpenPage, consultation_id: str) -> None:
    """Pages that only an act leads to: errors, others' comments, the receipt as it is issued and as it is read."""
    page = open_page(bypass_csp=True)
    page.goto(f"/consultations/{consultation_id}/comments/new")
    with page.expect_navigation():  # the form may wait for its proof of work before it leaves
        hand_in(page)
    expect(page.get_by_role("alert")).to_be_visible()
    wrong = judge(page)
    write(page, SAID)
    with page.expect_navigation():
        hand_in(page)
    wrong += judge(page)
    page.get_by_role("button", name="仍然提交我的意见").click()
    receipt_of(page)
    wrong += judge(page)
    page.reload()
    wrong += judge(page)
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
def test_forms_that_come_into_the_draft(open_page: OpenPage, consultation_id: str) -> None:
    page = open_page(bypass_csp=True)
    page.goto(f"/consultations/{consultation_id}")
    for ref in ("a3", "a4"):
        page.locator(f"#{ref} .p-side a.p-link").click()
        expect(page.locator(f"#say-{ref} form[action$='/comments']")).to_be_visible()
    assert not (wrong := judge(page)), "\n".join(wrong)
