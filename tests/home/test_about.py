"""The page about how comments are handled: its example is what the program really does, its numbers are the site's."""

import pytest
from litestar import Litestar

from app.home.example import common, worked_example
from tests.browser import Browser


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_example_shows_each_case_once(locale: str) -> None:
    """Whoever changes the engine or the words must look at the page."""
    _first, needed, others = worked_example(locale)
    assert [one.verdict for one in others] == ["together", "guarded", "apart"]
    assert others[0].ratio >= needed
    assert others[1].ratio >= needed
    assert others[2].ratio < needed


def test_what_is_common_is_cut_out_and_nothing_is_lost() -> None:
    text = "宽限期只有15日太短了。"
    pieces = common(text, "15日的宽限期太短。")
    assert "".join(words for words, _shared in pieces) == text
    assert [words for words, shared in pieces if shared] == ["宽限期", "15日太短"]
    assert common("30 days", "60 days") == (("30 ", False), ("days", True))


async def test_the_page_names_the_limits_of_the_site(client: Browser, app: Litestar) -> None:
    page = await client.get("/about/comments")
    assert "每分钟可提交 120 条" in page.main
    assert "每分钟 12 条" in page.main
    assert len(page.all("mark")) >= 8
    for link in page.all(".p-about__toc a"):
        assert page.one(link.attributes["href"] or ""), "every entry leads to its part"
