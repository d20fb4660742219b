"""Citizens: without JavaScript, on a telephone, with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.helpers import (
    comment_on,
    given_a_comment,
    given_a_consultation,
    hand_in,
    look_up,
    main_text,
    open_consultation_from_the_front,
    receipt_of,
    wait_until_grouped,
    write,
)
from tests.journeys.site import Site

SAID = "宽限期只有十五日太短了，建议延长到三十日，很多人来不及补缴。"
SIMILAR = "宽限期十五日太短，建议延长到三十日，许多人来不及补缴！"

REPEATED_IDS = "() => [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) < i)"


@pytest.mark.browser
def test_a_citizen_without_javascript(site: Site, open_page: OpenPage) -> None:
    title = "某市无脚本公民办法（草案征求意见稿）"
    one = given_a_consultation(site, title=title)
    given_a_comment(site, one, SAID, "a4")
    wait_until_grouped(site, one, 1)
    page = open_page(java_script_enabled=False)

    open_consultation_from_the_front(page, title)
    comment_on(page, "a4")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第四条")

    write(page, "短")
    hand_in(page)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("textarea[name=text]")).to_have_value("短")
    expect(page.locator("select[name=clause]")).to_have_value("a4")

    write(page, SIMILAR)
    hand_in(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("已有人提出相近的意见")
    assert SAID in main_text(page)
    page.get_by_role("button", name="仍然提交我的意见").click()

    number, code = receipt_of(page)
    page.context.clear_cookies()
    look_up(page, number, code)
    text = main_text(page)
    assert SIMILAR in text
    assert "第四条" in text
    assert code not in text, "the code is shown once"
    look_up(page, number, "AAAAAAAA")
    expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.browser
def test_a_citizen_on_a_telephone(site: Site, open_page: OpenPage) -> None:
    title = "某市手机公民办法（草案征求意见稿）"
    one = given_a_consultation(site, title=title)
    given_a_comment(site, one, SAID, "a4")
    wait_until_grouped(site, one, 1)
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)

    open_consultation_from_the_front(page, title)
    comment_on(page, "a4")
    form = page.locator("#say-a4 form[action$='/comments']")
    expect(form).to_be_visible()
    assert page.url.endswith(one), "the form came into the page of the draft"

    comment_on(page, "a3")  # a second form on the same page
    expect(page.locator("#say-a3 textarea[name=text]")).to_be_visible()
    assert page.evaluate(REPEATED_IDS) == []
    page.locator("#say-a4 textarea[name=text]").press_sequentially("宽限期十五日太短，建议延长到三十日", delay=5)
    offered = page.locator("#say-a4 [aria-live] .p-voice").first
    expect(offered).to_contain_text(SAID)
    offered.get_by_role("button").tap()
    expect(offered.get_by_role("button")).to_have_attribute("aria-pressed", "true")
    expect(offered.get_by_role("button")).to_contain_text("1")
    page.goto(f"/consultations/{one}/comments")
    expect(page.locator(".p-support").first).to_contain_text("1")


@pytest.mark.browser
def test_with_the_keyboard_alone(site: Site, open_page: OpenPage) -> None:
    one = given_a_consultation(site, title="某市键盘公民办法（草案征求意见稿）")
    page = open_page()
    page.goto(f"/consultations/{one}/comments/new")

    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    def tab_to(selector: str) -> None:
        for _step in range(12):
            if page.locator(selector).evaluate("e => e === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {selector}")

    tab_to("select[name=clause]")
    page.keyboard.press("ArrowDown")
    tab_to("textarea[name=text]")
    outline = page.locator("textarea[name=text]").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline != "none", "the focus can be seen"
    page.keyboard.type("键盘也能提意见，请写明补缴的办法。")
    tab_to("#comment-form button[type=submit]:not([name])")
    page.keyboard.press("Enter")
    number, _code = receipt_of(page)
    assert number
