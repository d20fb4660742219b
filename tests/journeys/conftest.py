"""A running site and a real browser for stories."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.journeys.site import Site

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running site of all stories, on SQLite; every story makes its own consultation."""
    folder = tmp_path_factory.mktemp("journeys")
    made = Site(folder, f"sqlite:///{folder / 'daylight.db'}")
    made.make()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def fresh_site(tmp_path: Path, database_url: str) -> Iterator[Site]:
    """A site for one test, on the database that the run is about; not started yet."""
    made = Site(tmp_path, database_url)
    made.make()
    yield made
    made.stop()


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[OpenPage]:
    """Opens a page in a browser profile of its own; afterwards none of them may have complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refused form is answered with 422, and Chromium writes every such answer to the console.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def open_one(*, lang: str = "zh-CN", **options: Any) -> Page:
        context = chromium.new_context(base_url=site.url, **{"viewport": DESKTOP, **options})
        context.add_cookies([{"name": "lang", "value": lang, "url": site.url}])
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)
