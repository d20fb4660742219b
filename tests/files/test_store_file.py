"""Bytes before rows, the same bytes once, nothing lost in silence, and no bytes that nobody names for ever."""

import logging
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from litestar import Litestar
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.files.downloads import as_download, disposition
from app.files.jobs import remove_orphans
from app.files.models import StoredFile
from app.files.rules import FileLost, WrongContent
from app.files.services import remove_file, store_file
from app.files.store import FileStore, open_store
from app.history.models import HistoryEntry
from app.lib.db import Database
from app.lib.settings import BadSetting
from tests.cast import Cast
from tests.conftest import Clock, make_settings
from tests.files.samples import pdf, png

NOW = datetime.now(UTC)  # the clock of the folder, which no test can set


@pytest.fixture
def store(app: Litestar) -> FileStore:
    return app.state.files


async def keep(database: Database, store: FileStore, cast: Cast, name: str, data: bytes, now: datetime) -> StoredFile:
    async with database.write() as db:
        return await store_file(db, store, name, data, agency_id=cast.agency.id, actor=cast["chen"], now=now)


async def fail_after_storing(database: Database, store: FileStore, cast: Cast) -> None:
    async with database.write() as db:
        await store_file(db, store, "b.png", png(), agency_id=cast.agency.id, actor=cast["chen"], now=NOW)
        await db.execute(insert(StoredFile).values(id=uuid4(), name="no agency, no bytes"))


def paths(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


async def test_a_file_is_stored_once_under_its_digest(
    database: Database, store: FileStore, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    first = await keep(database, store, cast, "说明.pdf", pdf(), clock())
    second = await keep(database, store, cast, "再说明.pdf", pdf(), clock())
    assert first.digest == second.digest
    [path] = paths(tmp_path)
    assert path.name == first.digest
    assert path.read_bytes() == pdf() == await store.read(first.digest, size=first.size)
    async with database.read() as db:
        verbs = list(await db.scalars(select(HistoryEntry.verb).where(HistoryEntry.subject == f"file:{first.id}")))
    assert verbs == ["file:store_file"]


async def test_a_refused_file_leaves_nothing(
    database: Database, store: FileStore, cast: Cast, clock: Clock, tmp_path: Path
) -> None:
    with pytest.raises(WrongContent):
        await keep(database, store, cast, "a.pdf", png(), clock())
    assert paths(tmp_path) == []


async def test_a_failed_transaction_leaves_bytes_that_the_job_takes_away(
    database: Database, store: FileStore, cast: Cast, tmp_path: Path
) -> None:
    kept = await keep(database, store, cast, "a.pdf", pdf(), NOW)
    with pytest.raises(IntegrityError):
        await fail_after_storing(database, store, cast)
    async with database.read() as db:
        assert await db.scalar(select(func.count()).select_from(StoredFile)) == 1
    assert len(paths(tmp_path)) == 2
    await remove_orphans(database, store=store, now=NOW + timedelta(hours=23))
    assert len(paths(tmp_path)) == 2  # a form may still be open that will name them
    await remove_orphans(database, store=store, now=NOW + timedelta(hours=25))
    assert [path.name for path in paths(tmp_path)] == [kept.digest]


async def test_bytes_stay_as_long_as_one_row_names_them(
    database: Database, store: FileStore, cast: Cast, tmp_path: Path
) -> None:
    rows = [await keep(database, store, cast, name, pdf(), NOW) for name in ("a.pdf", "b.pdf")]
    for row in rows:
        assert len(paths(tmp_path)) == 1
        async with database.write() as db:
            await remove_file(db, await db.get_one(StoredFile, row.id), actor=cast["chen"], now=NOW)
        await remove_orphans(database, store=store, now=NOW + timedelta(days=2))
    assert paths(tmp_path) == []


async def test_bytes_that_were_put_again_meanwhile_are_young(store: FileStore, tmp_path: Path) -> None:
    digest = await store.put(pdf())
    [path] = paths(tmp_path)
    os.utime(path, (0, 0))
    assert await store.list_before(NOW - timedelta(days=1)) == [digest]
    await store.put(pdf())
    assert not await store.delete_if_before(digest, NOW - timedelta(days=1))
    assert paths(tmp_path) == [path]


@pytest.mark.parametrize("harm", ["missing", "cut", "changed"])
async def test_lost_bytes_are_a_fault_in_the_log_and_no_empty_file(
    database: Database, store: FileStore, cast: Cast, clock: Clock, tmp_path: Path, harm: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    file = await keep(database, store, cast, "a.pdf", pdf(), clock())
    [path] = paths(tmp_path)
    {"missing": path.unlink, "cut": lambda: path.write_bytes(pdf()[:-1]),
     "changed": lambda: path.write_bytes(pdf().replace(b"1.7", b"1.6"))}[harm]()  # fmt: skip
    with caplog.at_level(logging.ERROR), pytest.raises(FileLost):
        await as_download(store, file)
    assert file.digest in caplog.text
    await keep(database, store, cast, "a.pdf", pdf(), clock())  # the same file again mends it
    assert await store.read(file.digest, size=file.size) == pdf()


async def collect(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def test_a_download_is_saved_and_never_run(
    database: Database, store: FileStore, cast: Cast, clock: Clock
) -> None:
    answer = await as_download(store, await keep(database, store, cast, "测算 表.pdf", pdf(), clock()))
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["content-disposition"] == (
        "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E6%B5%8B%E7%AE%97%20%E8%A1%A8.pdf"
    )
    assert headers["content-security-policy"].startswith("sandbox")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-length"] == str(len(pdf()))


def test_old_programs_get_a_plain_name() -> None:
    assert disposition("a b.pdf", "pdf").startswith('attachment; filename="a b.pdf";')
    assert disposition('a"b.pdf', "pdf").startswith('attachment; filename="file.pdf";')


def test_a_store_that_cannot_be_used_refuses_the_start(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file in the place of the folder")
    with pytest.raises(BadSetting):
        open_store(make_settings(tmp_path, "sqlite://", files_url=(tmp_path / "taken").as_uri()))
