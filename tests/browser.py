"""A visitor without JavaScript, at the HTTP level: keeps cookies, sends forms with their token, reads HTML."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx
from litestar import Litestar
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node


class Page:
    """An answer: its status, its address, and its HTML to ask questions of."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.text
        self.location = response.headers.get("location", "")
        self.tree = HTMLParser(response.text)

    def one(self, selector: str) -> Node:
        found = self.tree.css(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def all(self, selector: str) -> list[Node]:
        return self.tree.css(selector)

    @property
    def title(self) -> str:
        return self.one("title").text().strip()

    @property
    def main(self) -> str:
        """The words of the page, blanks squeezed."""
        node = self.tree.css_first("main") or self.tree.body
        return " ".join(node.text(separator=" ").split()) if node else ""

    @property
    def errors(self) -> dict[str, str]:
        """Error summary: field -> sentence."""
        return {
            (a.attributes.get("href") or "")[1:]: a.text().strip()
            for a in self.tree.css(".govuk-error-summary__list a")
        }

    def field(self, name: str) -> str:
        """The value that a field of the page holds."""
        node = self.tree.css_first(f"[name={name}]")
        assert node is not None, f"no field {name}"
        return node.text() if node.tag == "textarea" else (node.attributes.get("value") or "")

    def form(self, action: str) -> dict[str, str]:
        """What a browser would send of the form with that action, hidden fields included."""
        form = self.tree.css_first(f'form[action="{action}"]')
        assert form is not None, f"no form to {action}"
        sent: dict[str, str] = {}
        for node in form.css("input, textarea"):
            name, kind = node.attributes.get("name"), node.attributes.get("type")
            if not name or kind in ("submit", "button", "file"):
                continue
            if kind in ("checkbox", "radio") and "checked" not in node.attributes:
                continue
            sent[name] = node.text() if node.tag == "textarea" else (node.attributes.get("value") or "")
        for node in form.css("select"):
            chosen = node.css_first("option[selected]") or node.css_first("option")
            if (name := node.attributes.get("name")) and chosen is not None:
                sent[name] = (chosen.attributes["value"] or "") if "value" in chosen.attributes else chosen.text()
        return sent


class Browser:
    def __init__(self, app: Litestar, *, address: str = "127.0.0.1") -> None:
        transport = httpx.ASGITransport(app=app, client=(address, 50000), raise_app_exceptions=False)  # type: ignore[arg-type]
        self.http = httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", follow_redirects=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def get(self, path: str, *, htmx: bool = False) -> Page:
        return Page(await self.http.get(path, headers={"HX-Request": "true"} if htmx else {}))

    async def follow(self, page: Page) -> Page:
        assert page.status == 303, f"{page.status}: {page.main[:300]}"
        return await self.get(page.location)

    async def post(
        self, path: str, data: Mapping[str, Any] | None = None, *, files: Any = None, htmx: bool = False
    ) -> Page:
        """Send a form, with the token that a page of the site would have given."""
        if "daylight_csrf" not in self.http.cookies:
            await self.http.get("/sign-in")
        sent = {**(data or {}), "_csrf_token": self.http.cookies["daylight_csrf"]}
        headers = {"HX-Request": "true"} if htmx else {}
        return Page(await self.http.post(path, data=sent, files=files, headers=headers))

    post_form = post

    async def sign_in(self, username: str, password: str) -> None:
        page = await self.post("/sign-in", {"username": username, "password": password})
        assert page.status == 303, page.main
