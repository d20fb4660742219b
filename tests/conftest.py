"""What every test may ask for: a migrated database of its own, an application on it, a browser-like client, a clock.

The same suite runs on both databases: ``pytest --database sqlite`` (default) and ``pytest --database postgres``.
"""

import os
import shutil
import sqlite3
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from sqlalchemy.ext.asyncio import AsyncSession

from app.lib.db import Database, open_database
from app.lib.migrations import upgrade
from app.lib.processes import settle
from app.lib.settings import Settings
from app.main import create_app, state_of
from tests.browser import Browser
from tests.cast import Cast, make_cast
from tests.postgres import execute, postgres_server, with_database

START = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a Thursday


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop running, beside which no other test can have its own.

    On PostgreSQL run what touches a database: rules, templates and pages' looks do not change with it, nor does what
    is marked `one_database`.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if config.getoption("--database") != "postgres":
        return
    touching = [item for item in items if "database_url" in getattr(item, "fixturenames", ())]
    kept = [item for item in touching if item.get_closest_marker("one_database") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


class Clock:
    """Time that stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, step: timedelta) -> None:
        self.now += step


BROWSER_ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """A real browser, one for the whole run. Where there is none its tests are skipped, in CI they fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "no Chromium was found: the tests in a browser were not run"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--database"))


def make_settings(data_dir: Path, url: str, **changes: object) -> Settings:
    return Settings(
        **{  # type: ignore[arg-type]
            "data_dir": data_dir,
            "database_url": url,
            "secret_key": "a secret for tests only, of forty characters",
            "encryption_keys": "k1:" + "A" * 43 + "=",
            **changes,
        }
    )


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres_server(is_durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def template(database_kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> str:
    """A migrated, empty database that every test copies."""
    if database_kind == "sqlite":
        path = tmp_path_factory.mktemp("template") / "template.db"
        upgrade(f"sqlite:///{path}")
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return str(path)
    server: str = request.getfixturevalue("postgres_url")
    execute(server, "DROP DATABASE IF EXISTS daylight_template", "CREATE DATABASE daylight_template")
    upgrade(with_database(server, "daylight_template"))
    return server


@pytest.fixture
def database_url(database_kind: str, template: str, tmp_path: Path) -> Iterator[str]:
    if database_kind == "sqlite":
        shutil.copy(template, tmp_path / "test.db")
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    name = f"daylight_{uuid.uuid4().hex[:12]}"
    execute(template, f"CREATE DATABASE {name} TEMPLATE daylight_template")
    yield with_database(template, name)
    execute(template, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_settings(tmp_path, database_url)


@pytest.fixture(scope="session")
def routed(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application with all its routes: putting them together takes half a second, so it is done once."""
    folder = tmp_path_factory.mktemp("routed")
    made = create_app(make_settings(folder, f"sqlite:///{folder / 'none.db'}"), with_jobs=False)
    settle()  # what stays for the whole run need not be looked through at every collection
    return made


@pytest.fixture
async def app(routed: Litestar, settings: Settings, clock: Clock) -> AsyncIterator[Litestar]:
    """The application on an installation of the test's own: database, files, clock, limits."""
    database = open_database(settings)
    routed.state.update(state_of(settings, database, clock))
    yield routed
    await database.close()


@pytest.fixture
async def own_app(settings: Settings, clock: Clock) -> AsyncIterator[Litestar]:
    """An application of the test's own, for those that add routes to it. Such a file calls it `app`."""
    own = create_app(settings, clock=clock, with_jobs=False)
    yield own
    await own.state.database.close()


@pytest.fixture
def database(app: Litestar) -> Database:
    return app.state.database


@pytest.fixture
async def db(database: Database) -> AsyncIterator[AsyncSession]:
    """A session inside a writing transaction. On SQLite nobody else can write until the test commits or ends."""
    async with database.write() as session:
        yield session


@pytest.fixture
async def cast(database: Database, clock: Clock) -> Cast:
    return await make_cast(database, now=clock())


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[Browser]:
    """A visitor who is not signed in."""
    async with Browser(app) as browser:
        yield browser
