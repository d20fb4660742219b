"""The office: from the import of a draft to the published report, and what the citizen then finds."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.helpers import (
    given_a_comment,
    hand_in,
    let_the_period_end,
    look_up,
    main_text,
    receipt_of,
    sign_in,
    wait_until_grouped,
    write,
)
from tests.journeys.site import Site
from tests.make import days_from

TITLE = "某市社区食堂管理办法（草案征求意见稿）"
DRAFT = f"""{TITLE}
第一章　总则
第一条（目的）为了方便居民就近用餐，制定本办法。
第二条（适用范围）本市社区食堂的设立和服务，适用本办法。
第二章　服务
第三条（营业时间）社区食堂每日营业不少于六小时。
第五条（价格）社区食堂应当明码标价。
第五条（施行日期）本办法自2027年3月1日起施行。
"""
HOURS = "社区食堂应当供应早餐，营业时间从早上六点半开始。"
HOURS_TOO = "社区食堂应当供应早餐，营业时间从早上六点半开始！！"
BREAKFAST = "希望食堂开门再早一些，老人起得早。"
PRICE = "请给八十岁以上老人打八折。"
NEW_TEXT = "社区食堂每日营业不少于八小时，并供应早餐。"


def begin(page: Page) -> str:
    """Write the notice; the address of the consultation on the desk."""
    today = datetime.now(UTC)
    page.goto("/staff/consultations")
    page.get_by_role("button", name="发起征求意见").click()
    page.fill("#title", TITLE)
    page.fill("#explanation", "居民希望在家门口吃上热饭，起草本办法。")
    page.fill("#basis", "《中华人民共和国老年人权益保障法》")
    page.get_by_label("座谈会").check()
    page.fill("#opens_on", days_from(today, 0).isoformat())
    page.fill("#closes_on", days_from(today, 31).isoformat())
    page.get_by_role("button", name="保存并导入草案").click()
    expect(page).to_have_url(re.compile(r"/draft$"))
    return page.url.removesuffix("/draft")


def import_draft(page: Page, path: Path) -> None:
    page.set_input_files("#file", path)
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.locator(".p-card--warn")).to_contain_text("第五条")


def correct_draft(page: Page) -> None:
    page.get_by_text("修改条文", exact=True).click()
    text = page.locator("#text").input_value()
    page.fill("#text", text.replace("第五条", "第四条", 1))
    page.get_by_role("button", name="重新识别").click()
    expect(page.locator(".p-card--warn")).to_have_count(0)
    page.get_by_role("button", name="确认条文").click()
    expect(page.locator("main")).to_contain_text("条文已确认。")


def answer(page: Page, outcome: str, reason: str, *, clause: str = "", new_text: str = "") -> None:
    """Answer the group that the queue shows."""
    page.get_by_label(outcome, exact=True).check()
    page.fill("#reason", reason)
    if clause:
        page.select_option("#clause", clause)
        page.fill("#new_text", new_text)
    page.get_by_role("button", name="保存，下一类").click()


@pytest.mark.browser
def test_from_import_to_report(site: Site, open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "社区食堂.txt"
    file.write_text(DRAFT, encoding="utf-8")
    clerk, head, citizen = (sign_in(open_page(), "chen"), sign_in(open_page(), "deng"), open_page())

    desk = begin(clerk)
    one = desk.rsplit("/", 1)[1]
    import_draft(clerk, file)
    correct_draft(clerk)
    clerk.goto(desk)
    clerk.get_by_role("button", name="提交审批").click()
    expect(clerk.locator("main")).to_contain_text("已提交，由另一人审批。")

    head.goto("/staff")
    head.get_by_role("link", name=TITLE).click()
    head.get_by_role("button", name="批准并公布").click()
    expect(head.locator("main")).to_contain_text("已批准。")

    citizen.goto(f"/consultations/{one}/clauses/a3")
    write(citizen, HOURS)
    hand_in(citizen)
    number, code = receipt_of(citizen)
    for text, clause in ((HOURS_TOO, "a3"), (BREAKFAST, "a3"), (PRICE, "a4")):
        given_a_comment(site, one, text, clause)
    groups = wait_until_grouped(site, one, 4)
    assert [group.size for group in groups] == [2, 1, 1], "the two that say the same stand together"

    clerk.goto(f"{desk}/groups")
    expect(clerk.locator("article.p-group")).to_have_count(3)
    same = [group.number for group in groups if group.size == 2]
    breakfast = next(
        n
        for n in (group.number for group in groups)
        if BREAKFAST in clerk.locator(f"article[aria-labelledby=g{n}]").inner_text()
    )
    for n in (*same, breakfast):
        clerk.locator(f"article[aria-labelledby=g{n}] input[type=checkbox]").check()
    clerk.get_by_role("button", name="合并", exact=True).click()
    expect(clerk.locator("main")).to_contain_text("3条意见")

    let_the_period_end(site, one)
    clerk.goto(f"{desk}/queue")
    answer(clerk, "采纳", "早餐确有需要。", clause="a3", new_text=NEW_TEXT)
    answer(clerk, "未采纳", "优惠由各食堂自行决定。")
    expect(clerk.locator("main")).to_contain_text("采纳情况报告")

    clerk.goto(f"{desk}/report")
    clerk.get_by_role("button", name="提交审批").click()
    expect(clerk.get_by_role("button", name="批准并公布报告")).to_have_count(0)
    head.goto(f"{desk}/report")
    head.get_by_role("button", name="批准并公布报告").click()

    citizen.goto("/consultations?show=reported")
    citizen.get_by_role("link", name=TITLE).click()
    citizen.get_by_role("button", name="意见采纳情况").click()
    report = main_text(citizen)
    for words in ("早餐确有需要。", NEW_TEXT, "优惠由各食堂自行决定。"):
        assert words in report
    look_up(citizen, number, code)
    receipt = main_text(citizen)
    for words in (HOURS, "采纳", "早餐确有需要。", NEW_TEXT):
        assert words in receipt
