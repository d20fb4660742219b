"""The macros, as a browser without script or style sheet sees them."""

import re
from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from app.lib.i18n import translations
from tests.layout.conftest import ERRORS, ROOT, Viewer, context, environment

Gallery = Callable[..., str]

PAGES = [
    {},
    {"errors": ERRORS},
    {"is_staff_page": True, "viewer": Viewer(), "path": "/staff/people"},
    {"locale": "en", "is_large": True, "theme": "auto", "flash": None},
    {"daily": [], "clauses": [], "nav": [{"href": "/x", "text": "X", "is_current": True}]},
]


@pytest.mark.parametrize("changes", PAGES)
def test_nothing_that_the_content_security_policy_forbids(gallery: Gallery, changes: dict[str, object]) -> None:
    tree = HTMLParser(gallery(**changes))
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            assert name != "style", node.html
            assert not name.startswith(("on", "hx-on")), node.html
            assert not (value or "").startswith(("js:", "javascript:")), node.html
    assert not tree.css("style")
    assert all(script.attributes.get("src") and not script.text() for script in tree.css("script"))


@pytest.mark.parametrize("changes", PAGES)
def test_every_id_once_and_every_reference_found(gallery: Gallery, changes: dict[str, object]) -> None:
    tree = HTMLParser(gallery(**changes))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for node in tree.css(f"[{attribute}]"):
            assert set((node.attributes[attribute] or "").split()) <= set(ids), node.html


def test_the_summary_leads_to_every_wrong_field(gallery: Gallery) -> None:
    tree = HTMLParser(gallery(errors=ERRORS))
    links = {a.attributes["href"]: a.text() for a in tree.css(".govuk-error-summary__list a")}
    assert links == {f"#{one['field']}": one["message"] for one in ERRORS}
    for one in ERRORS:
        field = tree.css_first(f"#{one['field']}")
        assert field is not None
        assert field.attributes["name"] == one["field"]
        described = field.attributes.get("aria-describedby") or ""
        if field.attributes.get("type") in ("radio", "checkbox"):
            fieldset = next(f for f in tree.css("fieldset") if f.css_first(f"#{one['field']}"))
            described = fieldset.attributes["aria-describedby"] or ""
        assert f"{one['field']}-error" in described.split()
        assert one["message"] in tree.css_first(f"#{one['field']}-error").text()
    assert tree.css_first("title").text().startswith("Error:")


def test_what_was_typed_comes_back_escaped(gallery: Gallery) -> None:
    html = gallery()
    assert "开门 &lt;早&gt; 一点" in html
    assert HTMLParser(html).css_first("#text").text() == "开门 <早> 一点"


def test_chosen_values_come_back(gallery: Gallery) -> None:
    tree = HTMLParser(gallery())
    assert [n.attributes["value"] for n in tree.css("input[checked]")] == ["for", "mail"]
    assert [n.attributes["value"] for n in tree.css("option[selected]")] == ["2"]


def test_a_day_without_comments_draws_no_column(gallery: Gallery) -> None:
    html = gallery(daily=[{"day": "11-3", "n": 0}, {"day": "11-4", "n": 7}])
    heights = [n.attributes["height"] for n in HTMLParser(html).css(".p-days rect")]
    assert float(heights[0] or "x") == 0
    assert float(heights[1] or "x") > 100


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (7, ["0", "2", "4", "6", "8"]),
        (108, ["0", "20", "40", "60", "80", "100", "120"]),
    ],
)
def test_axis_ticks_are_round_and_hold_the_highest(gallery: Gallery, most: int, ticks: list[str]) -> None:
    tree = HTMLParser(gallery(daily=[{"day": "11-3", "n": most}]))
    assert [n.text() for n in tree.css(".p-days text[text-anchor=end]")] == ticks


def test_parts_of_a_stack_fill_it(gallery: Gallery) -> None:
    bars = HTMLParser(gallery()).css(".p-stack svg")
    for bar, full in zip(bars, (True, True, False), strict=True):
        widths = [float((n.attributes["width"] or "").rstrip("%")) for n in bar.css("rect:not(.sep):not(.t)")]
        assert sum(widths) == (pytest.approx(100, abs=0.1) if full else 0)


def test_a_fragment_is_only_the_block(files: dict[str, str]) -> None:
    html = environment(files).render_template("gallery.html", **context(layout="#main"))
    assert "<html" not in html
    assert "p-card" in html


def test_error_page_tells_what_and_where_to(files: dict[str, str]) -> None:
    page = context(status=404, sentence="没有 <这个> 页面", code="HTTP 404", back="")
    tree = HTMLParser(environment(files).render_template("layout/error.html", **page))
    assert tree.css_first("main .p-lead").text() == "没有 <这个> 页面"
    assert tree.css_first("main a").attributes["href"] == "/"


def test_every_text_of_the_layout_is_translated() -> None:
    chinese = translations("zh-CN")
    for path in sorted((ROOT / "templates" / "layout").glob("*.html")):
        for msgid in re.findall(r'\b(?:_|ngettext)\("([^"]+)"', path.read_text(encoding="utf-8")):
            assert msgid in chinese, f"{path.name}: {msgid}"
