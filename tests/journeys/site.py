"""The real server as a process of its own, on a free port and a folder of its own, with the cast in its database."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx

from app.lib import migrations
from app.lib.db import Database, open_database
from app.lib.settings import load_settings
from tests.cast import Cast, make_cast

ROOT = Path(__file__).parents[2]
T = TypeVar("T")


def wait_for(what: str, check: Callable[[], T | None], *, seconds: float = 30) -> T:
    """Ask until the answer is true; a story never sleeps for a fixed time."""
    deadline = time.monotonic() + seconds
    while True:
        if found := check():
            return found
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}"
        time.sleep(0.05)


def in_own_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread: the browser's driver occupies the loop of this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


class Site:
    """One installation. `cast` is there after `make`."""

    def __init__(self, data_dir: Path, database_url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.env = {
            **os.environ,
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "BASE_URL": self.url,
            "PORT": str(self.port),
            "AGENCY_NAME": "某市人力资源和社会保障局",
            "AGENCY_NAME_EN": "Example Bureau",
            # The people of all stories live at one address, and helpers send forms as if without JavaScript.
            "PLAIN_COMMENTS_PER_MINUTE": "1000",
            "SITE_PLAIN_COMMENTS_PER_MINUTE": "1000",
            "SMTP_URL": "smtp://127.0.0.1:9",  # nobody listens there: mails wait, and pages have their forms
        }
        self.log = data_dir / "server.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.cast: Cast

    def make(self) -> None:
        """Lay down the tables and the cast."""
        migrations.upgrade(self.env["DATABASE_URL"])
        self.cast = self.with_database(lambda database: make_cast(database, now=datetime.now(UTC)))

    def with_database(self, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
        """What `work` makes of the site's database, beside the running server."""

        async def run() -> T:
            database = open_database(load_settings(self.env))
            try:
                return await work(database)
            finally:
                await database.close()

        return in_own_loop(run())

    def start(self) -> None:
        """Start the server and wait until it says that it can work."""
        log = self.log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"], cwd=ROOT, env=self.env, stdout=log, stderr=log
        )
        log.close()
        wait_for("the server", self._is_up)

    def _is_up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")[-3000:]
        try:
            return httpx.get(f"{self.url}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is said good-bye to."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None
