"""Sites to measure: a consultation with many invented comments, made once a run; the application called in this
process, or served by one of its own; and a table of what came out.

CPU time is what a busy machine does not change much, so it is told wherever one process does the work alone.
"""

import asyncio
import atexit
import logging
import os
import random
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import UUID

import psycopg
from litestar import Litestar
from sqlalchemy import make_url

from app.adoption import services as adoption
from app.adoption.forms import AnswerForm
from app.adoption.rules import Outcome
from app.comments.queries import get_open_for, list_targets
from app.comments.rules import PersonBasis, Said, Speaker
from app.comments.storing import comment_row, request_grouping, store_comments
from app.consultations.models import Consultation
from app.consultations.rules import State
from app.lib.crypto import keyed_hash
from app.lib.db import Database, open_database
from app.lib.migrations import upgrade
from app.lib.settings import Settings
from app.main import create_app
from app.opinion_groups.jobs import group_new_comments
from app.opinion_groups.models import OpinionGroup
from tests.bench.campaigns import make_campaigns
from tests.browser import Browser
from tests.cast import PASSWORD, Cast, make_cast
from tests.conftest import make_settings
from tests.make import make_consultation
from tests.postgres import execute, postgres_server, with_database

logging.disable(logging.INFO)  # only tables are wanted

NOW = datetime.now(UTC).replace(microsecond=0)
FOLDER = Path(tempfile.mkdtemp(prefix="daylight-bench-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
BATCH = 500
SERIES = 0.2


def kept_folder() -> Path | None:
    """Where filled databases stay for the next run (see tests.bench.keeping); None: nothing stays."""
    if not (name := os.environ.get("BENCH_KEEP")):
        return None
    folder = Path(name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@cache
def _server() -> str:
    """Address of a PostgreSQL that lives as long as this run."""
    folder = kept_folder()
    opened = postgres_server(folder=folder / "postgres" if folder else None)
    atexit.register(opened.__exit__, None, None, None)
    return opened.__enter__()


@dataclass(frozen=True)
class Site:
    """A database, its folder, and the consultation in it that is measured."""

    folder: Path
    url: str
    consultation_id: UUID
    cast: Cast

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    def settings(self, **changes: object) -> Settings:
        return make_settings(self.folder, self.url, **changes)

    @property
    def path(self) -> str:
        return f"/consultations/{self.consultation_id}"

    def at_home(self) -> "Site":
        """A kept site at the address that its database has in this run."""
        if self.is_sqlite:
            return self
        return replace(self, url=with_database(_server(), make_url(self.url).database or ""))

    def copy(self) -> "Site":
        """The same site in another folder, to be written to."""
        folder, url = _new_database()
        if self.is_sqlite:
            for file in self.folder.glob("daylight.db*"):
                shutil.copy(file, folder)
        else:
            name, template = make_url(url).database, make_url(self.url).database
            execute(_server(), f"DROP DATABASE {name}", f"CREATE DATABASE {name} TEMPLATE {template}")
        return Site(folder, url, self.consultation_id, self.cast)

    def ask(self, sql: str) -> int:
        """The number that a query answers, read beside the server."""
        if not self.is_sqlite:
            with psycopg.connect(self.url) as connection:
                return int(connection.execute(sql).fetchone()[0])  # type: ignore[call-overload,index]
        with closing(sqlite3.connect(self.folder / "daylight.db")) as connection:
            return int(connection.execute(sql).fetchone()[0])

    def add_table(self, sql: str) -> None:
        if not self.is_sqlite:
            execute(self.url, sql)
            return
        with closing(sqlite3.connect(self.folder / "daylight.db")) as connection, connection:
            connection.execute(sql)


def _new_database(kept: str = "") -> tuple[Path, str]:
    """A folder, and the address of an empty database: of the kind that BENCH_DATABASE names, or SQLite."""
    home = kept_folder() if kept else None
    folder = Path(tempfile.mkdtemp(dir=home or FOLDER, prefix=f"{kept}-" if home else None))
    if os.environ.get("BENCH_DATABASE", "sqlite") == "sqlite":
        return folder, f"sqlite:///{folder / 'daylight.db'}"
    name = f"bench_{secrets.token_hex(6)}"
    execute(_server(), f"CREATE DATABASE {name}")
    return folder, with_database(_server(), name)


_made: dict[int, Site] = {}


async def filled(count: int) -> Site:
    """An open consultation with `count` comments, all in groups. Made once a run: copy it before you write."""
    if count not in _made:
        site = await empty()
        async with opened(site) as database:
            await say(database, site, words(count))
            await group_new_comments(database, str(site.consultation_id), now=NOW)
        _made[count] = site
    return _made[count]


async def empty(kept: str = "") -> Site:
    """A site with its people and one consultation; one with a name stays where BENCH_KEEP says."""
    folder, url = _new_database(kept)
    upgrade(url)
    database = open_database(make_settings(folder, url))
    try:
        cast = await make_cast(database, now=NOW)
        return Site(folder, url, await make_consultation(database, cast, now=NOW), cast)
    finally:
        await database.close()


def words(count: int, seed: int = 1) -> list[str]:
    return [said.words for said in make_campaigns(count, seed)]


async def say(database: Database, site: Site, texts: Sequence[str]) -> None:
    """Let citizens say this, as if each had sent the form: scanned, flagged, waiting for a group."""
    r = random.Random(len(texts))
    async with database.read() as db:
        consultation = await get_open_for(db, site.consultation_id)
        targets = await list_targets(db, consultation.draft_id)
    clauses = ["", *targets]
    for start in range(0, len(texts), BATCH):
        async with database.write() as db:
            rows = []
            for text in texts[start : start + BATCH]:
                speaker = Speaker(keyed_hash("person", str(r.randrange(len(texts)))), PersonBasis.COOKIE)
                said = Said(text, r.choice(clauses))
                row = comment_row(consultation, said, targets, speaker, said_at=NOW, now=NOW)
                rows.append(row | {"support_count": r.choice((0, 0, 0, 1, 2))})
            await store_comments(db, rows)
            await request_grouping(db, site.consultation_id)


async def report(site: Site) -> None:
    """Answer every group and publish the report."""
    async with opened(site) as database, database.write() as db:
        row = await db.get_one(Consultation, site.consultation_id)
        row.state = State.ANALYSING.value
        groups = list(
            await db.scalars(
                OpinionGroup.__table__.select().with_only_columns(OpinionGroup.number).where(OpinionGroup.size > 0)
            )
        )
        form = AnswerForm(outcome=Outcome.OUT_OF_SCOPE, reason="不属于本办法规定的事项，已转有关部门研究。")
        for start in range(0, len(groups), BATCH):
            chunk = groups[start : start + BATCH]
            await adoption.answer_groups(db, row, chunk, form, actor=site.cast["chen"], now=NOW)
        await adoption.submit_report(db, row, actor=site.cast["chen"], now=NOW)
        await adoption.publish_adoption_report(db, row, actor=site.cast["deng"], now=NOW)


async def more_consultations(site: Site, count: int = 20) -> None:
    """Fill the first page of the list."""
    async with opened(site) as database:
        for n in range(count):
            await make_consultation(database, site.cast, now=NOW, title=f"某市第{n + 1}号办法（草案征求意见稿）")


@asynccontextmanager
async def opened(site: Site) -> AsyncIterator[Database]:
    database = open_database(site.settings())
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def application(site: Site) -> AsyncIterator[Litestar]:
    """The application in this process, without background work."""
    app = create_app(site.settings(), with_jobs=False)
    try:
        yield app
    finally:
        await app.state.database.close()


async def staff_cookies(app: Litestar, username: str = "chen") -> str:
    async with Browser(app) as browser:
        await browser.sign_in(username, PASSWORD)
        return "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())


async def call(app: Any, path: str, cookies: str = "") -> bytes:
    """GET without a socket: what is left is the application's own work. Raises where the answer is not 200."""
    route, _, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": route, "raw_path": route.encode(), "root_path": "", "query_string": query.encode(),
        "headers": [(b"host", b"localhost:8000"), *([(b"cookie", cookies.encode())] if cookies else [])],
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8000), "extensions": {},
    }  # fmt: skip
    asked, answered = False, bytearray()

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.sleep(3600)
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] != 200:
            raise RuntimeError(f"{path} answered {message['status']}")
        answered.extend(message.get("body", b""))

    await app(scope, receive, send)
    return bytes(answered)


async def cpu_ms(work: Callable[[], Awaitable[object]]) -> float:
    """CPU milliseconds of this process for one round, all its threads; the best of five series of 0.2 s."""
    for _ in range(3):
        await work()
    best = float("inf")
    for _ in range(5):
        begun, rounds = time.process_time(), 0
        while time.process_time() - begun < SERIES:
            await work()
            rounds += 1
        best = min(best, 1_000 * (time.process_time() - begun) / rounds)
    return best


@dataclass(frozen=True)
class Server:
    """A process that serves a site."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(site: Site, *, has_worker: bool, cores: int | None = 1) -> Iterator[Server]:
    """The site in a process of its own on the first core (or all), with the page of `tests.bench.bare` beside ours."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = site.settings()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bare"],
        env=os.environ
        | {
            "DATA_DIR": str(site.folder),
            "DATABASE_URL": site.url,
            "PORT": str(port),
            "SECRET_KEY": settings.secret_key,
            "ENCRYPTION_KEYS": settings.encryption_keys,
            "HAS_WORKER": str(int(has_worker)),
            "COMMENTS_PER_MINUTE": "100000",  # all comes from one address; it is counted all the same
        },
    )
    try:
        os.sched_setaffinity(process.pid, sorted(os.sched_getaffinity(0))[:cores])
        _wait_until_healthy(port, process)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.2)


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def table(title: str, rows: Sequence[tuple[str, str, str, str]], command: str) -> None:
    """One plain table: what, ours, reference, ratio; and the command that prints it again."""
    lines = [("what", "ours", "reference", "ratio"), *rows]
    width = [max(len(line[n]) for line in lines) for n in range(4)]
    print(f"\n{title}")
    for line in lines:
        print("  " + "  ".join(cell.ljust(w) for cell, w in zip(line, width, strict=True)).rstrip())
    print(f"  command: {command}", flush=True)
