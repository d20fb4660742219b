"""The page of all macros in a real browser: accessible, no sideways scrolling, no complaint of the policy."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.layout.conftest import ERRORS, ROOT, Viewer

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

LOOKS = {
    "light": {},
    "errors": {"errors": ERRORS, "is_staff_page": True, "viewer": Viewer()},
    "dark": {"theme": "auto", "errors": ERRORS},
    "large": {"is_large": True},
    "english": {"locale": "en"},
}


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("look", LOOKS)
def test_page_of_all_macros(chromium: Browser, gallery: Callable[..., str], look: str, width: int) -> None:
    html = gallery(**LOOKS[look])

    def answer(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if "/static/" in route.request.url:
            route.fulfill(path=ROOT / "static" / "dist" / name, content_type=KINDS[Path(name).suffix])
        else:
            headers = {"content-security-policy": POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

    scheme = "dark" if look == "dark" else "light"
    # bypass_csp lets the checker itself in; the policy's reports are still read from a second, plain visit.
    checked = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    plain = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        complaints: list[str] = []
        plain.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        plain.on("pageerror", lambda error: complaints.append(str(error)))
        for page in (checked, plain):
            page.route("**/*", answer)
            page.goto("http://page.test/", wait_until="load")
        assert not complaints
        assert plain.evaluate("document.documentElement.scrollWidth <= innerWidth")
        checked.evaluate((ROOT / "static/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8"))
        result = checked.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
        assert len(result["passes"]) > 20, "the checker saw next to nothing"
        found = [f"{v['id']}: {n['html'][:160]}" for v in result["violations"] for n in v["nodes"]]
        assert not found, "\n".join(found)
    finally:
        checked.close()
        plain.close()


def test_first_visit_is_light(files: dict[str, str], gallery: Callable[..., str]) -> None:
    """At most 60 KB compressed in at most 8 requests, htmx and the icon included."""
    named = [name for name in files.values() if f"/static/{name}" in gallery().replace("&#x2f;", "/")]
    sent = [(ROOT / "static" / "dist" / name).read_bytes() for name in named] + [gallery().encode()]
    assert len(sent) <= 8
    assert sum(len(gzip.compress(part)) for part in sent) <= 60_000
