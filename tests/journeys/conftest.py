"""A running site and a real browser for stories."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.conftest import _execute, _with_database
from tests.journeys.site import Site

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def make_site(
    database_kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Site]]:
    """Makes a site of that name, with the cast in its database, not started yet."""
    sites: list[Site] = []

    def make(name: str) -> Site:
        folder: Path = tmp_path_factory.mktemp(name)
        url = f"sqlite:///{folder / 'daylight.db'}"
        if database_kind == "postgres":
            server: str = request.getfixturevalue("postgres_url")
            _execute(server, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
            url = _with_database(server, name)
        site = Site(folder, url)
        site.make()
        sites.append(site)
        return site

    yield make
    for site in sites:
        site.stop()


@pytest.fixture(scope="session")
def site(make_site: Callable[[str], Site]) -> Site:
    """The running site of all stories; every story makes its own consultation."""
    made = make_site("journeys")
    made.start()
    return made


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
