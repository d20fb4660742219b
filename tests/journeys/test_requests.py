"""A citizen files a request and comes back to it with the keyboard alone (AT-55, the request's part)."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.helpers import receipt_of
from tests.journeys.site import Site
from tests.make_requests import ID_NUMBER

SAID = "2025年度公共实训基地设备更新清单"


def go_to(page: Page, selector: str) -> None:
    for _step in range(80):
        if page.evaluate("one => document.activeElement?.matches(one) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def write(page: Page, selector: str, words: str) -> None:
    go_to(page, selector)
    page.keyboard.type(words)


def press(page: Page, selector: str) -> None:
    go_to(page, selector)
    page.keyboard.press("Enter")


@pytest.mark.browser
def test_at_55_a_request_is_filed_and_queried_with_the_keyboard_alone(site: Site, open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/")
    press(page, "nav a[href='/requests/guide']")
    expect(page.get_by_role("heading", level=1)).to_contain_text("怎样申请")
    press(page, "a[href='/requests/new']")
    expect(page.get_by_role("heading", level=1)).to_contain_text("您想了解什么信息")
    go_to(page, "#agency")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#agency")).not_to_have_value("")
    write(page, "#description-0", SAID)
    press(page, "form[action='/requests/new'] button:not([name])")
    expect(page.get_by_role("heading", level=1)).to_contain_text("政府信息公开申请")

    press(page, "#application-form .p-actions button")  # too early: what is missing is named, nothing is lost
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    press(page, ".govuk-error-summary a[href='#applicant_kind']")
    expect(page.locator("#applicant_kind")).to_be_focused()
    page.keyboard.press("Space")
    write(page, "#name", "王小明")
    write(page, "#id_number", ID_NUMBER)
    write(page, "#phone", "13800001234")
    for name in ("form_wanted", "way_wanted"):
        go_to(page, f"[name={name}]")
        page.keyboard.press("Space")
    press(page, "#application-form .p-actions button")

    expect(page.locator("#slip")).to_contain_text("已经提交")
    number, code = receipt_of(page)
    page.context.clear_cookies()
    page.goto("/receipts")
    write(page, "#number", number)
    write(page, "#code", code)
    page.keyboard.press("Enter")
    expect(page.locator("#request-1")).to_contain_text(SAID)
    press(page, "a[href$='/requests/1/withdraw']")
    expect(page.get_by_role("button", name="确认撤回")).to_be_visible()
